/** Lists of amounts by resource name, and what Kubernetes does with two of them. */
import { Quantity } from './quantity';
import { ResourceList } from './types';

/** Amounts by resource name, in `compareResourceNames` order where a function of this folder returns them. */
export type Amounts = Map<string, Quantity>;

const FIRST = ['cpu', 'memory', 'ephemeral-storage'];

/** cpu, memory, ephemeral-storage, then the others by name. */
export function compareResourceNames(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rankOf(name: string): number {
  const index = FIRST.indexOf(name);
  return index < 0 ? FIRST.length : index;
}

/** A copy in `compareResourceNames` order. */
export function sortAmounts(amounts: ReadonlyMap<string, Quantity>): Amounts {
  return new Map([...amounts].sort(([a], [b]) => compareResourceNames(a, b)));
}

/**
 * Reads a resource list.
 *
 * @param where begins the error message for an amount that Kubernetes would refuse
 */
export function readAmounts(list: ResourceList | undefined, where: string): Amounts {
  const amounts: Amounts = new Map();
  for (const [name, value] of Object.entries(list ?? {})) {
    if (value === undefined) continue;
    // An amount of null is there, and 0: https://github.com/kubernetes/kubernetes/blob/v1.36.2/staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go (UnmarshalJSON)
    amounts.set(name, value === null ? Quantity.ZERO : Quantity.parse(value, `${where}.${name}`));
  }
  return amounts;
}

/** Adds what is in `more` to `total`, in place. */
export function addAmounts(total: Amounts, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of more) {
    const before = total.get(name);
    total.set(name, before ? before.add(amount) : amount);
  }
}

/** Raises each amount of `total` to the one in `other`, in place; on a tie the earlier one stays, with its format. */
export function raiseAmounts(total: Amounts, other: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of other) {
    const before = total.get(name);
    total.set(name, before ? before.max(amount) : amount);
  }
}

/** Whether Pod-level resources may set it. (IsSupportedPodLevelResource in component-helpers/resource/helpers.go) */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name);
}

/** Whether it is a size of huge pages. */
export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Whether it is one of Kubernetes' own: without a domain, or in kubernetes.io. (IsNativeResource in pkg/apis/core/v1/helper) */
export function isKubernetesResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether a limit may exceed the request: not for huge pages and extended resources. (IsOvercommitAllowed in pkg/apis/core/v1/helper) */
export function mayOvercommit(name: string): boolean {
  return isKubernetesResource(name) && !isHugePages(name);
}
