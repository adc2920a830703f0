import { isWritten } from './about';
import { Rule } from './rule';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

/** Names are unique over all lists of containers; the API server refuses the Pod otherwise. */
export const containerNameTaken: Rule = {
  code: 'container-name-taken',
  severity: 'error',
  summary: 'Two containers of a Pod have the same name.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (validateInitContainers)',
  checkOutline(pod) {
    const first = new Map<string, AnalyzedContainer>();
    return pod.containers.flatMap((c) => {
      const taken = first.get(c.name);
      // A missing name is another rule's.
      if (taken === undefined || !c.name) {
        first.set(c.name, c);
        return [];
      }
      const lists = taken.list === c.list ? `two of ${c.list}` : `one of ${taken.list} and one of ${c.list}`;
      return [{
        at: c.at,
        message: `the name "${c.name}" is taken: ${lists} have it${bringer(pod, c.name)}`,
        mend: 'rename one of them: container, init container and sidecar names are unique in a Pod',
      }];
    });
  },
};

function bringer(pod: PodAnalysis, name: string): string {
  return isWritten(pod, name) ? ` (the sidecar "${pod.intent.containers[name].by}" brings one)` : '';
}
