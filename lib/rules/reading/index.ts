/** A Pod as rules may read it: every field of the type that Kubernetes gives it, whatever the YAML says. */
import { INTENT_SHAPE } from './intent-shape';
import { OBJECT_SHAPES, SPEC_PREFIX, TEMPLATE_SPEC_PREFIX } from './object-shape';
import { fit, Misfit } from './shape';
import { KubeObject } from '../../kubernetes/types';
import { KubernetesVersion } from '../../kubernetes/version';
import { PodAnalysis } from '../../pod/analysis';
import { PodIntent } from '../../pod/intent';

export type { Misfit } from './shape';

/** Fields without which the rest of an intent would lie. */
const SEVERITIES = ['error', 'warning', 'info'];

interface Reading {
  /** Undefined where nothing is left to read. */
  readonly pod: PodAnalysis | undefined;
  readonly misfits: readonly Misfit[];
}

/** What can be read of a Pod, worked out once; the Pod itself where all of it can. */
export function readingOf(pod: PodAnalysis): Reading {
  return pod.once(readingOf, () => newReading(pod));
}

function newReading(pod: PodAnalysis): Reading {
  const misfits: Misfit[] = [];
  let object: KubeObject | undefined;
  pod.unlessSound('fits', () => undefined, (sound) => {
    object = fit(pod.object, OBJECT_SHAPES[pod.kind] ?? 'anything', misfits, sound);
    return object === pod.object ? [] : [object];
  });
  // Most are this library's own, and fit.
  const intent = pod.onceForOutline(readIntent, () => readIntent(pod.intent) === pod.intent) ? pod.intent : readIntent(pod.intent);
  const readable = object === pod.object && intent === pod.intent ? pod : object && PodAnalysis.of(object, intent);
  const reading: Reading = { pod: readable, misfits };
  return readable && readable !== pod ? readable.once(readingOf, () => reading) : reading;
}

/** What of an object is of another type than Kubernetes reads. */
export function misfitsOf(object: KubeObject): Misfit[] {
  const misfits: Misfit[] = [];
  fit(object, OBJECT_SHAPES[object.kind!] ?? 'anything', misfits);
  return misfits.filter(({ kind }) => kind === 'type');
}

function readIntent(intent: PodIntent): PodIntent {
  const read: PodIntent = fit(intent, INTENT_SHAPE, []) ?? { v: 1, target: '', form: 'native', containers: {} };
  const changes: Partial<PodIntent> = {};
  if (!isVersion(read.target)) changes.target = KubernetesVersion.DEFAULT.toString();
  if (!read.containers) changes.containers = {};
  if (read.problems?.some((p) => !SEVERITIES.includes(p.severity))) changes.problems = read.problems.filter((p) => SEVERITIES.includes(p.severity));
  if (read.notes?.some((n) => !SEVERITIES.includes(n.severity))) changes.notes = read.notes.filter((n) => SEVERITIES.includes(n.severity));
  if (read.budget?.sidecarShare !== undefined && !/^\d+(\.\d+)?$/.test(read.budget.sidecarShare)) {
    changes.budget = { ...read.budget, sidecarShare: undefined };
  }
  return Object.keys(changes).length ? { ...read, ...changes } : read;
}

function isVersion(text: unknown): boolean {
  try {
    return typeof text === 'string' && KubernetesVersion.parse(text) !== undefined;
  } catch {
    return false;
  }
}

/** A field of the object as findings name it: without the way to the Pod's spec, containers by name. */
export function placeOf(pod: PodAnalysis, field: string): string {
  const prefix = SPEC_PREFIX[pod.kind] ?? TEMPLATE_SPEC_PREFIX;
  const inside = field.startsWith(prefix) ? field.slice(prefix.length) : field;
  return inside.replace(/^(initContainers|containers)\[(\d+)\]/, (all, list: 'initContainers' | 'containers', index) => {
    const name = pod.spec[list]?.[Number(index)]?.name;
    return name ? `${list}[${name}]` : all;
  });
}
