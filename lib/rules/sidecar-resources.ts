import { called, isGuessed, liveContainers, listed } from './about';
import { Report, Rule } from './rule';
import { isOn } from '../kubernetes/features';
import { PodAnalysis } from '../pod/analysis';

const WANTED = [
  ['requests', 'cpu'], ['requests', 'memory'], ['limits', 'memory'], ['limits', 'cpu'],
] as const;

/**
 * A sidecar is one more per Pod: what it doesn't ask for it takes from the app, and a Pod with one that asks for nothing
 * is evicted first. A missing limit on cpu alone is a choice that some make on purpose, so it is only mentioned.
 */
export const sidecarResources: Rule = {
  code: 'sidecar-without-resources',
  severity: 'warning',
  summary: 'A sidecar has no requests, or no limits.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  checkOutline(pod) {
    const live = liveContainers(pod);
    return pod.containers.flatMap((c, i): Report[] => {
      if (c.role !== 'sidecar') return [];
      const own = live[i].resources ?? {};
      const missing = WANTED.filter(([list, name]) => own[list]?.[name] === undefined && !hasPodLevel(pod, list, name)).map(([list, name]) => `${list}.${name}`);
      if (missing.length === 0) return [];
      const onlyCpuLimit = missing.length === 1 && missing[0] === 'limits.cpu';
      return [{
        at: `${c.at}.resources`,
        message: `${called(c)} has no ${missing.join(', no ')}${onlyCpuLimit ? ': it may use all idle cpu of the node' : ''}`,
        mend: onlyCpuLimit ? 'set limits.cpu, or leave it so on purpose' : `set ${listed(missing).replace(/"/g, '')}`,
        severity: onlyCpuLimit ? 'info' : 'warning',
        needsIntent: isGuessed(c),
      }];
    });
  },
};

/** The Pod as a whole says it (KEP-2837). */
function hasPodLevel(pod: PodAnalysis, list: 'requests' | 'limits', name: string): boolean {
  return pod.live.resources?.[list]?.[name] !== undefined && isOn('PodLevelResources', pod.intent.target, pod.intent.featureGates);
}
