/** What a Pod will do, as plain values for reports and tests. */
import { addedRequests } from './added-requests';
import { AnalyzedContainer, PodAnalysis } from './analysis';
import { withInjected, withNames } from './injected';
import { Amounts, ResourceSum, unboundedContainers } from '../kubernetes/resources';

/** A container in a `PodPlan`. */
export interface PlannedContainer {
  /** Name. */
  readonly name: string;
  /** `app`, `sidecar`, `set-up` or `init`. */
  readonly role: string;
  /** `native` sidecar, `classic` sidecar, or `regular`. */
  readonly form: string;
  /**
   * The sidecar that brought it.
   *
   * @default - the workload itself
   */
  readonly broughtBy?: string;
  /**
   * What it is for, e.g. `log shipping`.
   *
   * @default - not said
   */
  readonly purpose?: string;
  /**
   * Image.
   *
   * @default - none
   */
  readonly image?: string;
  /** Requests by resource, limits counted where there is no request, as the API server does. */
  readonly requests: { [resource: string]: string };
  /** Limits by resource. */
  readonly limits: { [resource: string]: string };
  /** By how much the Pod's effective requests would be less without it: nothing where another container needs as much anyway. */
  readonly adds: { [resource: string]: string };
  /** The Pod is ready only while this container is: it has a readiness probe. */
  readonly gatesReadiness: boolean;
}

/** One step of the start. */
export interface PlannedStart {
  /** Container that starts. */
  readonly container: string;
  /**
   * Container that it waits for.
   *
   * @default - none: it starts first
   */
  readonly waitsFor?: string;
  /**
   * What must be true of that one: `started`, `healthy` or `completed`.
   *
   * @default - nothing
   */
  readonly until?: string;
  /**
   * Seconds after its start by which its startup probe has run: a sidecar that is up at once holds the next ones back
   * for up to this long.
   *
   * @default - it has no startup probe that others wait for
   */
  readonly probedAfterSeconds?: number;
  /**
   * Seconds after its start at which its startup probe gives up, and the kubelet restarts it.
   *
   * @default - it has no startup probe that others wait for
   */
  readonly givesUpAfterSeconds?: number;
}

/** One step of the stop. Seconds count from the deletion of the Pod. */
export interface PlannedStop {
  /** Container that stops. */
  readonly container: string;
  /** Containers that must be gone before it gets TERM; those that one of them waits for are left out. */
  readonly waitsFor: string[];
  /**
   * Seconds that its preStop hook takes; all hooks start at 0.
   *
   * @default - no hook
   */
  readonly preStopSeconds?: number;
  /** When it gets TERM. */
  readonly termSeconds: number;
  /** When it is gone at the latest. */
  readonly goneSeconds: number;
  /** It is killed before it has drained. */
  readonly killed: boolean;
  /** Its drain time was not said, but assumed. */
  readonly assumed: boolean;
}

/** What a Pod will do, worked out by Kubernetes' own rules. */
export interface PodPlan {
  /** Kind of the workload. */
  readonly kind: string;
  /** Name of the workload. */
  readonly name: string;
  /**
   * Namespace of the workload.
   *
   * @default - it names none
   */
  readonly workloadNamespace?: string;
  /** Target Kubernetes version. */
  readonly targetVersion: string;
  /** Form of its sidecars: `native` or `classic`. */
  readonly form: string;
  /** All containers, in the order of the Pod's lists. */
  readonly containers: PlannedContainer[];
  /** Start, in order. */
  readonly start: PlannedStart[];
  /** Seconds for which startup probes may hold the app back before the kubelet restarts a sidecar. */
  readonly startupHoldSeconds: number;
  /** Stop, in order of TERM. */
  readonly stop: PlannedStop[];
  /** Seconds that the planned stop takes. */
  readonly stopSeconds: number;
  /** Longest that the stop can take: the grace period and the kubelet's two seconds. */
  readonly worstStopSeconds: number;
  /** terminationGracePeriodSeconds. */
  readonly gracePeriodSeconds: number;
  /**
   * What the grace period was before the library raised it.
   *
   * @default - it was not raised
   */
  readonly gracePeriodRaisedFrom?: number;
  /**
   * Grace period that an orderly stop needs.
   *
   * @default - no time is enough: a container that others wait for ignores TERM
   */
  readonly neededGracePeriodSeconds?: number;
  /** Effective requests, as the scheduler counts them. */
  readonly requests: { [resource: string]: string };
  /** Effective limits. */
  readonly limits: { [resource: string]: string };
  /** Sum of the sidecars' requests. */
  readonly sidecarRequests: { [resource: string]: string };
  /** Why an effective request is more than the sum of what runs together, by resource. */
  readonly requestsWhy: { [resource: string]: string };
  /** Why an effective limit is more than the sum of what runs together, by resource. */
  readonly limitsWhy: { [resource: string]: string };
  /** Containers that no limit holds, for cpu and memory: they may take what the node has left. */
  readonly withoutLimit: { [resource: string]: string[] };
  /** QoS class. */
  readonly qosClass: string;
  /** Strictest Pod Security level that it passes. */
  readonly podSecurity: string;
  /** What the next stricter level has against it. */
  readonly podSecurityWhy: string[];
  /** Images to pull, each once. */
  readonly images: string[];
  /**
   * How it ends by itself.
   *
   * @default - it runs until it is deleted
   */
  readonly end?: string;
  /** Containers that a webhook adds. */
  readonly injected: string[];
  /** It was inferred from YAML that others made. */
  readonly assumed: boolean;
}

export function planOf(template: PodAnalysis): PodPlan {
  const pod = withNames(withInjected(template));
  const { intent, start, stop } = pod;
  const added = addedRequests(pod.breakdown);
  const sidecars = new Set(stop.steps.filter((s) => s.form === 'sidecar').map((s) => s.container));
  return {
    kind: pod.kind,
    name: pod.name,
    ...(typeof pod.namespace === 'string' ? { workloadNamespace: pod.namespace } : {}),
    targetVersion: intent.target,
    form: intent.form,
    containers: pod.containers.map((c, i) => plannedContainer(pod, c, i, added[i])),
    start: start.steps.map((s) => ({
      container: s.container,
      ...(s.waitsFor ? { waitsFor: s.waitsFor.container, until: s.waitsFor.until } : {}),
      ...(s.startupProbe ? { probedAfterSeconds: s.startupProbe.latestFirstProbe, givesUpAfterSeconds: s.startupProbe.givesUp } : {}),
    })),
    startupHoldSeconds: start.probesMayHoldSeconds,
    stop: stop.steps.map((s) => ({
      container: s.container, waitsFor: directWaits(s.waitsFor, sidecars), ...(s.preStop ? { preStopSeconds: s.preStop.seconds } : {}),
      termSeconds: s.termSeconds, goneSeconds: s.exitSeconds, killed: s.killed,
      assumed: s.assumed || intent.containers[s.container]?.drainSeconds === undefined,
    })),
    stopSeconds: stop.totalSeconds,
    worstStopSeconds: stop.worstCaseSeconds,
    gracePeriodSeconds: stop.graceSeconds,
    ...(intent.grace?.raisedFrom !== undefined ? { gracePeriodRaisedFrom: intent.grace.raisedFrom } : {}),
    ...(stop.neededGraceSeconds !== undefined ? { neededGracePeriodSeconds: stop.neededGraceSeconds } : {}),
    requests: text(pod.requests),
    limits: text(pod.limits),
    sidecarRequests: text(sidecarRequests(pod)),
    requestsWhy: why(pod.breakdown.requests, 'request'),
    limitsWhy: why(pod.breakdown.limits, 'limit'),
    withoutLimit: withoutLimit(pod),
    qosClass: pod.qos,
    // By the template: what injected containers look like inside is not known.
    podSecurity: template.podSecurity,
    podSecurityWhy: podSecurityWhy(template),
    images: [...new Set(pod.containers.map((c) => c.container.image).filter((i): i is string => typeof i === 'string'))],
    ...(endText(pod) !== undefined ? { end: endText(pod) } : {}),
    injected: (intent.external ?? []).map((e) => e.name),
    assumed: intent.assumed === true,
  };
}

function plannedContainer(pod: PodAnalysis, c: AnalyzedContainer, at: number, added: Amounts): PlannedContainer {
  const amounts = pod.breakdown.containers[at];
  const own = pod.intent.containers[c.name];
  return {
    name: c.name,
    role: c.role,
    form: c.isNative ? 'native' : c.role === 'sidecar' ? 'classic' : 'regular',
    ...(own?.by !== undefined ? { broughtBy: own.by } : {}),
    ...(own?.purpose !== undefined ? { purpose: own.purpose } : {}),
    ...(typeof c.container.image === 'string' ? { image: c.container.image } : {}),
    requests: text(amounts.requests),
    limits: text(amounts.limits),
    adds: text(added),
    gatesReadiness: c.isLongRunning && c.container.readinessProbe !== undefined,
  };
}

/** Every sidecar waits for the app; the one that it waits for beside has done so before. */
function directWaits(waitsFor: readonly string[], sidecars: ReadonlySet<string>): string[] {
  const before = waitsFor.filter((name) => sidecars.has(name));
  return before.length > 0 ? before : [...waitsFor];
}

/** What the sidecars request together, as live containers. */
export function sidecarRequests(pod: PodAnalysis, field: 'requests' | 'limits' = 'requests'): Amounts {
  const total: Amounts = new Map();
  pod.containers.forEach((c, i) => {
    if (c.role !== 'sidecar') return;
    for (const [name, amount] of pod.breakdown.containers[i][field]) total.set(name, total.get(name)?.add(amount) ?? amount);
  });
  return total;
}

function why(sums: ReadonlyMap<string, ResourceSum>, noun: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, sum] of sums) {
    const parts: string[] = [];
    if (sum.podLevel) parts.push(`the Pod-level ${noun} of ${sum.podLevel} stands for those of its containers`);
    else if (sum.peak) parts.push(`${sum.peak.container.name} needs more at its turn than the running Pod (${sum.running ?? 0})`);
    if (sum.overhead) parts.push(`overhead of ${sum.overhead}`);
    if (parts.length) out[name] = parts.join('; ');
  }
  return out;
}

function withoutLimit(pod: PodAnalysis): Record<string, string[]> {
  const named = ['cpu', 'memory'].map((resource) => [resource, unboundedContainers(pod.live, resource, pod.resourceOptions)] as const);
  return Object.fromEntries(named.filter(([, containers]) => containers.length > 0));
}

function podSecurityWhy(pod: PodAnalysis): string[] {
  const level = pod.podSecurity;
  if (level === 'restricted') return [];
  const injected = (pod.intent.external ?? []).filter((e) => (e.podSecurity ?? 'restricted') === level).map((e) => `${e.name}, which ${e.injector} injects`);
  const own = level === 'baseline' ? pod.restrictedViolations : pod.baselineViolations;
  return [...own.map((v) => `${v.reason} (${v.detail})`), ...injected];
}

function endText(pod: PodAnalysis): string | undefined {
  const { end } = pod;
  if (!end) return undefined;
  if (!end.ends) return `never: ${end.heldBy.map((h) => h.container).join(', ')} keeps it running`;
  const then = end.stops.length ? `, then ${end.stops.join(', ')} stop (${end.delaySeconds} s)` : '';
  return `when ${end.waitsFor.join(', ')} ${end.waitsFor.length > 1 ? 'have' : 'has'} ended${then}`;
}

function text(amounts: ReadonlyMap<string, { toString(): string }>): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.toString()]));
}
