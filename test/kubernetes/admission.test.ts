import { hpaDenominator } from '../../lib/kubernetes/hpa';
import { applyLimitRanges, LimitRange, LimitRangeItem, limitRangeObjections } from '../../lib/kubernetes/limit-range';
import { podLevelErrors } from '../../lib/kubernetes/pod-level';
import { quotaError, quotaObjections, quotaUsage } from '../../lib/kubernetes/quota';
import { defaultPod } from '../../lib/kubernetes/resources';
import { Container, PodSpec, ResourceList } from '../../lib/kubernetes/types';

function container(name: string, requests?: ResourceList, limits?: ResourceList): Container {
  return { name, resources: { ...(requests && { requests }), ...(limits && { limits }) } };
}

const sidecar = (name: string, requests?: ResourceList, limits?: ResourceList): Container =>
  ({ ...container(name, requests, limits), restartPolicy: 'Always' });

const range = (...limits: LimitRangeItem[]): LimitRange => ({ spec: { limits } });

describe('ResourceQuota', () => {
  const pod: PodSpec = {
    initContainers: [sidecar('s', { cpu: '100m' }, { 'memory': '64Mi', 'example.com/gpu': 1 }), container('i')],
    containers: [container('a', { 'cpu': '1', 'hugepages-2Mi': '4Mi' }, { 'cpu': '2', 'hugepages-2Mi': '4Mi' })],
    overhead: { cpu: '250m' },
  };

  test('counts the effective amounts with overhead, under every name that a quota may use', () => {
    expect(Object.fromEntries([...quotaUsage(defaultPod(pod))].map(([name, amount]) => [name, String(amount)]))).toEqual({
      'count/pods': '1',
      'pods': '1',
      'cpu': '1350m',
      'requests.cpu': '1350m',
      'limits.cpu': '2250m',
      'memory': '64Mi',
      'requests.memory': '64Mi',
      'limits.memory': '64Mi',
      'hugepages-2Mi': '4Mi',
      'requests.hugepages-2Mi': '4Mi',
      'requests.example.com/gpu': '1',
    });
  });

  test('names the containers that declare too little, init containers too', () => {
    const objections = quotaObjections(defaultPod(pod), ['limits.memory', 'pods', 'cpu', 'requests.example.com/gpu']);
    expect(objections).toEqual([{ resource: 'cpu', containers: ['i'] }, { resource: 'limits.memory', containers: ['a', 'i'] }]);
    expect(quotaError(objections)).toBe('must specify cpu for: i; limits.memory for: a,i');
    expect(quotaError([])).toBeUndefined();
  });

  test('asks nothing of containers under Pod-level resources, where the cluster knows them', () => {
    const spec: PodSpec = { ...pod, resources: { requests: { cpu: '2' } } };
    expect(quotaObjections(spec, ['cpu'])).toEqual([]);
    expect(quotaObjections(spec, ['cpu'], { skipPodLevelResources: true })).toHaveLength(1);
    expect(quotaObjections({ ...pod, resources: {} }, ['cpu'])).toHaveLength(1);
    expect(String(quotaUsage(spec).get('cpu'))).toBe('2250m');
    expect(String(quotaUsage(spec, { skipPodLevelResources: true }).get('cpu'))).toBe('1350m');
  });
});

describe('LimitRange', () => {
  test('fills sidecars and init containers too, and not a request where there is a limit', () => {
    const live = defaultPod({ initContainers: [sidecar('s')], containers: [container('a', undefined, { cpu: '2' }), container('b', { cpu: '3' })] });
    const after = applyLimitRanges(live, [range({ type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '100m' } })]);
    expect([...after.initContainers!, ...after.containers].map(({ resources }) => resources)).toEqual([
      { limits: { cpu: '1' }, requests: { cpu: '100m' } },
      { limits: { cpu: '2' }, requests: { cpu: '2' } },
      { limits: { cpu: '1' }, requests: { cpu: '3' } },
    ]);
    expect(live.initContainers![0].resources).toEqual({});
  });

  test('max stands in for default, and that for defaultRequest, and min for neither where they are set', () => {
    const after = (item: LimitRangeItem) => applyLimitRanges({ containers: [{ name: 'a' }] }, [range(item)]).containers[0].resources;
    expect(after({ type: 'Container', max: { cpu: '2' } })).toEqual({ limits: { cpu: '2' }, requests: { cpu: '2' } });
    expect(after({ type: 'Container', max: { cpu: '2' }, default: { cpu: '1' }, min: { cpu: '10m' } })).toEqual({ limits: { cpu: '1' }, requests: { cpu: '1' } });
    expect(after({ type: 'Container', min: { cpu: '10m' } })).toEqual({ limits: {}, requests: { cpu: '10m' } });
    expect(after({ type: 'Pod', max: { cpu: '2' } })).toEqual({ limits: {}, requests: {} });
  });

  test('the first of two ranges fills the gap', () => {
    const ranges = [range({ type: 'Container', default: { cpu: '1' } }), range({ type: 'Container', default: { cpu: '2', memory: '1Gi' } })];
    expect(applyLimitRanges({ containers: [{ name: 'a' }] }, ranges).containers[0].resources!.limits).toEqual({ cpu: '1', memory: '1Gi' });
  });

  const messages = (spec: PodSpec, item: LimitRangeItem) => limitRangeObjections(spec, [range(item)]).map(({ message }) => message);

  test('min and max', () => {
    const spec: PodSpec = { initContainers: [sidecar('s', { cpu: '5m' }, { cpu: '1' })], containers: [container('a', { cpu: '3' })] };
    const item: LimitRangeItem = { type: 'Container', min: { cpu: '10m', memory: '4Mi' }, max: { cpu: '2' } };
    expect(limitRangeObjections(spec, [range(item)])).toEqual([
      { type: 'Container', container: 'a', resource: 'memory', message: 'minimum memory usage per Container is 4Mi.  No request is specified' },
      { type: 'Container', container: 'a', resource: 'cpu', message: 'maximum cpu usage per Container is 2.  No limit is specified' },
      { type: 'Container', container: 's', resource: 'cpu', message: 'minimum cpu usage per Container is 10m, but request is 5m' },
      { type: 'Container', container: 's', resource: 'memory', message: 'minimum memory usage per Container is 4Mi.  No request is specified' },
    ]);
    expect(messages({ containers: [container('a', { cpu: '1' }, { cpu: '5m' })] }, { type: 'Container', min: { cpu: '10m' } }))
      .toEqual(['minimum cpu usage per Container is 10m, but limit is 5m']);
    expect(messages({ containers: [container('a', { cpu: '3' }, { cpu: '2' })] }, { type: 'Container', max: { cpu: '2' } }))
      .toEqual(['maximum cpu usage per Container is 2, but request is 3']);
  });

  test('the Pod as a whole: effective, without overhead, and without Pod-level huge pages', () => {
    const spec: PodSpec = {
      initContainers: [sidecar('s', {}, { cpu: '1' })],
      containers: [container('a', {}, { 'cpu': '1', 'hugepages-2Mi': '4Mi' })],
      overhead: { cpu: '1' },
      resources: { limits: { 'hugepages-2Mi': '8Mi' } },
    };
    expect(messages(spec, { type: 'Pod', max: { 'cpu': '2', 'hugepages-2Mi': '4Mi' } })).toEqual([]);
    expect(messages(spec, { type: 'Pod', max: { cpu: '1900m' } })).toEqual(['maximum cpu usage per Pod is 1900m, but limit is 2']);
    expect(messages({ ...spec, resources: { limits: { cpu: '1' } } }, { type: 'Pod', max: { cpu: '1' } })).toEqual([]);
  });

  test('ratios, with the last bit of Kubernetes\' floating point', () => {
    const spec = (request: string, limit: string): PodSpec => ({ containers: [container('a', { cpu: request }, { cpu: limit })] });
    const ratio = (most: string): LimitRangeItem => ({ type: 'Container', maxLimitRequestRatio: { cpu: most } });
    expect(messages(spec('1', '1.5'), ratio('1.5'))).toEqual([]);
    expect(messages(spec('1', '2'), ratio('1.5'))).toEqual(['cpu max limit to request ratio per Container is 1500m, but provided ratio is 2.000000']);
    expect(messages(spec('128', '129'), ratio('1'))).toEqual(['cpu max limit to request ratio per Container is 1, but provided ratio is 1.007812']);
    expect(messages(spec('0', '1'), ratio('2'))).toEqual(['cpu max limit to request ratio per Container is 2, but no request is specified or request is 0']);
    expect(messages(spec('1', '0'), ratio('2'))).toEqual(['cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0']);
  });
});

describe('HorizontalPodAutoscaler', () => {
  const pod: PodSpec = {
    initContainers: [sidecar('s', { cpu: '0.5m' }), container('i', { cpu: '4' })],
    containers: [container('a', { cpu: '200.5m' })],
    overhead: { cpu: '1' },
  };

  test('divides by mains and sidecars, each rounded up to a milli', () => {
    expect(hpaDenominator(pod, 'cpu')).toEqual({ milli: 202n });
    expect(hpaDenominator(pod, 'cpu', { container: 'a' })).toEqual({ milli: 201n });
  });

  test('says why there is nothing to divide by', () => {
    expect(hpaDenominator({ ...pod, initContainers: [sidecar('s')] }, 'cpu', { podName: 'web' }))
      .toEqual({ reason: 'missing request for cpu in container s of Pod web', container: 's' });
    expect(hpaDenominator(pod, 'memory')).toEqual({ reason: 'missing request for memory in container a of Pod pod', container: 'a' });
    expect(hpaDenominator(pod, 'cpu', { container: 'i' })).toEqual({ reason: 'container i not found in Pod pod', container: 'i' });
  });

  test('divides by the effective request with any Pod-level request, where the cluster knows it', () => {
    const spec: PodSpec = { ...pod, resources: { requests: { memory: '1Gi' } } };
    expect(hpaDenominator(spec, 'cpu')).toEqual({ milli: 5001n });
    expect(hpaDenominator(spec, 'memory')).toEqual({ milli: 2n ** 30n * 1000n });
    expect(hpaDenominator({ ...spec, overhead: {}, containers: [], initContainers: [] }, 'cpu')).toEqual({ reason: 'missing pod-level request for cpu in Pod pod' });
    expect(hpaDenominator(spec, 'cpu', { container: 'a' })).toEqual({ milli: 201n });
    expect(hpaDenominator(spec, 'cpu', { skipPodLevelResources: true })).toEqual({ milli: 202n });
  });
});

describe('Pod-level resources', () => {
  const errors = (spec: Partial<PodSpec>) => podLevelErrors({ containers: [], ...spec }).map(({ type, path, message }) => `${type} ${path}: ${message}`);

  test('nothing to say', () => {
    expect(errors({})).toEqual([]);
    expect(errors({ resources: {} })).toEqual([]);
    expect(errors({ resources: { requests: { cpu: '1' }, limits: { cpu: '2', memory: '1Gi' } }, containers: [container('a', { cpu: '1' }, { cpu: '2' })] })).toEqual([]);
  });

  test('must cover what the containers ask for, init peaks included', () => {
    expect(errors({
      resources: { requests: { cpu: '300m' }, limits: { cpu: '1' } },
      initContainers: [sidecar('s', { cpu: '100m' }, { cpu: '5' })],
      containers: [container('a', { cpu: '300m' }), container('b', {}, { cpu: '2' })],
    })).toEqual([
      'FieldValueInvalid spec.resources.requests[cpu]: 300m must be greater than or equal to aggregate container requests of 400m',
      'FieldValueInvalid spec.resources.containers[1][cpu].limits: 2 must be less than or equal to pod limits of 1',
    ]);
  });

  test('huge pages', () => {
    expect(errors({ resources: { limits: { 'hugepages-2Mi': '4Mi' } }, containers: [container('a', {}, { 'hugepages-2Mi': '8Mi' })] })).toEqual([
      'FieldValueForbidden spec.resources: HugePages require cpu or memory',
      'FieldValueInvalid spec.resources.limits[hugepages-2Mi]: 4Mi must be greater than or equal to aggregate container limits of 8Mi',
      'FieldValueInvalid spec.resources.containers[0][hugepages-2Mi].limits: 8Mi must be less than or equal to pod limits of 4Mi',
    ]);
    expect(errors({ resources: { requests: { 'cpu': '1', 'hugepages-2Mi': '3Mi' } } })).toEqual([
      'FieldValueInvalid spec.resources.requests[hugepages-2Mi]: 3Mi is not positive integer multiple of hugepages-2Mi',
      'FieldValueRequired spec.resources.limits: Limit must be set for non overcommitable resources',
    ]);
    expect(errors({ resources: { requests: { 'cpu': '1', 'hugepages-2Mi': '2Mi' }, limits: { 'hugepages-2Mi': '4Mi' } } })).toEqual([
      'FieldValueInvalid spec.resources.requests: 2Mi must be equal to hugepages-2Mi limit of 4Mi',
    ]);
  });

  test('names and amounts', () => {
    expect(errors({ resources: { requests: { 'cpu': '-1', 'ephemeral-storage': '1Gi', 'gpu': '1' }, limits: { 'example.com/gpu': '0.5' } } })).toEqual([
      'FieldValueNotSupported spec.resources.limits[example.com/gpu]: supported values: "cpu", "hugepages-", "memory"',
      'FieldValueInvalid spec.resources.limits[example.com/gpu]: must be an integer',
      'FieldValueInvalid spec.resources.requests[cpu]: must be greater than or equal to 0',
      'FieldValueNotSupported spec.resources.requests[ephemeral-storage]: supported values: "cpu", "hugepages-", "memory"',
      'FieldValueInvalid spec.resources.requests[gpu]: must be a standard resource type or fully qualified',
    ]);
    expect(errors({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } })).toEqual(['FieldValueInvalid spec.resources.requests: 2 must be less than or equal to cpu limit of 1']);
  });

  test('not on Windows, and no claims', () => {
    expect(errors({ os: { name: 'windows' }, resources: { requests: { cpu: 'x' } } })).toEqual(['FieldValueForbidden spec.resources: may not be set for a windows pod']);
    expect(errors({ resources: { claims: [{ name: 'c' }] } })).toEqual(['FieldValueForbidden spec.resources.claims: claims may not be set for Resources at pod-level']);
  });
});
