/**
 * The API server and the library agree, both ways: on each sidecar of the catalogue on each kind of workload, native and
 * classic, on every example, and on Pods that are wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Chart, Cron, Duration, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { Admission } from './harness/admission';
import { Cluster } from './harness/cluster';
import { figures } from './harness/scenarios';
import { CustomSidecar, HealthCheck, SharedVolume, SidecarForm, WorkloadKind, WorkloadWithSidecars } from '../../lib';
import { PodAnalysis } from '../../lib/pod/analysis';
import { isWorkload } from '../../lib/pod/workload-json';
import { CATALOGUE, CatalogueEntry } from '../catalogue/all';

const KINDS: ReadonlyArray<[string, () => WorkloadKind]> = [
  ['Deployment', () => WorkloadKind.deployment()], ['StatefulSet', () => WorkloadKind.statefulSet()], ['DaemonSet', () => WorkloadKind.daemonSet()],
  ['Job', () => WorkloadKind.job()], ['CronJob', () => WorkloadKind.cronJob({ schedule: Cron.daily() })], ['Pod', () => WorkloadKind.pod()],
];

const CUSTOM: CatalogueEntry = {
  name: 'custom',
  make: (chart, id) => new CustomSidecar(chart, id, {
    setUp: [{ name: `${id}-setup`, image: 'example.com/setup:1.0' }],
    containers: [{
      name: id, image: 'example.com/side:1.0', ports: { metrics: 9090 }, health: HealthCheck.http(9090, '/healthz'),
      mounts: [{ volume: SharedVolume.appDirectory('/var/cache/app'), path: '/cache', readOnly: true }],
    }],
    app: { mounts: [{ volume: SharedVolume.appDirectory('/var/cache/app'), path: '/var/cache/app' }] },
  }),
};

let cluster: Cluster;
let admission: Admission;
let cases = 0;

beforeAll(async () => {
  cluster = await Cluster.open();
  admission = await Admission.open(cluster);
});
afterAll(async () => {
  if (admission?.unknownKinds.size) process.stderr.write(`cluster: kinds that this cluster does not know: ${[...admission.unknownKinds].join(', ')}\n`);
  await cluster?.close();
  figures(cases);
});

/** All that the API server and the library do not agree on. */
async function disagreements(manifests: any[]): Promise<string[]> {
  const out = await admission.refusals(manifests);
  for (const object of manifests.filter(isWorkload)) {
    cases++;
    out.push(...await admission.differences(PodAnalysis.of(object)!));
  }
  return out;
}

describe.each([CUSTOM, ...CATALOGUE].map((e) => [e.name, e] as const))('%s', (_, entry) => {
  test.each(Object.values(SidecarForm))('%s, on every kind of workload: accepted, with the level, sums and class that the library says', async (form) => {
    for (const [kindName, kind] of KINDS) {
      const chart = new Chart(Testing.app(), `${entry.name}-${kindName}`.toLowerCase(), { namespace: 'elsewhere' });
      const workload = new WorkloadWithSidecars(chart, 'w', {
        kind: kind(), form, targetVersion: admission.version, podSecurity: entry.podSecurity?.level,
        containers: [{ name: 'app', image: 'example.com/app:1.0', portNumber: 8080 }],
        sidecars: [entry.make(chart, entry.name)],
      });
      // What the API server can't know: that a Job will never end.
      for (const f of workload.findings) if (/job-never-ends/.test(`${f.code} ${f.message}`)) workload.acknowledge(f.code, 'the API server takes it');
      const errors = workload.findings.filter((f) => f.severity === 'error' && f.acknowledged === undefined);
      expect(errors.map((f) => `${kindName}: ${f.code}: ${f.message}`)).toEqual([]);
      expect(await disagreements(Testing.synth(chart))).toEqual([]);
    }
  });
});

describe('examples', () => {
  const root = join(__dirname, '..', '..', 'examples');
  const examples = readdirSync(root).filter((name) => existsSync(join(root, name, 'expected.k8s.yaml')));
  test.each(examples)('%s', async (name) => {
    const manifests = parseAllDocuments(readFileSync(join(root, name, 'expected.k8s.yaml'), 'utf8')).map((d) => d.toJS()).filter(Boolean);
    expect(manifests.length).toBeGreaterThan(0);
    expect(await disagreements(manifests)).toEqual([]);
  });
});

/** What lowers a Pod's level, and what makes its sums other than sums: fields of the sidecar, of the set-up container, of the Pod. */
describe('Pods of many shapes', () => {
  const sizes = (cpu: string, memory: string, more: any = {}) => ({ requests: { cpu, memory }, limits: { cpu, memory }, ...more });
  const shapes: ReadonlyArray<[string, Record<string, any>, any?]> = [
    ['a set-up container that needs more than all the others', { setup: { resources: sizes('3', '3Gi') } }],
    ['the same for memory only', { setup: { resources: { requests: { cpu: '10m', memory: '3Gi' }, limits: { cpu: '20m', memory: '4Gi' } } } }],
    ['limits alone, which become requests', { side: { resources: { requests: null, limits: { cpu: '300m', memory: '100M' } } } }],
    ['guaranteed', { side: { resources: sizes('100m', '64Mi') }, setup: { resources: sizes('1', '64Mi') }, app: { resources: sizes('1', '1Gi') } }],
    ['guaranteed but for the set-up container', { side: { resources: sizes('100m', '64Mi') }, app: { resources: sizes('1', '1Gi') } }],
    ['amounts in odd spellings', { side: { resources: { requests: { cpu: '0.1', memory: '1e6' }, limits: { cpu: '1', memory: '.5Gi' } } } }],
    ['amounts that are rounded up', { side: { resources: { requests: { cpu: '100u', memory: '1000001' }, limits: { cpu: '1', memory: '1Gi' } } } }],
    ['Pod-level amounts', {}, { resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { cpu: '4', memory: '4Gi' } } }],
    ['Pod-level limits alone', {}, { resources: { limits: { cpu: '4', memory: '8Gi' } } }],
    ['ephemeral storage', { side: { resources: { requests: { 'ephemeral-storage': '1Gi' }, limits: { 'ephemeral-storage': '2Gi' } } } }],
    ['a capability more', { side: { securityContext: { capabilities: { add: ['NET_ADMIN'] } } } }],
    ['the one capability that restricted allows', { side: { securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } } }],
    ['a capability that baseline allows', { side: { securityContext: { capabilities: { add: ['CHOWN'] } } } }],
    ['privileged', { side: { securityContext: { privileged: true, allowPrivilegeEscalation: true } } }],
    ['may gain privileges', { setup: { securityContext: { allowPrivilegeEscalation: true } } }],
    ['root in the set-up container', { setup: { securityContext: { runAsUser: 0, runAsNonRoot: null } } }],
    ['no word on root', { side: { securityContext: { runAsNonRoot: null } } }],
    ['seccomp unconfined', { side: { securityContext: { seccompProfile: { type: 'Unconfined' } } } }],
    ['another proc mount', { side: { securityContext: { procMount: 'Unmasked' } } }, { hostUsers: false }],
    ['a host port', { side: { ports: [{ containerPort: 80, hostPort: 8080 }] } }],
    ['a probe that asks another host', { side: { readinessProbe: { httpGet: { port: 80, host: 'example.com' } } } }],
    ['the host\'s network', {}, { hostNetwork: true }],
    ['the host\'s processes', {}, { hostPID: true }],
    ['a folder of the host', {}, { volumes: [{ name: 'host', hostPath: { path: '/var/log' } }] }],
    ['an unsafe sysctl', {}, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }],
    ['a safe sysctl', {}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } }],
  ];
  test.each(shapes)('%s', async (_, patches, podFields = {}) => {
    const chart = new Chart(Testing.app(), 'shape');
    const sidecar = new CustomSidecar(chart, 'side', {
      setUp: [{ name: 'setup', image: 'example.com/setup:1.0' }], containers: [{ name: 'side', image: 'example.com/side:1.0' }], podFields,
    });
    const workload = new WorkloadWithSidecars(chart, 'w', {
      targetVersion: admission.version, containers: [{ name: 'app', image: 'example.com/app:1.0' }], sidecars: [sidecar],
    });
    for (const [name, fields] of Object.entries(patches)) workload.patchContainer(name, fields);
    for (const f of workload.findings) if (f.severity === 'error') workload.acknowledge(f.code, 'the API server is asked');
    expect(await disagreements(Testing.synth(chart))).toEqual([]);
  });
});

describe('refused by both', () => {
  const side = (fields: any) => ({ side: fields });
  const cases_: ReadonlyArray<[string, Record<string, any>, string]> = [
    ['a port that is none', side({ ports: [{ containerPort: 70000 }] }), 'kubernetes-refuses'],
    ['a port name that is too long', side({ ports: [{ name: 'far-too-long-for-a-port', containerPort: 80 }] }), 'port-name-invalid'],
    ['a mount of a volume that is not there', side({ volumeMounts: [{ name: 'ghost', mountPath: '/x' }] }), 'volume-not-declared'],
    ['a variable with a "=" in its name', side({ env: [{ name: 'A=B', value: '1' }] }), 'kubernetes-refuses'],
    ['a variable with value and source', side({ env: [{ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }), 'kubernetes-refuses'],
    ['a field that the downward API has not', side({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.nothing' } } }] }), 'kubernetes-refuses'],
    ['a request above the limit', side({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }), 'request-over-limit'],
    ['an amount that is none', side({ resources: { requests: { cpu: '1 core' } } }), 'quantity-invalid'],
    ['a negative amount', side({ resources: { requests: { memory: '-1Gi' } } }), 'request-over-limit'],
    ['a liveness probe that must succeed twice', side({ livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } }), 'kubernetes-refuses'],
    ['a probe with two handlers', side({ readinessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }), 'kubernetes-refuses'],
    ['a probe without any', side({ readinessProbe: { periodSeconds: 3 } }), 'kubernetes-refuses'],
    ['a hook that sleeps longer than the grace period', side({ lifecycle: { preStop: { sleep: { seconds: 900 } } } }), 'kubernetes-refuses'],
    ['a probe on a set-up container', { setup: { livenessProbe: { httpGet: { port: 80 } } } }, 'init-probe'],
    ['a hook on a set-up container', { setup: { lifecycle: { preStop: { sleep: { seconds: 1 } } } } }, 'init-probe'],
    ['a restart policy that is none', { setup: { restartPolicy: 'Sometimes' } }, 'kubernetes-refuses'],
    ['a user below 0', side({ securityContext: { runAsUser: -1 } }), 'kubernetes-refuses'],
    ['a privileged container that must not gain privileges', side({ securityContext: { privileged: true } }), 'kubernetes-refuses'],
    ['a sub-path that climbs out', side({ volumeMounts: [{ name: 'v', mountPath: '/y', subPath: '../x' }] }), 'kubernetes-refuses'],
    ['a pull policy that is none', side({ imagePullPolicy: 'Sometimes' }), 'kubernetes-refuses'],
    ['no image', side({ image: '' }), 'kubernetes-refuses'],
    ['a field of another type', side({ args: 'one' }), 'field-type'],
    ['a misspelt field', side({ imagePullPolicies: 'Always' }), 'field-unknown'],
  ];
  test.each(cases_)('%s', async (_, patches, code) => {
    const chart = new Chart(Testing.app(), 'wrong');
    const volumes = ['v', 'w'].map((name) => ({ volume: SharedVolume.emptyDir(name), path: `/${name}` }));
    const sidecar = new CustomSidecar(chart, 'side', {
      setUp: [{ name: 'setup', image: 'example.com/setup:1.0' }], containers: [{ name: 'side', image: 'example.com/side:1.0', mounts: volumes }],
    });
    const workload = new WorkloadWithSidecars(chart, 'w', {
      targetVersion: admission.version, containers: [{ name: 'app', image: 'example.com/app:1.0' }], sidecars: [sidecar],
      terminationGracePeriod: Duration.seconds(30),
    });
    expect(workload.findings.filter((f) => f.severity === 'error')).toEqual([]);
    for (const [name, fields] of Object.entries(patches)) workload.patchContainer(name, fields);
    cases++;
    const answer = await admission.dryRun(workload.apiObject.toJson());
    expect(answer!.status).toBeGreaterThanOrEqual(400);
    expect(workload.findings.filter((f) => f.severity === (code === 'field-unknown' ? 'warning' : 'error')).map((f) => f.code)).toContain(code);
  });
});
