import { called, runsAsNative } from './about';
import { Rule } from './rule';
import { startupProbeTiming } from '../kubernetes/start-sequence';

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
  checkContainer(c) {
    const probe = runsAsNative(c) ? c.container.startupProbe : undefined;
    const timing = probe && startupProbeTiming(probe);
    if (!timing || timing.latestFirstProbe <= FELT_SECONDS) return [];
    const { initialDelaySeconds = 0, periodSeconds } = probe!;
    return [{
      at: `${c.at}.startupProbe`,
      message: `holds back all that starts after ${called(c)} for up to ${timing.latestFirstProbe} s, even if it is up at once: ${initialDelaySeconds ? `it begins after ${initialDelaySeconds} s and ` : 'it '}asks every ${periodSeconds || 10} s${periodSeconds ? '' : ', which is the default'}`,
      mend: `set periodSeconds: 1${initialDelaySeconds ? ', no initialDelaySeconds' : ''} and failureThreshold to the seconds that it may take to start (now ${timing.givesUp})`,
    }];
  },
};
