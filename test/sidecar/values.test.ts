import { Chart, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { CustomSidecar, EnvSource, HealthCheck, ResourceBudget, SharedVolume, SidecarResources, WorkloadKind } from '../../lib';
import { renderContribution } from '../../lib/sidecar/render';

const attachment = { name: 's', source: 'c/s', into: ['app'] };
const render = (container: any) => renderContribution({ containers: [{ name: 's', image: 's:1', ...container }] }, attachment).contribution.containers[0];

describe('wrong arguments are refused by the call that got them', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['port', () => HealthCheck.http(0, '/'), /^port: 0 is not a port/],
    ['port of tcp', () => HealthCheck.tcp(65536), /^port: 65536/],
    ['port of grpc', () => HealthCheck.grpc(1.5), /^port: 1.5/],
    ['path', () => HealthCheck.http(80, 'healthz'), /^path: "healthz" is not an absolute HTTP path/],
    ['command', () => HealthCheck.command([]), /^command: \[\] is empty/],
    ['startupSeconds', () => HealthCheck.tcp(80, { startupSeconds: 0 }), /^startupSeconds: 0/],
    ['readinessPath without HTTP', () => HealthCheck.tcp(80, { readinessPath: '/r' }), /^readinessPath: "\/r" has no meaning/],
    ['cpu', () => SidecarResources.of({ cpu: '100mm', memory: '1Mi' }), /^cpu: "100mm" is not a Kubernetes quantity/],
    ['limit below request', () => SidecarResources.of({ cpu: '2', memory: '1Mi', cpuLimit: '1' }), /^cpu limit: "1" is below the request "2"/],
    ['share', () => SidecarResources.relativeToApp({ cpuShare: 0, memoryShare: 1, floor: { cpu: '1m', memory: '1Mi' } }), /^cpuShare: 0 is not a share/],
    ['share in exponents', () => SidecarResources.relativeToApp({ cpuShare: 1e-7, memoryShare: 1, floor: { cpu: '1m', memory: '1Mi' } }), /^cpuShare: 1e-7/],
    ['limitRatio', () => SidecarResources.relativeToApp({ cpuShare: 1, memoryShare: 1, floor: { cpu: '1m', memory: '1Mi' }, limitRatio: 0.5 }), /^limitRatio: 0.5/],
    ['floor', () => SidecarResources.relativeToApp({ cpuShare: 1, memoryShare: 1, floor: { cpu: 'x', memory: '1Mi' } }), /^floor.cpu: "x"/],
    ['sizeLimit', () => SharedVolume.emptyDir('a', { sizeLimit: '1GB' }), /^sizeLimit: "1GB" is not a Kubernetes quantity/],
    ['app directory', () => SharedVolume.appDirectory('logs'), /^path: "logs" is not an absolute path/],
    ['secret key', () => EnvSource.secret('a', ''), /^key: "" must be text/],
    ['text', () => EnvSource.text(5 as any), /^value: 5 is not text/],
    ['budget', () => ResourceBudget.of({}), /^budget: \{\} caps nothing/],
    ['budget amount', () => ResourceBudget.of({ pod: { cpu: 'much' } }), /^pod.cpu: "much"/],
    ['sidecarShare', () => ResourceBudget.of({ sidecarShare: 1.5 }), /^sidecarShare: 1.5.*at most 1/],
    ['empty custom sidecar', () => new CustomSidecar(Testing.chart(), 's', {}), /^containers: a CustomSidecar needs/],
    ['pod with template fields', () => WorkloadKind.pod()._create(Testing.chart(), 'p', { select: true }), /^select: a bare Pod has no template/],
  ])('%s', (_, call, message) => expect(call).toThrow(message));
});

describe('what a contribution may hold', () => {
  test.each<[string, any, RegExp]>([
    ['no name', { name: '' }, /^containers\[0\].name: "" must be text/],
    ['no image', { image: undefined }, /^containers\[0\].image: undefined must be text/],
    ['a plain string as variable', { env: { TOKEN: 'hunter2' } }, /^containers\[0\].env.TOKEN: string is not an EnvSource/],
    ['a rename by fields', { fields: { name: 'other' } }, /renames the container "s"/],
    ['a construct in fields', { fields: { image: new kplus.ConfigMap(Testing.chart(), 'c') } }, /^containers\[0\].fields.image: a ConfigMap can't be written as JSON/],
    ['not a number', { fields: { x: NaN } }, /NaN can't be written/],
    ['a prototype', { fields: JSON.parse('{"__proto__": {"a": 1}}') }, /not a Kubernetes field/],
  ])('%s is refused', (_, container, message) => expect(() => render(container)).toThrow(message));

  test('a secret never shows in the message of a refused variable', () => {
    expect(() => render({ env: { TOKEN: 'hunter2' } })).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });

  test('cdk8s Lazy values in fields are produced', () => {
    expect(render({ fields: { workingDir: Lazy.any({ produce: () => '/late' }) } }).fields).toEqual({ workingDir: '/late' });
  });

  test('the caller\'s lists are copied', () => {
    const args = ['a'];
    const part = render({ args });
    args.push('b');
    expect(part.args).toEqual(['a']);
  });

  test('a raw volume has a map for its source', () => {
    expect(() => SharedVolume.of('web', { csi: 'csi.spiffe.io' })).toThrow(/^source\.csi: is text, and must be a map/);
    expect(SharedVolume.of('web', { csi: { driver: 'csi.spiffe.io' } })._toPart().source).toEqual({ csi: { driver: 'csi.spiffe.io' } });
  });

  test('nothing returned is an error of its own', () => {
    expect(() => renderContribution(undefined as any, attachment)).toThrow(/^contribute\(\) returned undefined/);
  });
});

describe('values', () => {
  test('limits default to twice the requests', () => {
    expect(SidecarResources.of({ cpu: '50m', memory: '64Mi' })._toPart()).toEqual({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } });
    expect(SidecarResources.of({ cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' })._toPart().limits).toEqual({ 'cpu': '2', 'memory': '2Gi', 'ephemeral-storage': '1Gi' });
  });

  test('every emptyDir has a size limit, in memory a small one', () => {
    expect(SharedVolume.emptyDir('a')._toPart().source).toEqual({ emptyDir: { sizeLimit: '256Mi' } });
    expect(SharedVolume.emptyDir('a', { inMemory: true })._toPart().source).toEqual({ emptyDir: { sizeLimit: '64Mi', medium: 'Memory' } });
  });

  test('an app directory has one name for one path', () => {
    expect(SharedVolume.appDirectory('/var/log/App/').name).toBe('app-var-log-app');
    expect(SharedVolume.appDirectory('/').name).toBe('app');
    expect(SharedVolume.appDirectory(`/${'x'.repeat(100)}`).name.length).toBeLessThanOrEqual(63);
  });

  test('a Secret volume is for the group only; objects of cdk8s-plus go by their names', () => {
    const chart = new Chart(Testing.app(), 'c');
    expect(SharedVolume.secretNamed('a', 's')._toPart().source).toEqual({ secret: { secretName: 's', defaultMode: 0o440 } });
    expect(SharedVolume.configMap('a', kplus.ConfigMap.fromConfigMapName(chart, 'x', 'mine'))._toPart().source).toEqual({ configMap: { name: 'mine' } });
  });

  test('sources of variables', () => {
    expect(EnvSource.field('status.podIP')._toEnv('A')).toEqual({ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } });
    expect(EnvSource.resource('limits.memory', '1Mi')._toEnv('A')).toEqual({ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } });
    expect(EnvSource.configMap('m', 'k')._toEnv('A')).toEqual({ name: 'A', valueFrom: { configMapKeyRef: { name: 'm', key: 'k' } } });
  });
});
