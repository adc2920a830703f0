/**
 * Finds the neighbours of a Pod. Each list is put in an index once, when it is first asked for: an app with a thousand
 * workloads and a thousand Services must not compare them all with each other.
 */
import { Neighbours } from './rule';
import { KubeObject } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';

type Index = Map<string, KubeObject[]>;

const indices = new WeakMap<readonly unknown[], Index>();

function indexOf(list: readonly KubeObject[], keyOf: (object: KubeObject) => string | undefined): Index {
  const known = indices.get(list);
  if (known) return known;
  const index: Index = new Map();
  for (const object of list) {
    const key = object && typeof object === 'object' ? keyOf(object) : undefined;
    if (key === undefined) continue;
    const found = index.get(key);
    if (found) found.push(object);
    else index.set(key, [object]);
  }
  indices.set(list, index);
  return index;
}

/** A namespace that is not written is whatever the user applies to: it may be any. */
export function mayShareNamespace(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Autoscalers that scale this workload. */
export function autoscalersOf(pod: PodAnalysis, neighbours: Neighbours): Array<{ name: string; hpa: KubeObject }> {
  const index = indexOf(neighbours.autoscalers, (hpa) => {
    const target = hpa.spec?.scaleTargetRef;
    return target ? `${target.kind}/${target.name}` : undefined;
  });
  return (index.get(pod.path) ?? [])
    .filter((hpa) => mayShareNamespace(hpa.metadata?.namespace, pod.namespace) && groupOf(hpa.spec.scaleTargetRef.apiVersion ?? '', groupOf(pod.object.apiVersion)) === groupOf(pod.object.apiVersion))
    .map((hpa) => ({ name: String(hpa.metadata?.name ?? ''), hpa }));
}

function groupOf(apiVersion: unknown, absent = ''): string {
  return typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.split('/')[0] : absent;
}

export interface HpaMetric {
  readonly resource: string;
  /** Undefined: of the whole Pod. */
  readonly container?: string;
  /** It is compared with requests; an average value is not. */
  readonly isUtilization: boolean;
}

/** What an autoscaler of any version measures about the Pod's resources. */
export function hpaMetrics(hpa: KubeObject): HpaMetric[] {
  const spec = hpa.spec ?? {};
  const metrics: HpaMetric[] = [];
  if (typeof spec.targetCPUUtilizationPercentage === 'number') metrics.push({ resource: 'cpu', isUtilization: true });
  const listed: any[] = Array.isArray(spec.metrics) ? spec.metrics : [];
  // One that says nothing means 80 % of cpu: pkg/apis/autoscaling/v2/defaults.go
  if (listed.length === 0 && metrics.length === 0) metrics.push({ resource: 'cpu', isUtilization: true });
  for (const metric of listed) {
    const part = metric?.type === 'Resource' ? metric.resource : metric?.type === 'ContainerResource' ? metric.containerResource : undefined;
    if (typeof part?.name !== 'string') continue;
    const isUtilization = part.target?.type === 'Utilization' || (part.target?.averageUtilization ?? part.targetAverageUtilization) != null;
    if (metric.type === 'Resource') metrics.push({ resource: part.name, isUtilization });
    else if (typeof part.container === 'string') metrics.push({ resource: part.name, container: part.container, isUtilization });
  }
  return metrics;
}

/** Services whose selector picks this Pod. */
export function servicesOf(pod: PodAnalysis, neighbours: Neighbours): Array<{ name: string; service: KubeObject }> {
  const labels = pod.template.metadata?.labels ?? {};
  const index = indexOf(neighbours.services, (service) => {
    const [first] = selectorOf(service);
    return first && `${first[0]}=${first[1]}`;
  });
  return Object.entries(labels).flatMap(([key, value]) => index.get(`${key}=${value}`) ?? [])
    .filter((service) => mayShareNamespace(service.metadata?.namespace, pod.namespace))
    .filter((service) => selectorOf(service).every(([key, value]) => labels[key] === value))
    .map((service) => ({ name: String(service.metadata?.name ?? ''), service }));
}

function selectorOf(service: KubeObject): Array<[string, unknown]> {
  const selector = service.spec?.selector;
  return service.spec?.type !== 'ExternalName' && selector && typeof selector === 'object' ? Object.entries(selector) : [];
}

const namespaces = new WeakMap<readonly unknown[], Map<string, Set<string | undefined>>>();

/** The namespaces in which the app makes an object of this name; undefined where it makes none. */
export function namespacesOf(list: ReadonlyArray<{ name: string; namespace?: string }>, name: string): ReadonlySet<string | undefined> | undefined {
  let index = namespaces.get(list);
  if (!index) {
    index = new Map();
    for (const object of list) {
      const found = index.get(object.name);
      if (found) found.add(object.namespace);
      else index.set(object.name, new Set([object.namespace]));
    }
    namespaces.set(list, index);
  }
  return index.get(name);
}
