import { Rule } from './rule';

/**
 * An injector that finds a container of its own name either merges into it or leaves the Pod alone: neither is what a
 * Pod with a container that only happens to be called so can want.
 */
export const injectedNameTaken: Rule = {
  code: 'injected-name-taken',
  severity: 'warning',
  summary: 'A container has the name of one that a webhook injects.',
  source: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#customizing-injection',
  check(pod) {
    const injected = new Map((pod.intent.external ?? []).map((e) => [e.name, e.injector]));
    if (injected.size === 0) return [];
    return pod.containers
      // Istio's own way to customize what it injects.
      .filter((c) => injected.has(c.name) && c.container.image !== 'auto')
      .map((c) => ({
        at: c.at,
        message: `${injected.get(c.name)} injects a container named "${c.name}" into this Pod, which already has one`,
        mend: 'rename this container, or do without the injection',
      }));
  },
};
