/**
 * Redis with its exporter beside it: the password comes from one Secret, Prometheus finds the metrics by a PodMonitor that
 * chooses these Pods alone, and an outage of Redis shows in the metrics without restarting the exporter.
 */
import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu, EnvValue, Secret } from 'cdk8s-plus-28';
import { EnvSource, MetricsExporter, MetricsExporterSidecar, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'metrics-exporter', { namespace: 'shop' });

const metrics = new MetricsExporterSidecar(chart, 'redis-exporter', {
  exporter: MetricsExporter.redis({ password: EnvSource.secret('redis', 'password') }),
  podMonitor: { interval: Duration.seconds(30), labels: { release: 'prometheus' } },
});

new WorkloadWithSidecars(chart, 'redis', {
  kind: WorkloadKind.statefulSet({ replicas: 1 }),
  containers: [{
    name: 'redis',
    image: 'docker.io/library/redis:8.2.1',
    portNumber: 6379,
    args: ['--save', '', '--requirepass', '$(REDIS_PASSWORD)'],
    envVariables: { REDIS_PASSWORD: EnvValue.fromSecretValue({ secret: Secret.fromSecretName(chart, 'password', 'redis'), key: 'password' }) },
    securityContext: { user: 999, group: 999 },
    resources: {
      cpu: { request: Cpu.millis(100), limit: Cpu.millis(500) },
      memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
    },
  }],
  sidecars: [metrics],
});

app.synth();
