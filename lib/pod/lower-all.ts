/** The containers that sidecars bring, as they stand in one Pod. */
import { ContainerPart, Contribution, FrontPart } from './contribution';
import { applyFront } from './front';
import { ContainerIntent, PodIntent, Problem } from './intent';
import { KnownParts } from './known-parts';
import { LowerContext, lowerPart, PartUse } from './lower';
import { StartOrder } from './order';
import { withWorkloadName } from './workload-name';
import { Container, VolumeMount } from '../kubernetes/types';

/** What goes into one Pod. */
export interface Lowering {
  readonly contributions: readonly Contribution[];
  readonly order: StartOrder;
  /** By `keyOf`. */
  readonly mounts: ReadonlyMap<string, VolumeMount[]>;
  readonly context: LowerContext;
  readonly workloadName: string;
  readonly known?: KnownParts;
}

/**
 * All containers that sidecars bring, by `keyOf`, and those of sidecars by their names too; what is known of them goes into the intent.
 */
export function lowerAll(lowering: Lowering, intent: PodIntent, problems: Problem[]): Map<string, Container> {
  const { contributions, order, mounts, context, workloadName, known } = lowering;
  const lowered = new Map<string, Container>();
  const loweredParts = known?.loweredIn(settingOf(context));
  const lower = (c: Contribution, part: ContainerPart, setUp: boolean) => {
    const use: PartUse = { setUp, gated: order.healthyGates.has(part.name), mounts: mounts.get(keyOf(c.attachment, part))! };
    const make = () => lowerPart(part, use, context);
    const made = loweredParts ? loweredParts.one(part, JSON.stringify([use, requestsFor(part, context)]), make) : make();
    problems.push(...made.problems);
    const container = made.namesWorkload ? withWorkloadName(made.container, workloadName) : made.container;
    lowered.set(keyOf(c.attachment, part), container);
    return container;
  };
  for (const c of contributions) {
    for (const part of c.setup) {
      lower(c, part, true);
      intent.containers[part.name] = { role: 'set-up', by: c.attachment };
    }
    for (const part of c.containers) {
      const container = lower(c, part, false);
      // A front names its container alone; within one Pod a name stands for one container, or the name rule fires.
      if (!lowered.has(part.name)) lowered.set(part.name, container);
      intent.containers[part.name] = sidecarIntent(part, c, order);
    }
  }
  return lowered;
}

/** What all parts depend on. Only classic ones wait for the app's end. */
function settingOf({ form, target, gates, defaultSize, images, appStopSeconds, appStopLimit }: LowerContext): string {
  return JSON.stringify([form, target, gates, defaultSize, images, ...(form === 'classic' ? [appStopSeconds, appStopLimit] : [])]);
}

/** What the app requests, for a part whose size is a share of that. */
function requestsFor(part: ContainerPart, { defaultSize, appRequests }: LowerContext): string[] {
  if (!(part.resources ?? defaultSize).share) return [];
  return [...appRequests].map(([name, amount]) => `${name}=${amount}`);
}

/** Lets a sidecar take the app's port over, where it stands in front of it. */
export function standInFront(front: FrontPart, apps: Container[], lowered: Map<string, Container>, problems: Problem[]): void {
  const sidecar = lowered.get(front.container);
  const changed = applyFront(front, apps, sidecar, problems);
  if (changed && changed !== sidecar) for (const [key, container] of lowered) if (container === sidecar) lowered.set(key, changed);
}

/** Names a contributed container among those of all attachments. */
export const keyOf = (attachment: string, part: ContainerPart) => `${attachment}\n${part.name}`;

function sidecarIntent(part: ContainerPart, c: Contribution, order: StartOrder): ContainerIntent {
  const out: ContainerIntent = { role: 'sidecar', by: c.attachment };
  if (c.purpose) out.purpose = c.purpose;
  if (order.healthyGates.has(part.name)) out.gate = 'healthy';
  if (part.drainSeconds !== undefined) out.drainSeconds = part.drainSeconds;
  if (part.ignoresTerm) out.ignoresTerm = true;
  if (part.loopbackPorts?.length) out.loopbackPorts = [...part.loopbackPorts];
  if (part.health?.readiness === null) out.readinessOptOut = true;
  if (part.health) out.hasHealthCheck = true;
  if (part.quit) out.quit = part.quit;
  return out;
}
