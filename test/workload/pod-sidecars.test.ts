import { mkdtempSync, readdirSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Cron, Include, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { stringify } from 'yaml';
import { container, inits, newChart, objects, only, podSpec, sidecar, workload } from './charts';
import { CustomSidecar, EnvSource, PodContext, PodSidecars, SharedVolume, Sidecar, SidecarContribution, WorkloadKind, WorkloadWithSidecars } from '../../lib';

const template = (labels = { app: 'x' }) => ({ metadata: { labels }, spec: { containers: [{ name: 'app', image: 'example.com/app:1' }], restartPolicy: undefined as string | undefined } });

function plain(chart: Chart, kind: string, name = kind.toLowerCase()): ApiObject {
  const t = template();
  const selector = { matchLabels: { app: 'x' } };
  const forms: Record<string, any> = {
    Pod: { apiVersion: 'v1', ...t, metadata: { name } },
    Deployment: { apiVersion: 'apps/v1', spec: { selector, template: t } },
    ReplicaSet: { apiVersion: 'apps/v1', spec: { selector, template: t } },
    StatefulSet: { apiVersion: 'apps/v1', spec: { selector, serviceName: 's', template: t } },
    DaemonSet: { apiVersion: 'apps/v1', spec: { selector, template: t } },
    Job: { apiVersion: 'batch/v1', spec: { template: { ...t, spec: { ...t.spec, restartPolicy: 'Never' } } } },
    CronJob: { apiVersion: 'batch/v1', spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { ...t, spec: { ...t.spec, restartPolicy: 'Never' } } } } } },
  };
  return new ApiObject(chart, name, { kind, metadata: { name }, ...forms[kind] });
}

describe('what can have sidecars', () => {
  test.each(['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])('a plain ApiObject of kind %s', (kind) => {
    const chart = newChart();
    PodSidecars.of(plain(chart, kind)).attach(sidecar(chart, 'logs'));
    const object = only(chart, kind);
    expect(inits(object)).toEqual(['logs']);
    expect(podSpec(object).initContainers[0].restartPolicy).toBe('Always');
    expect(Object.keys(object).slice(0, 3)).toEqual(['apiVersion', 'kind', 'metadata']);
  });

  test.each([
    ['deployment', WorkloadKind.deployment({ replicas: 3 }), 'Deployment'], ['stateful set', WorkloadKind.statefulSet(), 'StatefulSet'],
    ['daemon set', WorkloadKind.daemonSet(), 'DaemonSet'], ['job', WorkloadKind.job(), 'Job'],
    ['cron job', WorkloadKind.cronJob({ schedule: Cron.daily() }), 'CronJob'], ['pod', WorkloadKind.pod(), 'Pod'],
  ])('a WorkloadWithSidecars that is a %s', (_, kind, name) => {
    const chart = newChart();
    const made = workload(chart, 'shop', { kind, sidecars: [sidecar(chart, 'logs')] });
    expect(inits(only(chart, name))).toEqual(['logs']);
    expect(made.plan.podSecurity).toBe('restricted');
    expect(made.findings.filter((f) => f.severity === 'error')).toEqual([]);
  });

  test('a cdk8s-plus workload, and one object picked out of an Include or a List', () => {
    const chart = newChart();
    PodSidecars.of(new kplus.Deployment(chart, 'plus', { containers: [{ image: 'example.com/app:1' }] })).attach(sidecar(chart, 'a'));
    const file = join(mkdtempSync(join(tmpdir(), 'sidecars-')), 'in.yaml');
    const docs = ['one', 'two'].map((name) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector: { matchLabels: { app: 'x' } }, template: template() } }));
    writeFileSync(file, [...docs, { apiVersion: 'v1', kind: 'List', items: docs.map((d) => ({ ...d, metadata: { name: `${d.metadata.name}-in-list` } })) }].map((d) => stringify(d)).join('---\n'));
    const include = new Include(chart, 'include', { url: file });
    PodSidecars.of(include, { objectName: 'two' }).attach(sidecar(chart, 'b'));
    PodSidecars.of(include, { objectName: 'two-in-list' }).attach(sidecar(chart, 'c'));
    PodSidecars.of(include, { objectName: 'one-in-list' }).attach(sidecar(chart, 'd'));
    const out = Testing.synth(chart);
    expect(out.filter((o) => o.kind === 'Deployment').map(inits)).toEqual([['a'], [], ['b']]);
    expect(out.find((o) => o.kind === 'List').items.map(inits)).toEqual([['d'], ['c']]);
  });

  test('the same workload gives the same object, however it is reached', () => {
    const chart = newChart();
    const made = workload(chart, 'shop');
    expect(PodSidecars.of(made)).toBe(made.podSidecars);
    expect(PodSidecars.of(made.apiObject)).toBe(made.podSidecars);
    expect(WorkloadWithSidecars.around(made.workload)).toBe(made.podSidecars);
  });

  test('allIn adopts everything in a scope', () => {
    const chart = newChart();
    plain(chart, 'Job');
    plain(chart, 'Deployment');
    const logs = sidecar(chart, 'logs');
    for (const pod of PodSidecars.allIn(chart)) pod.attach(logs);
    expect([...objects(chart, 'Job'), ...objects(chart, 'Deployment')].map(inits)).toEqual([['logs'], ['logs']]);
  });

  test('nothing to adopt, or a choice to make, is an error that lists what there is', () => {
    const chart = newChart();
    plain(chart, 'Job', 'first');
    plain(chart, 'Job', 'second');
    expect(() => PodSidecars.of(chart)).toThrow(/2 workloads \(Job\/first, Job\/second\)/);
    expect(() => PodSidecars.of(chart, { objectKind: 'Deployment' })).toThrow(/no Deployment.*Job\/first/);
    expect(() => PodSidecars.of(chart, { objectKind: 'Service' })).toThrow(/"Service" makes no Pods/);
    expect(() => PodSidecars.of(new kplus.ConfigMap(chart, 'c'))).toThrow(/no object that makes Pods/);
  });

  test('a custom resource that is called Job too is not adopted', () => {
    const chart = newChart();
    const other = new ApiObject(chart, 'j', { apiVersion: 'flink.example.com/v1', kind: 'Job', spec: { template: template() } } as any);
    expect(() => PodSidecars.of(other)).toThrow(/no object that makes Pods/);
  });
});

describe('attach', () => {
  test('the same sidecar twice is once; another one of its name is an error', () => {
    const chart = newChart();
    const logs = sidecar(chart, 'logs');
    const shop = workload(chart, 'shop', { sidecars: [logs] }).attach(logs);
    expect(inits(only(chart, 'Deployment'))).toEqual(['logs']);
    const other = new CustomSidecar(new Chart(chart, 'inner'), 'logs', { containers: [container('other')] });
    expect(() => shop.attach(other)).toThrow(/"logs" is already the name of the sidecar/);
    shop.attach(other, { name: 'more-logs' });
    expect(inits(only(chart, 'Deployment'))).toEqual(['logs', 'other']);
  });

  test('what is no sidecar is refused at once', () => {
    const chart = newChart();
    expect(() => workload(chart, 'shop').attach({} as any)).toThrow(/^sidecar: object is not a Sidecar/);
  });

  test('order by options, and into a container of choice', () => {
    const chart = newChart();
    const shop = workload(chart, 'shop', { containers: [{ name: 'app', image: 'a:1' }, { name: 'web', image: 'w:1' }] });
    shop.attach(sidecar(chart, 'a'), { startAfter: [{ name: 'b' }] });
    shop.attach(sidecar(chart, 'b', { app: { env: { X: EnvSource.text('1') } } }), { into: ['web'] });
    const spec = podSpec(only(chart, 'Deployment'));
    expect(spec.initContainers.map((c: any) => c.name)).toEqual(['b', 'a']);
    expect(spec.containers.map((c: any) => c.env)).toEqual([undefined, [{ name: 'X', value: '1' }]]);
  });

  test('an unknown container to go into fails synth and names those there are', () => {
    const chart = newChart();
    workload(chart, 'shop').attach(sidecar(chart, 'a'), { into: ['web'] });
    expect(() => Testing.synth(chart)).toThrow(/"web", which is no container.*"app"/);
  });

  test('bind runs once for each workload', () => {
    const bound: string[] = [];
    class Binding extends Sidecar {
      public contribute(): SidecarContribution { return { containers: [container('b')] }; }
      public bind(host: any) { bound.push(host.workloadName); }
    }
    const chart = newChart();
    const s = new Binding(chart, 's');
    plain(chart, 'Job', 'one');
    plain(chart, 'Job', 'two');
    PodSidecars.allIn(chart).forEach((p) => p.attach(s).attach(s));
    Testing.synth(chart);
    expect(bound).toEqual(['one', 'two']);
  });

  test('what a sidecar may know of the Pod', () => {
    let seen: PodContext | undefined;
    class Curious extends Sidecar {
      public contribute(pod: PodContext): SidecarContribution {
        seen = pod;
        return { containers: [container('c', { quitsByItself: 'ends with the app' })] };
      }
    }
    const chart = newChart('shop');
    workload(chart, 'w', { kind: WorkloadKind.job(), targetVersion: '1.27', sidecars: [new Curious(chart, 'c')], containers: [{ name: 'app', image: 'a:1', portNumber: 8080, securityContext: { user: 7 } }] });
    Testing.synth(chart);
    expect(seen).toMatchObject({
      attachment: 'c', workloadKind: 'Job', workloadNamespace: 'shop', targetVersion: '1.27', form: 'classic', runsToCompletion: true,
      appContainers: [{ name: 'app', image: 'a:1', ports: [8080], user: 7, chosen: true }],
    });
  });
});

describe('synth', () => {
  test('a hook\'s error is told with the sidecar and the workload, beside all other findings', () => {
    class Broken extends Sidecar {
      public contribute(): SidecarContribution { throw new Error('no such thing'); }
    }
    const chart = newChart();
    workload(chart, 'one', { sidecars: [new Broken(chart, 'broken')] });
    workload(chart, 'two', { sidecars: [sidecar(chart, 'app')] });
    expect(() => Testing.synth(chart)).toThrow(/sidecar "broken" \(chart\/broken\): no such thing[\s\S]*container-name-taken/);
  });

  test('a change between two synths counts', () => {
    const chart = newChart();
    const shop = workload(chart, 'shop', { sidecars: [sidecar(chart, 'a')] });
    expect(inits(only(chart, 'Deployment'))).toEqual(['a']);
    shop.attach(sidecar(chart, 'b'));
    (shop.workload as kplus.Deployment).addContainer({ name: 'late', image: 'l:1' });
    const after = only(chart, 'Deployment');
    expect(inits(after)).toEqual(['a', 'b']);
    expect(podSpec(after).containers.map((c: any) => c.name)).toEqual(['app', 'late']);
  });

  test('each workload is assembled once in a synth of many charts', () => {
    let calls = 0;
    class Counting extends Sidecar {
      public contribute(): SidecarContribution {
        calls++;
        return { containers: [container('c')] };
      }
    }
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'sidecars-')) });
    for (let i = 0; i < 20; i++) {
      const chart = new Chart(app, `c${i}`);
      workload(chart, 'w', { sidecars: [new Counting(chart, 's')] });
    }
    app.synth();
    expect(calls).toBe(20);
  });

  test('a chart that is synthesized alone validates only itself', () => {
    const app = Testing.app();
    const good = new Chart(app, 'good');
    const bad = new Chart(app, 'bad');
    workload(good, 'w', { sidecars: [sidecar(good, 's')] });
    workload(bad, 'w', { sidecars: [sidecar(bad, 'app')] });
    expect(inits(only(good, 'Deployment'))).toEqual(['s']);
    expect(() => Testing.synth(bad)).toThrow(/container-name-taken/);
    expect(() => app.synthYaml()).toThrow(/container-name-taken/);
  });

  test('an error writes no file, and an acknowledged one lets it pass', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'sidecars-'));
    const app = new App({ outdir });
    const chart = new Chart(app, 'c');
    const shop = workload(chart, 'w', { sidecars: [sidecar(chart, 'proxy', { containers: [container('p', { ports: { p: 8080 } })] })] });
    expect(() => app.synth()).toThrow(/port/);
    expect(readdirSync(outdir)).toEqual([]);
    const { code } = shop.findings.find((f) => f.severity === 'error')!;
    shop.acknowledge(code, 'the app listens on loopback only, the proxy on the Pod\'s address');
    app.synth();
    expect(readdirSync(outdir)).toEqual(['c.k8s.yaml']);
    expect(shop.findings.find((f) => f.code === code)!.acknowledged).toMatch(/loopback/);
  });

  test('fields newer than cdk8s-plus survive, and the user\'s own patches too', () => {
    const chart = newChart();
    const shop = workload(chart, 'w', {
      sidecars: [sidecar(chart, 's', { containers: [container('s', { fields: { lifecycle: { preStop: { sleep: { seconds: 3 } } }, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] } })] })],
    });
    shop.apiObject.addJsonPatch(JsonPatch.add('/spec/template/spec/hostname', 'h'));
    shop.patchContainer('app', { restartPolicyRules: [{ action: 'Restart' }] });
    const spec = podSpec(only(chart, 'Deployment'));
    expect(spec.initContainers[0]).toMatchObject({ lifecycle: { preStop: { sleep: { seconds: 3 } } }, resizePolicy: [{ resourceName: 'cpu' }] });
    expect(spec.hostname).toBe('h');
    expect(spec.containers[0].restartPolicyRules).toEqual([{ action: 'Restart' }]);
  });

  test('the intent is on the workload, not on the template, and the output holds no undefined or shared node', () => {
    const chart = newChart();
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', { app: { mounts: [{ volume: SharedVolume.appDirectory('/data'), path: '/data' }] } })] });
    const yaml = chart.node.root as App;
    const text = yaml.synthYaml();
    expect(text).not.toMatch(/[&*]a\d|: null|undefined/);
    const deployment = only(chart, 'Deployment');
    expect(JSON.parse(deployment.metadata.annotations['cdk8s-sidecars.io/intent'])).toMatchObject({ v: 1, form: 'native', containers: { s: { role: 'sidecar' } } });
    expect(deployment.spec.template.metadata.annotations?.['cdk8s-sidecars.io/intent']).toBeUndefined();
  });
});
