/** Random options of TLS termination, exporters and database proxies through the check of each product. */
import * as fc from 'fast-check';
import { runs } from './runs';
import { field, label, line, optional, port, someOf } from './texts';
import { CloudSqlInstance, CloudSqlNetwork, DatabaseProxy, DatabaseProxySidecar, PgBouncerAuthentication, PgBouncerPoolMode, PgBouncerProps } from '../../../lib/catalogue/database-proxy';
import { BlackboxProbe, MetricsExporter, StatsdTimer } from '../../../lib/catalogue/metrics-exporter';
import { ProxyProtocol } from '../../../lib/catalogue/proxy';
import { TlsCertificate, TlsClientName, TlsEngine, TlsProfile, TlsTerminationSidecar, TlsTerminationSidecarProps } from '../../../lib/catalogue/tls-termination';
import { SidecarContribution } from '../../../lib/sidecar';
import { container } from '../../catalogue/metrics-exporter/helpers';
import { chart, pod } from '../../catalogue/tls-termination/pod';
import { ofContribution } from '../plain';
import { describeIf } from '../process';
import { cloudSqlReads, REFEREES } from '../referees';

const judge = (name: string) => REFEREES.find((r) => r.name === name)!.judge;

/** undefined for what the constructor refuses by a named error. */
function made(make: () => SidecarContribution): SidecarContribution | undefined {
  try {
    return make();
  } catch (error) {
    expect((error as Error).message).toMatch(/^[\w.[\]-]+: /);
    return undefined;
  }
}

async function check<P>(name: string, props: fc.Arbitrary<P>, make: (p: P) => SidecarContribution, count: number): Promise<void> {
  let taken = 0;
  await fc.assert(fc.asyncProperty(props, async (p) => {
    const contribution = made(() => make(p));
    if (!contribution) return;
    taken++;
    expect(await judge(name)!(ofContribution(contribution.containers![0]))).toBeUndefined();
  }), runs(count));
  expect(taken).toBeGreaterThan(count / 4);
}

const ENGINES = { nginx: () => TlsEngine.nginx(), HAProxy: () => TlsEngine.haproxy(), Envoy: () => TlsEngine.envoy() };
const subject = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 ._:@/*-]{0,12}[A-Za-z0-9])?$/);
const names: Record<keyof typeof ENGINES, fc.Arbitrary<TlsClientName>> = {
  nginx: fc.oneof(subject.map((s) => TlsClientName.commonName(s)), subject.map((s) => TlsClientName.organizationalUnit(s))),
  HAProxy: fc.oneof(subject.map((s) => TlsClientName.commonName(s)), subject.map((s) => TlsClientName.organizationalUnit(s))),
  Envoy: fc.oneof(fc.domain().map((d) => TlsClientName.dns(d)), label.map((l) => TlsClientName.uri(`spiffe://a/${l}`)), label.map((l) => TlsClientName.uriPrefix(`spiffe://${l}/`))),
};
const tls = (engine: keyof typeof ENGINES): fc.Arbitrary<TlsTerminationSidecarProps> => fc.record<TlsTerminationSidecarProps>({
  certificate: fc.constant(TlsCertificate.secret('shop-tls')),
  engine: fc.constant(ENGINES[engine]()),
  port, metricsPort: optional(port), probePort: optional(port),
  protocol: optional(fc.constantFrom(...Object.values(ProxyProtocol))),
  profile: optional(fc.constantFrom(...Object.values(TlsProfile))),
  clients: optional(fc.record({ allowed: optional(fc.array(names[engine], { minLength: 1, maxLength: 4 })), optional: optional(fc.boolean()) })),
  redirect: optional(fc.record({ port: optional(port), publicPort: optional(fc.integer({ min: 1, max: 65535 })) })),
  probePaths: optional(fc.uniqueArray(fc.stringMatching(/^\/[a-z0-9/?=&;"'$%{}_.~-]{0,12}$/), { maxLength: 3 })),
  maxConnections: optional(fc.integer({ min: 1, max: 100_000 })), dualStack: optional(fc.boolean()), accessLog: optional(fc.boolean()),
  ...(engine === 'Envoy' ? {} : { drainSeconds: optional(fc.integer({ min: 1, max: 120 })) }),
});

describe.each(Object.keys(ENGINES) as Array<keyof typeof ENGINES>)('%s', (engine) => {
  describeIf(judge(engine))('in front of TLS', () => {
    test('takes random options', () => check(engine, tls(engine), (p) => new TlsTerminationSidecar(chart(), 'tls', p).contribute(pod()), 40));
  });
});

const part = fc.constantFrom('*', 'shop', 'a-b', '_x1');
const statsd = fc.record({
  timer: optional(fc.constantFrom(...Object.values(StatsdTimer))),
  mappings: optional(fc.array(fc.record({
    match: fc.array(part, { maxLength: 3 }).map((parts) => ['*', ...parts, '*'].join('.')), name: fc.constantFrom('shop_total', 'a_$1', 'x_${2}_y'),
    labels: optional(fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{1,6}$/), fc.oneof(line, fc.constantFrom('$1', 'p_$2')), { maxKeys: 2 })),
    timer: optional(fc.constantFrom(...Object.values(StatsdTimer))), buckets: optional(fc.constant<number[]>([0.01, 0.1, 1])),
    // Of two that overlap the product warns.
  }), { maxLength: 5 }).map((list) => list.map((m, i) => ({ ...m, match: `m${i}.${m.match}` })))),
});
describeIf(judge('statsd exporter'))('the statsd exporter', () => {
  test('takes random mappings', () => check('statsd exporter', statsd, (o) => ({ phase: 0 as any, containers: [container(MetricsExporter.statsd(o))] }), 60));
});

const target = fc.oneof(
  fc.tuple(label, fc.webUrl()).map(([name, address]) => ({ name, address })),
  fc.tuple(label, fc.domain(), fc.integer({ min: 1, max: 65535 }), fc.constantFrom(BlackboxProbe.TCP, BlackboxProbe.GRPC)).map(([name, host, p, probe]) => ({ name, address: `${host}:${p}`, probe })),
);
describeIf(judge('blackbox exporter'))('the blackbox exporter', () => {
  test('takes random targets', () => check('blackbox exporter', fc.uniqueArray(target, { minLength: 1, maxLength: 4, selector: (t) => t.name }),
    (targets) => ({ phase: 0 as any, containers: [container(MetricsExporter.blackbox({ targets }))] }), 20));
});

const size = fc.integer({ min: 1, max: 200 });
const pool = fc.record<PgBouncerProps>({
  databases: fc.uniqueArray(fc.record({
    name: fc.oneof(field, fc.constant('*')), host: fc.oneof(fc.domain(), fc.ipV4()), port: optional(fc.integer({ min: 1, max: 65535 })),
    database: optional(line), user: optional(line),
    poolSize: optional(size), poolMode: optional(fc.constantFrom(...Object.values(PgBouncerPoolMode))),
  }).map((d) => (d.name === '*' ? { ...d, database: undefined } : d)), { minLength: 1, maxLength: 3, selector: (d) => d.name }),
  users: fc.constant({ secretName: 'pool', key: 'userlist.txt' }), port: fc.constant(undefined),
  authentication: optional(fc.constantFrom(...Object.values(PgBouncerAuthentication))),
  lookup: optional(fc.record({ user: line, query: optional(fc.constant('SELECT usename, passwd FROM pg_shadow WHERE usename=$1')) })),
  poolMode: optional(fc.constantFrom(...Object.values(PgBouncerPoolMode))),
  poolSize: optional(fc.integer({ min: 20, max: 99 })), minPoolSize: optional(fc.nat(20)), reservePoolSize: optional(fc.nat(50)),
  maxClientConnections: optional(size), maxServerConnections: optional(fc.integer({ min: 99, max: 500 })),
  preparedStatements: optional(fc.nat(500)), statsUsers: optional(fc.array(label, { maxLength: 2 })),
});
describeIf(judge('PgBouncer'))('PgBouncer', () => {
  test('takes random settings', () => check('PgBouncer', pool, (p) => new DatabaseProxySidecar(chart(), 'pool', { proxy: DatabaseProxy.pgBouncer(p) }).contribute(pod()), 40));
});

const instance = fc.tuple(
  fc.constantFrom(CloudSqlInstance.postgres, CloudSqlInstance.mySql, CloudSqlInstance.sqlServer), label, port,
  fc.record({ network: optional(fc.constantFrom(...Object.values(CloudSqlNetwork))) }),
);
describeIf(cloudSqlReads)('the Cloud SQL Auth Proxy', () => {
  test('takes random instances', async () => {
    const props = fc.record({
      instances: fc.uniqueArray(instance, { minLength: 1, maxLength: 3, selector: ([, , p]) => p }), impersonate: optional(someOf(['a@p.iam.gserviceaccount.com', 'b@p.iam.gserviceaccount.com'])),
      maxConnections: optional(fc.integer({ min: 1, max: 1000 })), lazyRefresh: optional(fc.boolean()),
    });
    await fc.assert(fc.asyncProperty(props, async ({ instances, ...more }) => {
      const proxy = DatabaseProxy.cloudSql({
        ...more, credentials: { secretName: 'cloud-sql', key: 'x' },
        instances: instances.map(([make, name, p, options], i) => make(`shop:europe-west1:${name}-${i}`, { ...options, port: p, envPrefix: `DB${i}` })),
      });
      const contribution = new DatabaseProxySidecar(chart(), 'db', { proxy }).contribute(pod());
      expect(await cloudSqlReads!(ofContribution(contribution.containers![0]))).toBeUndefined();
    }), runs(15));
  });
});
