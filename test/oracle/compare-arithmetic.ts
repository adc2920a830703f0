/**
 * Holds this library's arithmetic against answers made by Kubernetes' own Go code: one JSON line for each Pod, with what
 * component-helpers, the QoS helper, the quota evaluator, LimitRanger and the HPA make of it.
 *
 * Used on the golden files by jest, and on any number of random Pods by the differential run.
 */
import { hpaDenominator } from '../../lib/kubernetes/hpa';
import { applyLimitRanges, limitRangeObjections } from '../../lib/kubernetes/limit-range';
import { podLevelErrors } from '../../lib/kubernetes/pod-level';
import { qosClass } from '../../lib/kubernetes/qos';
import { Quantity } from '../../lib/kubernetes/quantity';
import { quotaError, quotaObjections, quotaUsage } from '../../lib/kubernetes/quota';
import { Amounts, defaultPod, livePod, podLimits, podRequests, PodResourcesOptions } from '../../lib/kubernetes/resources';
import { KubeObject, PodSpec } from '../../lib/kubernetes/types';

/** An answer of the oracle, or this library's in the same shape. */
export type Answer = Record<string, any>;

const INT64_MAX = 2n ** 63n - 1n;

/**
 * What this library says otherwise than Kubernetes about one Pod; empty if they agree.
 *
 * @param answer one line of `oracle --with-input`, parsed
 * @param opts the question's `opts`; compact answers repeat them
 */
export function compareArithmetic(answer: Answer, opts: Answer | undefined = answer.opts): string[] {
  let ours: Answer;
  try {
    ours = answerFor(answer.pod, opts);
  } catch (error) {
    return answer.decodeError ? [] : [`refused: ${(error as Error).message}`];
  }
  if (answer.decodeError) {
    return /quantit|numeric part/.test(answer.decodeError) ? [`accepted, but Kubernetes says: ${answer.decodeError}`] : [];
  }

  const found: string[] = [];
  const same = (what: string, got: unknown, want: unknown) => {
    if (stable(got) !== stable(want)) found.push(`${what}: ${stable(got)}, but Kubernetes says ${stable(want)}`);
  };
  for (const state of ['written', 'defaulted']) {
    sameSums(state, ours[state], answer[state], same);
    for (const variant of ['noOverhead', 'noPodLevel']) {
      if (answer[state]?.[variant]) sameSums(`${state}.${variant}`, ours[state][variant], answer[state][variant], same);
    }
  }
  same('podLevel', requirements(ours.podLevel), requirements(answer.podLevel));
  same('quota', texts(ours.quota), texts(answer.quota));
  same('quotaError', ours.quotaError, answer.quotaError);
  for (const [field, reason] of [['cpu', 'cpuError'], ['memory', 'memoryError']]) {
    // Kubernetes keeps the sum in an int64 that wraps: beyond it there is nothing to compare with.
    // Nor is there with a container that has no name: it ends Kubernetes' loop, but the API server refuses it anyway.
    if (BigInt(ours.hpa[field] ?? 0) > INT64_MAX || nameless(answer.pod)) continue;
    same(`hpa.${field}`, ours.hpa[field], answer.hpa?.[field]);
    same(`hpa.${reason}`, ours.hpa[reason], answer.hpa?.[reason]);
  }
  if (opts?.limitRanges) {
    sameSums('limitRange.after', ours.limitRange.after, answer.limitRange.after, same);
    same('limitRange.resources', byContainer(ours.limitRange.resources), byContainer(answer.limitRange.resources));
    if (!beyondInt64(ours.limitRange)) {
      same('limitRange.errors', objections(ours.limitRange.errors), objections(answer.limitRange.errors));
    }
  }
  if ((answer.pod.kind ?? 'Pod') === 'Pod') {
    same('errors of spec.resources', ours.podLevelErrors, podLevelErrorsOf(answer.errors));
  }
  return found;
}

/**
 * What this library says otherwise than Kubernetes about one quantity; empty if they agree.
 *
 * @param text the quantity
 * @param answer the oracle's answer to the same text as a JSON string, parsed
 */
export function compareQuantity(text: string, answer: Answer): string[] {
  const quantity = Quantity.tryParse(text);
  if (!quantity || answer.error) {
    return !quantity === Boolean(answer.error) ? [] : [`${JSON.stringify(text)}: read as ${quantity}, but Kubernetes says ${answer.error ?? answer.canonical}`];
  }
  const found: string[] = [];
  const same = (what: string, got: unknown, want: unknown) => {
    if (got !== want) found.push(`${JSON.stringify(text)}: ${what} is ${got}, but Kubernetes says ${want}`);
  };
  same('the exact amount', quantity.nanos, nanosOf(answer.exact));
  same('the format', quantity.format, answer.format);
  same('milliValue', String(quantity.milliValue()), answer.milliUp);
  same('value', String(quantity.value()), answer.unitUp);
  if (!suffixless(quantity)) same('the text', String(quantity), answer.canonical);
  same('the amount of the text', Quantity.parse(String(quantity)).nanos, quantity.nanos);
  const again = Quantity.parse(quantity.toLosslessString());
  same('the amount after a round trip', again.nanos, quantity.nanos);
  if (!quantity.isZero()) same('the format after a round trip', again.format, quantity.format);
  same('the amount of the friendly text', Quantity.parse(quantity.toFriendlyString()).nanos, quantity.nanos);
  return found;
}

/** This library's answer about a Pod or workload, in the oracle's shape. */
export function answerFor(object: KubeObject, opts: Answer = {}): Answer {
  const isPod = (object.kind ?? 'Pod') === 'Pod';
  const spec: PodSpec = podSpecOf(object);
  const live = isPod ? defaultPod(spec) : livePod(spec);
  const answer: Answer = {
    written: sums(spec),
    defaulted: sums(live),
    podLevel: live.resources,
    hpa: {},
    quota: plain(quotaUsage(live)),
    quotaError: quotaError(quotaObjections(live, opts.quota ?? [])),
    podLevelErrors: podLevelErrors(live).map(({ type, path }) => `${type} ${path}`).sort(),
  };
  for (const [resource, reason] of [['cpu', 'cpuError'], ['memory', 'memoryError']]) {
    const denominator = hpaDenominator(live, resource);
    answer.hpa[resource] = denominator.milli?.toString();
    answer.hpa[reason] = denominator.reason;
  }
  if (opts.limitRanges) {
    const after = applyLimitRanges(live, opts.limitRanges);
    const errors = limitRangeObjections(after, opts.limitRanges).map(({ message }) => message).sort();
    answer.limitRange = {
      after: sums(after),
      resources: Object.fromEntries([...after.initContainers ?? [], ...after.containers].map(({ name, resources }) => [name, resources])),
      errors: errors.length > 0 ? errors : undefined,
    };
  }
  return answer;
}

/** The Pod spec in a Pod, or in a workload's template. */
export function podSpecOf(object: KubeObject): PodSpec {
  switch (object.kind ?? 'Pod') {
    case 'Pod': return object.spec;
    case 'CronJob': return object.spec.jobTemplate.spec.template.spec;
    default: return object.spec.template.spec;
  }
}

function sums(spec: PodSpec): Answer {
  const withOptions = (options: PodResourcesOptions): Answer => {
    const requests = podRequests(spec, options);
    const limits = podLimits(spec, options);
    return { requests: plain(requests), limits: plain(limits), requestsN: integers(requests), limitsN: integers(limits) };
  };
  return {
    ...withOptions({}),
    qos: qosClass(spec),
    noOverhead: withOptions({ excludeOverhead: true }),
    noPodLevel: withOptions({ skipPodLevelResources: true }),
  };
}

function sameSums(where: string, ours: Answer, theirs: Answer | undefined, same: (what: string, got: unknown, want: unknown) => void): void {
  for (const field of ['requests', 'limits']) {
    same(`${where}.${field}`, texts(ours[field], ours[`${field}N`]), texts(theirs?.[field], theirs?.[`${field}N`]));
    same(`${where}.${field}N`, ours[`${field}N`], theirs?.[`${field}N`]);
  }
  if (theirs?.qos) same(`${where}.qos`, ours.qos, theirs.qos);
}

function plain(amounts: Amounts): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}

function integers(amounts: Amounts): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, String(name === 'cpu' ? amount.milliValue() : amount.value())]));
}

/**
 * Kubernetes has no suffix beyond E and Ei, and prints an amount that would need one without any: 1000E as "1". This library
 * prints what it is worth.
 */
function suffixless(quantity: Quantity): boolean {
  const unit = 10n ** 9n * (quantity.format === 'BinarySI' ? 2n ** 70n : 10n ** 21n);
  return !quantity.isZero() && quantity.format !== 'DecimalExponent' && quantity.nanos % unit === 0n;
}

/** Beyond an int64 the text may differ (see `suffixless` and `Quantity.toLosslessString`), and the integers beside it decide. */
function texts(list: Record<string, string> | undefined, exact: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => {
    const units = exact[name] && name !== 'cpu' ? BigInt(exact[name]) : Quantity.parse(text).value();
    return [name, units >= INT64_MAX ? 'beyond an int64' : text];
  }));
}

function nameless(object: KubeObject): boolean {
  const { containers, initContainers } = podSpecOf(object);
  return [...containers ?? [], ...initContainers ?? []].some(({ name }) => !name);
}

/** Amounts that were never summed keep the user's text: only their worth is compared. */
function requirements(resources: Answer | undefined): Answer {
  const worth = (list: Answer | undefined) => {
    const entries = Object.entries(list ?? {});
    if (entries.length === 0) return undefined;
    return Object.fromEntries(entries.map(([name, text]) => {
      const amount = Quantity.parse(text);
      return [name, amount.value() >= INT64_MAX ? 'beyond an int64' : String(amount.nanos)];
    }));
  };
  return { requests: worth(resources?.requests), limits: worth(resources?.limits) };
}

function byContainer(list: Answer | undefined): Answer {
  return Object.fromEntries(Object.entries(list ?? {}).map(([name, resources]) => [name, requirements(resources)]));
}

/** In an objection, too, Kubernetes shows the user's own text where it has kept it ("1.500"). */
function objections(messages: string[] | undefined): string[] {
  const canonical = (_: string, before: string, text: string) => before + (Quantity.tryParse(text) ?? text);
  return (messages ?? []).map((message) => message.replace(/(but (?:request|limit) is )(\S+)$/, canonical)).sort();
}

function podLevelErrorsOf(errors: (string | Answer)[] | undefined): string[] {
  return (errors ?? []).map((error) => typeof error === 'string' ? error : `${error.type} ${error.field}`)
    .filter((error) => /^\S+ spec\.resources(?:[.[]|$)/.test(error)).sort();
}

/** LimitRanger compares int64s: a container's 10e18 wraps to a negative number, and passes any maximum. */
function beyondInt64({ after, resources }: Answer): boolean {
  const lists = Object.values(resources as Answer).flatMap(({ requests, limits }) => [requests, limits]);
  const amounts = [after.requestsN, after.limitsN, ...lists].flatMap((list) => Object.values(list ?? {}));
  return amounts.some((amount) => Quantity.parse(amount as string).value() > INT64_MAX);
}

function nanosOf(exact: string): bigint {
  const [whole, fraction = ''] = exact.split('.');
  // The exact text of a 0 may have a hundred decimals.
  return BigInt(whole + fraction.slice(0, 9).padEnd(9, '0'));
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, part) => part && typeof part === 'object' && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
    : part) ?? 'nothing';
}
