/**
 * A workload in an Istio mesh, stated where the workload is: what the injector will add is planned and counted like any
 * sidecar, mutual TLS is required, and calls to the orders are retried. The CNI plugin and `seccomp` let the Pod pass
 * Pod Security restricted.
 */
import { App, Chart, Duration } from 'cdk8s';
import {
  IstioMtls, LogOutput, LogShipperSidecar, LogSource, ResourceBudget, ServiceMesh, WorkloadKind, WorkloadWithSidecars,
} from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'service-mesh', { namespace: 'shop' });

const mesh = ServiceMesh.istio(chart, 'mesh', {
  cni: true,
  seccomp: true,
  mtls: IstioMtls.STRICT,
  resources: { cpu: '50m', memory: '96Mi', cpuLimit: '500m', memoryLimit: '256Mi' },
  bypass: { outboundPorts: [5432] },
  drain: Duration.seconds(10),
  routes: [{
    service: 'orders',
    timeout: Duration.seconds(3),
    retries: { attempts: 2, on: ['connect-failure', 'refused-stream'], perTryTimeout: Duration.seconds(1) },
    ejectAfterErrors: 5,
  }],
});
const logs = new LogShipperSidecar(chart, 'logs', {
  sources: [LogSource.files('/var/log/app/*.log')],
  outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
});

const shop = new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
  sidecars: [logs, mesh],
  budget: ResourceBudget.of({ sidecars: { cpu: '200m', memory: '256Mi' } }),
});
shop.expose({ port: 80 });

app.synth();
