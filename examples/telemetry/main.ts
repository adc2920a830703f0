/**
 * An OpenTelemetry Collector beside the app: the app's SDK finds it by its own variables and sends to loopback; the
 * collector adds what it knows of the Pod, waits for a slow gateway on disk, and shows metrics to Prometheus.
 */
import { App, Chart } from 'cdk8s';
import { EnvSource, TelemetryOutput, TelemetrySidecar, TelemetrySignal, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'telemetry', { namespace: 'shop' });

const telemetry = new TelemetrySidecar(chart, 'telemetry', {
  outputs: [
    TelemetryOutput.otlp({
      url: 'https://gateway.observability.svc:4317',
      signals: [TelemetrySignal.TRACES, TelemetrySignal.LOGS],
      headers: { 'x-api-key': EnvSource.secret('gateway', 'api-key') },
      caSecret: 'gateway-ca',
    }),
    TelemetryOutput.prometheus(),
  ],
  attributes: { 'deployment.environment.name': 'production' },
  sampleRatio: 0.1,
  diskBuffer: '128Mi',
});

new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
  sidecars: [telemetry],
});

app.synth();
