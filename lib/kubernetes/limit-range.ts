/**
 * What the LimitRanges of a namespace write into a Pod, and what they object to.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/plugin/pkg/admission/limitranger/admission.go
 */
import { containerAmounts } from './aggregate';
import { Amounts, readAmounts, sortAmounts } from './amounts';
import { Quantity } from './quantity';
import { podLimits, podRequests, PodResourcesOptions } from './resources';
import { Container, ObjectMeta, PodSpec, ResourceList } from './types';

/** One rule of a LimitRange. */
export interface LimitRangeItem {
  /** "Container" or "Pod"; "PersistentVolumeClaim" is no matter of Pods. */
  readonly type: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}

/** A LimitRange as JSON. */
export interface LimitRange {
  readonly metadata?: ObjectMeta;
  readonly spec: { readonly limits: readonly LimitRangeItem[] };
}

/** Why a LimitRange refuses a Pod. */
export interface LimitRangeObjection {
  readonly type: 'Container' | 'Pod';
  /** Which container, for type Container. Kubernetes does not say. */
  readonly container?: string;
  readonly resource: string;
  /** Kubernetes' own words. */
  readonly message: string;
}

/** What a cluster's version changes about LimitRanges. */
export type LimitRangeOptions = Pick<PodResourcesOptions, 'skipPodLevelResources'>;

type Rule = Record<'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio', Amounts>;

/**
 * The live Pod with what the LimitRanges fill in. It comes after limits have become requests, and nothing is defaulted again:
 * `defaultRequest` does not reach a container with a limit, and a default limit below a container's own request makes the Pod
 * invalid.
 *
 * @param live the spec of the live Pod, from `defaultPod`
 */
export function applyLimitRanges(live: PodSpec, ranges: readonly LimitRange[]): PodSpec {
  let { containers, initContainers } = live;
  for (const range of ranges) {
    const requests: Amounts = new Map();
    const limits: Amounts = new Map();
    for (const item of range.spec.limits ?? []) {
      if (item.type !== 'Container') continue;
      const rule = readRule(item);
      rule.defaultRequest.forEach((amount, name) => requests.set(name, amount));
      rule.default.forEach((amount, name) => limits.set(name, amount));
    }
    containers = containers.map((container) => merge(container, requests, limits));
    initContainers = initContainers?.map((container) => merge(container, requests, limits));
  }
  return { ...live, containers, ...(initContainers && { initContainers }) };
}

/**
 * What the LimitRanges object to.
 *
 * @param spec the spec of the live Pod after `applyLimitRanges`
 */
export function limitRangeObjections(
  spec: PodSpec, ranges: readonly LimitRange[], options: LimitRangeOptions = {},
): LimitRangeObjection[] {
  const found: LimitRangeObjection[] = [];
  const all = containerAmounts(spec);
  // Kubernetes takes the mains first, whatever starts first.
  const containers = [...all.filter(({ kind }) => kind === 'main'), ...all.filter(({ kind }) => kind !== 'main')];
  for (const item of ranges.flatMap((range) => range.spec.limits ?? [])) {
    const rule = readRule(item);
    if (item.type === 'Container') {
      for (const { name, requests, limits } of containers) {
        check(rule, 'Container', requests, limits, (resource, message) => found.push({ type: 'Container', container: name, resource, message }));
      }
    } else if (item.type === 'Pod') {
      const [requests, limits] = podAmounts(spec, options);
      check(rule, 'Pod', requests, limits, (resource, message) => found.push({ type: 'Pod', resource, message }));
    }
  }
  return found;
}

/** The effective amounts without overhead; of the Pod-level amounts cpu and memory count, but not huge pages. */
function podAmounts(spec: PodSpec, options: LimitRangeOptions): [Amounts, Amounts] {
  const computeOnly = (list: ResourceList | undefined) =>
    Object.fromEntries(Object.entries(list ?? {}).filter(([name]) => name === 'cpu' || name === 'memory'));
  const { requests, limits } = spec.resources ?? {};
  const counted: PodSpec = { ...spec, resources: { requests: computeOnly(requests), limits: computeOnly(limits) } };
  const sums: PodResourcesOptions = { excludeOverhead: true, skipPodLevelResources: options.skipPodLevelResources };
  return [podRequests(counted, sums), podLimits(counted, sums)];
}

/** Reads a rule and fills in what it leaves out. (SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go) */
function readRule(item: LimitRangeItem): Rule {
  const read = (field: keyof Rule) => {
    const amounts = readAmounts(item[field], `limits[${item.type}].${field}`);
    return sortAmounts(new Map([...amounts].map(([name, amount]) => [name, amount.roundUpToMilli()])));
  };
  const rule: Rule = {
    max: read('max'),
    min: read('min'),
    default: read('default'),
    defaultRequest: read('defaultRequest'),
    maxLimitRequestRatio: read('maxLimitRequestRatio'),
  };
  if (item.type !== 'Container') return rule;
  const limits = new Map([...rule.max, ...rule.default]);
  return { ...rule, default: limits, defaultRequest: new Map([...rule.min, ...limits, ...rule.defaultRequest]) };
}

function merge(container: Container, requests: Amounts, limits: Amounts): Container {
  const fill = (list: ResourceList | undefined, defaults: Amounts): ResourceList => {
    const filled: ResourceList = { ...list };
    for (const [name, amount] of defaults) {
      if (filled[name] === undefined) filled[name] = amount.toLosslessString();
    }
    return filled;
  };
  const { resources } = container;
  return { ...container, resources: { ...resources, limits: fill(resources?.limits, limits), requests: fill(resources?.requests, requests) } };
}

function check(rule: Rule, type: string, requests: Amounts, limits: Amounts, object: (resource: string, message: string) => void): void {
  for (const [name, least] of rule.min) {
    const request = requests.get(name);
    const limit = limits.get(name);
    const below = (amount: Quantity) => comparable(request, limit, least)(amount) < comparable(request, limit, least)(least);
    const start = `minimum ${name} usage per ${type} is ${least}`;
    if (!request) object(name, `${start}.  No request is specified`);
    else if (below(request)) object(name, `${start}, but request is ${request}`);
    else if (limit && below(limit)) object(name, `${start}, but limit is ${limit}`);
  }
  for (const [name, most] of rule.max) {
    const request = requests.get(name);
    const limit = limits.get(name);
    const above = (amount: Quantity) => comparable(request, limit, most)(amount) > comparable(request, limit, most)(most);
    const start = `maximum ${name} usage per ${type} is ${most}`;
    if (!limit) object(name, `${start}.  No limit is specified`);
    else if (above(limit)) object(name, `${start}, but limit is ${limit}`);
    else if (request && above(request)) object(name, `${start}, but request is ${request}`);
  }
  for (const [name, most] of rule.maxLimitRequestRatio) {
    const message = ratioObjection(requests.get(name), limits.get(name), most);
    if (message) object(name, `${name} max limit to request ratio per ${type} is ${most}, but ${message}`);
  }
}

/** Above this many units Kubernetes compares whole units, or its milli-units would overflow. (requestLimitEnforcedValues) */
const MAX_MILLI_VALUE = (2n ** 63n - 1n) / 1000n;

function comparable(...amounts: (Quantity | undefined)[]): (amount: Quantity) => bigint {
  const small = amounts.every((amount) => !amount || amount.value() <= MAX_MILLI_VALUE);
  return (amount) => small ? amount.milliValue() : amount.value();
}

function ratioObjection(request: Quantity | undefined, limit: Quantity | undefined, most: Quantity): string | undefined {
  if (!request || request.isZero()) return 'no request is specified or request is 0';
  if (!limit || limit.isZero()) return 'no limit is specified or limit is 0';
  const amount = comparable(request, limit, most);
  // The one place where Kubernetes itself uses floating point. Done in the same steps, the outcome is the same to the last bit.
  const ratio = Number(amount(limit)) / Number(amount(request));
  const exceeds = most.value() <= MAX_MILLI_VALUE ? ratio * 1000 > Number(most.milliValue()) : ratio > Number(most.value());
  return exceeds ? `provided ratio is ${sixDecimals(ratio)}` : undefined;
}

/** Go's %f: rounded half to even, where toFixed rounds half up. A tie at six decimals is an odd number of 128ths. */
function sixDecimals(ratio: number): string {
  const text = ratio.toFixed(6);
  const tie = Number.isInteger(ratio * 128) && !Number.isInteger(ratio * 64);
  const odd = Number(text[text.length - 1]) % 2 === 1;
  return tie && odd ? `${text.slice(0, -1)}${Number(text[text.length - 1]) - 1}` : text;
}
