import { called, listed } from './about';
import { Report, Rule } from './rule';
import { PodAnalysis } from '../pod/analysis';

interface Reserved { readonly by: string; readonly containers: ReadonlySet<string>; readonly certain: boolean }

/**
 * Meshes tell their proxy's own traffic from the app's by its user, and leave it alone: another process of that user goes
 * past the proxy, or its traffic turns in a circle. A plain init container may do so on purpose, before the proxy runs.
 */
export const uidReserved: Rule = {
  code: 'uid-reserved',
  severity: 'error',
  summary: 'A container runs as the user that a mesh reserves for its proxy.',
  source: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
  check(pod) {
    const reserved = reservedUsers(pod);
    if (reserved.size === 0) return [];
    return pod.containers.flatMap((c): Report[] => {
      const own = c.container.securityContext?.runAsUser;
      const user = own ?? pod.spec.securityContext?.runAsUser;
      const holder = reserved.get(user);
      if (!holder || !c.isLongRunning || holder.containers.has(c.name)) return [];
      return [{
        at: `${own === undefined ? '' : `${c.at}.`}securityContext.runAsUser`,
        message: `${called(c)} runs as user ${user}, which ${holder.by} reserves for ${listed([...holder.containers])}: its traffic goes past the proxy`,
        mend: 'run it as another user',
        severity: holder.certain ? 'error' : 'warning',
      }];
    });
  },
};

const MESHES = [
  { by: 'Istio', user: 1337, containers: ['istio-proxy', 'istio-init', 'istio-validation'], mark: 'sidecar.istio.io/inject', on: 'true' },
  { by: 'Linkerd', user: 2102, containers: ['linkerd-proxy', 'linkerd-init', 'linkerd-network-validator'], mark: 'linkerd.io/inject', on: 'enabled' },
];

function reservedUsers(pod: PodAnalysis): Map<number, Reserved> {
  const reserved = new Map<number, Reserved>();
  const { labels = {}, annotations = {} } = pod.template.metadata ?? {};
  const names = new Set(pod.containers.map((c) => c.name));
  for (const { by, user, containers, mark, on } of MESHES) {
    const isMeant = labels[mark] === on || annotations[mark] === on || names.has(containers[0]);
    if (isMeant) reserved.set(user, { by, containers: new Set(containers), certain: false });
  }
  for (const e of pod.intent.external ?? []) {
    if (e.user === undefined) continue;
    const before = reserved.get(e.user);
    reserved.set(e.user, { by: e.injector, containers: new Set([...before?.containers ?? [], e.name]), certain: true });
  }
  return reserved;
}
