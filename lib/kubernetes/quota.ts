/**
 * What a ResourceQuota counts for a Pod, and what it makes every container declare.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/quota/v1/evaluator/core/pods.go
 */
import { containerAmounts } from './aggregate';
import { Amounts, isHugePages, isKubernetesResource, isPodLevelResource, sortAmounts } from './amounts';
import { checkLabelKey } from './names';
import { Quantity } from './quantity';
import { podLimits, podRequests, PodResourcesOptions } from './resources';
import { PodSpec } from './types';

/** The only resources under quota that containers must declare: "it was a mistake", says Kubernetes, and made no more of it. */
const MUST_DECLARE = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** Resources by name under a quota that has a line for them. */
const WITH_LIMITS = ['cpu', 'memory', 'ephemeral-storage'];

/** What a cluster's version changes about quotas. */
export type QuotaOptions = Pick<PodResourcesOptions, 'skipPodLevelResources'>;

/**
 * What a Pod adds to the usage of a ResourceQuota, by the names that a quota has for it: "requests.cpu", "pods", ...
 *
 * @param live the spec of the live Pod, from `defaultPod`
 */
export function quotaUsage(live: PodSpec, options: QuotaOptions = {}): Amounts {
  const usage: Amounts = new Map([['count/pods', Quantity.ofUnits(1n)], ['pods', Quantity.ofUnits(1n)]]);
  const { skipPodLevelResources } = options;
  usageOf(usage, podRequests(live, { skipPodLevelResources }), podLimits(live, { skipPodLevelResources }));
  return sortAmounts(usage);
}

/** A resource under quota that some containers do not declare. */
export interface Undeclared {
  /** As the quota names it: "limits.memory". */
  readonly resource: string;
  /** The containers that do not declare it, by name in alphabetical order. */
  readonly containers: readonly string[];
}

/**
 * What containers must declare, and do not: a Pod with any such gap is refused. Init containers must declare too, and exactly
 * what the quota names: `limits.cpu` asks for a limit, `cpu` for a request. Pod-level resources free all containers of it.
 *
 * @param live the spec of the live Pod, from `defaultPod` and then `applyLimitRanges`
 * @param underQuota the resource names in the `hard` list of the namespace's quotas
 */
export function quotaObjections(live: PodSpec, underQuota: readonly string[], options: QuotaOptions = {}): Undeclared[] {
  const { requests, limits } = live.resources ?? {};
  const podLevel = [...Object.keys(requests ?? {}), ...Object.keys(limits ?? {})].some(isPodLevelResource);
  if (podLevel && !options.skipPodLevelResources) return [];

  const declared = containerAmounts(live).map((container) => {
    const usage: Amounts = new Map();
    usageOf(usage, container.requests, container.limits);
    return { name: container.name, usage };
  });
  return MUST_DECLARE.filter((resource) => underQuota.includes(resource))
    .map((resource) => ({
      resource,
      containers: [...new Set(declared.filter(({ usage }) => !usage.has(resource)).map(({ name }) => name))].sort(),
    }))
    .filter(({ containers }) => containers.length > 0);
}

/** Kubernetes' own words for `quotaObjections`; undefined if there are none. */
export function quotaError(objections: readonly Undeclared[]): string | undefined {
  if (objections.length === 0) return undefined;
  return `must specify ${objections.map(({ resource, containers }) => `${resource} for: ${containers.join(',')}`).join('; ')}`;
}

/** (podComputeUsageHelper) */
function usageOf(usage: Amounts, requests: Amounts, limits: Amounts): void {
  for (const [name, request] of requests) {
    if (WITH_LIMITS.includes(name) || isHugePages(name)) usage.set(name, request);
    if (WITH_LIMITS.includes(name) || isHugePages(name) || isExtendedResource(name)) usage.set(`requests.${name}`, request);
  }
  for (const name of WITH_LIMITS) {
    const limit = limits.get(name);
    if (limit) usage.set(`limits.${name}`, limit);
  }
}

/** (IsDRAExtendedResourceName in pkg/scheduler/util, IsExtendedResourceName in pkg/apis/core/v1/helper) */
function isExtendedResource(name: string): boolean {
  if (name.startsWith('deviceclass.resource.kubernetes.io/')) return true;
  return !isKubernetesResource(name) && !name.startsWith('requests.') && checkLabelKey(`requests.${name}`) === undefined;
}
