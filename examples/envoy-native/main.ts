/**
 * Envoy as a native sidecar on port 15001 in front of the app: started before it, stopped after it, and what the Service
 * and the kubelet's probes reach.
 */
import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu, Probe } from 'cdk8s-plus-28';
import { EnvoyProxySidecar, SidecarResources, Upstream, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'envoy-native', { namespace: 'shop' });

const proxy = new EnvoyProxySidecar(chart, 'proxy', {
  port: 15001,
  upstreams: [Upstream.dns('orders', 'orders.shop', 8080)],
  resources: SidecarResources.of({ cpu: '100m', memory: '128Mi', cpuLimit: '200m', memoryLimit: '256Mi' }),
});

const shop = new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  containers: [{
    name: 'app',
    image: 'myapp/server:2.1',
    portNumber: 8080,
    readiness: Probe.fromHttpGet('/healthz', { port: 8080, periodSeconds: Duration.seconds(5) }),
    resources: {
      cpu: { request: Cpu.millis(250), limit: Cpu.millis(500) },
      memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
    },
  }],
  sidecars: [proxy],
  appDrainSeconds: 15,
});
shop.expose({ port: 80 });

app.synth();
