/** The grace period is one budget for the whole Pod: the app's hook and drain, then the sidecars one after another. */
import { intentOf } from './about';
import { Report, Rule } from './rule';
import { isOn } from '../kubernetes/features';
import { hookSeconds } from '../kubernetes/hooks';
import { DEFAULT_GRACE_SECONDS, StopBehaviour, StopSequence, stopSequence } from '../kubernetes/stop-sequence';
import { PodAnalysis } from '../pod/analysis';
import { withInjected } from '../pod/injected';
import { ASSUMED_APP_DRAIN_SECONDS, plannedGraceSeconds } from '../pod/shutdown';

const SOURCE = 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination';

/**
 * An error only for what was said: drain times in the intent, sleeps in hooks. What was assumed of an app or sidecar that
 * says nothing is worth a warning.
 */
export const gracePeriodTooShort: Rule = {
  code: 'grace-period-too-short',
  severity: 'error',
  summary: 'The grace period ends before the app and its sidecars have stopped.',
  source: SOURCE,
  needsIntent: true,
  checkOutline(template) {
    const pod = withInjected(template);
    // What is only known lasts no longer than what is planned.
    const planned = plannedGraceSeconds(pod.spec, pod.intent);
    if (planned !== undefined && planned <= graceSeconds(pod)) return [];
    const known = knownStop(pod);
    const at = 'terminationGracePeriodSeconds';
    if ((known.neededGraceSeconds ?? 0) > known.graceSeconds) return [{ at, ...tooShort(pod, known, false) }];
    if (pod.sidecars.length === 0 || planned === undefined) return [];
    return [{ at, ...tooShort(pod, pod.stop, true), severity: 'warning' }];
  },
};

export const gracePeriodRaised: Rule = {
  code: 'grace-period-raised',
  severity: 'info',
  summary: 'The grace period was raised to what the stop takes.',
  source: SOURCE,
  checkOutline(template) {
    const pod = withInjected(template);
    const from = pod.intent.grace?.raisedFrom;
    if (from === undefined) return [];
    return [{
      at: 'terminationGracePeriodSeconds',
      message: `raised from ${from} to ${pod.spec.terminationGracePeriodSeconds}: ${sumText(pod, pod.stop)}, and one second in reserve`,
      mend: 'nothing to do; set the value yourself to keep it',
    }];
  },
};

export const stopUnordered: Rule = {
  code: 'stop-unordered',
  severity: 'warning',
  summary: 'The target version stops native sidecars together with the app.',
  source: 'https://github.com/kubernetes/kubernetes/pull/120620',
  checkOutline(pod) {
    const { target, featureGates } = pod.intent;
    if (!isOn('SidecarContainers', target, featureGates) || isOn('OrderedSidecarTermination', target, featureGates)) return [];
    const natives = pod.containers.filter((c) => c.isNative);
    if (natives.length === 0) return [];
    return [{
      at: '',
      message: `Kubernetes ${target} sends TERM to native sidecars and the app at the same time; they stop in order from 1.29`,
      mend: 'target 1.29 or newer, or let the sidecars wait in preStop',
    }];
  },
};

/** As the kubelet reads it: whole seconds, and one at least. */
function graceSeconds({ spec }: PodAnalysis): number {
  return Math.max(1, Math.floor(spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS));
}

/** The stop as far as it is known: whoever says nothing counts as quick. */
function knownStop(pod: PodAnalysis): StopSequence {
  const behaviour: Record<string, StopBehaviour> = {};
  for (const c of pod.containers) {
    const own = c.intent;
    const drainSeconds = own?.drainSeconds ?? (c.role === 'app' ? pod.intent.grace?.appDrainSeconds : undefined) ?? 0;
    behaviour[c.name] = { drainSeconds: Math.max(0, drainSeconds), ignoresTerm: own?.ignoresTerm };
  }
  return stopSequence(pod.spec, { behaviour, assumedPreStopSeconds: 0, version: pod.intent.target, gates: pod.intent.featureGates });
}

function tooShort(pod: PodAnalysis, stop: StopSequence, assumed: boolean): Pick<Report, 'message' | 'mend'> {
  const own = pod.spec.terminationGracePeriodSeconds;
  return {
    message: `${own === undefined ? 'the default of 30' : own} s ${own === undefined ? 'is' : 'are'} too short: the stop takes ${stop.neededGraceSeconds} s${assumed ? ', part of it assumed' : ''} (${sumText(pod, stop)}); whoever is late is killed`,
    mend: `set terminationGracePeriodSeconds to ${stop.neededGraceSeconds} or more${assumed ? ', or say how long the app and its sidecars drain' : ''}`,
  };
}

/** `app: preStop 5 s + 10 s, then envoy 15 s, then logs 5 s`. */
function sumText(pod: PodAnalysis, stop: StopSequence): string {
  const part = (name: string) => {
    const c = pod.containers.find((one) => one.name === name && one.isLongRunning)!;
    const hook = hookSeconds(c.container.lifecycle?.preStop);
    const own = intentOf(pod, name);
    const drain = own?.drainSeconds ?? (c.role === 'app' ? pod.intent.grace?.appDrainSeconds : undefined);
    const shown = own?.ignoresTerm ? 'until KILL' : drain === undefined ? (c.role === 'app' && pod.stop === stop ? `${ASSUMED_APP_DRAIN_SECONDS} s assumed` : '') : `${drain} s`;
    return `${name} ${[hook === undefined ? '' : `preStop ${hook} s`, shown].filter((t) => t).join(' + ') || 'at once'}`;
  };
  const groups = [
    stop.steps.filter((s) => s.form === 'main').map((s) => s.container),
    ...stop.steps.filter((s) => s.form !== 'main').map((s) => [s.container]),
  ].filter((g) => g.length);
  return groups.map((names) => names.slice(0, 10).map(part).join(' and ')).slice(0, 12).join(', then ');
}
