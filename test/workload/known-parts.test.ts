/**
 * Containers of equal content share what was worked out of them, and Pods of one outline what was worked out of that
 * (KnownParts). A workload must be told the same whether others like it were looked at before it or not.
 */
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { sidecar } from './charts';
import { CustomSidecar, PodSidecars, SharedVolume, Sidecar, SidecarForm, SidecarResources } from '../../lib';

interface Case {
  kind: 'Deployment' | 'Job' | 'StatefulSet';
  pod: Record<string, unknown>;
  app: Record<string, unknown>;
  own: Own;
  /** In one list of another Pod the same container may be fine, and here not. */
  before: Array<Record<string, unknown>>;
  target: string;
  sidecars: number[];
}

/** What is no part of a Pod's outline. */
interface Own {
  pod: Record<string, unknown>;
  app: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

const HARDENED = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
};
const EQUAL = { name: 'helper', image: 'example.com/helper:1.0', ...HARDENED };
/** Mostly none of them: what is remembered is what is in order. */
const oneOf = (...values: Array<Record<string, unknown>>) => fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constantFrom(...values) },
);
const merged = (...parts: Array<fc.Arbitrary<Record<string, unknown>>>) => fc.tuple(...parts).map((all) => Object.assign({}, ...all));

const CASES: fc.Arbitrary<Case> = fc.record({
  kind: fc.constantFrom('Deployment', 'Job', 'StatefulSet'),
  pod: merged(
    oneOf({ hostNetwork: true }, { hostUsers: false }), oneOf({ securityContext: { runAsNonRoot: false } }, { securityContext: { runAsUser: 0 } }),
    oneOf({ volumes: [{ name: 'data', emptyDir: {} }] }, { volumes: [{ name: 'data', hostPath: { path: '/' } }] }, { volumes: [{ name: 'Data', emptyDir: {} }] }),
    oneOf({ terminationGracePeriodSeconds: 5 }, { terminationGracePeriodSeconds: 10 }, { restartPolicy: 'Never' }, { os: { name: 'windows' } }, { resources: { requests: { cpu: '1' } } }),
  ),
  app: merged(
    oneOf({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }), oneOf({ lifecycle: { preStop: { sleep: { seconds: 20 } } } }),
    oneOf({ securityContext: { privileged: true } }, { ports: [{ containerPort: 70000 }] }, { livenessProbe: { httpGet: { port: 'none', host: '127.0.0.1' } } }),
    oneOf({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }, { resources: { limits: { cpu: 'much' } } }, { env: [{ name: 'N', value: 1 }] }),
  ),
  own: fc.constant({ pod: {}, app: {}, metadata: {} }),
  before: fc.subarray<Record<string, unknown>>([{ ...EQUAL, name: 'first' }, { ...EQUAL, name: 'second', startupProbe: { tcpSocket: { port: 1 } } }, EQUAL]),
  target: fc.constantFrom('1.27', '1.33', '1.33', '1.33', '1.36'),
  sidecars: fc.subarray([0, 1, 2, 3]).map((all) => (all.length > 2 ? [0, 1] : all)),
});

const twice = (value: string) => ({ env: [{ name: 'N', value: 'a' }, { name: 'N', value }] });
const OWN: fc.Arbitrary<Own> = fc.record({
  pod: fc.constantFrom<Record<string, unknown>>({}, { serviceAccountName: 'shop' }, { serviceAccountName: 'Shop_1' }),
  app: merged(
    fc.constantFrom<Record<string, unknown>>({}, {}, { image: 'example.com/app' }, { image: 'example.com/envoy:v1' }, { image: 'a b' }, { image: 'auto' }, { image: 3 }),
    fc.constantFrom<Record<string, unknown>>({}, {}, { args: ['sleep 5; sleep 6'] }, { args: ['exec app'] }, { args: [1] }),
    fc.constantFrom<Record<string, unknown>>({}, twice('a'), twice('b'), { env: [{ name: 'TOKEN', value: 'x' }] }, { env: [{ name: 'N', value: 1 }] }),
  ),
  metadata: merged(
    fc.constantFrom<Record<string, unknown>>(
      {}, {}, { annotations: { 'sidecar.istio.io/inject': 'true' } }, { annotations: { 'checksum/config': 'x' } },
      { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } },
    ),
    fc.constantFrom<Record<string, unknown>>({}, {}, { labels: { app: 'shop', tier: 'a b' } }, { labels: { app: 'other' } }),
  ),
});
/** What makes rules look at that which is no part of the outline. */
const READ = fc.constantFrom<Record<string, unknown>>({}, { command: ['sh', '-c'] }, { securityContext: { runAsUser: 1337 } });

function sidecars(chart: Chart): Sidecar[] {
  const risky = new CustomSidecar(chart, 'risky', { containers: [{ name: 'risky', image: 'example.com/risky', user: 0, fields: { lifecycle: { preStop: { exec: { command: ['kill', '1'] } } } } }] });
  const equal = new CustomSidecar(chart, 'equal', { containers: [{ name: EQUAL.name, image: EQUAL.image, user: 7, fields: { readinessProbe: { httpGet: { port: 80, host: '127.0.0.1' } } } }] });
  return [sidecar(chart, 'logs'), sidecar(chart, 'proxy'), risky, equal];
}

function workloads(cases: Array<[Case, number]>): PodSidecars[] {
  const chart = new Chart(new App(), 'chart');
  const all = sidecars(chart);
  return cases.map(([c, i]) => {
    const labels = { app: 'shop' };
    const template = {
      metadata: { labels, ...c.own.metadata },
      spec: {
        restartPolicy: c.kind === 'Job' ? 'Never' : undefined, ...c.pod, ...c.own.pod, initContainers: c.before.length ? c.before : undefined,
        containers: [{ name: 'app', image: 'example.com/app:1.0', ...HARDENED, ...c.app, ...c.own.app }, ...(c.before.length === 1 ? [{ ...EQUAL, name: 'second', startupProbe: { tcpSocket: { port: 1 } } }] : [])],
      },
    };
    const api = new ApiObject(chart, `w${i}`, {
      apiVersion: c.kind === 'Job' ? 'batch/v1' : 'apps/v1', kind: c.kind, metadata: { name: `w${i}` },
      spec: JSON.parse(JSON.stringify({ ...(c.kind === 'Job' ? {} : { selector: { matchLabels: labels } }), template })),
    } as any);
    const pods = PodSidecars.of(api).configure({ targetVersion: c.target });
    for (const n of c.sidecars) pods.attach(all[n]);
    return pods;
  });
}

/** What is told of each workload, in a synthesis of all of them. */
function told(cases: Array<[Case, number]>): unknown[] {
  const all = workloads(cases);
  const out = new Map<PodSidecars, unknown>();
  // One call for all: outside of one nothing is remembered.
  all[0].node.addValidation({
    validate: () => {
      for (const pods of all) out.set(pods, tell(pods));
      return [];
    },
  });
  try {
    (all[0].node.root as App).synthYaml();
  } catch {
    // The cases are full of mistakes.
  }
  return all.map((pods) => out.get(pods));
}

function tell(pods: PodSidecars): unknown {
  try {
    return { findings: pods.findings, object: pods._api.toJson() };
  } catch (error) {
    return (error as Error).message;
  }
}

function expectSameAlone(cases: Case[]): number {
  const numbered = cases.map((c, i): [Case, number] => [c, i]);
  const together = told(numbered);
  let findings = 0;
  for (const [i, one] of numbered.entries()) {
    const [alone] = told([one]);
    expect(together[i]).toEqual(alone);
    expect(alone).toBeDefined();
    findings += (alone as { findings?: unknown[] }).findings?.length ?? 0;
  }
  return findings;
}

test('what is told of a workload does not depend on those before it', () => {
  let findings = 0;
  fc.assert(fc.property(fc.array(CASES, { minLength: 2, maxLength: 12 }), (cases) => {
    findings += expectSameAlone(cases);
  }), { numRuns: 150 });
  expect(findings).toBeGreaterThan(100);
});

test('nor on those before it that have the same outline', () => {
  let findings = 0;
  fc.assert(fc.property(CASES, READ, fc.array(OWN, { minLength: 2, maxLength: 5 }), (one, read, owns) => {
    findings += expectSameAlone(owns.map((own) => ({ ...one, app: { ...one.app, ...read }, own })));
  }), { numRuns: 300 });
  expect(findings).toBeGreaterThan(100);
});

test('a size that is a share of the app\'s, a wait that depends on its hooks', () => {
  const chart = new Chart(new App(), 'chart');
  const relative = new CustomSidecar(chart, 'relative', {
    containers: [{ name: 'relative', image: 'example.com/relative:1.0', resources: SidecarResources.relativeToApp({ cpuShare: 0.1, memoryShare: 0.1, floor: { cpu: '1m', memory: '1Mi' }, ceiling: { cpu: '1', memory: '1Gi' } }) }],
  });
  for (const [i, cpu] of ['100m', '200m', '100m'].entries()) {
    const spec = { containers: [{ name: 'app', image: 'example.com/app:1.0', resources: { requests: { cpu, memory: '64Mi' } }, lifecycle: { preStop: { sleep: { seconds: i } } } }] };
    const api = new ApiObject(chart, `w${i}`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `w${i}` }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec } } } as any);
    PodSidecars.of(api).configure({ form: SidecarForm.CLASSIC }).attach(relative);
  }
  const written = Testing.synth(chart).map((o) => o.spec.template.spec.containers.find((c: any) => c.name === 'relative'));
  expect(written.map((c) => c.resources.requests.cpu)).toEqual(['10m', '20m', '10m']);
  expect(written.map((c) => c.lifecycle.preStop.sleep.seconds)).toEqual([11, 12, 13]);
});

test('a volume that is a number is not the known one of that number', () => {
  const chart = new Chart(new App(), 'chart');
  const volume = SharedVolume.of('tmp', { emptyDir: { sizeLimit: '1Gi' } });
  const containers = [{ name: 's', image: 'example.com/s:1.0', mounts: [{ volume, path: '/tmp' }] }];
  const pods = [undefined, 0, 1, 2, 3].map((number) => {
    const api = new ApiObject(chart, `w${number}`, {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `w${number}` },
      spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'app', image: 'example.com/app:1.0' }] } } },
    } as any);
    const podFields = number === undefined ? undefined : { volumes: [number] };
    return PodSidecars.of(api).attach(new CustomSidecar(chart, `s${number}`, { containers, podFields }), { name: 's' });
  });
  let codes: string[][] = [];
  chart.node.addValidation({
    validate: () => {
      codes = pods.map((p) => p.findings.map((f) => f.code)).slice(1);
      return [];
    },
  });
  expect(() => Testing.synth(chart)).toThrow(/field-type/);
  for (const code of codes) expect(code).toContain('field-type');
  expect(codes).toHaveLength(4);
});

test('outside of a synth equal containers of one Pod are objects of their own', () => {
  const chart = new Chart(new App(), 'chart');
  const twin = { name: 'twin', image: 'example.com/twin:1.0' };
  const api = new ApiObject(chart, 'w', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'w' }, spec: { containers: [twin, { ...twin }] } } as any);
  PodSidecars.of(api).attach(sidecar(chart, 'logs'));
  const [first, second] = api.toJson().spec.containers;
  expect(first).toEqual(second);
  expect(first).not.toBe(second);
});
