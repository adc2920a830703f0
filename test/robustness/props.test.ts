/** Whatever is given to the public API: it works, or an error names what is wrong. */
import { Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { announce, freshChart, odd, refusalOf, runs, spoiled } from './inputs';
import {
  CustomSidecar, EnvSource, FindingSeverity, HealthCheck, PodReport, PodSidecars, ResourceBudget, SharedVolume, SidecarDefaults, SidecarForm,
  SidecarPhase, SidecarResources, StartGate, WorkloadWithSidecars,
} from '../../lib';
import { CATALOGUE } from '../catalogue/all';

announce();
afterEach(() => {
  expect(({} as any).polluted).toBeUndefined();
});

const LOGS = SharedVolume.appDirectory('/var/log/app');
const SIZE = SidecarResources.of({ cpu: '10m', memory: '16Mi' });

/** A contribution with everything in it. */
const CONTRIBUTION = {
  containers: [{
    name: 'tail', image: 'example.com/tail:1.0', command: ['tail'], args: ['-f'], env: { A: EnvSource.text('b'), B: EnvSource.secret('s', 'k') },
    ports: { metrics: 9090 }, loopbackPorts: [9091], health: HealthCheck.http(9090, '/healthz'), resources: SIZE,
    mounts: [{ volume: LOGS, path: '/logs', readOnly: true, subPath: 'x' }], user: 65532, group: 65532, writableRootFilesystem: false,
    addCapabilities: ['NET_BIND_SERVICE'], drainSeconds: 3, classicPreStopSeconds: 2, startAfter: [{ name: 'prepare', gate: StartGate.COMPLETED }],
    gate: StartGate.HEALTHY, apiAccess: true, hasShell: true, quitUrl: 'http://127.0.0.1:9091/quitquitquit', fields: { env: [{ name: 'C', value: 'd' }], tty: false },
  }],
  setUp: [{ name: 'prepare', image: 'example.com/prepare:1.0', user: 65532 }],
  injected: [{ name: 'mesh', injector: 'istio', resources: SIZE, ports: [15001], user: 1337, drainSeconds: 5, podSecurity: 'baseline' }],
  app: { env: { X: EnvSource.text('y') }, mounts: [{ volume: LOGS, path: '/var/log/app' }] },
  fronts: [{ container: 'tail', port: 9090, appPort: 8080, tls: false, probePort: 9092 }],
  phase: SidecarPhase.NETWORK, purpose: 'tailing', podLabels: { a: 'b' }, podAnnotations: { c: 'd' }, shareProcessNamespace: true, fsGroup: 2000,
  permissions: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: ['x'], inNamespace: 'other' }],
  rollOn: ['text'], notes: [{ code: 'n', severity: FindingSeverity.INFO, message: 'm', mend: 'mend' }],
  podFields: { tolerations: [{ operator: 'Exists' }], volumes: [{ name: 'v', emptyDir: {} }] },
};

const ATTACHED = { name: 'tailer', into: ['app'], startAfter: [{ name: 'app', gate: StartGate.STARTED }], startBefore: ['other'] };

/** Everything that a user may do with one workload, so that no error waits for synth alone. */
function useAll(chart: Chart, workload: WorkloadWithSidecars): void {
  const { plan, findings } = workload;
  for (const render of [PodReport.text, PodReport.markdown, PodReport.html, PodReport.json]) render(plan, findings);
  PodReport.mermaid(plan);
  Testing.synth(chart);
}

function workloadIn(chart: Chart, form?: SidecarForm): WorkloadWithSidecars {
  return new WorkloadWithSidecars(chart, 'web', { containers: [{ name: 'app', image: 'example.com/app:1.0', portNumber: 8080 }], form });
}

test('contributions and attachments', () => {
  const forms = fc.constantFrom(SidecarForm.NATIVE_SIDECAR, SidecarForm.CLASSIC);
  const attached = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, spoiled(ATTACHED));
  fc.assert(fc.property(fc.oneof(spoiled(CONTRIBUTION), odd), attached, forms, (props, options, form) => {
    refusalOf(() => {
      const chart = freshChart();
      const workload = workloadIn(chart, form);
      workload.attach(new CustomSidecar(chart, 'tail', props), options);
      useAll(chart, workload);
    });
  }), runs(0.13));
});

const CALLS: Record<string, [(...args: any[]) => unknown, unknown[]]> = {
  'SidecarResources.of': [SidecarResources.of, [{ cpu: '1', memory: '1Gi', cpuLimit: '2', memoryLimit: '2Gi', ephemeralStorage: '1Gi', ephemeralStorageLimit: '1Gi' }]],
  'SidecarResources.relativeToApp': [SidecarResources.relativeToApp, [{
    cpuShare: 0.1, memoryShare: 0.1, floor: { cpu: '1m', memory: '1Mi' }, ceiling: { cpu: '1', memory: '1Gi' }, limitRatio: 2,
  }]],
  'ResourceBudget.of': [ResourceBudget.of, [{ pod: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' }, eachSidecar: { cpu: '1' }, sidecarShare: 0.5 }]],
  'HealthCheck.http': [HealthCheck.http, [80, '/', { startupSeconds: 3, readiness: true, readinessPath: '/r', liveness: true, livenessPath: '/l', classicWaitCommand: ['x'] }]],
  'HealthCheck.tcp': [HealthCheck.tcp, [80, { startupSeconds: 3 }]],
  'HealthCheck.grpc': [HealthCheck.grpc, [80, {}]],
  'HealthCheck.command': [HealthCheck.command, [['true'], {}]],
  'SharedVolume.emptyDir': [SharedVolume.emptyDir, ['v', { sizeLimit: '1Gi', inMemory: true }]],
  'SharedVolume.appDirectory': [SharedVolume.appDirectory, ['/x', { sizeLimit: '1Gi' }]],
  'SharedVolume.files': [SharedVolume.files, ['v', { 'a.conf': 'text' }, { onChange: 'roll' }]],
  'SharedVolume.configMap': [SharedVolume.configMap, ['v', { name: 'x' }]],
  'SharedVolume.configMapNamed': [SharedVolume.configMapNamed, ['v', 'x']],
  'SharedVolume.secret': [SharedVolume.secret, ['v', { name: 'x' }]],
  'SharedVolume.secretNamed': [SharedVolume.secretNamed, ['v', 'x']],
  'SharedVolume.existing': [SharedVolume.existing, ['v']],
  'SharedVolume.of': [SharedVolume.of, ['v', { csi: { driver: 'x', readOnly: true } }]],
  'EnvSource.text': [EnvSource.text, ['x']],
  'EnvSource.secret': [EnvSource.secret, ['x', 'y']],
  'EnvSource.configMap': [EnvSource.configMap, ['x', 'y']],
  'EnvSource.field': [EnvSource.field, ['metadata.name']],
  'EnvSource.resource': [EnvSource.resource, ['limits.cpu', '1m']],
};

test('values, alone and in a workload', () => {
  const wrong = (name: string) => fc.oneof(spoiled(CALLS[name][1]), fc.array(odd, { maxLength: 3 }));
  const call = fc.constantFrom(...Object.keys(CALLS)).chain((name) => fc.tuple(fc.constant(name), wrong(name)));
  fc.assert(fc.property(call, ([name, args]) => {
    refusalOf(() => {
      const value: any = CALLS[name][0](...(Array.isArray(args) ? args : [args]));
      const chart = freshChart();
      const workload = workloadIn(chart);
      const more = name.startsWith('SidecarResources') ? { resources: value }
        : name.startsWith('HealthCheck') ? { health: value }
          : name.startsWith('SharedVolume') ? { mounts: [{ volume: value, path: '/v' }] }
            : name.startsWith('EnvSource') ? { env: { A: value } } : {};
      if (name.startsWith('ResourceBudget')) workload.podSidecars.configure({ budget: value });
      workload.attach(new CustomSidecar(chart, 'tail', { containers: [{ name: 'tail', image: 'example.com/tail:1.0', user: 65532, ...more }] }));
      useAll(chart, workload);
    });
  }), runs(0.1));
});

const SCOPE = {
  targetVersion: '1.33', featureGates: { SidecarContainers: true }, form: SidecarForm.NATIVE_SIDECAR, registryMirror: 'mirror.example.com',
  registryMirrors: { 'docker.io': 'hub.example.com' }, imageDigests: { 'example.com/tail:1.0': `sha256:${'0'.repeat(64)}` }, resources: SIZE,
};
const WORKLOAD = { budget: ResourceBudget.of({ pod: { cpu: '1' } }), appDrainSeconds: 3, targetVersion: '1.33', form: SidecarForm.CLASSIC, podSecurity: 'baseline' };

test('settings of scopes and workloads', () => {
  fc.assert(fc.property(fc.oneof(spoiled(SCOPE), odd), spoiled(WORKLOAD), spoiled(['app', { env: [{ name: 'A', value: 'b' }] }]), spoiled(['image-tag', 'reason', 'web']), fc.nat({ max: 3 }), (scope, settings, patch, ack, n) => {
    const steps: Array<(w: WorkloadWithSidecars, chart: Chart) => unknown> = [
      (_, chart) => SidecarDefaults.on(chart, scope),
      (w) => w.podSidecars.configure(settings),
      (w) => w.patchContainer(...(patch as [string, any])),
      (w) => w.acknowledge(...(ack as [string, string])),
    ];
    {
      const step = steps[n];
      refusalOf(() => {
        const chart = freshChart();
        const workload = workloadIn(chart);
        workload.attach(new CustomSidecar(chart, 'tail', { containers: [{ name: 'tail', image: 'example.com/tail:1.0', user: 65532 }] }));
        // Not iterable is a mistake of the call in this test, not of the library.
        if ([patch, ack].every(Array.isArray)) step(workload, chart);
        useAll(chart, workload);
      });
    }
  }), runs(0.05));
});

test('a catalogue sidecar on Pods of which nothing is as it should be', () => {
  const POD = {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' },
    spec: {
      template: {
        metadata: { labels: { a: 'b' }, annotations: { c: 'd' } }, spec: {
          volumes: [{ name: 'logs', emptyDir: {} }], initContainers: [{ name: 'init', image: 'a:1' }], securityContext: { fsGroup: 1 }, terminationGracePeriodSeconds: 5,
          containers: [{
            name: 'app', image: 'b:1', ports: [{ name: 'http', containerPort: 8080 }], env: [{ name: 'A', value: 'b' }], volumeMounts: [{ name: 'logs', mountPath: '/var/log/app' }],
            readinessProbe: { httpGet: { path: '/', port: 'http' } }, resources: { requests: { cpu: '1' } }, securityContext: { runAsUser: 1 }, lifecycle: { preStop: { sleep: { seconds: 1 } } },
          }],
        },
      },
    },
  };
  fc.assert(fc.property(fc.constantFrom(...CATALOGUE), spoiled(POD), (entry, object) => {
    // What cdk8s itself refuses is not asked for.
    if (typeof object?.kind !== 'string' || typeof object?.apiVersion !== 'string') return;
    const chart = freshChart();
    const { ApiObject } = jest.requireActual('cdk8s');
    let api: any;
    try {
      api = new ApiObject(chart, 'object', object);
      api.toJson();
    } catch {
      return;
    }
    refusalOf(() => {
      const pod = PodSidecars.of(api).attach(entry.make(chart, 'it'));
      PodReport.text(pod.plan, pod.findings);
      Testing.synth(chart);
    });
  }), runs(0.12));
});
