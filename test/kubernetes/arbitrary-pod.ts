/** Any Pod, as far as its resources go: for tests of what must hold for all of them. */
import * as fc from 'fast-check';
import { Container, PodSpec, ResourceList } from '../../lib/kubernetes/types';

/** One of the spellings of an amount that is not negative. */
export const anyAmount: fc.Arbitrary<string | number> = fc.oneof(
  fc.nat(4000).map((milli) => `${milli}m`),
  fc.tuple(fc.nat(4096), fc.constantFrom('', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi')).map(([n, suffix]) => `${n}${suffix}`),
  fc.tuple(fc.nat(99), fc.nat(999), fc.constantFrom('', 'k', 'M', 'Ki', 'Mi', 'Gi')).map(([n, f, suffix]) => `${n}.${f}${suffix}`),
  fc.tuple(fc.nat(999), fc.integer({ min: -12, max: 18 })).map(([n, exponent]) => `${n}e${exponent}`),
  fc.nat(10 ** 9).map((n) => `${n}n`),
  fc.nat(8),
  fc.constantFrom('0', '.5', '1.Gi', 'Gi', '+1', '7Ei', '16Ei', '5E', '0.0001Ki', '1.500'),
);

export const RESOURCES = ['cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'example.com/gpu'];

const list = (names: string[]): fc.Arbitrary<ResourceList> =>
  fc.dictionary(fc.constantFrom(...names), anyAmount, { maxKeys: 3, noNullPrototype: true });

/** A container's resources, or none. */
export const anyResources = fc.option(
  fc.record({ requests: list(RESOURCES), limits: list(RESOURCES) }, { requiredKeys: [] }),
  { nil: undefined, freq: 5 },
);

const named = (prefix: string, restartPolicy?: string) => anyResources.map((resources): Container =>
  ({ name: prefix, ...(resources && { resources }), ...(restartPolicy && { restartPolicy }) }));

const rename = (containers: Container[]) => containers.map((container, index) => ({ ...container, name: `${container.name}-${index}` }));

/** A Pod without Pod-level resources and overhead: only its containers count. */
export const anyContainers: fc.Arbitrary<PodSpec> = fc.record({
  initContainers: fc.array(fc.oneof(named('init'), named('side', 'Always')), { maxLength: 5 }).map(rename),
  containers: fc.array(named('app'), { minLength: 1, maxLength: 3 }).map(rename),
});

/** Any Pod. */
export const anyPod: fc.Arbitrary<PodSpec> = fc.tuple(
  anyContainers,
  fc.record({
    overhead: list(['cpu', 'memory']),
    resources: fc.record({ requests: list(['cpu', 'memory', 'hugepages-2Mi']), limits: list(['cpu', 'memory', 'hugepages-2Mi']) }, { requiredKeys: [] }),
  }, { requiredKeys: [] }),
).map(([containers, pod]) => ({ ...containers, ...pod }));
