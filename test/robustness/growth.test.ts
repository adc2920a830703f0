/**
 * Large Pods. Work is counted, not timed: a Proxy around the input counts how often it is read, so that the machine's load
 * changes nothing. Twice the input may cost little more than twice the reads; something quadratic would cost four times.
 */
import { Testing } from 'cdk8s';
import { CustomSidecar, EnvSource, PodSidecars, WorkloadWithSidecars } from '../../lib';
import { PodAnalysis } from '../../lib/pod/analysis';
import { assemble } from '../../lib/pod/assemble';
import { Contribution } from '../../lib/pod/contribution';
import { planOf } from '../../lib/pod/plan';
import { findingsOf } from '../../lib/rules';

/** Reads of a tree: every property that anybody asks for counts. */
function counted<T extends object>(tree: T): { tree: T; reads: () => number } {
  let reads = 0;
  const made = new WeakMap<object, object>();
  const wrap = (value: any): any => {
    if (typeof value !== 'object' || value === null) return value;
    const known = made.get(value);
    if (known) return known;
    const proxy = new Proxy(value, {
      get(target, key) {
        if (typeof key === 'string') reads++;
        return wrap(target[key]);
      },
    });
    made.set(value, proxy);
    return proxy;
  };
  return { tree: wrap(tree), reads: () => reads };
}

/** At most this many times the reads for twice the input. */
const FACTOR = 2.7;

function expectLinear(work: (size: number) => number, size: number): void {
  const small = work(size / 2);
  const large = work(size);
  expect(small).toBeGreaterThan(0);
  expect(large / small).toBeLessThan(FACTOR);
}

const container = (i: number) => ({
  name: `c${i}`, image: 'example.com/a:1', ports: [{ name: `p${i}`, containerPort: 1000 + i }], env: [{ name: 'A', value: 'b' }],
  volumeMounts: [{ name: `v${i}`, mountPath: '/v' }], resources: { requests: { cpu: '1m' } }, readinessProbe: { httpGet: { path: '/', port: `p${i}` } },
});
const deployment = (spec: any) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec } },
});
const numbers = (size: number) => Array.from({ length: size }, (_, i) => i);

/** What analysis, plan and all rules read of an object. */
function readsOf(object: any): number {
  const { tree, reads } = counted(object);
  const pod = PodAnalysis.of(tree)!;
  planOf(pod);
  expect(findingsOf(pod).filter((f) => f.code === 'unreadable')).toEqual([]);
  return reads();
}

test('500 app containers', () => {
  expectLinear((size) => readsOf(deployment({
    containers: numbers(size).map(container), volumes: numbers(size).map((i) => ({ name: `v${i}`, emptyDir: {} })),
  })), 500);
});

test('500 native sidecars', () => {
  expectLinear((size) => readsOf(deployment({
    initContainers: numbers(size).map((i) => ({ ...container(i), restartPolicy: 'Always' })), containers: [{ name: 'app', image: 'a:1' }],
    volumes: numbers(size).map((i) => ({ name: `v${i}`, emptyDir: {} })),
  })), 500);
});

test('10,000 environment variables', () => {
  expectLinear((size) => readsOf(deployment({ containers: [{ name: 'app', image: 'a:1', env: numbers(size).map((i) => ({ name: `E${i}`, value: `$(E${i - 1})` })) }] })), 10_000);
});

test('a chain of 200 sidecars, each of which waits for the one before', () => {
  const work = (size: number) => {
    const contributions: Contribution[] = numbers(size).map((i) => ({
      attachment: `s${i}`, source: `chart/s${i}`, phase: 'telemetry' as const, into: ['app'], setup: [], external: [], app: {},
      containers: [{ name: `s${i}`, image: 'example.com/s:1', ...(i + 1 < size ? { after: [{ target: `s${i + 1}` }] } : {}) }],
    }));
    const input = counted({
      kind: 'Deployment', template: { spec: { containers: [{ name: 'app', image: 'a:1' }] } }, contributions, target: '1.33', form: 'native' as const, defaultSize: {},
    });
    const { template } = assemble(input.tree);
    // The last one attached waits for nobody and starts first.
    expect(template.spec.initContainers!.map((c) => c.name)).toEqual(numbers(size).reverse().map((i) => `s${i}`));
    return input.reads();
  };
  expectLinear(work, 200);
});

test('10,000 variables of a sidecar that name each other, through the public API', () => {
  const size = 10_000;
  const chart = Testing.chart();
  const env = Object.fromEntries(numbers(size).map((i) => [`E${i}`, EnvSource.text(i + 1 < size ? `$(E${i + 1})` : 'end')]));
  const workload = new WorkloadWithSidecars(chart, 'web', { containers: [{ image: 'a:1' }] });
  workload.attach(new CustomSidecar(chart, 'many', { containers: [{ name: 'many', image: 'example.com/a:1', user: 65532, env }] }));
  const [written] = Testing.synth(chart);
  const names = written.spec.template.spec.initContainers[0].env.map((e: any) => e.name);
  expect(names).toHaveLength(size);
  // What is named must stand before what names it, or the kubelet leaves the text as it is.
  expect(names.indexOf('E9999')).toBeLessThan(names.indexOf('E0'));
  expect(PodSidecars.of(workload).findings.filter((f) => f.severity === 'error')).toEqual([]);
});

test('a chart of 200 workloads asks each sidecar as often per workload as a chart of 100', () => {
  const work = (size: number) => {
    let asked = 0;
    class Counting extends CustomSidecar {
      public override contribute(...args: Parameters<CustomSidecar['contribute']>) {
        asked++;
        return super.contribute(...args);
      }
    }
    const chart = Testing.chart();
    const shared = new Counting(chart, 'shared', { containers: [{ name: 'shared', image: 'example.com/a:1', user: 65532 }] });
    for (const i of numbers(size)) new WorkloadWithSidecars(chart, `w${i}`, { containers: [{ image: 'a:1' }], sidecars: [shared] });
    Testing.synth(chart);
    return asked;
  };
  expectLinear(work, 200);
});
