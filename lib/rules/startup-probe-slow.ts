import { called } from './about';
import { Rule } from './rule';

/** Longer than this between two attempts is felt at each start and roll-out. */
const FELT_SECONDS = 3;

/**
 * A probe's ticks don't begin when its container starts: with the default period of 10 a sidecar that was up after one
 * second was seen to hold its app back for eleven.
 */
export const startupProbeSlow: Rule = {
  code: 'startup-probe-slow',
  severity: 'warning',
  summary: 'A sidecar\'s startup probe asks so seldom that the app starts later than it could.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#pod-sidecar-containers',
  check: (pod) => {
    const timings = new Map(pod.start.steps.filter((s) => s.form === 'sidecar' && s.startupProbe).map((s) => [s.path, s.startupProbe!]));
    if (timings.size === 0) return [];
    return pod.containers.flatMap((c, i) => {
      const timing = c.list === 'initContainers' ? timings.get(`initContainers[${i}]`) : undefined;
      if (!timing || timing.latestFirstProbe <= FELT_SECONDS) return [];
      const { initialDelaySeconds = 0, periodSeconds } = c.container.startupProbe!;
      return [{
        at: `${c.at}.startupProbe`,
        message: `holds back all that starts after ${called(c)} for up to ${timing.latestFirstProbe} s, even if it is up at once: ${initialDelaySeconds ? `it begins after ${initialDelaySeconds} s and ` : 'it '}asks every ${periodSeconds || 10} s${periodSeconds ? '' : ', which is the default'}`,
        mend: `set periodSeconds: 1${initialDelaySeconds ? ', no initialDelaySeconds' : ''} and failureThreshold to the seconds that it may take to start (now ${timing.givesUp})`,
      }];
    });
  },
};
