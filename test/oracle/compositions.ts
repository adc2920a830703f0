/** Random compositions of the library's own: sidecars x workloads x versions, as finished objects with their analysis. */
import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  AppNotification, ConfigSource, ConfigSyncSidecar, CustomSidecar, EnvoyProxySidecar, EnvSource, HealthCheck, LogOutput, LogShipperSidecar, LogSource,
  SharedVolume, Sidecar, SidecarContainer, SidecarPhase, SidecarResources, StartGate, Upstream, WorkloadKind, WorkloadWithSidecars,
} from '../../lib';

const port = fc.integer({ min: 1024, max: 65535 });
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const milli = fc.integer({ min: 1, max: 4000 });

const size = fc.oneof(
  fc.tuple(milli, fc.integer({ min: 1, max: 4096 }), fc.boolean()).map(([c, m, storage]) => SidecarResources.of({ cpu: `${c}m`, memory: `${m}Mi`, ...(storage ? { ephemeralStorage: '64Mi' } : {}) })),
  fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 })).map(([c, m]) => SidecarResources.relativeToApp({
    cpuShare: c / 100, memoryShare: m / 100, floor: { cpu: '5m', memory: '10Mi' }, ceiling: { cpu: '2', memory: '3Gi' },
  })),
);
const health = fc.oneof(
  fc.tuple(port, fc.boolean(), fc.boolean()).map(([p, readiness, liveness]) => HealthCheck.http(p, '/ready', { readiness, liveness })),
  port.map((p) => HealthCheck.tcp(p)), port.map((p) => HealthCheck.grpc(p, { startupSeconds: 5 })), fc.constant(HealthCheck.command(['true'])),
);
const volume = fc.oneof(
  fc.constantFrom('/var/log/app', '/data', '/tmp/x').map((path) => ({ volume: SharedVolume.appDirectory(path), path })),
  name.map((n) => ({ volume: SharedVolume.emptyDir(n, { inMemory: true }), path: `/mnt/${n}` })),
  name.map((n) => ({ volume: SharedVolume.files(`f-${n}`, { 'a.yaml': 'x: 1\n' }), path: `/etc/${n}`, readOnly: true })),
  name.map((n) => ({ volume: SharedVolume.secretNamed(`s-${n}`, n), path: `/secret/${n}`, readOnly: true })),
);

const container: fc.Arbitrary<SidecarContainer> = fc.record({
  name,
  image: fc.constantFrom('example.com/x:1.2', 'quay.io/a/b:v3', 'docker.io/library/c:1'),
  args: fc.option(fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 }), { nil: undefined }),
  ports: fc.option(fc.dictionary(fc.stringMatching(/^[a-z]{2,6}$/), port, { maxKeys: 2 }), { nil: undefined }),
  health: fc.option(health, { nil: undefined }),
  resources: fc.option(size, { nil: undefined }),
  mounts: fc.option(fc.array(volume, { maxLength: 2 }), { nil: undefined }),
  env: fc.option(fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.oneof(
    fc.string({ maxLength: 8 }).map((v) => EnvSource.text(v)), fc.constant(EnvSource.field('metadata.name')), fc.constant(EnvSource.secret('s', 'k')), fc.constant(EnvSource.resource('limits.memory', '1Mi')),
  ), { maxKeys: 3 }), { nil: undefined }),
  user: fc.option(fc.integer({ min: 1, max: 70000 }), { nil: undefined }),
  drainSeconds: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
  apiAccess: fc.boolean(),
  hasShell: fc.boolean(),
  gate: fc.constantFrom(undefined, StartGate.STARTED),
  quitsByItself: fc.constantFrom(undefined, 'polls a file'),
});

type MakeSidecar = (chart: Chart, id: string) => Sidecar;
const custom: fc.Arbitrary<MakeSidecar> = fc.record({
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
  setUp: fc.array(container, { maxLength: 1 }),
  phase: fc.constantFrom(...Object.values(SidecarPhase)),
  shareProcessNamespace: fc.boolean(),
  app: fc.option(fc.record({ mounts: fc.array(volume, { maxLength: 1 }), env: fc.constant({ FROM: EnvSource.text('sidecar') }) }), { nil: undefined }),
}).map((props) => (chart, id) => new CustomSidecar(chart, id, props));

const catalogue: fc.Arbitrary<MakeSidecar> = fc.constantFrom<MakeSidecar>(
  (chart, id) => new LogShipperSidecar(chart, id, { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()] }),
  (chart, id) => new EnvoyProxySidecar(chart, id, { port: 15001, appPort: 8080, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)] }),
  (chart, id) => new ConfigSyncSidecar(chart, id, { source: ConfigSource.labelled({ label: 'a/b' }), path: '/etc/app', notify: AppNotification.http({ port: 8080, path: '/r' }) }),
);

const kind = fc.constantFrom<() => WorkloadKind>(
  () => WorkloadKind.deployment(), () => WorkloadKind.statefulSet(), () => WorkloadKind.daemonSet(), () => WorkloadKind.job({ backoffLimit: 1 }),
() => WorkloadKind.cronJob({ schedule: Cron.daily() }), () => WorkloadKind.pod(),
);

export interface Composition {
  readonly workload: WorkloadWithSidecars;
  readonly text: string;
}

/** A workload with up to four random sidecars, made in a chart of its own. */
export const composition: fc.Arbitrary<() => Composition> = fc.record({
  sidecars: fc.array(fc.oneof({ weight: 3, arbitrary: custom }, { weight: 1, arbitrary: catalogue }), { maxLength: 4 }),
  kind,
  version: fc.constantFrom('1.27', '1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'),
  cpu: fc.option(milli, { nil: undefined }),
  memory: fc.option(fc.integer({ min: 1, max: 8192 }), { nil: undefined }),
  init: fc.boolean(),
  grace: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
}).map(({ sidecars, kind: makeKind, version, cpu, memory, init, grace }) => () => {
  const chart = new Chart(new App(), 'c', { namespace: 'n' });
  const workload = new WorkloadWithSidecars(chart, 'w', {
    kind: makeKind(),
    targetVersion: version,
    containers: [{
      name: 'app', image: 'example.com/app:1', portNumber: 8080,
      resources: {
        cpu: cpu === undefined ? {} : { request: kplus.Cpu.millis(cpu), limit: kplus.Cpu.millis(cpu * 2) },
        memory: memory === undefined ? {} : { request: Size.mebibytes(memory) },
      },
    }],
    initContainers: init ? [{ name: 'migrate', image: 'example.com/migrate:1' }] : undefined,
    terminationGracePeriod: grace === undefined ? undefined : Duration.seconds(grace),
    sidecars: sidecars.map((make, i) => make(chart, `s${i}`)),
  });
  return { workload, text: `${version} ${sidecars.length} sidecars` };
});
