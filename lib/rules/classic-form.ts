/** What the kubelet does not do for classic sidecars, said once per Pod. */
import { listed, productOf } from './about';
import { Rule } from './rule';

export const classicForm: Rule = {
  code: 'classic-form',
  severity: 'info',
  summary: 'Sidecars are written in classic form, in which Kubernetes guarantees less.',
  source: 'https://kubernetes.io/blog/2023/08/25/native-sidecar-containers/',
  checkOutline(pod) {
    if (pod.intent.form !== 'classic' || pod.intent.assumed) return [];
    const classic = pod.sidecars.filter((c) => c.list === 'containers' && c.intent?.by !== undefined).map((c) => c.name);
    if (classic.length === 0) return [];
    return [{
      at: '',
      message: `${listed(classic)} ${classic.length === 1 ? 'is a' : 'are'} classic sidecar${classic.length === 1 ? '' : 's'} on Kubernetes ${pod.intent.target}: init containers run without them, the app does not wait if a postStart hook fails, all containers get TERM at once, and only hooks delay it`,
      mend: 'target Kubernetes 1.29 or newer for native sidecars',
    }];
  },
};

/** Proxies that carry what the app sends from its first second on. */
const NETWORK = new Set(['envoy', 'proxyv2', 'linkerd-proxy', 'cloud-sql-proxy', 'gce-proxy', 'pgbouncer', 'ghostunnel', 'daprd', 'oauth2-proxy']);

export const classicStartsLate: Rule = {
  code: 'classic-starts-late',
  severity: 'info',
  summary: 'A proxy stands behind the app in the list of containers, and so starts after it.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod)',
  needsIntent: true,
  check(pod) {
    const app = pod.containers.findIndex((c) => c.role === 'app');
    return pod.containers.filter((c, i) => i > app && app >= 0 && c.role === 'sidecar' && c.list === 'containers' && NETWORK.has(productOf(c.container.image))).map((c) => ({
      at: c.at,
      message: `the proxy "${c.name}" starts after "${pod.containers[app].name}", which can't reach anything through it until then`,
      mend: 'make it a native sidecar, or at least list it before the app, with a postStart hook that waits until it works',
    }));
  },
};
