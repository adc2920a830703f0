/**
 * ConfigMaps with a label become files in a shared volume; whenever one changes, the app is told over HTTP.
 */
import { App, Chart } from 'cdk8s';
import { AppNotification, ConfigSource, ConfigSyncSidecar, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'config-reload', { namespace: 'shop' });

const config = new ConfigSyncSidecar(chart, 'config', {
  source: ConfigSource.labelled({ label: 'shop.example.com/config', value: 'app' }),
  path: '/etc/app/dynamic',
  notify: AppNotification.http({ port: 8080, path: '/-/reload' }),
});

new WorkloadWithSidecars(chart, 'shop', {
  containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
  sidecars: [config],
});

app.synth();
