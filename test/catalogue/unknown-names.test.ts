/** An option that nobody knows is a slip of the pen: what it says would be left out in silence. JavaScript has no compiler that tells. */
import { App, Chart } from 'cdk8s';
import { EnvSource, SharedVolume } from '../../lib';
import * as catalogue from '../../lib/catalogue';

// As a user of JavaScript has it.
const c: any = catalogue;
const chart = () => new Chart(new App(), 'test');
const secret = EnvSource.secret('s', 'k');
const sources = [c.LogSource.files('/var/log/app/*.log')];
const outputs = [c.LogOutput.stdout()];
const shipper = (props: object) => new c.LogShipperSidecar(chart(), 'logs', { sources, outputs, ...props });
const auth = c.VaultAuthentication.kubernetes({ role: 'r' });
const tls = { ca: SharedVolume.secretNamed('ca', 'ca'), cafile: 'ca.pem' };

const SMALLEST: Record<string, object> = {
  loki: { url: 'http://a' }, elasticsearch: { url: 'http://a' }, openSearch: { url: 'http://a' }, otlp: { url: 'http://a' }, http: { url: 'http://a' },
  cloudWatchLogs: { region: 'eu-west-1', logGroup: 'a' }, s3: { region: 'eu-west-1', bucket: 'abc' }, kafka: { brokers: ['a:1'], topic: 't' },
  splunkHec: { url: 'http://a', token: secret }, datadog: { apiKey: secret }, forward: { host: 'a' }, stdout: {},
};

test('all outputs are asked', () => {
  expect(Object.getOwnPropertyNames(c.LogOutput).filter((n) => typeof c.LogOutput[n] === 'function').sort()).toEqual(Object.keys(SMALLEST).sort());
});

test.each(Object.entries(SMALLEST))('LogOutput.%s', (kind, props) => {
  expect(() => c.LogOutput[kind](props)).not.toThrow();
  expect(() => c.LogOutput[kind]({ ...props, retrys: 3 })).toThrow('retrys: is not known here: did you mean "retries"?');
});

test.each<[string, () => unknown, string]>([
  ['TLS of an output', () => c.LogOutput.loki({ url: 'https://a', tls }), 'tls.cafile: is not known here: did you mean "caFile"?'],
  ['TLS of Kafka', () => c.LogOutput.kafka({ brokers: ['a:1'], topic: 't', tls }), 'tls.cafile: is not known here'],
  ['an access key', () => c.LogOutput.s3({ region: 'eu-west-1', bucket: 'abc', credentials: { accessKeyId: secret, secretAccesKey: secret } }), 'credentials.secretAccesKey: is not known here: did you mean "secretAccessKey"?'],
  ['files', () => c.LogSource.files('/a/*', { exlude: [] }), 'exlude: is not known here: did you mean "exclude"?'],
  ['container logs', () => c.LogSource.containerLogs({ selector: { inNamespaces: 'x' } }), 'selector.inNamespaces: is not known here: did you mean "inNamespace"?'],
  ['a parser', () => c.LogParser.json({ timefield: 'x' }), 'timefield: is not known here: did you mean "timeField"?'],
  ['an engine', () => c.LogEngine.vector({ extraconfig: {} }), 'extraconfig: is not known here: did you mean "extraConfig"?'],
  ['a shipper', () => shipper({ drainSecond: 5 }), 'drainSecond: is not known here: did you mean "drainSeconds"?'],
  ['a buffer', () => shipper({ buffer: { sizelimit: '1Gi' } }), 'buffer.sizelimit: is not known here: did you mean "sizeLimit"?'],
  ['a rotation', () => shipper({ rotation: { maxsize: '1Mi' } }), 'rotation.maxsize: is not known here: did you mean "maxSize"?'],
  ['an enrichment', () => shipper({ enrichment: { podname: true } }), 'enrichment.podname: is not known here: did you mean "podName"?'],
  ['a toleration', () => new c.LogShipperNodeAgent(chart(), 'logs', { sources, outputs, tolerations: [{ effects: 'NoSchedule' }] }), 'tolerations[0].effects: is not known here: did you mean "effect"?'],
  ['labelled objects', () => c.ConfigSource.labelled({ label: 'a', kind: [] }), 'kind: is not known here: did you mean "kinds"?'],
  ['named objects', () => c.ConfigSource.named({ configMap: ['a'] }), 'configMap: is not known here: did you mean "configMaps"?'],
  ['Git', () => c.ConfigSource.git({ repository: 'https://a/b', submodule: 'off' }), 'submodule: is not known here: did you mean "submodules"?'],
  ['a Git token', () => c.GitAuthentication.token({ secretName: 's', userName: 'x' }), 'userName: is not known here: did you mean "username"?'],
  ['Vault', () => c.ConfigSource.vault({ address: 'https://a', authentication: auth, files: [], renderSecond: 1 }), 'renderSecond: is not known here: did you mean "renderSeconds"?'],
  ['a file of Vault', () => c.VaultFile.kvField('a', 'b', { path: 'p', versoin: 1 }), 'versoin: is not known here: did you mean "version"?'],
  ['an image', () => c.ConfigSource.image({ reference: 'example.com/a:1', foldr: 'x' }), 'foldr: is not known here: did you mean "folder"?'],
  ['a mounted ConfigMap', () => c.ConfigSource.configMapNamed('a', { reloder: 'x' }), 'reloder: is not known here: did you mean "reloader"?'],
  ['what the app is told', () => c.AppNotification.http({ prt: 80 }), 'prt: is not known here: did you mean "port"?'],
  ['a signal', () => c.AppNotification.signal('SIGHUP', { process: 'a', users: 1 }), 'users: is not known here: did you mean "user"?'],
  ['telemetry by OTLP', () => c.TelemetryOutput.otlp({ url: 'http://a', headrs: {} }), 'headrs: is not known here: did you mean "headers"?'],
  ['telemetry for Prometheus', () => c.TelemetryOutput.prometheus({ prt: 1 }), 'prt: is not known here: did you mean "port"?'],
  ['telemetry for CloudWatch', () => c.TelemetryOutput.cloudWatch({ region: 'eu-west-1', rolearn: 'x' }), 'rolearn: is not known here: did you mean "roleArn"?'],
  ['Redis', () => c.MetricsExporter.redis({ adress: 'x' }), 'adress: is not known here: did you mean "address"?'],
  ['Postgres', () => c.MetricsExporter.postgres({ user: secret, password: secret, sslmode: 'x' }), 'sslmode: is not known here: did you mean "sslMode"?'],
  ['nginx', () => c.MetricsExporter.nginx({ statusurl: 'x' }), 'statusurl: is not known here: did you mean "statusUrl"?'],
  ['statsd', () => c.MetricsExporter.statsd({ mapping: [] }), 'mapping: is not known here: did you mean "mappings"?'],
  ['JMX', () => c.MetricsExporter.jmx({ image: 'a:1', rule: [] }), 'rule: is not known here: did you mean "rules"?'],
  ['blackbox', () => c.MetricsExporter.blackbox({ target: [] }), 'target: is not known here: did you mean "targets"?'],
  ['a monitor', () => new c.MetricsExporterSidecar(chart(), 'm', { exporter: c.MetricsExporter.redis({}), podMonitor: { intervall: 1 } }), 'podMonitor.intervall: is not known here: did you mean "interval"?'],
])('%s', (_what, make, message) => {
  expect(make).toThrow(message);
});
