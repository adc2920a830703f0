import { PROBES } from './about';
import { Rule } from './rule';

/** The API server refuses the Pod. Where the version drops `restartPolicy`, native-dropped says what is the matter. */
export const initProbe: Rule = {
  code: 'init-probe',
  severity: 'error',
  summary: 'A plain init container has a probe or a hook.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (validateInitContainers)',
  checkContainer: (c) => (c.list !== 'initContainers' || c.isNative ? [] : [...PROBES, 'lifecycle' as const])
    .filter((field) => c.container[field])
    .map((field) => ({
      at: `${c.at}.${field}`,
      message: `the init container "${c.name}" runs to completion, and Kubernetes refuses ${field === 'lifecycle' ? 'hooks' : `a ${field}`} on it`,
      mend: `remove ${field}, or make it a sidecar with restartPolicy: Always`,
    })),
};
