import { called, hasNativeSidecars } from './about';
import { Rule } from './rule';

/** An older API server does not know `restartPolicy` on containers: the sidecar becomes an init container that never ends. */
export const nativeDropped: Rule = {
  code: 'native-dropped',
  severity: 'error',
  summary: 'A native sidecar on a Kubernetes version that knows no such thing.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/',
  check(pod) {
    if (hasNativeSidecars(pod)) return [];
    const gate = /^1\.28$/.test(pod.intent.target) ? ', or turn the feature gate SidecarContainers on and say so' : '';
    return pod.containers.filter((c) => c.isNative).map((c) => ({
      at: `${c.at}.restartPolicy`,
      message: `Kubernetes ${pod.intent.target} drops the field, which makes ${called(c)} a plain init container: it never ends, and the app never starts`,
      mend: `write this workload in classic form, target Kubernetes 1.29 or newer${gate}`,
    }));
  },
};
