/**
 * An app that writes log files, and Fluent Bit beside it that ships them to Loki: the directory is shared by itself,
 * writable for the app and read-only for the shipper.
 */
import { App, Chart, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { LogOutput, LogShipperSidecar, LogSource, SidecarResources, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'log-shipping', { namespace: 'shop' });

const logs = new LogShipperSidecar(chart, 'logs', {
  sources: [LogSource.files('/var/log/app/*.log')],
  outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
  resources: SidecarResources.of({ cpu: '50m', memory: '64Mi', cpuLimit: '100m', memoryLimit: '128Mi' }),
});

new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  containers: [{
    name: 'app',
    image: 'myapp/server:2.1',
    portNumber: 8080,
    resources: {
      cpu: { request: Cpu.millis(250), limit: Cpu.millis(500) },
      memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
    },
  }],
  sidecars: [logs],
});

app.synth();
