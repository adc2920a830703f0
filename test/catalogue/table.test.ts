/** Every sidecar of the catalogue on every kind of workload, native and classic, and every pair of them on one Pod. */
import { Chart, Cron, Testing } from 'cdk8s';
import { CATALOGUE, CatalogueEntry } from './all';
import { PodSidecars, SidecarForm, WorkloadKind, WorkloadWithSidecars } from '../../lib';

const KINDS: ReadonlyArray<[string, () => WorkloadKind]> = [
  ['Deployment', () => WorkloadKind.deployment()], ['StatefulSet', () => WorkloadKind.statefulSet()], ['DaemonSet', () => WorkloadKind.daemonSet()],
  ['Job', () => WorkloadKind.job()], ['CronJob', () => WorkloadKind.cronJob({ schedule: Cron.daily() })],
];

function workload(entries: readonly CatalogueEntry[], kind: WorkloadKind, form: SidecarForm): WorkloadWithSidecars {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'shop' });
  const since = entries.map((e) => e.since ?? '1.33').sort().pop()!;
  const targetVersion = form === SidecarForm.CLASSIC && since === '1.33' ? '1.30' : since;
  return new WorkloadWithSidecars(chart, 'w', {
    kind, form, targetVersion,
    podSecurity: entries.find((e) => e.podSecurity)?.podSecurity?.level,
    containers: [{ name: 'app', image: 'example.com/app:1.0', portNumber: 8080 }],
    sidecars: entries.map((e) => e.make(chart, e.name)),
  });
}

const errors = (w: WorkloadWithSidecars) => w.findings.filter((f) => f.severity === 'error').map((f) => `${f.code} ${f.path}: ${f.message}`);

describe.each(CATALOGUE.map((e) => [e.name, e] as const))('%s', (_, entry) => {
  describe.each(KINDS)('on a %s', (kindName, kind) => {
    test('native: no error, the Pod Security level it promises, requests and limits everywhere', () => {
      const made = workload([entry], kind(), SidecarForm.NATIVE_SIDECAR);
      expect(errors(made)).toEqual([]);
      expect(made.plan.podSecurity).toBe(entry.podSecurity?.level ?? 'restricted');
      for (const c of made.plan.containers.filter((x) => x.role !== 'app')) {
        expect(Object.keys(c.requests)).toEqual(expect.arrayContaining(['cpu', 'memory']));
        expect(Object.keys(c.limits)).toEqual(expect.arrayContaining(['cpu', 'memory']));
      }
      if (kindName.endsWith('Job')) expect(made.plan.end).not.toMatch(/^never/);
      expect(() => Testing.synth(Chart.of(made))).not.toThrow();
    });

    test('classic: no error but a Job that never ends, where the product has no way to quit', () => {
      const made = workload([entry], kind(), SidecarForm.CLASSIC);
      const never = kindName.endsWith('Job') && entry.noClassicJob !== undefined;
      // A rule of the library says so, or a note of the sidecar itself.
      const found = errors(made);
      expect(found.filter((e) => !/\bjob-never-ends\b/.test(e))).toEqual([]);
      expect(found.length > 0).toBe(never);
    });
  });

  test('one construct serves two workloads of any origin', () => {
    const chart = new Chart(Testing.app(), 'c', { namespace: 'shop' });
    const sidecar = entry.make(chart, entry.name);
    const made = ['one', 'two'].map((id) => new WorkloadWithSidecars(chart, id, {
      targetVersion: entry.since, podSecurity: entry.podSecurity?.level,
      containers: [{ name: 'app', image: 'example.com/app:1.0', portNumber: 8080 }], sidecars: [sidecar],
    }));
    expect(made.map((w) => PodSidecars.of(w).sidecars)).toEqual([[sidecar], [sidecar]]);
    const synthesized = Testing.synth(chart);
    const names = synthesized.map((o) => `${o.kind}/${o.metadata.namespace}/${o.metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** Errors of the finished Pod, or what the second attachment threw. */
function complaints(pair: readonly CatalogueEntry[]): string[] {
  try {
    return errors(workload(pair, WorkloadKind.deployment(), SidecarForm.NATIVE_SIDECAR));
  } catch (error) {
    return [(error as Error).message];
  }
}

describe('pairs', () => {
  const pairs = CATALOGUE.flatMap((a, i) => CATALOGUE.slice(i + 1).map((b) => [a, b] as const));
  test.each(pairs.map(([a, b]) => [a.name, b.name, a, b] as const))('%s and %s', (_, __, a, b) => {
    const reason = a.notWith?.[b.name] ?? b.notWith?.[a.name];
    if (reason === undefined) expect(complaints([a, b])).toEqual([]);
    else expect(complaints([a, b]).join()).toMatch(reason);
  });
});
