/**
 * Sidecars on YAML that this library did not make: the shipper reads the log volume that the Deployment has already, under
 * the Deployment's own name for it.
 */
import { join } from 'path';
import { App, Chart, Include } from 'cdk8s';
import { LogOutput, LogShipperSidecar, LogSource, PodSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'adopt-foreign-yaml', { namespace: 'monitoring' });

const grafana = new Include(chart, 'grafana', { url: join(__dirname, 'grafana.yaml') });

const logs = new LogShipperSidecar(chart, 'logs', {
  sources: [LogSource.files('/var/log/grafana/*.log')],
  outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
});

PodSidecars.of(grafana, { objectKind: 'Deployment', objectName: 'grafana' }).attach(logs, { into: ['grafana'] });

app.synth();
