/** Small builders for tests of the engine. */
import { PodSpec } from '../../lib/kubernetes/types';
import { assemble, AssembleInput, Assembly } from '../../lib/pod/assemble';
import { ContainerPart, Contribution } from '../../lib/pod/contribution';

export function contribution(attachment: string, more: Partial<Contribution> = {}): Contribution {
  return {
    attachment, source: `test/${attachment}`, phase: 'telemetry', into: ['app'], setup: [], external: [], app: {},
    containers: [sidecar(attachment)],
    ...more,
  };
}

export function sidecar(name: string, more: Partial<ContainerPart> = {}): ContainerPart {
  return { name, image: `example.com/${name}:1.0`, ...more };
}

export const HEALTH = { check: { httpGet: { path: '/ready', port: 9000 } } };

export function pod(spec: Partial<PodSpec> = {}): { spec: PodSpec } {
  return { spec: { containers: [{ name: 'app', image: 'example.com/app:1.0' }], ...spec } };
}

export function assembled(contributions: Contribution[], more: Partial<AssembleInput> = {}): Assembly {
  return assemble({
    kind: 'Deployment', template: pod(), contributions, target: '1.33', form: 'native',
    defaultSize: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
    ...more,
  });
}

export const initNames = (a: Assembly) => (a.template.spec.initContainers ?? []).map((c) => c.name);
export const mainNames = (a: Assembly) => a.template.spec.containers.map((c) => c.name);
export const problems = (a: Assembly) => (a.intent.problems ?? []).map((p) => `${p.severity} ${p.kind}: ${p.message}`);
