/** Whatever a manifest holds, its own intent annotation included: answers or named errors, and nothing in it is run. */
import { ApiObject, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { announce, freshChart, odd, refusalOf, runs, spoiled } from './inputs';
import { CustomSidecar, PodReport, PodSidecars } from '../../lib';
import { readYaml } from '../../lib/cli/read-yaml';
import { analyzeObjects, itemsOf } from '../../lib/report/analyze-objects';

announce();
afterEach(() => {
  expect(({} as any).polluted).toBeUndefined();
});

const INTENT = {
  v: 1, target: '1.33', form: 'native', featureGates: { SidecarContainers: true }, podSecurity: 'baseline', assumed: false,
  containers: { proxy: { role: 'sidecar', by: 'proxy', purpose: 'p', gate: 'healthy', drainSeconds: 3, loopbackPorts: [1], quit: { url: 'x' } } },
  external: [{ name: 'mesh', injector: 'istio', form: 'native', position: 'first', requests: { cpu: '1m' }, ports: [15001], user: 1337 }],
  fronts: [{ container: 'proxy', port: 80, appPort: 8080 }], budget: { pod: { cpu: '1' }, sidecarShare: '0.5' }, grace: { user: true, appDrainSeconds: 3 },
  acknowledged: [{ code: 'image-tag', reason: 'r', path: 'x' }], notes: [{ code: 'n', severity: 'info', message: 'm', by: 'proxy' }],
  problems: [{ kind: 'front', severity: 'error', at: 'x', message: 'm', mend: 'n' }], reloads: [{ volume: 'v', onChange: 'roll' }],
};

const template = {
  metadata: { labels: { a: 'b' }, annotations: { 'kubectl.kubernetes.io/default-container': 'app' } },
  spec: {
    volumes: [{ name: 'v', emptyDir: {} }], terminationGracePeriodSeconds: 30, resources: { requests: { cpu: '1' } }, restartPolicy: 'Always',
    initContainers: [{ name: 'proxy', image: 'a:1', restartPolicy: 'Always', startupProbe: { httpGet: { path: '/', port: 80 } }, ports: [{ containerPort: 80 }] }],
    containers: [{ name: 'app', image: 'b:1', env: [{ name: 'A', value: 'b' }], volumeMounts: [{ name: 'v', mountPath: '/v' }], resources: { limits: { cpu: '1' } } }],
  },
};
const object = (kind: string) => ({
  apiVersion: kind === 'Pod' ? 'v1' : /Job/.test(kind) ? 'batch/v1' : 'apps/v1', kind,
  metadata: { name: 'web', annotations: {} },
  spec: kind === 'Pod' ? template.spec : kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { selector: { matchLabels: { a: 'b' } }, template },
});

const kinds = fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod');
const text = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? 'null';
const annotation = fc.oneof(spoiled(INTENT).map(text), fc.json(), fc.string(), odd);
const document = fc.tuple(kinds.chain((kind) => spoiled(object(kind))), annotation).map(([made, intent]) => {
  // What YAML and JSON can hold, and no more.
  const found = JSON.parse(text(made));
  if (typeof found?.metadata?.annotations === 'object' && found.metadata.annotations) found.metadata = { ...found.metadata, annotations: { 'cdk8s-sidecars.io/intent': JSON.parse(text(intent)) } };
  return found;
});

test('analysis, rules and reports, also of lists', () => {
  fc.assert(fc.property(fc.array(document, { minLength: 1, maxLength: 3 }), fc.boolean(), (all, inList) => {
    const objects = inList ? itemsOf({ apiVersion: 'v1', kind: 'List', items: all }) : all.flatMap(itemsOf);
    refusalOf(() => {
      for (const { plan, findings, failure } of analyzeObjects(objects.map((one) => ({ object: one, origin: 'a.yaml' })))) {
        if (failure !== undefined) expect(['it has no Pod template with a spec', 'nothing of its Pod can be read']).toContain(failure);
        expect(findings.filter((f) => f.code === 'unreadable').map((f) => f.message)).toEqual([]);
        if (!plan) continue;
        for (const render of [PodReport.text, PodReport.markdown, PodReport.html, PodReport.json]) render(plan, [...findings]);
        PodReport.mermaid(plan);
      }
    });
  }), runs(0.08));
});

test('adopted by a chart, alone or in a list, with a sidecar attached', () => {
  fc.assert(fc.property(document, fc.boolean(), (found, inList) => {
    const chart = freshChart();
    let api: ApiObject;
    try {
      // What cdk8s itself refuses is not asked for.
      api = new ApiObject(chart, 'object', (inList ? { apiVersion: 'v1', kind: 'List', items: [found] } : found) as any);
      api.toJson();
    } catch {
      return;
    }
    refusalOf(() => {
      const pod = PodSidecars.of(api).attach(new CustomSidecar(chart, 'tail', { containers: [{ name: 'tail', image: 'example.com/tail:1.0', user: 65532 }] }));
      PodReport.text(pod.plan, pod.findings);
      Testing.synth(chart);
    });
  }), runs(0.08));
});

test('any text as YAML', () => {
  const piece = fc.constantFrom(
    'apiVersion: v1\nkind: Pod\n', 'a: &a [*a]\n', '- ', '---\n', '? {a: b}\n: c\n', '!!js/function "function () { globalThis.polluted = 1 }"\n', '!!binary "aGk="\n',
    '<<: *a\n', '__proto__: {polluted: yes}\n', 'constructor: {prototype: {polluted: yes}}\n', 'spec:\n  containers:\n  - name: ', '{{ .Values.x }}\n', '|\n  x\n', '\t', '"', '\u0000', '%YAML 1.1\n',
  );
  fc.assert(fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: piece }, fc.string({ maxLength: 8 })), { maxLength: 12 }), (pieces) => {
    refusalOf(() => analyzeObjects(readYaml(pieces.join(''), 'a.yaml').objects));
    expect((globalThis as any).polluted).toBeUndefined();
  }), runs(0.04));
});

test.each([
  '!!js/function "function () { globalThis.ran = true }"', '!!js/undefined ""', '!!python/object/apply:os.system ["touch ran"]', '!<tag:yaml.org,2002:js/function> "() => { globalThis.ran = true }"',
])('nothing of %s is run or made', (tag) => {
  refusalOf(() => {
    const { objects } = readYaml(`apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${tag}\nspec:\n  containers:\n  - name: a\n    image: ${tag}\n`, 'a.yaml');
    for (const { object: found } of objects) {
      expect(typeof found.metadata?.name).not.toBe('function');
      expect(typeof (found as any).spec.containers[0].image).not.toBe('function');
    }
    analyzeObjects(objects);
  });
  expect((globalThis as any).ran).toBeUndefined();
});

test('a name that is a map', () => {
  const chart = freshChart();
  const api = new ApiObject(chart, 'x', object('Deployment') as any);
  Object.defineProperty(api, 'name', { value: { toString: 1, valueOf: 1 } });
  const refused = new CustomSidecar(chart, 'tail', { containers: [{ name: 'tail', image: 'example.com/tail:1.0', user: 65532 }] });
  refused.bind = () => {
    throw new Error('not here');
  };
  expect(() => PodSidecars.of(api).attach(refused)).toThrow('sidecar "tail" on Deployment/: bind() failed: not here');
});

test('a prototype in YAML and in an annotation stays a name', () => {
  const { objects } = readYaml('apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  __proto__: {polluted: yes}\nspec:\n  __proto__: {polluted: yes}\n  containers: [{name: __proto__, image: "a:1", __proto__: {polluted: yes}}]\n', 'a.yaml');
  const [{ object: found }] = objects;
  found.metadata!.annotations = { 'cdk8s-sidecars.io/intent': '{"v":1,"target":"1.33","form":"native","containers":{"__proto__":{"polluted":"yes"}}}' };
  analyzeObjects(objects);
  expect(({} as any).polluted).toBeUndefined();
  expect((found.spec as any).polluted).toBeUndefined();
});
