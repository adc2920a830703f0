/** Holds a plan against what happened. Each function returns what differs, in words; nothing is what a test wants. */
import { ActorEvent } from './cluster';
import { PodPlan } from '../../../lib';

/** What was compared in this file: the figures of docs/proof.md. Errors are in seconds, measured less planned. */
export const tally = { starts: 0, stops: 0, worstStepError: 0, stopErrors: [] as number[], gaps: [] as number[], verdicts: 0, sums: 0 };

const first = (events: ActorEvent[], container: string, event: string, process = 'main') => (
  events.find((e) => e.as === container && e.event === event && e.process === process));

/** Every container started in the planned order, and none before that for which the plan lets it wait. */
export function startDiffers(plan: PodPlan, events: ActorEvent[], manifest: any): string[] {
  const out: string[] = [];
  const containers = [...(manifest.spec.initContainers ?? []), ...manifest.spec.containers];
  const moment = (container: string, until: string): ActorEvent | undefined => {
    if (until === 'healthy') return first(events, container, 'healthy');
    if (until === 'completed') return first(events, container, 'exit');
    const hasHook = containers.find((c) => c.name === container)?.lifecycle?.postStart;
    return hasHook ? first(events, container, 'hook-end', 'hook') : first(events, container, 'start');
  };
  for (const [i, step] of plan.start.entries()) {
    tally.starts++;
    const started = first(events, step.container, 'start');
    if (!started) {
      out.push(`${step.container} never started`);
      continue;
    }
    const previous = i > 0 ? first(events, plan.start[i - 1].container, 'start') : undefined;
    if (previous && started.data.born < previous.data.born) out.push(`${step.container} was made before ${previous.as}`);
    if (!step.waitsFor) continue;
    const opened = moment(step.waitsFor, step.until!);
    // Where a start is all that is waited for, two processes' first instructions may be reached in either order.
    const inAnyOrder = step.until === 'started' && opened?.event === 'start';
    if (!opened) {
      out.push(`${step.container} started, and ${step.waitsFor} was never ${step.until}`);
    } else if (opened.at > started.at && !inAnyOrder) {
      out.push(`${step.container} started ${opened.at - started.at} ms before ${step.waitsFor} was ${step.until}`);
    }
  }
  return out;
}

/** The seconds of a stop: the zero is the first TERM or hook, with which the kubelet begins. */
export interface StopTimes {
  readonly zero: number;
  readonly term: Record<string, number>;
  readonly gone: Record<string, number>;
  readonly killed: string[];
  readonly total: number;
}

export function stopTimes(events: ActorEvent[], containers: string[]): StopTimes {
  const begins = events.filter((e) => e.event === 'term' || e.event === 'hook-start');
  if (begins.length === 0) throw new Error(`nobody got TERM: ${JSON.stringify(events)}`);
  const zero = Math.min(...begins.map((e) => e.at));
  const term: Record<string, number> = {};
  const gone: Record<string, number> = {};
  const killed: string[] = [];
  for (const container of containers) {
    const got = first(events, container, 'term');
    if (got) term[container] = (got.at - zero) / 1000;
    const left = events.filter((e) => e.as === container && e.event === 'gone' && e.process === 'main').at(-1);
    if (left) gone[container] = (left.at - zero) / 1000;
    if (left && !first(events, container, 'exit')) killed.push(container);
  }
  return { zero, term, gone, killed, total: Math.max(...Object.values(gone)) };
}

/** The issue's own measure: 10 % or 1 s, whichever is more. */
export const tolerance = (planned: number) => Math.max(1, planned / 10);

/** Who got TERM in which order and when, who was killed, and when each was gone. */
export function stopDiffers(plan: PodPlan, events: ActorEvent[]): string[] {
  const out: string[] = [];
  const times = stopTimes(events, plan.stop.map((s) => s.container));
  for (const step of plan.stop) {
    tally.stops++;
    const { container } = step;
    const [term, gone] = [times.term[container], times.gone[container]];
    if (gone === undefined) {
      out.push(`${container} was never gone`);
      continue;
    }
    if (step.killed !== times.killed.includes(container)) out.push(`${container} was ${step.killed ? 'not ' : ''}killed`);
    for (const other of step.waitsFor) {
      const before = times.gone[other];
      // Where the grace period runs out, the plan itself says that TERM comes out of turn, or at the moment of a kill.
      const planned = plan.stop.find((s) => s.container === other)!;
      const inTurn = planned.goneSeconds <= step.termSeconds && !planned.killed;
      if (inTurn && term !== undefined && before !== undefined && before > term) {
        out.push(`${container} got TERM ${Math.round((before - term) * 1000)} ms before ${other} was gone`);
      }
    }
    const before = step.waitsFor.map((name) => times.gone[name]);
    const inTurn = term !== undefined && step.preStopSeconds === undefined && before.length > 0 && plan.stop.every((s) => !s.killed);
    if (inTurn) tally.gaps.push(Math.round((term - Math.max(...before)) * 1000) / 1000);
    if (term === undefined) out.push(`${container} never got TERM`);
    else if (Math.abs(term - step.termSeconds) > tolerance(step.termSeconds)) out.push(`${container} got TERM at ${term} s, planned was ${step.termSeconds} s`);
    if (Math.abs(gone - step.goneSeconds) > tolerance(step.goneSeconds)) out.push(`${container} was gone at ${gone} s, planned was ${step.goneSeconds} s`);
    tally.worstStepError = Math.max(tally.worstStepError, Math.abs((term ?? step.termSeconds) - step.termSeconds), Math.abs(gone - step.goneSeconds));
  }
  const error = times.total - plan.stopSeconds;
  tally.stopErrors.push(error);
  if (Math.abs(error) > tolerance(plan.stopSeconds)) out.push(`the stop took ${times.total} s, planned were ${plan.stopSeconds} s`);
  const late = times.total - plan.worstStopSeconds;
  if (late > 1) out.push(`the stop took ${times.total} s, and the plan's worst case was ${plan.worstStopSeconds} s`);
  return out;
}
