import { called, hasNativeSidecars } from './about';
import { Report, Rule } from './rule';
import { PodAnalysis } from '../pod/analysis';

/** An older API server does not know `restartPolicy` on containers: the sidecar becomes an init container that never ends. */
export const nativeDropped: Rule = {
  code: 'native-dropped',
  severity: 'error',
  summary: 'A native sidecar that is none: on a Kubernetes version that knows no such thing, or without its restartPolicy.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/',
  checkOutline(pod) {
    if (hasNativeSidecars(pod)) return undone(pod);
    const gate = /^1\.28$/.test(pod.intent.target) ? ', or turn the feature gate SidecarContainers on and say so' : '';
    return pod.containers.filter((c) => c.isNative).map((c) => ({
      at: `${c.at}.restartPolicy`,
      message: `Kubernetes ${pod.intent.target} drops the field, which makes ${called(c)} a plain init container: it never ends, and the app never starts`,
      mend: `write this workload in classic form, target Kubernetes 1.29 or newer${gate}`,
    }));
  },
};

/** Raw fields or a patch took a sidecar the field that makes it one. */
function undone(pod: PodAnalysis): Report[] {
  return pod.sidecars.filter((c) => c.list === 'initContainers' && !c.isNative).map((c) => ({
    at: `${c.at}.restartPolicy`,
    message: `is ${c.container.restartPolicy ?? 'missing'}, which makes the sidecar "${c.name}" a plain init container: it never ends, and the app never starts`,
    mend: 'leave restartPolicy to the library',
  }));
}
