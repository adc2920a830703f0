import { called } from './about';
import { Report, Rule } from './rule';
import { ContainerPort } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';

/**
 * Two regular containers on one port of the host are refused: by the API server, or, where `hostNetwork` makes container
 * ports host ports, when the Pod is made. Of init containers and sidecars it takes note in no version.
 */
export const hostPortTaken: Rule = {
  code: 'host-port-taken',
  severity: 'error',
  summary: 'Two containers use one port of the host.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (checkHostPortConflicts)',
  checkOutline(pod) {
    const reports: Report[] = [];
    const holders = new Map<string, { who: string; list: string; container: string }>();
    for (const c of pod.containers) {
      for (const port of c.container.ports ?? []) {
        const number = hostPortOf(pod, port);
        if (!number) continue;
        const key = `${port.protocol || 'TCP'}/${port.hostIP ?? ''}/${number}`;
        const holder = holders.get(key);
        const mains = c.list === 'containers' && holder?.list === 'containers';
        if (holder && (mains || (c.isLongRunning && holder.container !== c.name))) {
          reports.push({
            at: `${c.at}.ports[${port.name || port.containerPort}].${port.hostPort ? 'hostPort' : 'containerPort'}`,
            message: `${called(c)} and ${holder.who} both use port ${number}/${port.protocol || 'TCP'} of the host${port.hostPort ? '' : ' (hostNetwork is true)'}`,
            mend: 'give one of them another port, or do without hostPort',
            severity: mains ? 'error' : 'warning',
          });
        } else if (c.isLongRunning) {
          holders.set(key, { who: called(c), list: c.list, container: c.name });
        }
      }
    }
    return reports;
  },
};

function hostPortOf(pod: PodAnalysis, port: ContainerPort): number | undefined {
  return port.hostPort || (pod.spec.hostNetwork ? port.containerPort : undefined);
}
