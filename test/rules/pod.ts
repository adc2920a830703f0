/** Small Pods for the tests of rules. */
import { Container, KubeObject, PodSpec } from '../../lib/kubernetes/types';
import { PodAnalysis } from '../../lib/pod/analysis';
import { ContainerIntent, PodIntent } from '../../lib/pod/intent';
import { Finding, findingText } from '../../lib/rules/finding';
import { findingsOf } from '../../lib/rules/index';
import { Neighbours, NO_NEIGHBOURS } from '../../lib/rules/rule';

export const SIZE = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } };

/** An ordinary app container. */
export function app(fields: Partial<Container> = {}): Container {
  return { name: 'app', image: 'myapp/server:2.1', resources: SIZE, ...fields };
}

/** An ordinary native sidecar. */
export function native(fields: Partial<Container> = {}): Container {
  return { name: 'proxy', image: 'envoyproxy/envoy:v1.36.2', restartPolicy: 'Always', resources: SIZE, ...fields };
}

/** What the template of a case says; whatever is not a field of the Pod is about its workload. */
export interface Case extends Partial<Omit<PodSpec, 'containers'>> {
  kind?: string;
  containers?: Container[];
  /** Fields laid over the whole object. */
  object?: Record<string, any>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  namespace?: string;
}

export function objectOf(c: Case): KubeObject {
  const { kind = 'Deployment', object = {}, labels, annotations, namespace, containers = [app()], ...rest } = c;
  const isJob = kind === 'Job' || kind === 'CronJob';
  const spec = { ...(isJob ? { restartPolicy: 'Never' } : {}), ...rest, containers };
  const metadata = { name: 'web', ...(namespace ? { namespace } : {}) };
  const template = { metadata: { labels: { app: 'web', ...labels }, ...(annotations ? { annotations } : {}) }, spec };
  const make = (apiVersion: string, fields: any) => ({ apiVersion, kind, metadata, ...object, spec: { ...fields, ...object.spec } });
  switch (kind) {
    case 'Pod': return { apiVersion: 'v1', kind, metadata: { ...metadata, ...template.metadata }, spec };
    case 'Job': return make('batch/v1', { template });
    case 'CronJob': return make('batch/v1', { schedule: '* * * * *', jobTemplate: { spec: { template, ...object.job } } });
    default: return make('apps/v1', { selector: { matchLabels: { app: 'web' } }, template });
  }
}

/** As YAML that others made. */
export function foreign(c: Case): PodAnalysis {
  return PodAnalysis.of(objectOf(c))!;
}

/** As this library's own: `containers` are the roles of what it wrote. */
export function own(c: Case, intent: Partial<PodIntent> = {}): PodAnalysis {
  return PodAnalysis.of(objectOf(c), { v: 1, target: '1.33', form: 'native', containers: {}, ...intent })!;
}

/** The part of a sidecar that this library wrote. */
export function sidecar(fields: Partial<ContainerIntent> = {}): ContainerIntent {
  return { role: 'sidecar', by: 'proxy', ...fields };
}

/** The findings of one code. */
export function found(code: string, pod: PodAnalysis, neighbours: Partial<Neighbours> = {}): Finding[] {
  return findingsOf(pod, { ...NO_NEIGHBOURS, ...neighbours }).filter((f) => f.code === code);
}

/** All findings of a severity, as text. */
export function texts(severity: string, pod: PodAnalysis, neighbours: Partial<Neighbours> = {}): string[] {
  return findingsOf(pod, { ...NO_NEIGHBOURS, ...neighbours }).filter((f) => f.severity === severity).map(findingText);
}

/** Fires exactly once, with this severity, at this place, with this text in message or mend. */
export function expectOne(
  code: string, pod: PodAnalysis, expected: { severity: string; at?: string; says?: RegExp; assumed?: boolean }, neighbours: Partial<Neighbours> = {},
): void {
  const all = found(code, pod, neighbours);
  expect(all.map(findingText)).toHaveLength(1);
  const [finding] = all;
  expect(finding.severity).toBe(expected.severity);
  if (expected.at !== undefined) expect(finding.path).toBe(expected.at === '' ? pod.path : `${pod.path} › ${expected.at}`);
  if (expected.says) expect(`${finding.message}; ${finding.mend}`).toMatch(expected.says);
  expect(finding.assumed).toBe(expected.assumed ?? false);
}

export function expectNone(code: string, pod: PodAnalysis, neighbours: Partial<Neighbours> = {}): void {
  expect(found(code, pod, neighbours).map(findingText)).toEqual([]);
}
