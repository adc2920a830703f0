/**
 * What each container adds to the Pod's effective requests: what would be saved without it. Not its own request: a
 * set-up container that needs less than the running Pod adds nothing, and one that needs more adds only the difference.
 */
import { Quantity } from '../kubernetes/quantity';
import { Amounts, ContainerAmounts, ResourceBreakdown, ResourceSum } from '../kubernetes/resources';

/** In the order of `breakdown.containers`; what adds nothing is absent. Linear in the number of containers. */
export function addedRequests(breakdown: ResourceBreakdown): Amounts[] {
  const added: Amounts[] = breakdown.containers.map(() => new Map());
  for (const sum of breakdown.requests.values()) {
    // The Pod-level request stands whatever its containers ask for.
    if (!sum.podLevel) addedOf(sum, breakdown.containers, added);
  }
  return added;
}

function addedOf({ resource, total }: ResourceSum, containers: readonly ContainerAmounts[], added: Amounts[]): void {
  const own = containers.map((c) => c.requests.get(resource)?.nanos ?? 0n);
  // By KEP-753: what runs together, and at each step of the start the container beside the sidecars before it.
  let running = 0n;
  let sidecars = 0n;
  const steps = containers.map(({ kind }, i) => {
    if (kind !== 'init') running += own[i];
    if (kind === 'sidecar') sidecars += own[i];
    return kind === 'main' ? 0n : kind === 'sidecar' ? sidecars : sidecars + own[i];
  });
  const before = [0n];
  for (const step of steps) before.push(greater(before[before.length - 1], step));
  const behind = [0n];
  for (const step of [...steps].reverse()) behind.unshift(greater(behind[0], step));
  const effective = greater(running, behind[0]);

  containers.forEach(({ kind }, i) => {
    const peak = greater(before[i], behind[i + 1]);
    const without = kind === 'init' ? greater(running, peak)
      : kind === 'main' ? greater(running - own[i], behind[0])
        : greater(running - own[i], greater(before[i], behind[i + 1] - own[i]));
    if (effective > without) added[i].set(resource, Quantity.ofNanos(effective - without, total.format));
  });
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
