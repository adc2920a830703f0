/**
 * What somebody might do to a Pod with sidecars, on purpose or by mistake, and what then holds: which errors there are, and
 * what the finished Pod looks like. `test:oracle` asks Kubernetes' own code about each of them.
 */
import { ApiObject, Chart } from 'cdk8s';
import { CustomSidecar, EnvSource, HealthCheck, PodSidecars, SharedVolume, SidecarContainer, SidecarContribution, SidecarForm, SidecarResources } from '../../lib';

export interface Attack {
  readonly name: string;
  readonly make: (chart: Chart) => PodSidecars;
  /** Codes of all errors, sorted; none: the Pod is good. */
  readonly errors: readonly string[];
  /** Codes that are among the other findings. */
  readonly told?: readonly string[];
  /** The finished Pod's spec and its template's metadata. */
  readonly check?: (spec: any, metadata: any, object: any) => void;
  /** Why Kubernetes may say otherwise: the kubelet or an admission plugin refuses what validation takes, or another release does. */
  readonly beyondOracle?: string;
}

export const APP = { name: 'app', image: 'example.com/app:1.0', ports: [{ name: 'http', containerPort: 8080 }] };

export const part = (name: string, more: Partial<SidecarContainer> = {}): SidecarContainer => ({ name, image: 'example.com/s:1.0', user: 65532, resources: SidecarResources.of({ cpu: '10m', memory: '16Mi' }), ...more });
export const sidecar = (chart: Chart, id: string, more: Partial<SidecarContribution> = {}) => new CustomSidecar(chart, id, { containers: [part(id)], ...more });

/** A workload as somebody else wrote it. */
export function foreign(chart: Chart, spec: any, more: { kind?: string; metadata?: any; version?: string; form?: SidecarForm } = {}): PodSidecars {
  const { kind = 'Deployment', metadata = {}, version, form } = more;
  const labels = { app: 'web' };
  const template = { metadata: { labels, ...metadata }, spec: { containers: [APP], ...(kind === 'Job' ? { restartPolicy: 'Never' } : {}), ...spec } };
  const api = new ApiObject(chart, 'web', {
    apiVersion: kind === 'Pod' ? 'v1' : kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, metadata: { name: 'web', ...(kind === 'Pod' ? template.metadata : {}) },
    spec: kind === 'Pod' ? template.spec : kind === 'Job' ? { template } : { selector: { matchLabels: labels }, template },
  });
  return PodSidecars.of(api).configure({ ...(version ? { targetVersion: version } : {}), ...(form ? { form } : {}) });
}

const raw = (fields: any, spec: any = {}) => (chart: Chart) => foreign(chart, spec).attach(sidecar(chart, 'side', { containers: [part('side', { fields })] }));
const names = (list: any[] | undefined) => (list ?? []).map((c) => c.name);

const ORDER: Attack[] = [
  {
    name: 'two sidecars that both have set-up containers', errors: [],
    make: (chart) => foreign(chart, { initContainers: [{ name: 'migrate', image: 'example.com/m:1' }] })
      .attach(sidecar(chart, 'one', { setUp: [part('one-setup')] })).attach(sidecar(chart, 'two', { setUp: [part('two-setup')] })),
    check: (spec) => expect(names(spec.initContainers)).toEqual(['one-setup', 'one', 'two-setup', 'two', 'migrate']),
  },
  {
    name: 'one contribution with several containers that wait for each other against their order', errors: ['order-cycle'], beyondOracle: 'containers of a contribution stand in their start order',
    make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'x', { containers: [part('a', { startAfter: [{ name: 'b' }] }), part('b', { startAfter: [{ name: 'c' }] }), part('c')] })),
  },
  {
    name: 'existing init containers that are native sidecars already', errors: [],
    make: (chart) => foreign(chart, { initContainers: [{ name: 'own', image: 'example.com/o:1', restartPolicy: 'Always' }, { name: 'plain', image: 'example.com/p:1' }] }).attach(sidecar(chart, 'side')),
    check: (spec) => expect(spec.initContainers.map((c: any) => [c.name, c.restartPolicy])).toEqual([['side', 'Always'], ['own', 'Always'], ['plain', undefined]]),
  },
  {
    name: 'a container name that the app has', errors: ['container-name-taken'],
    make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'x', { containers: [part('app')] })),
  },
  {
    name: 'fifty workloads with one sidecar', errors: [],
    make: (chart) => {
      const one = sidecar(chart, 'side', { permissions: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] });
      const pods = Array.from({ length: 50 }, (_, i) => foreign(new Chart(chart, `c${i}`, { namespace: `n${i}` }), {}).attach(one));
      return pods[49];
    },
  },
];

/** A sidecar alone makes the Pod less than `restricted`: a warning, and an error where a level is asked for. */
const LOWERS = ['sidecar-lowers-pod-security'];
const KUBELET = 'the kubelet refuses to make the container';
const BIND = 'one of the two can\'t bind it';

const SECURITY: Attack[] = [
  { name: 'raw fields: privileged', make: raw({ securityContext: { privileged: true, allowPrivilegeEscalation: true } }), errors: [], told: LOWERS },
  { name: 'raw fields: privileged alone, while escalation is off', make: raw({ securityContext: { privileged: true } }), errors: ['kubernetes-refuses'], told: LOWERS },
  { name: 'raw fields: root', make: raw({ securityContext: { runAsUser: 0 } }), errors: ['root-refused'], told: LOWERS, beyondOracle: KUBELET },
  { name: 'raw fields: root, and no word of non-root', make: raw({ securityContext: { runAsUser: 0, runAsNonRoot: null } }), errors: [], told: LOWERS },
  { name: 'raw fields: capabilities', make: raw({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }), errors: [], told: ['pod-security'] },
  { name: 'raw fields: an unmasked /proc', make: raw({ securityContext: { procMount: 'Unmasked' } }), errors: ['kubernetes-refuses'], told: LOWERS },
  { name: 'raw fields: a host port', make: raw({ ports: [{ containerPort: 80, hostPort: 80 }] }), errors: [], told: LOWERS },
  { name: 'raw fields: no seccomp', make: raw({ securityContext: { seccompProfile: { type: 'Unconfined' } } }), errors: [], told: LOWERS },
  { name: 'raw fields: no AppArmor', make: raw({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }), errors: [], told: LOWERS },
  { name: 'raw fields: a process of the Windows host', make: raw({ securityContext: { windowsOptions: { hostProcess: true } } }), errors: ['kubernetes-refuses'], told: LOWERS },
  { name: 'raw fields: SELinux of another type', make: raw({ securityContext: { seLinuxOptions: { type: 'spc_t' } } }), errors: [], told: LOWERS },
  {
    name: 'an annotation of AppArmor', errors: [], told: ['pod-security'],
    make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/side': 'unconfined' } })),
  },
  { name: 'raw fields of the Pod: the host network', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { podFields: { hostNetwork: true } })), errors: [], told: ['pod-security'] },
  { name: 'raw fields of the Pod: a path of the host', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { podFields: { volumes: [{ name: 'h', hostPath: { path: '/' } }] } })), errors: [], told: ['pod-security'] },
  {
    name: 'a patch of the app container that makes it privileged', errors: [], told: ['pod-security'],
    make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side')).patchContainer('app', { securityContext: { privileged: true } }),
  },
  { name: 'a patch that takes the sidecar its image', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side')).patchContainer('side', { image: null }), errors: ['kubernetes-refuses'] },
  { name: 'a patch that makes a sidecar a plain init container', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side')).patchContainer('side', { restartPolicy: null }), errors: ['native-dropped'], beyondOracle: 'Kubernetes waits for ever' },
  { name: 'a patch of nobody', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side')).patchContainer('ghost', { tty: true }), errors: ['patch-unknown-container'], beyondOracle: 'nothing of it is in the Pod' },
  { name: 'the app\'s root file system is read-only', make: (chart) => foreign(chart, { containers: [{ ...APP, securityContext: { readOnlyRootFilesystem: true } }] }).attach(sidecar(chart, 'side')), errors: [] },
  { name: 'the Pod is non-root and the app says root', make: (chart) => foreign(chart, { securityContext: { runAsNonRoot: true }, containers: [{ ...APP, securityContext: { runAsUser: 0 } }] }).attach(sidecar(chart, 'side')), errors: ['root-refused'], beyondOracle: KUBELET },
];

const AMOUNTS: Attack[] = [
  {
    name: 'resources of the Pod that are smaller than the sum', errors: ['pod-resources-invalid'],
    make: (chart) => foreign(chart, { resources: { requests: { cpu: '5m', memory: '8Mi' }, limits: { cpu: '10m', memory: '16Mi' } } }, { version: '1.34' }).attach(sidecar(chart, 'side')),
  },
  {
    name: 'resources of the Pod that are larger than the sum', errors: [],
    make: (chart) => foreign(chart, { resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } } }, { version: '1.34' }).attach(sidecar(chart, 'side')),
  },
  { name: 'raw fields: a limit below the request', make: raw({ resources: { requests: { memory: '1Gi' }, limits: { memory: '1Mi' } } }), errors: ['request-over-limit'] },
  { name: 'raw fields: an amount that is none', make: raw({ resources: { limits: { memory: '64MB' } } }), errors: ['quantity-invalid'] },
  { name: 'raw fields: a negative amount', make: raw({ resources: { requests: { cpu: '-1' } } }), errors: ['request-over-limit'] },
];

const PORTS: Attack[] = [
  {
    name: 'two proxies in front of one port', errors: ['front-twice'], beyondOracle: 'Kubernetes does not know who forwards to whom',
    make: (chart) => foreign(chart, {})
      .attach(sidecar(chart, 'one', { containers: [part('one', { ports: { one: 9001 } })], fronts: [{ container: 'one', port: 9001, appPort: 8080 }] }))
      .attach(sidecar(chart, 'two', { containers: [part('two', { ports: { two: 9002 } })], fronts: [{ container: 'two', port: 9002, appPort: 8080 }] })),
  },
  {
    name: 'a proxy in front of a proxy', errors: [],
    make: (chart) => foreign(chart, {})
      .attach(sidecar(chart, 'inner', { containers: [part('inner', { ports: { inner: 9001 } })], fronts: [{ container: 'inner', port: 9001, appPort: 8080 }] }))
      .attach(sidecar(chart, 'outer', { containers: [part('outer', { ports: { outer: 9002 } })], fronts: [{ container: 'outer', port: 9002, appPort: 9001 }] })),
  },
  { name: 'a proxy in front of itself', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'one', { containers: [part('one', { ports: { one: 8080 } })], fronts: [{ container: 'one', port: 8080, appPort: 8080 }] })), errors: ['port-taken'], beyondOracle: BIND },
  { name: 'two app containers with one port number', make: (chart) => foreign(chart, { containers: [APP, { ...APP, name: 'other', ports: [{ name: 'web', containerPort: 8080 }] }] }).attach(sidecar(chart, 'side')), errors: [], told: ['port-taken'] },
  { name: 'one number for TCP and UDP', make: (chart) => foreign(chart, { containers: [{ ...APP, ports: [{ name: 'dns', containerPort: 53 }, { name: 'dns-udp', containerPort: 53, protocol: 'UDP' }] }] }).attach(sidecar(chart, 'side')), errors: [] },
  { name: 'one name for two ports of a container', make: (chart) => foreign(chart, { containers: [{ ...APP, ports: [{ name: 'a', containerPort: 1 }, { name: 'a', containerPort: 2 }] }] }).attach(sidecar(chart, 'side')), errors: ['kubernetes-refuses'] },
  { name: 'the sidecar\'s port is the app\'s', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { containers: [part('side', { ports: { metrics: 8080 } })] })), errors: ['port-taken'], beyondOracle: BIND },
  { name: 'the same number with another protocol', make: raw({ ports: [{ name: 'udp', containerPort: 8080, protocol: 'UDP' }] }), errors: [] },
  { name: 'a port above 65535', make: raw({ ports: [{ containerPort: 65536 }] }), errors: ['kubernetes-refuses'] },
  { name: 'a port name of sixteen characters', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { containers: [part('side', { ports: { abcdefghijklmnop: 9000 } })] })), errors: ['port-name-invalid'] },
  { name: 'a container name of 64 characters', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { containers: [part('a'.repeat(64))] })), errors: ['container-name-invalid'] },
  { name: 'the app on the host network', make: (chart) => foreign(chart, { hostNetwork: true, containers: [{ ...APP, ports: [{ containerPort: 8080, hostPort: 8080 }] }] }).attach(sidecar(chart, 'side', { containers: [part('side', { ports: { metrics: 9090 } })] })), errors: [] },
];

const VOLUMES: Attack[] = [
  {
    name: 'a volume of the same name with another source', errors: ['volume-name-taken'],
    make: (chart) => foreign(chart, { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'x' } }] }).attach(sidecar(chart, 'side', { containers: [part('side', { mounts: [{ volume: SharedVolume.emptyDir('data'), path: '/data' }] })] })),
  },
  {
    name: 'the directory of the app is a claim with a subPath', errors: [],
    make: (chart) => foreign(chart, { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'x' } }], containers: [{ ...APP, volumeMounts: [{ name: 'disk', mountPath: '/var/log/app', subPath: 'logs' }] }] })
      .attach(sidecar(chart, 'side', { containers: [part('side', { mounts: [{ volume: SharedVolume.appDirectory('/var/log/app'), path: '/logs', readOnly: true }] })] })),
    check: (spec) => expect(spec.initContainers[0].volumeMounts).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'disk', subPath: 'logs', mountPath: '/logs' })])),
  },
  {
    name: 'two mounts at one path', errors: ['mount-path-taken'],
    make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { containers: [part('side', { mounts: [{ volume: SharedVolume.emptyDir('a'), path: '/x' }, { volume: SharedVolume.emptyDir('b'), path: '/x' }] })] })),
  },
  { name: 'a mount without its volume', make: raw({ volumeMounts: [{ name: 'ghost', mountPath: '/x' }] }), errors: ['volume-not-declared'] },
  {
    name: 'ephemeral, projected and CSI volumes', errors: [],
    make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', {
      containers: [part('side', {
        mounts: [
          { volume: SharedVolume.of('claim', { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } }), path: '/claim' },
          { volume: SharedVolume.of('all', { projected: { sources: [{ configMap: { name: 'a' } }, { secret: { name: 'b' } }, { downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } }] } }), path: '/all' },
          { volume: SharedVolume.of('inline', { csi: { driver: 'csi.example.com', readOnly: true } }), path: '/inline' },
        ],
      })],
    })),
  },
  { name: 'a volume with two sources', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { containers: [part('side', { mounts: [{ volume: SharedVolume.of('v', { emptyDir: {}, configMap: { name: 'x' } }), path: '/v' }] })] })), errors: ['kubernetes-refuses'] },
];

const LIFE: Attack[] = [
  ...(['OnFailure', 'Never'] as const).map((restartPolicy): Attack => ({
    name: `a Deployment with restartPolicy ${restartPolicy}`, make: (chart) => foreign(chart, { restartPolicy }).attach(sidecar(chart, 'side')), errors: ['job-restart-policy'],
  })),
  { name: 'a Job with restartPolicy OnFailure', make: (chart) => foreign(chart, { restartPolicy: 'OnFailure' }, { kind: 'Job' }).attach(sidecar(chart, 'side')), errors: [] },
  { name: 'a Job with restartPolicy Always', make: (chart) => foreign(chart, { restartPolicy: 'Always' }, { kind: 'Job' }).attach(sidecar(chart, 'side')), errors: ['job-restart-policy'] },
  { name: 'a Job whose classic sidecar never ends', make: (chart) => foreign(chart, {}, { kind: 'Job', form: SidecarForm.CLASSIC }).attach(sidecar(chart, 'side')), errors: ['job-never-ends'], beyondOracle: 'Kubernetes waits for ever' },
  { name: 'activeDeadlineSeconds of a Job\'s Pod', make: (chart) => foreign(chart, { activeDeadlineSeconds: 60 }, { kind: 'Job' }).attach(sidecar(chart, 'side')), errors: [] },
  { name: 'activeDeadlineSeconds in a Deployment', make: (chart) => foreign(chart, { activeDeadlineSeconds: 60 }).attach(sidecar(chart, 'side')), errors: ['kubernetes-refuses'] },
  {
    name: 'a grace period of 0', errors: ['grace-period-too-short'], beyondOracle: 'Kubernetes kills at once',
    make: (chart) => foreign(chart, { terminationGracePeriodSeconds: 0 }).attach(sidecar(chart, 'side', { containers: [part('side', { drainSeconds: 20 })] })),
  },
  {
    name: 'a grace period of the user\'s own that is too short', errors: ['grace-period-too-short'], beyondOracle: 'Kubernetes kills what is left',
    make: (chart) => foreign(chart, { terminationGracePeriodSeconds: 7 }).attach(sidecar(chart, 'side', { containers: [part('side', { drainSeconds: 20 })] })),
  },
  {
    name: 'shareProcessNamespace: false, and a sidecar that needs it', errors: ['field-conflict'], beyondOracle: 'Kubernetes takes it; the sidecar sees no process',
    make: (chart) => foreign(chart, { shareProcessNamespace: false }).attach(sidecar(chart, 'side', { shareProcessNamespace: true })),
    check: (spec) => expect(spec.shareProcessNamespace).toBe(false),
  },
  {
    name: 'a ServiceAccount of the user\'s own, and a sidecar with rights', errors: [],
    make: (chart) => foreign(chart, { serviceAccountName: 'mine', automountServiceAccountToken: false })
      .attach(sidecar(chart, 'side', { containers: [part('side', { apiAccess: true })], permissions: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })),
    check: (spec) => {
      expect(spec.serviceAccountName).toBe('mine');
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.initContainers[0].volumeMounts.map((m: any) => m.mountPath)).toContain('/var/run/secrets/kubernetes.io/serviceaccount');
      expect(spec.containers[0].volumeMounts).toBeUndefined();
    },
  },
  { name: 'nodes with Windows', make: (chart) => foreign(chart, { nodeSelector: { 'kubernetes.io/os': 'windows' }, os: { name: 'windows' } }).attach(sidecar(chart, 'side')), errors: ['kubernetes-refuses'] },
  { name: 'nodes with Windows by label alone', make: (chart) => foreign(chart, { nodeSelector: { 'kubernetes.io/os': 'windows' } }).attach(sidecar(chart, 'side')), errors: [], told: [] },
  { name: 'the app is an ephemeral container too', make: (chart) => foreign(chart, { ephemeralContainers: [{ name: 'debug', image: 'x:1' }] }).attach(sidecar(chart, 'side')), errors: ['kubernetes-refuses'] },
  { name: 'no container at all', make: (chart) => foreign(chart, { containers: [] }).attach(sidecar(chart, 'side')), errors: ['kubernetes-refuses'] },
  { name: 'a probe of a port that nobody has', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side', { containers: [part('side', { health: HealthCheck.tcp(9999), fields: { readinessProbe: { tcpSocket: null, httpGet: { path: '/', port: 'ghost' } } } })] })), errors: ['probe-port-unknown'], beyondOracle: 'the probe never succeeds' },
  { name: 'both a value and a reference in a variable', make: raw({ env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }), errors: ['kubernetes-refuses'] },
  { name: 'a variable of the app with another value', make: (chart) => foreign(chart, { containers: [{ ...APP, env: [{ name: 'A', value: 'mine' }] }] }).attach(sidecar(chart, 'side', { app: { env: { A: EnvSource.text('yours') } } })), errors: ['env-conflict'], beyondOracle: 'the last one wins' },
  { name: 'lifecycle hooks of both kinds at once', make: raw({ lifecycle: { preStop: { exec: { command: ['a'] }, sleep: { seconds: 1 } } } }), errors: ['kubernetes-refuses'] },
  { name: 'restartPolicy of a container that is no sidecar', make: (chart) => foreign(chart, {}).attach(sidecar(chart, 'side')).patchContainer('app', { restartPolicy: 'Sometimes' }), errors: ['kubernetes-refuses'] },
  { name: 'a field that Kubernetes does not have', make: raw({ securtyContext: {} }), errors: [], told: ['field-unknown'], beyondOracle: 'strict decoding alone refuses it' },
];

export const ATTACKS: readonly Attack[] = [...ORDER, ...SECURITY, ...AMOUNTS, ...PORTS, ...VOLUMES, ...LIFE];
