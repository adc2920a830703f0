/**
 * The pipeline of `log-shipping` as one DaemonSet for the cluster: it reads what all containers write to their standard
 * output, and no Pod has a shipper of its own. Its namespace must allow Pod Security privileged: it reads the node's files.
 */
import { App, Chart } from 'cdk8s';
import { LogFilter, LogOutput, LogParser, LogShipperNodeAgent, LogSource } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'log-node-agent', { namespace: 'logging' });

new LogShipperNodeAgent(chart, 'logs', {
  sources: [LogSource.containerLogs({ selector: { inNamespace: 'shop' }, parser: LogParser.json() })],
  enrichment: { podLabels: ['app.kubernetes.io/name'] },
  filters: [LogFilter.redact('password')],
  outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
  priorityClassName: 'system-node-critical',
});

app.synth();
