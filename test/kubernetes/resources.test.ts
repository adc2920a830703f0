import { qosClass } from '../../lib/kubernetes/qos';
import {
  Amounts, compareResourceNames, defaultPod, defaultTemplate, livePod, podLimits, podRequests, resourceBreakdown, unboundedContainers,
} from '../../lib/kubernetes/resources';
import { Container, PodSpec, ResourceList } from '../../lib/kubernetes/types';

const plain = (amounts: Amounts) => Object.fromEntries([...amounts].map(([name, amount]) => [name, String(amount)]));

function container(name: string, requests?: ResourceList, limits?: ResourceList): Container {
  return { name, resources: { ...(requests && { requests }), ...(limits && { limits }) } };
}

const sidecar = (name: string, requests?: ResourceList, limits?: ResourceList): Container =>
  ({ ...container(name, requests, limits), restartPolicy: 'Always' });

const shop: PodSpec = {
  initContainers: [
    sidecar('proxy', { cpu: '100m', memory: '64Mi' }),
    container('migrate', { cpu: '1', memory: '128Mi' }),
    sidecar('logs', { cpu: '50m', memory: '32Mi' }, { memory: '64Mi' }),
  ],
  containers: [container('app', { cpu: '500m', memory: '256Mi' }, { cpu: '1' })],
};

describe('sums', () => {
  test('an init container runs beside the sidecars before it', () => {
    expect(plain(podRequests(shop))).toEqual({ cpu: '1100m', memory: '352Mi' });
    expect(plain(podLimits(shop))).toEqual({ cpu: '1', memory: '64Mi' });
  });

  test('only Always on an init container makes a sidecar', () => {
    const spec: PodSpec = {
      initContainers: [{ ...container('once', { cpu: '1' }), restartPolicy: 'Never' }],
      containers: [{ ...container('app', { cpu: '100m' }), restartPolicy: 'Always' }],
    };
    expect(plain(podRequests(spec))).toEqual({ cpu: '1' });
  });

  test('an amount of null is 0, and undefined is not there, as in JSON', () => {
    const requests = { cpu: null, memory: undefined } as unknown as ResourceList;
    expect(plain(podRequests({ containers: [container('app', requests)] }))).toEqual({ cpu: '0' });
    expect(plain(podRequests(defaultPod({ containers: [container('app', requests, { cpu: '1', memory: '1Gi' })] })))).toEqual({ cpu: '0', memory: '1Gi' });
  });

  test('missing lists are empty', () => {
    expect(plain(podRequests({} as PodSpec))).toEqual({});
    expect(defaultPod({} as PodSpec)).toEqual({ containers: [] });
    expect(plain(podRequests({ containers: [{ name: 'app', resources: null as any }], resources: null as any }))).toEqual({});
  });

  test('an amount that is no quantity is named by its place', () => {
    expect(() => podRequests({ containers: [container('app', { memory: '1GB' })] }))
      .toThrow('containers[app].resources.requests.memory: "1GB" is not a Kubernetes quantity');
    expect(() => podLimits({ containers: [], initContainers: [container('', {}, { cpu: 'x' })] })).toThrow('initContainers[0].resources.limits.cpu: "x"');
    expect(() => podRequests({ containers: [], overhead: { cpu: 'x' } })).toThrow('overhead.cpu: "x"');
    expect(() => podRequests({ containers: [], resources: { requests: { cpu: 'x' } } })).toThrow('resources.requests.cpu: "x"');
    expect(() => defaultPod({ containers: [container('app', {}, { cpu: true as any })] })).toThrow('containers[app].resources.requests.cpu: true is not');
  });

  test('the order of resources', () => {
    expect(['b', 'memory', 'a', 'ephemeral-storage', 'cpu', 'a'].sort(compareResourceNames)).toEqual(['cpu', 'memory', 'ephemeral-storage', 'a', 'a', 'b']);
  });
});

describe('bounds', () => {
  test('who has no limit is named', () => {
    expect(unboundedContainers(shop, 'cpu')).toEqual(['proxy', 'migrate', 'logs']);
    expect(unboundedContainers(shop, 'memory')).toEqual(['proxy', 'migrate', 'app']);
  });

  test('a limit of 0 holds nobody', () => {
    expect(unboundedContainers({ containers: [container('app', {}, { cpu: '0' })] }, 'cpu')).toEqual(['app']);
    expect(unboundedContainers({ containers: [container('app')], resources: { limits: { cpu: 0 } } }, 'cpu')).toEqual(['app']);
  });

  test('the limit of the Pod holds all, where the cluster knows it', () => {
    const spec: PodSpec = { ...shop, resources: { limits: { 'cpu': '2', 'ephemeral-storage': '1Gi' } } };
    expect(unboundedContainers(spec, 'cpu')).toEqual([]);
    expect(unboundedContainers(spec, 'cpu', { skipPodLevelResources: true })).toHaveLength(3);
    expect(unboundedContainers(spec, 'ephemeral-storage')).toHaveLength(4);
  });
});

describe('breakdown', () => {
  test('says who asks for what, and which step of the start needs the most', () => {
    const { containers, requests, limits } = resourceBreakdown({ ...shop, overhead: { memory: '10Mi' } });
    expect(containers.map(({ name, kind, path }) => `${name} ${kind} ${path}`)).toEqual([
      'proxy sidecar initContainers[0]', 'migrate init initContainers[1]', 'logs sidecar initContainers[2]', 'app main containers[0]',
    ]);
    const cpu = requests.get('cpu')!;
    expect([cpu.total, cpu.running, cpu.peak?.amounts.get('cpu')].map(String)).toEqual(['1100m', '650m', '1100m']);
    expect([cpu.peak?.container.name, cpu.peak?.beside.map(({ name }) => name)]).toEqual(['migrate', ['proxy']]);
    const memory = requests.get('memory')!;
    expect([memory.total, memory.running, memory.overhead].map(String)).toEqual(['362Mi', '352Mi', '10Mi']);
    expect(memory.peak).toBeUndefined();
    expect([...limits.keys()]).toEqual(['cpu', 'memory']);
  });

  test('names the first of the greatest steps', () => {
    const spec: PodSpec = {
      initContainers: [container('a', { cpu: '1' }), container('b', { cpu: '2' }), container('c', { cpu: '2' }), container('d', { cpu: '1' })],
      containers: [container('app')],
    };
    const { peak, running } = resourceBreakdown(spec).requests.get('cpu')!;
    expect([peak?.container.name, running]).toEqual(['b', undefined]);
  });

  test('shows the Pod-level amount that stands in for the sum, and no overhead on a limit of 0', () => {
    const spec: PodSpec = { ...shop, resources: { requests: { cpu: '3' }, limits: { cpu: '0' } }, overhead: { cpu: '1' } };
    const { requests, limits } = resourceBreakdown(spec);
    const cpu = requests.get('cpu')!;
    expect([cpu.total, cpu.podLevel, cpu.overhead].map(String)).toEqual(['4', '3', '1']);
    expect(String(limits.get('cpu')!.total)).toBe('0');
    expect(limits.get('cpu')!.overhead).toBeUndefined();
    expect(resourceBreakdown(spec, { skipPodLevelResources: true, excludeOverhead: true }).requests.get('cpu')).toMatchObject({ podLevel: undefined, overhead: undefined });
  });
});

describe('defaulting', () => {
  test('limits become requests in a Pod, and not in a template', () => {
    const spec: PodSpec = { containers: [container('app', undefined, { cpu: '1500u' })], initContainers: [sidecar('s', { cpu: 0 }, { cpu: '1' })] };
    expect(defaultTemplate(spec).containers[0].resources).toEqual({ limits: { cpu: '2m' } });
    expect(defaultPod(spec).containers[0].resources).toEqual({ limits: { cpu: '2m' }, requests: { cpu: '2m' } });
    expect(defaultPod(spec).initContainers![0].resources).toEqual({ limits: { cpu: '1' }, requests: { cpu: 0 } });
  });

  test('what needs no rounding keeps its text, and all other fields stay', () => {
    const spec: PodSpec = { containers: [{ ...container('app', { cpu: 0.5, memory: '1.500' }), image: 'app:1' }], volumes: [{ name: 'v' }], nodeName: 'n' };
    expect(defaultPod(spec)).toEqual(spec);
  });

  test('the Pods of a template are rounded before they are summed', () => {
    const spec: PodSpec = {
      containers: [container('a', { cpu: '0.1m' }), container('b', { cpu: '0.1m' })],
      resources: { limits: { memory: '1Gi' } },
    };
    expect(defaultPod(spec).resources!.requests).toEqual({ cpu: '1m', memory: '1Gi' });
    expect(livePod(spec).resources!.requests).toEqual({ cpu: '2m', memory: '1Gi' });
  });

  test('an API server without Pod-level resources drops them', () => {
    const spec: PodSpec = { containers: [container('a', { cpu: '1' })], resources: { limits: { cpu: '2' } } };
    for (const apply of [defaultPod, defaultTemplate, livePod]) {
      expect(apply(spec, { skipPodLevelResources: true })).toEqual({ containers: spec.containers });
    }
    expect(spec.resources).toBeDefined();
  });

  test('rounding keeps the format, so that a sum prints as Kubernetes prints it', () => {
    const spec: PodSpec = { containers: [container('a', { memory: '0.5Ki' })], initContainers: [], resources: { limits: { memory: '1Mi' } }, overhead: { memory: '1M' } };
    expect(plain(podRequests(defaultPod(spec)))).toEqual({ memory: '1000512' });
    expect(plain(podRequests(defaultPod({ ...spec, overhead: { memory: '1536' } })))).toEqual({ memory: '2Ki' });
  });
});

describe('QoS', () => {
  test('classes', () => {
    const both = { cpu: '1', memory: '1Gi' };
    expect(qosClass({ containers: [container('app')] })).toBe('BestEffort');
    expect(qosClass({ containers: [container('app', { 'cpu': 0, 'ephemeral-storage': '1Gi' })] })).toBe('BestEffort');
    expect(qosClass({ containers: [container('app', both, both)] })).toBe('Guaranteed');
    expect(qosClass({ containers: [container('app', { cpu: '1000m', memory: '1024Mi' }, both)] })).toBe('Guaranteed');
    expect(qosClass({ containers: [container('app', both, both)], initContainers: [sidecar('s')] })).toBe('Burstable');
    expect(qosClass({ containers: [container('app', undefined, both)] })).toBe('Burstable');
    expect(qosClass(defaultPod({ containers: [container('app', undefined, both)] }))).toBe('Guaranteed');
  });

  test('Pod-level resources decide alone, even empty ones, where the cluster knows them', () => {
    const both = { cpu: '1', memory: '1Gi' };
    const spec: PodSpec = { containers: [container('app', both, both)], resources: {} };
    expect(qosClass(spec)).toBe('BestEffort');
    expect(qosClass(spec, { skipPodLevelResources: true })).toBe('Guaranteed');
    expect(qosClass({ containers: [container('app')], resources: { requests: both, limits: both } })).toBe('Guaranteed');
    expect(qosClass({ containers: [container('app')], resources: { requests: both } })).toBe('Burstable');
    expect(qosClass({ containers: [container('app')], resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } })).toBe('Burstable');
  });
});
