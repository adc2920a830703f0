import { config, contribute, files, POD } from './helpers';
import { EnvSource, SharedVolume, SidecarPhase, SidecarResources } from '../../../lib';
import { LogBufferFull, LogEngine, LogOutput, LogParser, LogSource } from '../../../lib/catalogue/log-shipping';

const sources = [LogSource.files('/var/log/app/*.log')];
const outputs = [LogOutput.loki({ url: 'http://loki.monitoring:3100' })];

describe('what it adds to a Pod', () => {
  const c = contribute({ sources, outputs });
  const container = c.containers![0];

  test('one container, before the app, with the size that Fluent Bit needs', () => {
    expect(c.phase).toBe(SidecarPhase.TELEMETRY);
    expect(c.purpose).toBe('log shipping');
    expect(c.containers).toHaveLength(1);
    expect(container.name).toBe('logs');
    expect(container.image).toMatch(/fluent-bit:\d+\.\d+\.\d+$/);
    expect(container.user).toBeGreaterThan(0);
    expect(container.resources!._toPart()).toEqual({
      requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' },
    });
    expect(container.args).toEqual(['-c', '/fluent-bit/config/fluent-bit.yaml']);
    expect(container.ports).toEqual({ 'log-metrics': 2020 });
  });

  test('the directory of the files is shared: the app writes, the shipper reads', () => {
    expect(c.app!.mounts!.map((m) => [m.path, m.readOnly ?? false])).toEqual([['/var/log/app', false]]);
    const mine = container.mounts!.find((m) => m.path === '/var/log/app')!;
    expect(mine.readOnly).toBe(true);
    expect(mine.volume.name).toBe(c.app!.mounts![0].volume.name);
    expect(mine.volume._toPart()).toMatchObject({ appPath: '/var/log/app', source: { emptyDir: { sizeLimit: '256Mi' } } });
  });

  test('positions and buffers lie on a bounded volume, and the buffer stays below its limit', () => {
    const state = container.mounts!.find((m) => m.volume.name === 'logs-state')!;
    expect(state.volume._toPart().source).toEqual({ emptyDir: { sizeLimit: '256Mi' } });
    const { service, pipeline } = config({ sources, outputs: [...outputs, LogOutput.stdout()] });
    expect(service['storage.path'].startsWith(`${state.path}/`)).toBe(true);
    expect(pipeline.inputs[0].db.startsWith(`${state.path}/`)).toBe(true);
    const sum = pipeline.outputs.reduce((n: number, o: any) => n + o['storage.total_limit_size'], 0);
    expect(sum).toBeLessThanOrEqual(224 * 1024 * 1024);
  });

  test('the probe asks for the process, never for a destination', () => {
    expect(container.health!._toPart().check).toEqual({ httpGet: { path: '/', port: 2020 } });
  });

  test('what differs per Pod comes from the Pod: the files are the same for every workload', () => {
    expect(container.env!.POD_NAME._toEnv('x').valueFrom).toEqual({ fieldRef: { fieldPath: 'metadata.name' } });
    expect(container.env!.APP_CONTAINER._toEnv('x').value).toBe('app');
    const other = contribute({ sources, outputs }, { ...POD, workloadName: 'cart', appContainers: [{ name: 'cart', ports: [], chosen: true }] });
    expect(files(other)).toEqual(files(c));
    expect(other.containers![0].env!.APP_CONTAINER._toEnv('x').value).toBe('cart');
  });

  test('it ends before the kubelet would kill it', () => {
    expect(config({ sources, outputs }).service.grace).toBeLessThan(container.drainSeconds!);
    expect(contribute({ sources, outputs, drainSeconds: 30 }).containers![0].drainSeconds).toBe(30);
    expect(config({ sources, outputs, drainSeconds: 30 }).service.grace).toBe(28);
  });

  test('size, user and image can be chosen', () => {
    const own = contribute({
      sources,
      outputs,
      user: 1000,
      resources: SidecarResources.of({ cpu: '10m', memory: '32Mi' }),
      engine: LogEngine.fluentBit({ image: 'mirror.example/fluent-bit:5.1.2' }),
      fields: { imagePullPolicy: 'Always' },
    }).containers![0];
    expect([own.user, own.image, own.fields]).toEqual([1000, 'mirror.example/fluent-bit:5.1.2', { imagePullPolicy: 'Always' }]);
    expect(own.resources!._toPart().requests).toEqual({ cpu: '10m', memory: '32Mi' });
    expect(() => LogEngine.fluentBit({ image: 'fluent-bit' })).toThrow('image: "fluent-bit" has no exact tag or digest');
  });

  test('a note says that files must rotate', () => {
    expect(c.notes!.map((n) => n.code)).toEqual(['log-files-must-rotate']);
  });
});

describe('directories', () => {
  const mounts = (...s: LogSource[]) => contribute({ sources: s, outputs }).app!.mounts!.map((m) => m.path);

  test('are those before the first wildcard, each once', () => {
    expect(mounts(LogSource.files('/var/log/a/*.log'), LogSource.files('/var/log/a/x.json'))).toEqual(['/var/log/a']);
    expect(mounts(LogSource.files('/var/log/*/x.log'))).toEqual(['/var/log']);
    expect(mounts(LogSource.files('/data/one.log'))).toEqual(['/data']);
  });

  test('one inside another is not mounted over it', () => {
    expect(mounts(LogSource.files('/logs/sub/*.log'), LogSource.files('/logs/*.log'))).toEqual(['/logs']);
    expect(mounts(LogSource.files('/logs/*.log'), LogSource.files('/logs2/*.log'))).toEqual(['/logs', '/logs2']);
  });

  test('have one size limit', () => {
    const c = contribute({ sources: [LogSource.files('/l/*.log', { sizeLimit: '1Gi' })], outputs });
    expect(c.app!.mounts![0].volume._toPart().source).toEqual({ emptyDir: { sizeLimit: '1Gi' } });
    const two = [LogSource.files('/l/a*', { sizeLimit: '1Gi' }), LogSource.files('/l/b*', { sizeLimit: '2Gi' })];
    expect(() => contribute({ sources: two, outputs })).toThrow('sources: the directory "/l" has two size limits (1Gi and 2Gi): give one');
  });

  test('of a volume of the user\'s are mounted in the shipper alone', () => {
    const c = contribute({ sources: [LogSource.files('/l/*.log', { volume: SharedVolume.existing('data') })], outputs });
    expect(c.app!.mounts).toEqual([]);
    expect(c.containers![0].mounts!.find((m) => m.path === '/l')!.volume.name).toBe('data');
    expect(() => LogSource.files('/l/*', { volume: SharedVolume.existing('d'), sizeLimit: '1Gi' })).toThrow('sizeLimit');
  });
});

describe('wrong arguments', () => {
  test.each<[string, () => unknown, string]>([
    ['no source', () => contribute({ sources: [], outputs }), 'sources: [] is empty'],
    ['no output', () => contribute({ sources, outputs: [] }), 'outputs: [] is empty'],
    ['relative path', () => LogSource.files('log/*.log'), 'glob: "log/*.log" is not an absolute path'],
    ['no directory', () => LogSource.files('/*.log'), 'glob: "/*.log" has no directory of its own'],
    ['a directory', () => LogSource.files('/var/log/'), 'glob: "/var/log/" is a directory'],
    ['a set', () => LogSource.files('/var/log/{a,b}.log'), 'glob: "/var/log/{a,b}.log" has a comma'],
    ['upwards', () => LogSource.files('/var/../etc/*'), 'has no directory of its own'],
    ['no group', () => LogParser.regex('^x$'), 'pattern: "^x$" names no group'],
    ['a broken expression', () => LogParser.regex('(?<a>'), 'pattern: "(?<a>" is not a regular expression'],
    ['Python groups', () => LogParser.regex('(?P<a>x)'), 'write "(?<"'],
    ['time of no group', () => LogParser.regex('(?<a>x)', { timeField: 'b' }), 'timeField: "b" is no group'],
    ['the same source twice', () => contribute({ sources: [LogSource.files('/l/*', { name: 'a-2' }), LogSource.files('/l/*', { name: 'a' }), LogSource.files('/l/*', { name: 'a' })], outputs }), 'sources: the name "a-2" is used twice'],
    ['a buffer too small', () => contribute({ sources, outputs, buffer: { sizeLimit: '16Mi' } }), 'buffer.sizeLimit: "16Mi" is too small'],
    ['a buffer that is none', () => contribute({ sources, outputs, buffer: { sizeLimit: '1GB' } }), 'buffer.sizeLimit: "1GB"'],
    ['no time to drain', () => contribute({ sources, outputs, drainSeconds: 1 }), 'drainSeconds: 1 is out of range'],
    ['a password as text', () => LogOutput.elasticsearch({ url: 'https://e', auth: { user: EnvSource.text('u'), password: EnvSource.text('p') } }), "auth.password: a secret can't be plain text"],
    ['a password in the URL', () => LogOutput.loki({ url: 'http://u:p@loki' }), 'url: "http://***@loki" has a user or password in it'],
    ['no URL', () => LogOutput.loki({ url: 'loki:3100' }), 'url: "loki:3100" is not an HTTP URL'],
    ['TLS on http', () => LogOutput.loki({ url: 'http://loki', tls: {} }), 'tls: is given, but the URL begins with "http://"'],
    ['two ways to log in', () => LogOutput.loki({ url: 'http://loki', auth: { user: EnvSource.text('u'), password: EnvSource.secret('s', 'k') }, bearerToken: EnvSource.secret('s', 'k') }), 'auth: auth and bearerToken exclude each other'],
    ['a label that is none', () => LogOutput.loki({ url: 'http://loki', labels: { 'a-b': 'x' } }), 'labels: "a-b" is not a label name'],
    ['a region that is none', () => LogOutput.cloudWatchLogs({ region: 'Ireland', logGroup: '/a' }), 'region: "Ireland" is not an AWS region'],
    ['a variable in text', () => LogOutput.loki({ url: 'http://loki', tenant: '${TENANT}' }), 'tenant: "${TENANT}" contains "${"'],
    ['retention without a group', () => LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', retentionDays: 7 }), 'set createGroup too'],
    ['an odd retention', () => LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', retentionDays: 8, createGroup: true }), 'retentionDays: 8 is not a time that CloudWatch Logs knows'],
    ['an index in capitals', () => LogOutput.elasticsearch({ url: 'http://e', index: 'App' }), 'index: "App" is not an index name'],
  ])('%s', (_, act, message) => expect(act).toThrow(message));

  test('the buffer can drop instead of block', () => {
    const on = (whenFull: LogBufferFull) => config({ sources, outputs, buffer: { whenFull } }).pipeline.inputs[0]['storage.pause_on_chunks_overlimit'];
    expect([on(LogBufferFull.BLOCK), on(LogBufferFull.DROP_OLDEST)]).toEqual(['on', 'off']);
  });
});
