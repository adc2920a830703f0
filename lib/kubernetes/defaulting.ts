/**
 * What the API server writes into a Pod's resources before anybody counts them.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/v1/defaults.go (SetDefaults_Pod, SetDefaults_ResourceList)
 */
import { aggregate, containerAmounts, ResourceField } from './aggregate';
import { isHugePages, isPodLevelResource, mayOvercommit } from './amounts';
import { Quantity } from './quantity';
import { Container, PodSpec, ResourceList, ResourceRequirements } from './types';

/** What a cluster's version changes about defaulting. */
export interface DefaultingOptions {
  /**
   * Drop `spec.resources`, as an API server without Pod-level resources does (before 1.34, unless its feature gate is on).
   * Default: it is kept and filled in.
   */
  readonly skipPodLevelResources?: boolean;
}

/**
 * A workload's Pod template as the API server stores it: every amount rounded up to a thousandth, and nothing else. Limits
 * become requests only in the Pod, so the sums of a template are not those of its Pods.
 */
export function defaultTemplate(spec: PodSpec, options: DefaultingOptions = {}): PodSpec {
  return mapResources(dropDisabled(spec, options), roundUp);
}

/**
 * A Pod that was created as it stands, as the API server stores it: limits become requests, then the Pod-level limits for
 * huge pages and the Pod-level requests are filled in, and last every amount is rounded up to a thousandth.
 *
 * For the Pods that a workload makes of its template, see `livePod`.
 */
export function defaultPod(spec: PodSpec, options: DefaultingOptions = {}): PodSpec {
  const live: PodSpec = {
    ...dropDisabled(spec, options),
    containers: (spec.containers ?? []).map(limitsToRequests),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(limitsToRequests) }),
  };
  if (live.resources) live.resources = defaultPodLevel(live, live.resources);
  return mapResources(live, roundUp);
}

/** The Pods that a workload makes: its template is rounded before its Pods are defaulted. */
export function livePod(template: PodSpec, options: DefaultingOptions = {}): PodSpec {
  return defaultPod(defaultTemplate(template, options), options);
}

/** https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/api/pod/util.go (dropDisabledPodLevelResources) */
function dropDisabled(spec: PodSpec, options: DefaultingOptions): PodSpec {
  if (!options.skipPodLevelResources || spec.resources === undefined) return spec;
  const { resources, ...rest } = spec;
  return rest;
}

/** A request that is there is kept, also if it is 0. */
function limitsToRequests(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  if (!limits) return container;
  return { ...container, resources: { ...container.resources, requests: { ...limits, ...withoutUndefined(requests) } } };
}

/** Only what is partly set is filled in: an empty `resources: {}` stays empty. (defaultHugePagePodLimits, defaultPodRequests) */
function defaultPodLevel(live: PodSpec, given: ResourceRequirements): ResourceRequirements {
  const limits: ResourceList = { ...withoutUndefined(given.limits) };
  const requests: ResourceList = { ...withoutUndefined(given.requests) };
  if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) return given;

  const containers = containerAmounts(live);
  for (const [name, amount] of aggregate(containers, 'limits').total) {
    if (isHugePages(name) && !(name in requests) && !(name in limits)) limits[name] = amount.toLosslessString();
  }
  // The huge pages that just came in count: with them alone, the Pod gets requests for cpu and memory too.
  if (Object.keys(limits).length > 0) {
    for (const [name, amount] of aggregate(containers, 'requests').total) {
      if (isPodLevelResource(name) && mayOvercommit(name) && !(name in requests)) requests[name] = amount.toLosslessString();
    }
    for (const [name, amount] of Object.entries(limits)) {
      if (isPodLevelResource(name) && !(name in requests)) requests[name] = amount;
    }
  }
  return {
    ...given,
    ...(Object.keys(requests).length > 0 && { requests }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

function mapResources(spec: PodSpec, change: (list: ResourceList, where: string) => ResourceList): PodSpec {
  const inResources = (resources: ResourceRequirements, where: string): ResourceRequirements => {
    const changed: ResourceRequirements = { ...resources };
    for (const field of ['requests', 'limits'] as ResourceField[]) {
      if (resources[field]) changed[field] = change(resources[field], `${where}.${field}`);
    }
    return changed;
  };
  const inContainers = (list: string, containers: Container[]) => containers.map((container, index) => container.resources
    ? { ...container, resources: inResources(container.resources, `${list}[${container.name || index}].resources`) }
    : container);
  return {
    ...spec,
    containers: inContainers('containers', spec.containers ?? []),
    ...(spec.initContainers && { initContainers: inContainers('initContainers', spec.initContainers) }),
    ...(spec.overhead && { overhead: change(spec.overhead, 'overhead') }),
    ...(spec.resources && { resources: inResources(spec.resources, 'resources') }),
  };
}

/** An amount that needs no rounding keeps its text. */
function roundUp(list: ResourceList, where: string): ResourceList {
  const rounded: ResourceList = {};
  for (const name of Object.keys(list)) {
    const value = list[name];
    if (value === undefined) continue;
    const amount = value === null ? Quantity.ZERO : Quantity.tryParse(value) ?? Quantity.parse(value, `${where}.${name}`);
    const up = amount.roundUpToMilli();
    rounded[name] = value !== null && up.equals(amount) ? value : up.toLosslessString();
  }
  return rounded;
}

/** JSON has no undefined: what a program leaves undefined is not there. */
function withoutUndefined(list: ResourceList = {}): ResourceList {
  const given: ResourceList = {};
  for (const name of Object.keys(list)) if (list[name] !== undefined) given[name] = list[name];
  return given;
}
