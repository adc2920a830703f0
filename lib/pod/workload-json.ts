/** Where the Pod template stands in each kind of workload. */
import { KubeObject, PodTemplate } from '../kubernetes/types';

/** Kinds that make Pods, and the path of the template inside each. A Pod is its own template. */
const TEMPLATE_PATHS: Record<string, string[]> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

const API_GROUPS: Record<string, string> = { Pod: 'v1', Job: 'batch/', CronJob: 'batch/' };

export const WORKLOAD_KINDS = Object.keys(TEMPLATE_PATHS);

/** Whether an object is a workload of Kubernetes' own: a custom resource that is called Job too is not. */
export function isWorkload(object: { kind?: string; apiVersion?: string }): boolean {
  const { kind = '', apiVersion = '' } = object;
  // What a List holds may be of any type.
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !Object.prototype.hasOwnProperty.call(TEMPLATE_PATHS, kind)) return false;
  return apiVersion.startsWith(API_GROUPS[kind] ?? 'apps/') || (kind !== 'Pod' && apiVersion === 'extensions/v1beta1');
}

/** `metadata.name`, or what it is made from; "" where YAML of others has none that is one. */
export function nameOf(object: KubeObject): string {
  return textOf(object.metadata?.name) || textOf(object.metadata?.generateName);
}

/** A scalar as text. Anything else must not be printed: a map may have a `toString` that is no function. */
export function textOf(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/** The workload's Pod template, or undefined where there is none. The object itself for a Pod. */
export function templateOf(object: KubeObject): PodTemplate | undefined {
  const path = TEMPLATE_PATHS[object.kind ?? ''];
  if (!path) return undefined;
  let at: any = object;
  for (const key of path) at = at?.[key];
  return at && typeof at === 'object' && at.spec && typeof at.spec === 'object' ? at as PodTemplate : undefined;
}

/** A copy of the workload with another Pod template; everything on the way to it is copied, the rest is shared. */
export function withTemplate(object: KubeObject, template: PodTemplate): KubeObject {
  const path = TEMPLATE_PATHS[object.kind ?? ''];
  if (path.length === 0) return { ...object, metadata: template.metadata, spec: template.spec };
  const copy: any = { ...object };
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] = { ...at[key] };
  at[path[path.length - 1]] = template;
  return copy;
}

/** The Pod runs to an end: a Job's, or one that Kubernetes does not restart. */
export function runsToCompletion(kind: string, template: PodTemplate): boolean {
  if (kind === 'Job' || kind === 'CronJob') return true;
  return kind === 'Pod' && template.spec.restartPolicy !== undefined && template.spec.restartPolicy !== 'Always';
}

/** The template of this kind can't be changed once applied (a Job's; a CronJob's can). */
export function isTemplateImmutable(kind: string): boolean {
  return kind === 'Job';
}
