/** What JavaScript lets pass, and what may be a secret in the wrong place. */
import { chart } from './helpers';
import { EnvSource } from '../../../lib';
import { LogFilter, LogOutput, LogShipperNodeAgent, LogShipperSidecar, LogSource } from '../../../lib/catalogue/log-shipping';

const any = (value: unknown): any => value;
const sources = [LogSource.files('/var/log/app/*.log')];
const outputs = [LogOutput.stdout()];
const url = 'https://logs.example.com';
const IS_TEXT = 'is text, and must be an EnvSource: EnvSource.text("...") or EnvSource.secret("name", "key")';

const PROPS: Array<[string, unknown, string]> = [
  ['missing', undefined, 'props: is missing: give at least "sources" and "outputs"'],
  ['a list', [], 'props: is a list, and must be a map'],
  ['a source as text', { sources: ['/var/log/*.log'], outputs }, 'sources[0]: is text, and must be a LogSource: use LogSource.files(...)'],
  ['one source', { sources: sources[0], outputs }, 'sources: is a map, and must be a list'],
  ['no outputs', { sources }, 'outputs: is missing, and must be a list'],
  ['an output as a map', { sources, outputs: [{ loki: {} }] }, 'outputs[0]: is a map, and must be a LogOutput: use LogOutput.loki(...)'],
  ['a filter as a map', { sources, outputs, filters: [{}] }, 'filters[0]: is a map, and must be a LogFilter'],
  ['an engine by name', { sources, outputs, engine: 'fluentd' }, 'engine: is text, and must be a LogEngine: use LogEngine.fluentBit()'],
  ['a variable as text', { sources, outputs, env: { TOKEN: 'hunter2' } }, `env.TOKEN: ${IS_TEXT}`],
  ['sizes as a map', { sources, outputs, resources: { cpu: '1' } }, 'resources: is a map, and must be a SidecarResources'],
  ['an unknown name', { sources, outputs, logLevl: 'info' }, 'logLevl: is not known here: did you mean "logLevel"?'],
];

describe.each([['sidecar', LogShipperSidecar], ['node agent', LogShipperNodeAgent]] as const)('props of a %s', (_, Shipper) => {
  test.each(PROPS)('%s', (__, props, message) => {
    expect(() => new Shipper(chart(), 'logs', any(props))).toThrow(message);
    expect(() => new Shipper(chart(), 'logs', any(props))).not.toThrow(/hunter2/);
  });

  test('what is right is taken', () => {
    const props = { sources, outputs, filters: [LogFilter.addFields({ a: 'b' })], env: { TOKEN: EnvSource.secret('a', 'b') } };
    expect(() => new Shipper(chart(), 'logs', any(props))).not.toThrow();
  });
});

describe('what must be an EnvSource', () => {
  test.each<[string, () => unknown]>([
    ['auth.user', () => LogOutput.elasticsearch(any({ url, auth: { user: 'hunter2', password: 'hunter2' } }))],
    ['auth.password', () => LogOutput.elasticsearch(any({ url, auth: { user: EnvSource.text('shop'), password: 'hunter2' } }))],
    ['apiKey', () => LogOutput.elasticsearch(any({ url, apiKey: 'hunter2' }))],
    ['bearerToken', () => LogOutput.loki(any({ url, bearerToken: 'hunter2' }))],
    ['token', () => LogOutput.splunkHec(any({ url, token: 'hunter2' }))],
    ['apiKey', () => LogOutput.datadog(any({ apiKey: 'hunter2' }))],
    ['headers.X-Token', () => LogOutput.http(any({ url, headers: { 'X-Token': 'hunter2' } }))],
    ['headers.X-Token', () => LogOutput.otlp(any({ url, headers: { 'X-Token': 'hunter2' } }))],
    ['sharedKey', () => LogOutput.forward(any({ host: 'fluentd', sharedKey: 'hunter2' }))],
    ['auth.password', () => LogOutput.kafka(any({ brokers: ['kafka:9093'], topic: 'logs', auth: { user: EnvSource.text('shop'), password: 'hunter2' } }))],
    ['credentials.accessKeyId', () => LogOutput.s3(any({ region: 'eu-west-1', bucket: 'logs', credentials: { accessKeyId: 'hunter2', secretAccessKey: 'hunter2' } }))],
  ])('%s', (path, make) => {
    expect(make).toThrow(`${path}: ${IS_TEXT}`);
    expect(make).not.toThrow(/hunter2/);
  });

  test('a secret that is missing is said to be', () => {
    expect(() => LogOutput.splunkHec(any({ url }))).toThrow('token: is missing, and must be an EnvSource');
    expect(() => LogOutput.loki(any(undefined))).toThrow('props: is missing, and must be a map');
    expect(() => LogOutput.loki({ url, tls: any({ ca: 'ca.crt' }) })).toThrow('tls.ca: is text, and must be a SharedVolume');
  });
});
