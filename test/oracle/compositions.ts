/** Random compositions of the library's own: sidecars x workloads x versions, as finished objects with their analysis. */
import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  CustomSidecar, EnvSource, HealthCheck, SharedVolume, Sidecar, SidecarContainer, SidecarPhase, SidecarResources, StartGate, WorkloadKind, WorkloadWithSidecars,
} from '../../lib';
import { chanceOf, CONSTRUCTS, RECIPES } from '../robustness/random-catalogue';
import { build, Call } from '../robustness/recipe';

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

/** Any construct of the catalogue with any props: those that the library refuses are drawn again. */
const catalogue: fc.Arbitrary<MakeSidecar> = fc.tuple(fc.constantFrom(...CONSTRUCTS.filter((of) => of !== 'new LogShipperNodeAgent')), fc.integer({ min: 1, max: 2 ** 31 - 1 }))
  .filter(([of, seed]) => isTaken(of, seed))
  .map(([of, seed]) => (chart, id) => build(recipeOf(of, seed, id), chart));

function recipeOf(of: string, seed: number, id: string): Call {
  const { args } = RECIPES.construct(of, chanceOf(seed));
  return new Call(of, [args[0], id, ...args.slice(2)]);
}

function isTaken(of: string, seed: number): boolean {
  try {
    build(recipeOf(of, seed, 'x'), new Chart(new App(), 'c'));
    return true;
  } catch {
    return false;
  }
}

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
  sidecars: fc.array(fc.oneof(custom, catalogue), { maxLength: 4 }),
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
