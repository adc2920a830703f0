/** Whether traffic waits for the sidecars that carry it. */
import { called, isGuessed } from './about';
import { Rule } from './rule';

export const readinessMissing: Rule = {
  code: 'sidecar-without-readiness',
  severity: 'info',
  summary: 'A sidecar that listens has no readiness probe: traffic may come before it is ready.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#pod-sidecar-containers',
  checkOutline(pod) {
    if (pod.runsToCompletion) return [];
    const fronts = new Set((pod.intent.fronts ?? []).map((f) => f.container));
    return pod.sidecars.filter((c) => c.isLongRunning && c.container.ports?.length && !c.container.readinessProbe)
      .filter((c) => !c.intent?.readinessOptOut)
      .map((c) => ({
        at: c.at,
        message: `${called(c)} listens and has no readinessProbe: ${fronts.has(c.name) ? 'traffic for the app comes through it, and may come before it can pass it on' : 'the Pod counts as ready without it'}`,
        mend: 'give it a readinessProbe, or say that it must not gate the Pod\'s readiness',
        severity: fronts.has(c.name) ? 'warning' as const : 'info' as const,
        needsIntent: isGuessed(c),
      }));
  },
};
