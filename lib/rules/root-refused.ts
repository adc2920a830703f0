import { called } from './about';
import { Report, Rule } from './rule';
import { PodAnalysis } from '../pod/analysis';

/** The kubelet looks at it when it makes the container: validation lets it pass, and the Pod never starts. */
export const rootRefused: Rule = {
  code: 'root-refused',
  severity: 'error',
  summary: 'A container says that it must not run as root, and that it runs as root.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/kubelet/kuberuntime/security_context_others.go',
  checkOutline: (pod) => (isOnWindows(pod) ? [] : pod.containers).flatMap((c): Report[] => {
    const own = c.container.securityContext ?? {};
    const ofPod = pod.spec.securityContext ?? {};
    const user = own.runAsUser ?? ofPod.runAsUser;
    if (user !== 0 || !(own.runAsNonRoot ?? ofPod.runAsNonRoot)) return [];
    return [{
      at: `${c.at}.securityContext.runAsUser`,
      message: `${called(c)} has runAsNonRoot: true and runs as user 0: the kubelet refuses to make it, and the Pod never starts`,
      mend: 'give it another user, or set runAsNonRoot: false where it can\'t do without root',
    }];
  }),
};

/** There is no user 0, and the kubelet passes over the number. */
function isOnWindows({ spec }: PodAnalysis): boolean {
  return spec.os?.name === 'windows' || spec.nodeSelector?.['kubernetes.io/os'] === 'windows';
}
