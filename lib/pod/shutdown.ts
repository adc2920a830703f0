/** The grace period: raised when the user left it open and the stop needs more. */
import { intentWithInjected, specWithInjected } from './injected-spec';
import { PodIntent } from './intent';
import { neededGraceSeconds, stopSequence, StopBehaviour, StopOptions, StopSequence } from '../kubernetes/stop-sequence';
import { PodSpec } from '../kubernetes/types';

/** What an app is given between TERM and exit where nobody said: planned with, and marked as assumed. */
export const ASSUMED_APP_DRAIN_SECONDS = 10;
/** The same for a sidecar that says nothing. */
export const ASSUMED_SIDECAR_DRAIN_SECONDS = 2;

/** How each container behaves when it is stopped, from what the intent says of it. */
export function stopBehaviour(spec: PodSpec, intent: PodIntent): Record<string, StopBehaviour> {
  const behaviour: Record<string, StopBehaviour> = {};
  for (const { name } of spec.containers) {
    const own = intent.containers[name];
    const isApp = !own || own.role === 'app';
    const drainSeconds = own?.drainSeconds ?? (isApp ? intent.grace?.appDrainSeconds ?? ASSUMED_APP_DRAIN_SECONDS : ASSUMED_SIDECAR_DRAIN_SECONDS);
    behaviour[name] = { drainSeconds, ignoresTerm: own?.ignoresTerm };
  }
  for (const { name } of spec.initContainers ?? []) {
    const own = intent.containers[name];
    behaviour[name] = { drainSeconds: own?.drainSeconds ?? ASSUMED_SIDECAR_DRAIN_SECONDS, ignoresTerm: own?.ignoresTerm };
  }
  return behaviour;
}

/** Who uses its whole time would end at the moment of its KILL: seen to lose that race on a real kubelet. */
const RESERVE_SECONDS = 1;

/** The stop sequence of a finished Pod, from what its intent says of each container. */
export function plannedStop(spec: PodSpec, intent: PodIntent, cause: 'deletion' | 'completion' = 'deletion'): StopSequence {
  return stopSequence(spec, { ...stopOptions(spec, intent), cause, exited: cause === 'completion' ? appNames(spec, intent) : undefined });
}

/** The grace period that the planned stop of a Pod needs; undefined where none is long enough. */
export function plannedGraceSeconds(spec: PodSpec, intent: PodIntent): number | undefined {
  return neededGraceSeconds(spec, stopOptions(spec, intent));
}

function stopOptions(spec: PodSpec, intent: PodIntent): StopOptions {
  return { behaviour: stopBehaviour(spec, intent), version: intent.target, gates: intent.featureGates };
}

function appNames(spec: PodSpec, intent: PodIntent): string[] {
  return spec.containers.map((c) => c.name).filter((n) => (intent.containers[n]?.role ?? 'app') === 'app');
}

/** Raises `spec.terminationGracePeriodSeconds` where the user left it open; the user's own value is never touched. */
export function settleGrace(spec: PodSpec, intent: PodIntent): void {
  if (intent.grace?.user) return;
  // The grace period is shared with what a webhook adds.
  const whole = { ...intent, containers: intentWithInjected(intent.containers, intent.external) };
  const needed = plannedGraceSeconds(specWithInjected(spec, intent.external), whole);
  const present = spec.terminationGracePeriodSeconds ?? 30;
  if (needed === undefined || needed + RESERVE_SECONDS <= present) return;
  spec.terminationGracePeriodSeconds = needed + RESERVE_SECONDS;
  intent.grace = { ...intent.grace, raisedFrom: present };
}
