/** cdk8s in its stranger ways: how files are cut, when things happen, and what others do to the objects. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Include, JsonPatch, Testing, Yaml, YamlOutputType } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { APP, foreign, part, sidecar } from './attacks';
import { CustomSidecar, PodSidecars, SharedVolume, Sidecar, WorkloadWithSidecars } from '../../lib';

const LABELS = { app: 'web' };
const deployment = (name = 'web', more: any = {}) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, ...more },
  spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: { containers: [structuredClone(APP)] } } },
});
const withFiles = (chart: Chart, id = 'side'): Sidecar => sidecar(chart, id, {
  containers: [part(id, { mounts: [{ volume: SharedVolume.files(`${id}-config`, { 'a.conf': 'x' }), path: '/etc/side', readOnly: true }] })],
});
const sidecarsIn = (objects: any[]): string[] => objects.filter((o) => o.kind === 'Deployment').flatMap((o) => (o.spec.template.spec.initContainers ?? []).map((c: any) => `${o.metadata.name}/${c.name}`));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synthesis-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(app: App): any[] {
  app.synth();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).sort();
  // Not by Yaml.load, which starts a process for each file.
  return files.flatMap((f) => parseAllDocuments(readFileSync(join(folder, f), 'utf8')).map((d) => d.toJS()));
}

describe('however the output is cut into files', () => {
  test.each(Object.values(YamlOutputType).filter((t): t is YamlOutputType => typeof t === 'number').map((t) => [YamlOutputType[t], t] as const))('%s', (_, yamlOutputType) => {
    const app = new App({ outdir: folder, yamlOutputType });
    const chart = new Chart(app, 'c', { namespace: 'shop' });
    PodSidecars.of(new ApiObject(chart, 'web', deployment())).attach(withFiles(chart));
    new WorkloadWithSidecars(new Chart(app, 'd'), 'own', { containers: [{ image: 'a:1' }], sidecars: [withFiles(chart, 'other')] });
    const objects = written(app);
    expect(sidecarsIn(objects).map((s) => s.replace(/^.*\//, '')).sort()).toEqual(['other', 'side']);
    expect(objects.filter((o) => o.kind === 'ConfigMap')).toHaveLength(2);
    // The same once more, in the same words.
    const before = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).map((f) => readFileSync(join(folder, f), 'utf8'));
    written(app);
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.yaml')).map((f) => readFileSync(join(folder, f), 'utf8'))).toEqual(before);
  });

  test('CDK8S_DISABLE_SORT keeps its meaning: keys stay in their order', () => {
    process.env.CDK8S_DISABLE_SORT = '1';
    try {
      const chart = Testing.chart();
      PodSidecars.of(new ApiObject(chart, 'web', deployment())).attach(sidecar(chart, 'side'));
      const [object] = Testing.synth(chart);
      expect(Object.keys(object)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
      expect(sidecarsIn([object])).toEqual(['web/side']);
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
    }
  });
});

test('charts in charts, each with its namespace, and names without hashes', () => {
  const app = new App({ outdir: folder });
  const outer = new Chart(app, 'outer', { namespace: 'one', disableResourceNameHashes: true });
  const inner = new Chart(outer, 'inner', { namespace: 'two', disableResourceNameHashes: true });
  const shared = withFiles(outer);
  for (const chart of [outer, inner]) new WorkloadWithSidecars(chart, 'web', { containers: [{ image: 'a:1' }], sidecars: [shared] });
  const objects = written(app);
  expect(objects.filter((o) => o.kind === 'ConfigMap').map((o) => o.metadata.namespace).sort()).toEqual(['one', 'two']);
  const names = objects.map((o) => `${o.kind} ${o.metadata.namespace} ${o.metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('one sidecar on fifty workloads in fifty namespaces: files and rights in each, nothing shared, nothing twice', () => {
  const app = new App({ outdir: folder });
  const home = new Chart(app, 'home', { namespace: 'home' });
  const one = sidecar(home, 'side', {
    containers: [part('side', { apiAccess: true, mounts: [{ volume: SharedVolume.files('config', { 'a.conf': 'x' }), path: '/etc/side' }] })],
    permissions: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  });
  for (let i = 0; i < 50; i++) PodSidecars.of(new ApiObject(new Chart(app, `c${i}`, { namespace: `n${i}` }), 'web', deployment())).attach(one);
  const objects = written(app);
  for (const kind of ['ConfigMap', 'ServiceAccount', 'Role', 'RoleBinding', 'Deployment']) {
    expect(objects.filter((o) => o.kind === kind).map((o) => o.metadata.namespace).sort()).toEqual(Array.from({ length: 50 }, (_, i) => `n${i}`).sort());
  }
});

test('two Apps in one process know nothing of each other', () => {
  const [first, second] = ['a', 'b'].map((id) => {
    const chart = new Chart(new App(), 'c');
    const api = new ApiObject(chart, 'web', deployment());
    PodSidecars.of(api).attach(sidecar(chart, id));
    return chart;
  });
  expect(sidecarsIn(Testing.synth(first))).toEqual(['web/a']);
  expect(sidecarsIn(Testing.synth(second))).toEqual(['web/b']);
});

test('Testing.synth twice gives the same, and changes nothing of what it gave', () => {
  const chart = Testing.chart();
  foreign(chart, {}).attach(withFiles(chart));
  const once = Testing.synth(chart);
  const copy = structuredClone(once);
  expect(Testing.synth(chart)).toEqual(copy);
  once[0].spec.template.spec.initContainers = 'spoilt';
  expect(Testing.synth(chart)).toEqual(copy);
});

test('an Include of a List, one of its objects by name', () => {
  const url = join(folder, 'list.yaml');
  writeFileSync(url, Yaml.stringify({ apiVersion: 'v1', kind: 'List', items: [deployment('a'), deployment('b')] }));
  const chart = Testing.chart();
  PodSidecars.of(new Include(chart, 'all', { url }), { objectName: 'b' }).attach(sidecar(chart, 'side'));
  const [list] = Testing.synth(chart);
  expect(sidecarsIn(list.items)).toEqual(['b/side']);
});

test('what a Helm chart leaves behind: comments in labels, nulls, numbers as text, hooks', () => {
  const url = join(folder, 'helm.yaml');
  writeFileSync(url, [
    '---', '# Source: grafana/templates/deployment.yaml', 'apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  name: web', '  labels: {helm.sh/chart: grafana-8.0, app.kubernetes.io/version: "1.10"}',
    '  annotations:', '    helm.sh/hook: post-install', 'spec:', '  selector: {matchLabels: {app: web}}', '  template:', '    metadata:', '      labels: {app: web}', '      annotations:', '    spec:',
    '      serviceAccountName: web', '      initContainers:', '      containers:', '        - name: grafana', '          image: "docker.io/grafana/grafana:11.0.0"', '          env:', '          resources: {}',
    '      volumes:', '---', '---', 'apiVersion: v1', 'kind: Service', 'metadata: {name: web}', 'spec: {selector: {app: web}, ports: [{port: 80}]}', '',
  ].join('\n'));
  const chart = Testing.chart();
  const pod = PodSidecars.of(new Include(chart, 'grafana', { url }), { objectKind: 'Deployment' }).attach(withFiles(chart));
  expect(pod.findings.filter((f) => f.severity === 'error')).toEqual([]);
  const objects = Testing.synth(chart);
  expect(sidecarsIn(objects)).toEqual(['web/side']);
  expect(objects.find((o) => o.kind === 'Deployment').metadata.labels['app.kubernetes.io/version']).toBe('1.10');
});

describe('late changes', () => {
  test('a sidecar that is attached by a walk over the finished tree', () => {
    const chart = Testing.chart();
    for (const name of ['a', 'b']) new ApiObject(chart, name, deployment(name));
    const late = sidecar(chart, 'late');
    for (const node of chart.node.findAll()) if (ApiObject.isApiObject(node) && node.kind === 'Deployment') PodSidecars.of(node).attach(late);
    expect(sidecarsIn(Testing.synth(chart))).toEqual(['a/late', 'b/late']);
    // And after a synth as well.
    PodSidecars.of(chart.node.findChild('a') as ApiObject).attach(sidecar(chart, 'later'));
    expect(sidecarsIn(Testing.synth(chart))).toEqual(['a/late', 'a/later', 'b/late']);
  });

  test('a sidecar that attaches another one in its bind', () => {
    class Pair extends CustomSidecar {
      public override bind(host: any): void {
        host.attach(sidecar(Chart.of(this), 'second'));
      }
    }
    const chart = Testing.chart();
    foreign(chart, {}).attach(new Pair(chart, 'first', { containers: [part('first')] }));
    expect(sidecarsIn(Testing.synth(chart))).toEqual(['web/first', 'web/second']);
  });

  test('a JSON patch after attaching changes the app, and the sidecar stays', () => {
    const chart = Testing.chart();
    const api = new ApiObject(chart, 'web', deployment());
    const pod = PodSidecars.of(api).attach(sidecar(chart, 'side'));
    api.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/image', 'example.com/app:2.0'), JsonPatch.add('/spec/replicas', 3));
    const [object] = Testing.synth(chart);
    expect(object.spec.replicas).toBe(3);
    expect(object.spec.template.spec.containers[0].image).toBe('example.com/app:2.0');
    expect(sidecarsIn([object])).toEqual(['web/side']);
    expect(pod.plan.containers.find((c) => c.name === 'app')!.image).toBe('example.com/app:2.0');
  });

  test('a JSON patch that would remove what the library writes fails by the construct\'s path', () => {
    const chart = Testing.chart();
    const api = new ApiObject(chart, 'web', deployment());
    PodSidecars.of(api).attach(sidecar(chart, 'side'));
    // Patches come before the sidecars: there are no init containers yet.
    api.addJsonPatch(JsonPatch.remove('/spec/template/spec/initContainers/0'));
    expect(() => Testing.synth(chart)).toThrow(/Failed serializing construct at path 'test\/web'/);
  });

  test('a JSON patch of the intent\'s annotation is written over', () => {
    const chart = Testing.chart();
    const api = new ApiObject(chart, 'web', deployment());
    PodSidecars.of(api).attach(sidecar(chart, 'side'));
    api.addJsonPatch(JsonPatch.add('/metadata/annotations', { 'cdk8s-sidecars.io/intent': '{"v":1,"target":"9.9"}', 'a': 'b' }));
    const [object] = Testing.synth(chart);
    expect(JSON.parse(object.metadata.annotations['cdk8s-sidecars.io/intent']).target).toBe('1.33');
    expect(object.metadata.annotations.a).toBe('b');
  });
});
