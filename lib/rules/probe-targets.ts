/** Probes that can't reach what they ask. */
import { called, probesOf } from './about';
import { Report, Rule } from './rule';
import { Probe } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';

const SOURCE = 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/';
type Asked = { port: unknown; host?: string };

function askedBy(probe: Probe): Asked | undefined {
  return probe.httpGet ?? probe.tcpSocket ?? probe.grpc;
}

/** The kubelet asks the Pod's IP, from outside: what listens on 127.0.0.1 never answers. */
export const probeOnLoopback: Rule = {
  code: 'probe-on-loopback',
  severity: 'error',
  summary: 'A probe asks a port that is bound on loopback only.',
  source: SOURCE,
  needsIntent: true,
  checkOutline(pod) {
    const loopback = loopbackPorts(pod);
    if (loopback.size === 0 || pod.spec.hostNetwork) return [];
    return pod.containers.flatMap((c) => probesOf(c.container).flatMap(({ field, probe }): Report[] => {
      const asked = askedBy(probe);
      const owner = typeof asked?.port === 'number' && !asked.host ? loopback.get(asked.port) : undefined;
      if (owner === undefined) return [];
      return [{
        at: `${c.at}.${field}`,
        message: `asks port ${asked!.port} of the Pod's address, but "${owner}" listens there on 127.0.0.1 only: the probe never succeeds`,
        mend: 'ask another port, let it listen on all addresses, or use an exec probe',
      }];
    }));
  },
};

/** `host: 127.0.0.1` is the node's loopback, for it is the kubelet that asks. */
export const probeAsksNode: Rule = {
  code: 'probe-asks-node',
  severity: 'warning',
  summary: 'A probe with host 127.0.0.1 asks the node, and not the Pod.',
  source: SOURCE,
  checkContainer(c) {
    if (c.around.hostNetwork) return [];
    return probesOf(c.container).flatMap(({ field, probe }): Report[] => {
      const host = askedBy(probe)?.host;
      if (host !== 'localhost' && host !== '::1' && !host?.startsWith('127.')) return [];
      return [{
        at: `${c.at}.${field}`,
        message: `asks ${host}, which is the node's own loopback: the kubelet asks, and not the container`,
        mend: 'remove host, or use an exec probe for what listens on loopback only',
      }];
    });
  },
};

/** The kubelet looks for the name in that container alone, and without a port it never asks. */
export const probePortUnknown: Rule = {
  code: 'probe-port-unknown',
  severity: 'error',
  summary: 'A probe names a port that its container does not have.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/probe/util.go (findPortByName)',
  checkContainer(c) {
    const names = new Set((c.container.ports ?? []).map((p) => p.name));
    return probesOf(c.container).flatMap(({ field, probe }): Report[] => {
      const port = askedBy(probe)?.port;
      // A text of digits is another error: the API server refuses it.
      if (typeof port !== 'string' || names.has(port) || /^\d+$/.test(port) || (c.list === 'initContainers' && !c.isNative)) return [];
      return [{
        at: `${c.at}.${field}`,
        message: `${called(c)} has no port named "${port}", so that its ${field} ${field === 'livenessProbe' ? 'never asks anything' : 'never succeeds'}`,
        mend: 'declare the port, or write its number',
        severity: field === 'livenessProbe' && !c.isWritten ? 'warning' : 'error',
      }];
    });
  },
};

function loopbackPorts(pod: PodAnalysis): Map<number, string> {
  return new Map(pod.containers.flatMap((c) => (c.intent?.loopbackPorts ?? []).map((port): [number, string] => [port, c.name])));
}
