/**
 * The effective requests and limits of a Pod: what the scheduler places and what quotas count.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/staging/src/k8s.io/component-helpers/resource/helpers.go
 * (PodRequests, PodLimits)
 */
import { aggregate, Aggregate, ContainerAmounts, containerAmounts, InitStep, ResourceField } from './aggregate';
import { addAmounts, Amounts, isPodLevelResource, readAmounts, sortAmounts } from './amounts';
import { Quantity } from './quantity';
import { PodSpec } from './types';

export { aggregate, containerAmounts } from './aggregate';
export type { Aggregate, ContainerAmounts, ContainerKind, InitStep, ResourceField } from './aggregate';
export { compareResourceNames, readAmounts } from './amounts';
export type { Amounts } from './amounts';
export { defaultPod, defaultTemplate, livePod } from './defaulting';
export type { DefaultingOptions } from './defaulting';

/** What to leave out of a sum. */
export interface PodResourcesOptions {
  /** Leave out the overhead of the Pod's sandbox. Default: it counts. */
  readonly excludeOverhead?: boolean;
  /** Ignore `spec.resources`, as a cluster without Pod-level resources does. Default: it counts. */
  readonly skipPodLevelResources?: boolean;
}

/**
 * The effective requests of a Pod as its spec stands. What a cluster counts are those of `defaultPod(spec)`.
 *
 * @throws for an amount that is not a quantity, naming its path
 */
export function podRequests(spec: PodSpec, options: PodResourcesOptions = {}): Amounts {
  return requestsOf(spec, aggregate(containerAmounts(spec), 'requests').total, options);
}

/**
 * The effective limits of a Pod as its spec stands. A container without a limit adds nothing here, although it may use all of
 * the node: see `unboundedContainers`.
 *
 * @throws for an amount that is not a quantity, naming its path
 */
export function podLimits(spec: PodSpec, options: PodResourcesOptions = {}): Amounts {
  return limitsOf(spec, aggregate(containerAmounts(spec), 'limits').total, options);
}

/**
 * The containers that nothing holds below a limit for cpu, memory or ephemeral-storage, in the order of `containerAmounts`.
 * Empty: the Pod is bounded, and `podLimits` is the most that it can use. A limit of 0 is none to the kubelet.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/kubelet/kuberuntime/kuberuntime_container_linux.go (calculateLinuxResources)
 */
export function unboundedContainers(spec: PodSpec, resource: string, options: PodResourcesOptions = {}): string[] {
  const holds = (limits: Amounts) => (limits.get(resource)?.sign() ?? 0) > 0;
  // The Pod's own limit holds all its containers, those without one included.
  if (holds(podLevelOf(spec, 'limits', options))) return [];
  return containerAmounts(spec).filter(({ limits }) => !holds(limits)).map(({ name }) => name);
}

/** Why an effective amount is what it is. */
export interface ResourceSum {
  readonly resource: string;
  /** The effective amount. */
  readonly total: Quantity;
  /** What all mains and sidecars ask for together; absent if none does. */
  readonly running?: Quantity;
  /** The step of the start that needs more than the running Pod, if there is one: the first of the greatest. */
  readonly peak?: InitStep;
  /** The Pod-level amount that stands in for the containers'. */
  readonly podLevel?: Quantity;
  /** What the sandbox adds. */
  readonly overhead?: Quantity;
}

/** What a Pod asks for, container by container, and how Kubernetes arrives at its effective amounts. */
export interface ResourceBreakdown {
  /** Init containers and sidecars in their order, then mains. */
  readonly containers: readonly ContainerAmounts[];
  readonly requests: ReadonlyMap<string, ResourceSum>;
  readonly limits: ReadonlyMap<string, ResourceSum>;
}

/** Everything that a report says about the resources of a Pod. */
export function resourceBreakdown(spec: PodSpec, options: PodResourcesOptions = {}): ResourceBreakdown {
  const containers = containerAmounts(spec);
  const requests = aggregate(containers, 'requests');
  const limits = aggregate(containers, 'limits');
  return {
    containers,
    requests: sums(spec, 'requests', requests, requestsOf(spec, requests.total, options), options),
    limits: sums(spec, 'limits', limits, limitsOf(spec, limits.total, options), options),
  };
}

function requestsOf(spec: PodSpec, containers: Amounts, options: PodResourcesOptions): Amounts {
  const total = withPodLevel(spec, 'requests', containers, options);
  addAmounts(total, overheadOf(spec, options));
  return sortAmounts(total);
}

function limitsOf(spec: PodSpec, containers: Amounts, options: PodResourcesOptions): Amounts {
  const total = withPodLevel(spec, 'limits', containers, options);
  for (const [name, overhead] of overheadOf(spec, options)) {
    // A Pod without a limit does not get one from its overhead.
    const limit = total.get(name);
    if (limit && !limit.isZero()) total.set(name, limit.add(overhead));
  }
  return sortAmounts(total);
}

function overheadOf(spec: PodSpec, options: PodResourcesOptions): Amounts {
  return options.excludeOverhead ? new Map() : readAmounts(spec.overhead, 'overhead');
}

function podLevelOf(spec: PodSpec, field: ResourceField, options: PodResourcesOptions): Amounts {
  if (options.skipPodLevelResources) return new Map();
  const amounts = readAmounts(spec.resources?.[field], `resources.${field}`);
  return new Map([...amounts].filter(([name]) => isPodLevelResource(name)));
}

function withPodLevel(spec: PodSpec, field: ResourceField, containers: Amounts, options: PodResourcesOptions): Amounts {
  return new Map([...containers, ...podLevelOf(spec, field, options)]);
}

function sums(
  spec: PodSpec, field: ResourceField, parts: Aggregate, totals: Amounts, options: PodResourcesOptions,
): Map<string, ResourceSum> {
  const podLevel = podLevelOf(spec, field, options);
  const overhead = overheadOf(spec, options);
  return new Map([...totals].map(([resource, total]) => {
    const added = overhead.get(resource);
    const counts = added && (field === 'requests' || !total.isZero()) && !added.isZero();
    return [resource, {
      resource,
      total,
      running: parts.running.get(resource),
      peak: peakOf(parts, resource),
      podLevel: podLevel.get(resource),
      overhead: counts ? added : undefined,
    }];
  }));
}

/** The first of the steps that need the most, if that is more than the running Pod needs. */
function peakOf(parts: Aggregate, resource: string): InitStep | undefined {
  let peak: InitStep | undefined;
  let most = parts.running.get(resource);
  for (const step of parts.steps) {
    const amount = step.amounts.get(resource);
    if (amount && (!most || amount.compare(most) > 0)) {
      peak = step;
      most = amount;
    }
  }
  return peak;
}
