/** From Kubernetes objects of any origin to plans and findings: what command line and plugin have in common. */
import { ReportedPod } from './reported-pod';
import { KubeObject } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';
import { inferIntent } from '../pod/infer';
import { PodPlan, planOf } from '../pod/plan';
import { isWorkload, nameOf, templateOf } from '../pod/workload-json';
import { findingsOf } from '../rules';
import { Finding } from '../rules/finding';
import { readingOf } from '../rules/reading';
import { Neighbours } from '../rules/rule';

/** An object and where it was found. */
export interface FoundObject {
  readonly object: KubeObject;
  /** File, or "stdin". */
  readonly origin: string;
  readonly line?: number;
}

/** A workload as it was found, with what could be made of it. */
export interface AnalyzedWorkload {
  readonly found: FoundObject;
  /** "Deployment/web". */
  readonly path: string;
  /** Absent where nothing of the Pod can be read; a finding says why, or `failure` does. */
  readonly plan?: PodPlan;
  readonly findings: readonly Finding[];
  /** Why there is no plan, or not all findings. */
  readonly failure?: string;
}

export interface AnalyzeOptions {
  /** Kubernetes version to analyze for, also where the library wrote another one. Default: what was written, else the library's default. */
  readonly target?: string;
}

/** Analyzes every workload; the other objects are the neighbours that rules may ask for. Lists must have been taken apart. */
export function analyzeObjects(objects: readonly FoundObject[], options: AnalyzeOptions = {}): AnalyzedWorkload[] {
  const neighbours = neighboursOf(objects.map((found) => found.object));
  return objects.filter(({ object }) => isObject(object) && isWorkload(object)).map((found) => analyze(found, neighbours, options));
}

/** What a report takes: workloads of which there is a plan. */
export function reportable(workloads: readonly AnalyzedWorkload[]): ReportedPod[] {
  return workloads.flatMap(({ plan, findings }) => (plan ? [{ plan, findings }] : []));
}

/** The objects of a `kind: List`, or of a `DeploymentList` as the API answers; the object itself if it is none. */
export function itemsOf(object: unknown): KubeObject[] {
  if (!isObject(object)) return [];
  if (!object.kind!.endsWith('List') || !Array.isArray(object.items)) return [object];
  const kind = object.kind!.slice(0, -'List'.length);
  return object.items.flatMap((item: any) => {
    if (!item || typeof item !== 'object' || Array.isArray(item)) return [];
    // In the API's typed lists the items do not say again what they are.
    const whole = kind !== '' && item.kind === undefined ? { apiVersion: object.apiVersion, kind, ...item } : item;
    return itemsOf(whole);
  });
}

/** Whether it says what it is: enough to be a Kubernetes object. */
export function isObject(value: unknown): value is KubeObject {
  const object = value as KubeObject | null;
  return object !== null && typeof object === 'object' && typeof object.kind === 'string' && typeof object.apiVersion === 'string';
}

function analyze(found: FoundObject, neighbours: Neighbours, { target }: AnalyzeOptions): AnalyzedWorkload {
  const { object } = found;
  const path = `${object.kind}/${nameOf(object)}`;
  const template = templateOf(object);
  if (!template) return { found, path, findings: [], failure: 'it has no Pod template with a spec' };
  try {
    const intent = inferIntent(object, template, target);
    const pod = PodAnalysis.of(object, target === undefined ? intent : { ...intent, target })!;
    const findings = findingsOf(pod, neighbours);
    const read = readingOf(pod).pod;
    return read ? { found, path, plan: planOf(read), findings } : { found, path, findings, failure: 'nothing of its Pod can be read' };
  } catch (error) {
    // One workload that this library can't cope with must not hide what it has to say about the others.
    return { found, path, findings: [], failure: (error as Error).message };
  }
}

function neighboursOf(objects: readonly KubeObject[]): Neighbours {
  const ofKind = (kind: string, group: RegExp) => objects.filter((o) => isObject(o) && o.kind === kind && group.test(o.apiVersion!));
  const identity = ({ metadata }: KubeObject) => (typeof metadata?.name !== 'string' ? [] : [{
    name: metadata.name,
    ...(typeof metadata.namespace === 'string' ? { namespace: metadata.namespace } : {}),
  }]);
  return {
    services: ofKind('Service', /^v1$/),
    autoscalers: ofKind('HorizontalPodAutoscaler', /^autoscaling\//),
    configMaps: ofKind('ConfigMap', /^v1$/).flatMap(identity),
    secrets: ofKind('Secret', /^v1$/).flatMap(identity),
  };
}
