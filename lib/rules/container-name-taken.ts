import { Rule } from './rule';

/** Names are unique over all lists of containers; the API server refuses the Pod otherwise. */
export const containerNameTaken: Rule = {
  code: 'container-name-taken',
  severity: 'error',
  summary: 'Two containers of a Pod have the same name.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (ValidatePodSpec)',
  check(pod) {
    const first = new Map<string, string>();
    return pod.containers.flatMap((c, i) => {
      const taken = first.get(c.name);
      if (taken === undefined) {
        first.set(c.name, `${c.list}[${i}]`);
        return [];
      }
      const by = pod.intent.containers[c.name]?.by;
      return [{
        at: c.at,
        message: `the name "${c.name}" is taken by another container of this Pod${by ? ` (the sidecar "${by}" brings one)` : ''}`,
        mend: 'rename one of them: container, init container and sidecar names are unique in a Pod',
      }];
    });
  },
};
