/**
 * What the containers of a Pod need together, by the rule of KEP-753.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/staging/src/k8s.io/component-helpers/resource/helpers.go
 * (AggregateContainerRequests, AggregateContainerLimits)
 */
import { addAmounts, Amounts, raiseAmounts, readAmounts, sortAmounts } from './amounts';
import { isNativeSidecar, PodSpec } from './types';

/** Which of the two lists of a container's resources. */
export type ResourceField = 'requests' | 'limits';

/** What a container is to the sum: a plain init container runs alone, a sidecar from its turn on, a main with all others. */
export type ContainerKind = 'init' | 'sidecar' | 'main';

/** A container's place in the sum. */
export interface ContainerAmounts {
  readonly name: string;
  readonly kind: ContainerKind;
  /** Where it is in the spec: "initContainers[1]". */
  readonly path: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** One step of the start: an init container runs beside the sidecars before it. */
export interface InitStep {
  readonly container: ContainerAmounts;
  /** The sidecars that run then, without the container itself. */
  readonly beside: readonly ContainerAmounts[];
  /** What runs at this step needs together. */
  readonly amounts: Amounts;
}

/** The containers' sum, and what it is made of. */
export interface Aggregate {
  /** What the Pod needs once it runs: all mains and sidecars. */
  readonly running: Amounts;
  /** The steps of the start, in order. */
  readonly steps: readonly InitStep[];
  /** The greater of `running` and each step, resource by resource. A missing amount is not 0: it is not there. */
  readonly total: Amounts;
}

/**
 * The containers of a Pod with what they ask for: init containers and sidecars in their order, then mains.
 *
 * @throws for an amount that is not a quantity, naming its path
 */
export function containerAmounts(spec: PodSpec): ContainerAmounts[] {
  const read = (list: 'initContainers' | 'containers') => (spec[list] ?? []).map((container, index): ContainerAmounts => {
    const path = `${list}[${index}]`;
    const where = `${list}[${container.name || index}].resources`;
    return {
      name: container.name,
      kind: list === 'containers' ? 'main' : isNativeSidecar(container) ? 'sidecar' : 'init',
      path,
      requests: readAmounts(container.resources?.requests, `${where}.requests`),
      limits: readAmounts(container.resources?.limits, `${where}.limits`),
    };
  });
  return [...read('initContainers'), ...read('containers')];
}

/** Sums what the containers ask for; Pod-level resources and overhead are not in it. */
export function aggregate(containers: readonly ContainerAmounts[], field: ResourceField): Aggregate {
  // Mains before sidecars: the first part that is not 0 gives the sum its format.
  const running: Amounts = new Map();
  for (const main of containers) {
    if (main.kind === 'main') addAmounts(running, main[field]);
  }
  const sidecars: ContainerAmounts[] = [];
  const beside: Amounts = new Map();
  const peak: Amounts = new Map();
  const steps: InitStep[] = [];
  for (const container of containers) {
    if (container.kind === 'main') continue;
    let amounts: Amounts;
    const before = sidecars.length;
    if (container.kind === 'sidecar') {
      addAmounts(running, container[field]);
      addAmounts(beside, container[field]);
      sidecars.push(container);
      amounts = new Map(beside);
    } else {
      amounts = new Map(container[field]);
      addAmounts(amounts, beside);
    }
    raiseAmounts(peak, amounts);
    // Made when asked for: a list for each step would be quadratic.
    steps.push({ container, get beside() { return sidecars.slice(0, before); }, amounts: sortAmounts(amounts) });
  }
  const total: Amounts = new Map(running);
  raiseAmounts(total, peak);
  return { running: sortAmounts(running), steps, total: sortAmounts(total) };
}
