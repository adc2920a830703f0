import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { check, config, container, contribute, make, pod, texts } from './helpers';
import { BlackboxProbe, MetricsExporter, MetricsExporterSidecar, PodMonitorOptions, StatsdTimer } from '../../../lib/catalogue/metrics-exporter';
import { EnvSource } from '../../../lib/sidecar';
import { PodSidecars } from '../../../lib/workload';

const password = EnvSource.secret('db', 'password');
const user = EnvSource.text('metrics');
const secretRef = { secretKeyRef: { name: 'db', key: 'password' } };

describe('statsd', () => {
  test('listens on loopback for the app, which is told where', () => {
    const exporter = MetricsExporter.statsd();
    expect(container(exporter)).toMatchObject({ user: 65534, ports: { 'statsd-metrics': 9102 }, loopbackPorts: [9125] });
    expect(container(exporter).args).toEqual(expect.arrayContaining(['--statsd.listen-udp=127.0.0.1:9125', '--statsd.listen-tcp=127.0.0.1:9125']));
    expect(check(exporter)).toEqual({ httpGet: { path: '/-/healthy', port: 9102 } });
    expect(texts(contribute(exporter).app!.env)).toEqual({ STATSD_HOST: '127.0.0.1', STATSD_PORT: '9125' });
    expect(texts(contribute(MetricsExporter.statsd({ statsdPort: 8125 })).app!.env).STATSD_PORT).toBe('8125');
  });

  test('mappings', () => {
    expect(config(MetricsExporter.statsd({
      timer: StatsdTimer.SUMMARY,
      mappings: [
        { match: 'shop.*.time', name: 'shop_time', labels: { step: '$1' }, timer: StatsdTimer.HISTOGRAM, buckets: [0.1, 1] },
        { match: 'shop.*', name: 'shop_$1' },
      ],
    }))).toEqual({
      defaults: { observer_type: 'summary' },
      mappings: [
        { match: 'shop.*.time', name: 'shop_time', labels: { step: '$1' }, observer_type: 'histogram', histogram_options: { buckets: [0.1, 1] } },
        { match: 'shop.*', name: 'shop_$1' },
      ],
    });
  });

  const mapping = (over: object) => () => MetricsExporter.statsd({ mappings: [{ match: 'a.*', name: 'b', ...over }] });
  test.each<[() => unknown, string]>([
    [mapping({ match: 'a' }), 'mappings[0].match: "a" is not a statsd name'],
    [mapping({ match: 'a.b*' }), 'mappings[0].match: "a.b*" is not a statsd name'],
    [mapping({ name: 'b-c' }), 'mappings[0].name: "b-c" is not the name of a metric'],
    [mapping({ labels: { 'a-b': 'c' } }), 'mappings[0].labels: "a-b" is not the name of a label'],
    [mapping({ labels: { ab: '$2' } }), 'mappings[0]: "$2" refers to "*" number 2, and "a.*" has 1'],
    [mapping({ buckets: [1, 0.1] }), 'mappings[0].buckets: "1,0.1" is not a rising list'],
    [mapping({ buckets: [1], timer: StatsdTimer.SUMMARY }), 'has no meaning for a summary'],
    [() => MetricsExporter.statsd({ statsdPort: 9102 }), 'statsdPort: 9102 is the port of the metrics'],
    [() => MetricsExporter.statsd({ statsdPort: 0 }), 'statsdPort: 0 is not a port'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});

describe('nginx', () => {
  test('asks the status page, and is healthy without it', () => {
    const exporter = MetricsExporter.nginx({ statusUrl: 'http://127.0.0.1:8081/status' });
    expect(container(exporter)).toMatchObject({
      user: 1001, args: ['--nginx.scrape-uri=http://127.0.0.1:8081/status', '--web.listen-address=:9113'], ports: { 'nginx-metrics': 9113 },
    });
    expect(check(exporter)).toEqual({ httpGet: { path: '/', port: 9113 } });
    expect(() => MetricsExporter.nginx({ statusUrl: '127.0.0.1' })).toThrow('statusUrl: "127.0.0.1" is not an URL');
    expect(() => MetricsExporter.nginx({ statusUrl: 'http://u:p@127.0.0.1/' })).toThrow('has a user or password in it');
  });
});

describe('Redis', () => {
  test('takes its password by reference, and gives it to nobody else', () => {
    const exporter = MetricsExporter.redis({ user, password, address: 'rediss://cache.shop:6380' });
    expect(texts(container(exporter).env)).toEqual({
      REDIS_ADDR: 'rediss://cache.shop:6380', REDIS_USER: 'metrics', REDIS_PASSWORD: secretRef, REDIS_EXPORTER_WEB_LISTEN_ADDRESS: ':9121',
      REDIS_EXPORTER_DISABLE_SCRAPE_ENDPOINT: 'true',
    });
    expect(check(exporter)).toEqual({ httpGet: { path: '/health', port: 9121 } });
  });

  test.each<[() => unknown, string]>([
    [() => MetricsExporter.redis({ password: EnvSource.text('geheim') }), 'password: a secret can\'t be plain text'],
    [() => MetricsExporter.redis({ address: 'redis://:geheim@cache:6379' }), 'address: "redis://***@cache:6379" has a user or password in it'],
    [() => MetricsExporter.redis({ address: 'cache:6379' }), 'address: "cache:6379" is not an address of Redis'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});

describe('Postgres', () => {
  test('on loopback without TLS, elsewhere with', () => {
    const env = (over: object) => texts(container(MetricsExporter.postgres({ user, password, ...over })).env);
    expect(env({})).toEqual({ DATA_SOURCE_URI: '127.0.0.1:5432/postgres?sslmode=disable', DATA_SOURCE_USER: 'metrics', DATA_SOURCE_PASS: secretRef });
    expect(env({ host: 'db.shop', databasePort: 6432, database: 'a' }).DATA_SOURCE_URI).toBe('db.shop:6432/a?sslmode=verify-full');
    expect(env({ host: 'db.shop', sslMode: 'require' }).DATA_SOURCE_URI).toBe('db.shop:5432/postgres?sslmode=require');
    expect(env({ host: '::1' }).DATA_SOURCE_URI).toBe('[::1]:5432/postgres?sslmode=disable');
    expect(container(MetricsExporter.postgres({ user, password }))).toMatchObject({ user: 65534, ports: { 'pg-metrics': 9187 } });
  });

  test.each<[() => unknown, string]>([
    [() => MetricsExporter.postgres({ user, password: EnvSource.text('geheim') }), 'password: a secret can\'t be plain text'],
    [() => MetricsExporter.postgres({ user, password, sslMode: 'maybe' }), 'sslMode: "maybe" is not known'],
    [() => MetricsExporter.postgres({ user, password, database: 'a?b' }), 'database: "a?b" is not the name of a database'],
    [() => MetricsExporter.postgres({ user, password, host: 'http://db' }), 'host: "http://db"'],
    [() => MetricsExporter.postgres({ user, password, databasePort: -1 }), 'databasePort: -1 is not a port'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});

describe('JMX', () => {
  const image = 'example.com/jmx:1.6.0';

  test('asks the app on loopback, with a heap inside its limit', () => {
    const exporter = MetricsExporter.jmx({ image, includeBeans: ['java.lang:*'], rules: [{ pattern: 'java.lang<(.*)>', name: 'jvm' }] });
    expect(config(exporter)).toEqual({ hostPort: '127.0.0.1:9999', includeObjectNames: ['java.lang:*'], rules: [{ pattern: 'java.lang<(.*)>', name: 'jvm' }] });
    const c = container(exporter);
    expect(c.args).toEqual(expect.arrayContaining(['-XX:MaxRAMPercentage=50', '9404', '/etc/jmx-exporter/config.yaml']));
    expect(c.mounts!.map((m) => m.path)).toEqual(['/etc/jmx-exporter', '/tmp']);
    expect(config(MetricsExporter.jmx({ image })).rules).toEqual([{ pattern: '.*' }]);
  });

  test('a configuration with a password is a Secret', () => {
    const exporter = MetricsExporter.jmx({ image, configSecret: 'jmx' });
    expect(container(exporter).mounts![0].volume._toPart().source).toEqual({ secret: { secretName: 'jmx', defaultMode: 0o440 } });
  });

  test.each<[() => unknown, string]>([
    [() => MetricsExporter.jmx({ image, configSecret: 'jmx', rules: [] }), 'rules: "[]" has no effect beside configSecret'],
    [() => MetricsExporter.jmx({ image, rules: [{ name: 'x' }] }), 'rules[0].pattern: undefined is not text'],
    [() => MetricsExporter.jmx({ image, jar: 'a.jar' }), 'jar: "a.jar" is not an absolute path'],
    [() => MetricsExporter.jmx({ image, jmxPort: 0 }), 'jmxPort: 0 is not a port'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});

describe('blackbox', () => {
  const targets = [
    { name: 'orders', address: 'http://orders.shop/healthz' },
    { name: 'db', address: 'db.shop:5432', probe: BlackboxProbe.TCP },
    { name: 'api', address: 'api.shop:9090', probe: BlackboxProbe.GRPC },
  ];

  test('a module for each kind of probe, and a note about the open door', () => {
    const exporter = MetricsExporter.blackbox({ targets });
    expect(Object.keys(config(exporter).modules)).toEqual(['http_2xx', 'tcp_connect', 'grpc']);
    expect(config(exporter).modules.http_2xx).toEqual({ prober: 'http', timeout: '5s', http: { preferred_ip_protocol: 'ip4', ip_protocol_fallback: true } });
    expect(Object.keys(config(MetricsExporter.blackbox({ targets: targets.slice(1, 2) })).modules)).toEqual(['tcp_connect']);
    expect(contribute(exporter).notes!.map((n) => n.code)).toEqual(['blackbox-any-target']);
  });

  test('the PodMonitor asks for its own metrics and for each target', () => {
    const chart = new Chart(new App(), 'test');
    const deployment = new kplus.Deployment(chart, 'shop', { containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }] });
    PodSidecars.of(deployment).attach(new MetricsExporterSidecar(chart, 'probes', { exporter: MetricsExporter.blackbox({ targets }), podMonitor: {} }));
    const { spec } = (chart.toJson() as any[]).find((o) => o.kind === 'PodMonitor');
    expect(spec.podMetricsEndpoints).toEqual([
      { port: 'probe-metrics', path: '/metrics' },
      ...targets.map((t) => ({
        port: 'probe-metrics', path: '/probe',
        params: { module: [t.probe ?? 'http_2xx'], target: [t.address] },
        relabelings: [{ targetLabel: 'probe', replacement: t.name }],
      })),
    ]);
  });

  test.each<[object[], string]>([
    [[], 'targets: "[]" is empty'],
    [[targets[0], targets[0]].map((t) => ({ ...t })), 'targets[0].name: "orders" stands twice'],
    [[{ name: 'a b', address: 'http://a' }], 'targets[0].name: "a b" is not a name'],
    [[{ name: 'a', address: 'a:80' }], 'targets[0].address: "a:80" is not an HTTP URL'],
    [[{ name: 'a', address: 'a', probe: BlackboxProbe.TCP }], 'targets[0].address: "a" is not a host with a port'],
    [[{ name: 'a', address: 'a:99999', probe: BlackboxProbe.TCP }], 'targets[0].address: 99999 is not a port'],
  ])('%#', (given, message) => expect(() => MetricsExporter.blackbox({ targets: given as any })).toThrow(message));
});

describe('any image', () => {
  test('with a port and a path', () => {
    const exporter = MetricsExporter.custom({ image: 'example.com/q:1', port: 9200, path: '/m', portName: 'queue', args: ['-v'], env: { TOKEN: password }, user: 999 });
    expect(container(exporter)).toMatchObject({ image: 'example.com/q:1', ports: { queue: 9200 }, args: ['-v'], user: 999 });
    expect(check(exporter)).toEqual({ tcpSocket: { port: 9200 } });
    expect(check(MetricsExporter.custom({ image: 'a:1', port: 1234, healthPath: '/ok' }))).toEqual({ httpGet: { path: '/ok', port: 1234 } });
  });

  test.each<[object, string]>([
    [{ port: 0 }, 'port: 0 is not a port'],
    [{ path: 'metrics' }, 'path: "metrics" is not an absolute path'],
    [{ healthPath: 'ok' }, 'healthPath: "ok" is not an absolute path'],
    [{ portName: 'a-name-that-is-too-long' }, 'portName: "a-name-that-is-too-long" is not the name of a port'],
  ])('%j', (over, message) => expect(() => MetricsExporter.custom({ image: 'a:1', port: 9000, ...over })).toThrow(message));
});

describe('PodMonitor', () => {
  const synth = (podMonitor?: PodMonitorOptions, names = ['shop']) => {
    const chart = new Chart(new App(), 'test', { namespace: 'prod' });
    const sidecar = new MetricsExporterSidecar(chart, 'redis', { exporter: MetricsExporter.redis(), podMonitor });
    for (const name of names) {
      PodSidecars.of(new kplus.Deployment(chart, name, { containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }] })).attach(sidecar);
    }
    return chart.toJson() as any[];
  };
  const ofKind = (objects: any[], kind: string) => objects.filter((o) => o.kind === kind);

  test('chooses the Pods of its workload alone', () => {
    const times = { interval: Duration.seconds(30), scrapeTimeout: Duration.millis(2500) };
    const objects = synth({ ...times, labels: { release: 'prometheus' }, sampleLimit: 1000 }, ['one', 'two']);
    const monitors = ofKind(objects, 'PodMonitor');
    const workloads = ofKind(objects, 'Deployment');
    expect(monitors[0].metadata).toMatchObject({ namespace: 'prod', labels: { release: 'prometheus' } });
    expect(monitors[0].spec.sampleLimit).toBe(1000);
    expect(monitors[0].spec.podMetricsEndpoints).toEqual([{ port: 'redis-metrics', path: '/metrics', interval: '30s', scrapeTimeout: '2500ms' }]);
    const matches = (monitor: any, workload: any) => Object.entries(monitor.spec.selector.matchLabels)
      .every(([k, v]) => workload.spec.template.metadata.labels[k] === v);
    expect(monitors.map((m) => workloads.map((w) => matches(m, w)))).toEqual([[true, false], [false, true]]);
    expect(new Set(monitors.map((m) => m.metadata.name)).size).toBe(2);
  });

  test('a long name of a workload is cut, and stays its own', () => {
    const sidecar = make(MetricsExporter.redis(), { podMonitor: {} });
    const label = (workloadName: string) => Object.values(sidecar.contribute(pod({ workloadName })).podLabels!)[0];
    const [a, b] = ['a', 'b'].map((end) => label('x'.repeat(80) + end));
    expect(a).toHaveLength(63);
    expect(a).not.toBe(b);
    expect(label('shop')).toBe('deployment.shop');
  });

  test('none unless asked for, and no label for it', () => {
    expect(synth().map((o) => o.kind)).toEqual(['Deployment']);
    expect(make(MetricsExporter.redis()).contribute(pod()).podLabels).toBeUndefined();
  });

  test.each<[PodMonitorOptions, string]>([
    [{ interval: Duration.seconds(1), scrapeTimeout: Duration.seconds(2) }, 'podMonitor.scrapeTimeout: "2000 ms" is longer than the interval'],
    [{ interval: Duration.seconds(0) }, 'podMonitor.interval: "0 ms" is not a time'],
    [{ sampleLimit: 0 }, 'podMonitor.sampleLimit: 0 is not a whole number above 0'],
    [{ labels: { 'a b': 'c' } }, 'podMonitor.labels: "a b: c" is not a label'],
  ])('%j', (podMonitor, message) => expect(() => make(MetricsExporter.redis(), { podMonitor })).toThrow(message));
});

test('all of them on one Pod, without an error', () => {
  const chart = new Chart(new App(), 'test');
  const deployment = new kplus.Deployment(chart, 'shop', { containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }] });
  const pods = PodSidecars.of(deployment);
  const all = {
    statsd: MetricsExporter.statsd(),
    nginx: MetricsExporter.nginx(),
    redis: MetricsExporter.redis({ password }),
    postgres: MetricsExporter.postgres({ user, password }),
    jmx: MetricsExporter.jmx({ image: 'example.com/jmx:1.6.0' }),
    blackbox: MetricsExporter.blackbox({ targets: [{ name: 'a', address: 'http://a' }] }),
    custom: MetricsExporter.custom({ image: 'example.com/q:1', port: 9200 }),
  };
  for (const [name, exporter] of Object.entries(all)) pods.attach(new MetricsExporterSidecar(chart, name, { exporter, podMonitor: {} }));
  expect(pods.findings.filter((f) => f.severity === 'error')).toEqual([]);
  expect(pods.findings.map((f) => f.code)).not.toContain('sidecar-lowers-pod-security');
});
