/** The catalogue's constructs in the hands of users whom no compiler tells. */
import { Chart, Testing } from 'cdk8s';
import {
  AppNotification, ConfigSource, ConfigSyncSidecar, EnvoyProxySidecar, EnvSource, IdentitySidecar, MetricsExporter, MetricsExporterSidecar, ServiceMesh,
  TelemetryOutput, TelemetrySidecar, Upstream,
} from '../../lib';

type Maker = (props: any) => unknown;
const chart = (): Chart => Testing.chart();
const any = (value: unknown): any => value;
const envoy: Maker = (props) => new EnvoyProxySidecar(chart(), 'x', props);
const sync: Maker = (props) => new ConfigSyncSidecar(chart(), 'x', props);
const telemetry: Maker = (props) => new TelemetrySidecar(chart(), 'x', props);
const exporter: Maker = (props) => new MetricsExporterSidecar(chart(), 'x', props);
const identity: Maker = (props) => new IdentitySidecar(chart(), 'x', props);
const istio: Maker = (props) => ServiceMesh.istio(chart(), 'x', props);
const linkerd: Maker = (props) => ServiceMesh.linkerd(chart(), 'x', props);
const source = ConfigSource.configMapNamed('settings');
const output = TelemetryOutput.debug();
const url = 'https://gateway:4317';
const IS_TEXT = 'is text, and must be an EnvSource: EnvSource.text("...") or EnvSource.secret("name", "key")';

test.each<[string, () => unknown, string]>([
  ['Envoy without props', () => envoy(undefined), 'props: is missing'],
  ['an upstream as a map', () => envoy({ upstreams: [{ name: 'orders' }] }), 'upstreams[0]: is a map, and must be an Upstream: use Upstream.dns(...)'],
  ['one upstream', () => envoy({ upstreams: Upstream.dns('a', 'a', 80) }), 'upstreams: is a map, and must be a list'],
  ['tracing by name', () => envoy({ port: 15001, tracing: 'zipkin' }), 'tracing: is text, and must be a ProxyTracing: use ProxyTracing.openTelemetry(...)'],
  ['extraConfig as text', () => envoy({ port: 15001, extraConfig: 'x' }), 'extraConfig: is text, and must be a map'],
  ['extraConfig as a list', () => envoy({ port: 15001, extraConfig: [] }), 'extraConfig: is a list, and must be a map'],
  ['an unknown name of Envoy', () => envoy({ port: 15001, adminprt: 15010 }), 'adminprt: is not known here: did you mean "adminPort"?'],
  ['configuration sync without props', () => sync(undefined), 'props: is missing: give at least "source" and "path"'],
  ['no source', () => sync({ path: '/etc/app' }), 'source: is missing, and must be a ConfigSource'],
  ['a source by name', () => sync({ source: 'settings', path: '/etc/app' }), 'source: is text, and must be a ConfigSource: use ConfigSource.configMapNamed(...)'],
  ['a notification as a map', () => sync({ source, path: '/etc/app', notify: { port: 80 } }), 'notify: is a map, and must be an AppNotification: use AppNotification.http(...)'],
  ['no options of a source', () => ConfigSource.git(any(undefined)), 'options: is missing, and must be a map'],
  ['no options of Vault', () => ConfigSource.vault(any(undefined)), 'options: is missing, and must be a map'],
  ['no options of a notification', () => AppNotification.http(any(undefined)), 'options: is missing, and must be a map'],
  ['telemetry without props', () => telemetry(undefined), 'props: is missing: give at least "outputs"'],
  ['no outputs', () => telemetry({}), 'outputs: is missing, and must be a list'],
  ['an output as a map', () => telemetry({ outputs: [{ url }] }), 'outputs[0]: is a map, and must be a TelemetryOutput: use TelemetryOutput.otlp(...)'],
  ['an unknown name of telemetry', () => telemetry({ outputs: [output], grpcport: 1 }), 'grpcport: is not known here: did you mean "grpcPort"?'],
  ['no options of an output', () => TelemetryOutput.otlp(any(undefined)), 'options: is missing, and must be a map'],
  ['an exporter without props', () => exporter(undefined), 'props: is missing: give at least "exporter"'],
  ['an exporter by name', () => exporter({ exporter: 'redis' }), 'exporter: is text, and must be a MetricsExporter: use MetricsExporter.redis(...)'],
  ['an unknown name of a monitor', () => exporter({ exporter: MetricsExporter.nginx(), podMonitor: { intervall: 1 } }), 'podMonitor.intervall: is not known here: did you mean "interval"?'],
  ['no options of an exporter', () => MetricsExporter.postgres(any(undefined)), 'options: is missing, and must be a map'],
  ['an identity of text', () => identity('x'), 'props: is text, and must be a map'],
  ['a notification of an identity', () => identity({ notify: 'SIGHUP' }), 'notify: is text, and must be an AppNotification'],
  ['a volume of an identity', () => identity({ socketVolume: {} }), 'socketVolume: is a map, and must be a SharedVolume'],
  ['a JWT as text', () => identity({ jwtSvids: ['orders'] }), 'jwtSvids[0]: is text, and must be a map'],
  ['an unknown name of an identity', () => identity({ keymode: '640' }), 'keymode: is not known here: did you mean "keyMode"?'],
  ['Istio of null', () => istio(null), 'props: is missing'],
  ['an unknown name of Istio', () => istio({ mtsl: 'STRICT' }), 'mtsl: is not known here: did you mean "mtls"?'],
  ['routes of Istio as a map', () => istio({ routes: {} }), 'routes: is a map, and must be a list'],
  ['an unknown name of Linkerd', () => linkerd({ opaqueports: [1] }), 'opaqueports: is not known here: did you mean "opaquePorts"?'],
])('%s', (_, make, message) => expect(make).toThrow(message));

test.each<[string, () => unknown]>([
  ['password', () => MetricsExporter.redis(any({ password: 'hunter2' }))],
  ['user', () => MetricsExporter.postgres(any({ user: 'hunter2', password: 'hunter2' }))],
  ['password', () => MetricsExporter.postgres(any({ user: EnvSource.text('monitor'), password: 'hunter2' }))],
  ['env.TOKEN', () => MetricsExporter.custom(any({ image: 'x:1', port: 9000, env: { TOKEN: 'hunter2' } }))],
  ['headers.x-api-key', () => TelemetryOutput.otlp(any({ url, headers: { 'x-api-key': 'hunter2' } }))],
  ['headers.x-tenant', () => TelemetryOutput.prometheusRemoteWrite(any({ url, headers: { 'x-tenant': 'hunter2' } }))],
])('%s as text', (path, make) => {
  expect(make).toThrow(`${path}: ${IS_TEXT}`);
  expect(make).not.toThrow(/hunter2/);
});
