/**
 * Three sidecars on a Deployment, and the same three on a nightly CronJob: one construct each, used twice. A budget
 * caps what they may cost.
 */
import { App, Chart, Cron, Size } from 'cdk8s';
import { ContainerProps, Cpu, Probe } from 'cdk8s-plus-28';
import {
  AppNotification, ConfigSource, ConfigSyncSidecar, EnvoyProxySidecar, LogOutput, LogShipperSidecar, LogSource, ResourceBudget, Upstream,
  WorkloadKind, WorkloadWithSidecars,
} from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'all-together', { namespace: 'shop' });

const logs = new LogShipperSidecar(chart, 'logs', {
  sources: [LogSource.files('/var/log/app/*.log')],
  outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
});
const proxy = new EnvoyProxySidecar(chart, 'proxy', {
  port: 15001,
  upstreams: [Upstream.dns('orders', 'orders.shop', 8080)],
});
const config = new ConfigSyncSidecar(chart, 'config', {
  source: ConfigSource.labelled({ label: 'shop.example.com/config', value: 'app' }),
  path: '/etc/app/dynamic',
  notify: AppNotification.http({ port: 8080, path: '/-/reload' }),
});

const container: ContainerProps = {
  name: 'app',
  image: 'myapp/server:2.1',
  portNumber: 8080,
  readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
  resources: {
    cpu: { request: Cpu.millis(250), limit: Cpu.millis(500) },
    memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
  },
};

const budget = ResourceBudget.of({
  pod: { cpu: '500m', memory: '768Mi' },
  eachSidecarLimits: { memory: '256Mi' },
  sidecarShare: 0.6,
});

const shop = new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  containers: [container],
  sidecars: [logs, proxy, config],
  budget,
});
shop.expose({ port: 80 });

new WorkloadWithSidecars(chart, 'nightly', {
  kind: WorkloadKind.cronJob({ schedule: Cron.daily() }),
  containers: [{ ...container, args: ['reindex'] }],
  sidecars: [logs, proxy, config],
  budget,
});

app.synth();
