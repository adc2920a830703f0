/**
 * How a Pod stops: who gets TERM when, who is killed, and how long it takes.
 *
 * Follows the kubelet step by step:
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/kubelet/kuberuntime/kuberuntime_container.go
 * (killContainer, executePreStopHook) and kuberuntime_termination_order.go, whole seconds cut off as there.
 */
import { FeatureGates, isOn } from './features';
import { HookKind, hookKind, hookSeconds } from './hooks';
import { ContainerForm } from './start-sequence';
import { Container, isNativeSidecar, PodSpec } from './types';
import { KubernetesVersion, VersionLike } from './version';

/** What the kubelet leaves to every container before KILL, however little of the grace period is left (minimumGracePeriodInSeconds). */
export const MINIMUM_GRACE_SECONDS = 2;

/** What the API server writes where terminationGracePeriodSeconds is absent. */
export const DEFAULT_GRACE_SECONDS = 30;

/** How one container behaves when it is stopped; none of it can be read off a template. */
export interface StopBehaviour {
  /** Seconds from TERM to its exit. Default: `assumedDrainSeconds`, and the step is marked `assumed`. */
  readonly drainSeconds?: number;
  /** It does nothing on TERM (PID 1 without a handler, as in `sh -c "sleep 1000"`), so that only KILL ends it. */
  readonly ignoresTerm?: boolean;
  /** Seconds that its preStop hook takes, where its text does not tell. Default: `assumedPreStopSeconds`. */
  readonly preStopSeconds?: number;
  /** Its preStop hook makes it leave at once, so that it is gone before its turn. */
  readonly leavesInPreStop?: boolean;
}

/** What the stop depends on beside the PodSpec. */
export interface StopOptions {
  /** By container name. */
  readonly behaviour?: Readonly<Record<string, StopBehaviour>>;
  /** Default: the Pod's own, else 30. */
  readonly graceSeconds?: number;
  /** Default 1: a program that handles TERM is quick, and the kubelet needs up to a second to notice. */
  readonly assumedDrainSeconds?: number;
  /** Default 1. */
  readonly assumedPreStopSeconds?: number;
  /** Containers that have ended before, such as the mains of a Job that is done. */
  readonly exited?: readonly string[];
  /**
   * `deletion` (default): someone deletes or evicts the Pod; the kubelet makes the grace period 1 s at least.
   * `completion`: the mains have ended and the kubelet stops the sidecars; the grace period is taken as it is.
   */
  readonly cause?: 'deletion' | 'completion';
  /** Default: the library's default version. */
  readonly version?: VersionLike;
  readonly gates?: FeatureGates;
}

/** One container's end; all seconds count from the moment at which the kubelet begins. */
export interface StopStep {
  readonly container: string;
  readonly form: ContainerForm;
  /** "initContainers[1]". */
  readonly path: string;
  readonly preStop?: PreStopStep;
  /** The containers that had to be gone before it got TERM. */
  readonly waitsFor: readonly string[];
  /** When it gets TERM. */
  readonly termSeconds: number;
  /** How long it had from TERM to KILL. */
  readonly graceSeconds: number;
  /** When it is gone. */
  readonly exitSeconds: number;
  /** It was still there at the end of its time: SIGKILL, exit code 137. */
  readonly killed: boolean;
  /** TERM came because the grace period was over, and not because those before it were gone. */
  readonly outOfTurn: boolean;
  /** Its drain time was assumed and not given. */
  readonly assumed: boolean;
}

/** A preStop hook; all of them start at 0, those of sidecars too. */
export interface PreStopStep {
  readonly kind: HookKind;
  /** How long it runs, or would. */
  readonly seconds: number;
  /** The grace period ended first. */
  readonly cutShort: boolean;
  /** The length was assumed. */
  readonly assumed: boolean;
}

/** The end of a Pod. */
export interface StopSequence {
  /** In the order in which they get TERM. */
  readonly steps: readonly StopStep[];
  readonly graceSeconds: number;
  /** When the last container is gone. */
  readonly totalSeconds: number;
  /**
   * The longest that it can take whatever the containers do: the kubelet's floor of 2 s comes on top of the grace period
   * (and, where a hook or a drain ends within a second, the rest of that second).
   */
  readonly worstCaseSeconds: number;
  /** Names of those who are killed. */
  readonly killed: readonly string[];
  /** Everyone got TERM in turn, no hook was cut short, and nobody was killed but those who ignore TERM. */
  readonly orderly: boolean;
  /**
   * The time that an orderly stop takes, rounded up: the grace period to write. Undefined if there is none, since a
   * container that others wait for ignores TERM.
   */
  readonly neededGraceSeconds?: number;
  /** The smallest grace period with which the stop is still orderly, by leave of the kubelet's 2 s floor. */
  readonly smallestGraceSeconds?: number;
}

/** Tells the end of a Pod. */
export function stopSequence(spec: PodSpec, options: StopOptions = {}): StopSequence {
  const { grace, least } = graceOf(spec, options);
  const members = running(spec, options);
  const outcomes = simulate(members, grace);
  const needed = neededGrace(members, least);
  const totalSeconds = Math.max(0, ...outcomes.map((outcome) => outcome.exitSeconds));
  const steps = [...outcomes].sort((a, b) => a.termSeconds - b.termSeconds).map((outcome) => new Step(outcome));
  return {
    steps,
    graceSeconds: grace,
    totalSeconds,
    worstCaseSeconds: grace + MINIMUM_GRACE_SECONDS,
    killed: steps.filter((step) => step.killed).map((step) => step.container),
    orderly: isOrderly(outcomes),
    ...needed !== undefined && { neededGraceSeconds: needed, smallestGraceSeconds: smallestGrace(members, needed, least) },
  };
}

/** `neededGraceSeconds` of the stop sequence, and nothing else of it. */
export function neededGraceSeconds(spec: PodSpec, options: StopOptions = {}): number | undefined {
  return neededGrace(running(spec, options), graceOf(spec, options).least);
}

function graceOf(spec: PodSpec, options: StopOptions): { grace: number; least: number } {
  const asked = options.graceSeconds ?? spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  // "no matter what, we always supply a grace period of 1": pkg/kubelet/pod_workers.go, calculateEffectiveGracePeriod.
  // Stopping the sidecars of a Pod that is done does not come by there; and of a negative one the API server made 1
  // before (pkg/apis/core/v1/conversion.go).
  const least = options.cause === 'completion' && asked >= 0 ? 0 : 1;
  return { grace: Math.max(least, Math.floor(asked)), least };
}

interface Member {
  readonly name: string;
  readonly form: ContainerForm;
  readonly path: string;
  readonly hook?: { kind: HookKind; seconds: number; assumed: boolean };
  /** Infinity: it ignores TERM. */
  readonly drain: number;
  readonly assumed: boolean;
  readonly leavesInPreStop: boolean;
  /** A sidecar waits for all mains, and for the sidecar behind it. */
  readonly waitsFor?: { readonly mains: readonly string[]; readonly sidecar?: string };
}

/** Whoever runs when the Pod is stopped: plain init containers are through. Those that others wait for come first. */
function running(spec: PodSpec, options: StopOptions): Member[] {
  const version = options.version ?? KubernetesVersion.DEFAULT;
  const exited = new Set(options.exited);
  const here = <T>({ container }: T & { container: Container }) => !exited.has(container.name);
  const mains = (spec.containers ?? []).map((container, i) => ({ container, path: `containers[${i}]` })).filter(here);
  const sidecars = (spec.initContainers ?? []).map((container, i) => ({ container, path: `initContainers[${i}]` }))
    .filter(({ container }) => isNativeSidecar(container) && isOn('SidecarContainers', version, options.gates))
    .filter(here).reverse();
  const ordered = isOn('OrderedSidecarTermination', version, options.gates);
  const mainNames = mains.map(({ container }) => container.name);
  return [
    ...mains.map(({ container, path }) => memberOf(container, path, 'main', undefined, options)),
    ...sidecars.map(({ container, path }, i) => memberOf(container, path, 'sidecar',
      ordered ? { mains: mainNames, ...i > 0 && { sidecar: sidecars[i - 1].container.name } } : undefined, options)),
  ];
}

function memberOf(container: Container, path: string, form: ContainerForm, waitsFor: Member['waitsFor'], options: StopOptions): Member {
  const behaviour = options.behaviour?.[container.name] ?? {};
  const preStop = container.lifecycle?.preStop;
  const kind = hookKind(preStop);
  const known = behaviour.preStopSeconds ?? hookSeconds(preStop);
  return {
    name: container.name,
    form,
    path,
    ...kind && { hook: { kind, seconds: known ?? options.assumedPreStopSeconds ?? 1, assumed: known === undefined } },
    drain: behaviour.ignoresTerm ? Infinity : behaviour.drainSeconds ?? options.assumedDrainSeconds ?? 1,
    assumed: !behaviour.ignoresTerm && !behaviour.leavesInPreStop && behaviour.drainSeconds === undefined,
    leavesInPreStop: behaviour.leavesInPreStop === true && kind !== undefined,
    waitsFor,
  };
}

/** What becomes of one member; all that the search for a grace period needs to know. */
interface Outcome {
  readonly member: Member;
  readonly preStop?: PreStopStep;
  readonly termSeconds: number;
  readonly graceSeconds: number;
  readonly exitSeconds: number;
  readonly killed: boolean;
  readonly outOfTurn: boolean;
}

/** killContainer for every member, all at once. */
function simulate(members: readonly Member[], grace: number): Outcome[] {
  const gone = new Map<string, number>();
  let mainsGone = 0;
  return members.map((member): Outcome => {
    let left = grace;
    let now = 0;
    let preStop: PreStopStep | undefined;
    if (member.hook && left > 0) {
      now = Math.min(member.hook.seconds, left);
      preStop = { ...member.hook, cutShort: member.hook.seconds > left };
      left -= Math.floor(now);
    }
    const hooked = now;
    let outOfTurn = false;
    if (member.waitsFor) {
      const turn = Math.max(mainsGone, gone.get(member.waitsFor.sidecar ?? '') ?? 0);
      const wait = Math.min(Math.max(0, turn - now), Math.max(0, left));
      now += wait;
      // "grace period is only in seconds, so the time we've waited gets truncated downward"
      left -= Math.floor(wait);
      outOfTurn = now < turn;
    }
    const time = Math.max(left, MINIMUM_GRACE_SECONDS);
    const left4Good = member.leavesInPreStop && !preStop?.cutShort && preStop !== undefined;
    const killed = !left4Good && member.drain > time;
    // Those behind it wait for the call that stops it, which comes in its turn even if it has left before.
    const end = left4Good ? now : now + Math.min(member.drain, time);
    gone.set(member.name, end);
    if (member.form === 'main') mainsGone = Math.max(mainsGone, end);
    return { member, preStop, termSeconds: now, graceSeconds: time, exitSeconds: left4Good ? hooked : end, killed, outOfTurn };
  });
}

/** A class, since a getter in each of many object literals costs more than all the rest. */
class Step implements StopStep {
  public readonly container: string;
  public readonly form: ContainerForm;
  public readonly path: string;
  declare public readonly preStop?: PreStopStep;
  public readonly termSeconds: number;
  public readonly graceSeconds: number;
  public readonly exitSeconds: number;
  public readonly killed: boolean;
  public readonly outOfTurn: boolean;
  public readonly assumed: boolean;
  readonly #waits: Member['waitsFor'];

  constructor({ member, preStop, termSeconds, graceSeconds, exitSeconds, killed, outOfTurn }: Outcome) {
    this.container = member.name;
    this.form = member.form;
    this.path = member.path;
    if (preStop) this.preStop = preStop;
    this.termSeconds = termSeconds;
    this.graceSeconds = graceSeconds;
    this.exitSeconds = exitSeconds;
    this.killed = killed;
    this.outOfTurn = outOfTurn;
    this.assumed = member.assumed;
    this.#waits = member.waitsFor;
  }

  /** Made when asked for: a list for each of many sidecars would be quadratic. */
  public get waitsFor(): string[] {
    const { mains = [], sidecar } = this.#waits ?? {};
    return sidecar === undefined ? [...mains] : [...mains, sidecar];
  }
}

function isOrderly(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ member, outOfTurn, preStop, killed }) => !outOfTurn && !preStop?.cutShort && (!killed || member.drain === Infinity));
}

/** How long everyone takes with all the time in the world; not counting the deaf, for whom no time is enough. */
function neededGrace(members: readonly Member[], least: number): number | undefined {
  const patient = members.map((member) => member.drain === Infinity ? { ...member, drain: 0 } : member);
  const total = Math.max(0, ...simulate(patient, Number.MAX_SAFE_INTEGER).map((step) => step.exitSeconds));
  const needed = Math.max(least, Math.ceil(total));
  return isOrderly(simulate(members, needed)) ? needed : undefined;
}

/** The floor never gives more than a few seconds, and an orderly stop stays orderly with more time: walk down. */
function smallestGrace(members: readonly Member[], needed: number, least: number): number {
  let grace = needed;
  while (grace > least && isOrderly(simulate(members, grace - 1))) {
    grace -= 1;
  }
  return grace;
}
