import * as fc from 'fast-check';
import { livePod, podRequests, resourceBreakdown } from '../../lib/kubernetes/resources';
import { Container, PodSpec } from '../../lib/kubernetes/types';
import { addedRequests } from '../../lib/pod/added-requests';
import { anyContainers } from '../kubernetes/arbitrary-pod';

const container = (name: string, cpu: string, more: Partial<Container> = {}): Container => ({ name, resources: { requests: { cpu } }, ...more });
const native = { restartPolicy: 'Always' };

function addedCpu(spec: PodSpec): (string | undefined)[] {
  return addedRequests(resourceBreakdown(spec)).map((amounts) => amounts.get('cpu')?.toString());
}

test('a sidecar and an app container add what they request', () => {
  expect(addedCpu({ initContainers: [container('logs', '50m', native)], containers: [container('app', '200m')] })).toEqual(['50m', '200m']);
});

test('a set-up container below the running Pod adds nothing, one above it adds the difference, and hides so much of what others request', () => {
  expect(addedCpu({ initContainers: [container('small', '100m')], containers: [container('app', '200m')] })).toEqual([undefined, '100m']);
  expect(addedCpu({ initContainers: [container('large', '500m')], containers: [container('app', '200m')] })).toEqual(['300m', undefined]);
});

test('a sidecar in front of a large init container adds its request to that one\'s peak', () => {
  const spec = { initContainers: [container('logs', '50m', native), container('migrate', '1')], containers: [container('app', '200m')] };
  expect(addedCpu(spec)).toEqual(['50m', '800m', undefined]);
});

test('nothing is saved where a request for the whole Pod stands for those of its containers', () => {
  expect(addedCpu({ resources: { requests: { cpu: '1' } }, containers: [container('app', '200m')] })).toEqual([undefined]);
});

test('for any Pod it is the difference to the Pod without that container', () => {
  fc.assert(fc.property(anyContainers, (spec) => {
    const live = livePod(spec);
    const all = podRequests(live);
    const added = addedRequests(resourceBreakdown(live));
    let i = 0;
    for (const list of ['initContainers', 'containers'] as const) {
      for (const [at] of (live[list] ?? []).entries()) {
        const less = podRequests({ ...live, [list]: live[list]!.filter((_, other) => other !== at) });
        for (const [name, amount] of all) {
          const saved = amount.nanos - (less.get(name)?.nanos ?? 0n);
          expect(added[i].get(name)?.nanos ?? 0n).toBe(saved);
        }
        i++;
      }
    }
    expect(added).toHaveLength(i);
  }), { numRuns: 300 });
});
