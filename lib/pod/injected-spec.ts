/** What webhooks add, laid over the Pod as it is written. */
import { ExternalPart } from './contribution';
import { ContainerIntent } from './intent';
import { Container, PodSpec } from '../kubernetes/types';

/** The spec with the injected containers in their places; the very same one where there are none. */
export function specWithInjected(spec: PodSpec, external: readonly ExternalPart[] = []): PodSpec {
  if (external.length === 0) return spec;
  const made = (list: 'initContainers' | 'containers', position: ExternalPart['position']): Container[] => external
    .filter((e) => (e.form === 'classic') === (list === 'containers') && e.position === position)
    .map((e) => ({
      name: e.name,
      ...(e.form === 'native' ? { restartPolicy: 'Always' } : {}),
      resources: { ...(e.requests ? { requests: e.requests } : {}), ...(e.limits ? { limits: e.limits } : {}) },
    }));
  return {
    ...spec,
    initContainers: [...made('initContainers', 'first'), ...spec.initContainers ?? [], ...made('initContainers', 'last')],
    containers: [...made('containers', 'first'), ...spec.containers, ...made('containers', 'last')],
  };
}

/** What is known of the injected containers, beside what is known of the others. */
export function intentWithInjected(
  containers: Record<string, ContainerIntent>, external: readonly ExternalPart[] = [],
): Record<string, ContainerIntent> {
  const all: Record<string, ContainerIntent> = { ...containers };
  for (const e of external) {
    all[e.name] = {
      role: e.form === 'init' ? 'set-up' : 'sidecar', by: e.injector,
      ...(e.drainSeconds !== undefined ? { drainSeconds: e.drainSeconds } : {}),
    };
  }
  return all;
}
