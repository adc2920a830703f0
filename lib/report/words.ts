/** What a plan says, in words that every form of report uses. */
import { PlannedContainer, PlannedStart, PlannedStop, PodPlan } from '../pod/plan';

const UNTIL: Record<string, string> = { completed: 'has completed', healthy: 'is healthy', started: 'has started' };

/** "1.5 s". */
export function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}

/** "a, b and c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** "native sidecar", "classic sidecar", "set-up", "init", "app". */
export function roleText({ role, form }: PlannedContainer): string {
  return role === 'sidecar' ? `${form} sidecar` : role;
}

/** "after envoy is healthy". */
export function waitText(step: PlannedStart): string {
  return step.waitsFor === undefined ? 'first' : `after ${step.waitsFor} ${UNTIL[step.until ?? ''] ?? 'has started'}`;
}

/** What a startup probe of this container means to those behind it. */
export function probeText(step: PlannedStart): string | undefined {
  if (step.probedAfterSeconds === undefined || step.givesUpAfterSeconds === undefined) return undefined;
  return `probed within ${seconds(step.probedAfterSeconds)}, restarted if not healthy after ${seconds(step.givesUpAfterSeconds)}`;
}

/** What is special about a container's end. */
export function stopNotes(step: PlannedStop, plan: PodPlan): string[] {
  const notes: string[] = [];
  if (step.preStopSeconds !== undefined) notes.push(`preStop hook ${seconds(step.preStopSeconds)}`);
  if (step.killed) notes.push('KILLED before it has drained');
  else if (step.goneSeconds > plan.gracePeriodSeconds) notes.push('after the grace period');
  if (step.assumed) notes.push('drain time assumed');
  return notes;
}

/** "12 s of a grace period of 30 s". */
export function stopSummary(plan: PodPlan): string {
  return `${seconds(plan.stopSeconds)} of a grace period of ${seconds(plan.gracePeriodSeconds)}, at the latest after ${seconds(plan.worstStopSeconds)}`;
}

/** Where the grace period comes from and whether it is enough. */
export function graceNotes(plan: PodPlan): string[] {
  const { gracePeriodRaisedFrom: from, gracePeriodSeconds: grace, neededGracePeriodSeconds: needed } = plan;
  const notes: string[] = [];
  if (from !== undefined) notes.push(`The grace period was raised from ${seconds(from)} to ${seconds(grace)}, since an orderly stop takes that long.`);
  if (needed === undefined) notes.push('No grace period is enough: a container that others wait for does not end on TERM.');
  else if (needed > grace) notes.push(`An orderly stop needs ${seconds(needed)}: this Pod's grace period is too short.`);
  return notes;
}

/** Where sidecars hold the app back. */
export function holdNote(plan: PodPlan): string | undefined {
  const holding = plan.start.filter((s) => s.givesUpAfterSeconds !== undefined);
  if (holding.length === 0) return undefined;
  const sum = holding.reduce((total, s) => total + (s.probedAfterSeconds ?? 0), 0);
  return `Startup probes hold the app back for up to ${seconds(sum)} if every sidecar is up at once, and for at most ${seconds(plan.startupHoldSeconds)} before one is restarted.`;
}

/** Which containers make the Pod ready. */
export function readinessText(plan: PodPlan): string {
  const gating = plan.containers.filter((c) => c.gatesReadiness).map((c) => c.name);
  return gating.length === 0 ? 'as soon as its containers run: none has a readiness probe' : `while ${listed(gating)} ${gating.length > 1 ? 'are' : 'is'}`;
}

/** "Kubernetes 1.33, native sidecars, inferred from YAML that others made". */
export function subtitle(plan: PodPlan): string {
  const sidecars = plan.containers.filter((c) => c.role === 'sidecar').length;
  const form = sidecars === 0 ? 'no sidecars' : formsOf(plan);
  return `Kubernetes ${plan.targetVersion}, ${form}${plan.assumed ? ', inferred: this library did not write it' : ''}`;
}

function formsOf(plan: PodPlan): string {
  const forms = [...new Set(plan.containers.filter((c) => c.role === 'sidecar').map((c) => c.form))];
  return `${forms.join(' and ')} sidecars`;
}

/** Facts of the Pod as a whole: label and values. */
export function facts(plan: PodPlan): Array<{ label: string; values: string[] }> {
  return [
    { label: 'Ready', values: [readinessText(plan)] },
    { label: 'QoS class', values: [plan.qosClass] },
    { label: 'Pod Security', values: [plan.podSecurity, ...plan.podSecurityWhy.map((reason) => `not ${stricterThan(plan.podSecurity)}: ${reason}`)] },
    ...(plan.end === undefined ? [] : [{ label: 'Ends', values: [plan.end] }]),
    ...(plan.injected.length === 0 ? [] : [{ label: 'Injected', values: [`${listed(plan.injected)}, by a webhook`] }]),
    { label: 'Images', values: plan.images.length === 0 ? ['none'] : [...plan.images] },
  ];
}

function stricterThan(level: string): string {
  return level === 'privileged' ? 'baseline' : 'restricted';
}
