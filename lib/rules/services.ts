/** Services of the same app, and the ports that they send traffic to. */
import { servicesOf } from './neighbours';
import { Report, Rule } from './rule';
import { isOn } from '../kubernetes/features';
import { ContainerPort } from '../kubernetes/types';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

interface ServicePort { readonly at: string; readonly service: string; readonly target: unknown; readonly protocol: string }

export const servicePastProxy: Rule = {
  code: 'service-past-proxy',
  severity: 'error',
  summary: 'A Service sends traffic to the app\'s port, past the proxy in front of it.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  check(pod, neighbours) {
    const fronts = pod.intent.fronts ?? [];
    if (fronts.length === 0) return [];
    return portsOf(pod, neighbours).flatMap((port): Report[] => {
      const number = typeof port.target === 'number' ? port.target : named(pod, port)?.port.containerPort;
      const front = port.protocol === 'TCP' ? fronts.find((f) => f.appPort === number && f.port !== number) : undefined;
      if (!front) return [];
      return [{
        at: '',
        message: `${port.service} sends traffic to port ${number} of the app, past "${front.container}", which stands in front of it on port ${front.port}`,
        mend: `set targetPort to ${front.port} in ${port.at} (expose() makes such a Service)`,
      }];
    });
  },
};

export const serviceNamedPort: Rule = {
  code: 'service-port-unknown',
  severity: 'warning',
  summary: 'A Service names a port that no container has, or that the target version does not find on a sidecar.',
  source: 'https://github.com/kubernetes/kubernetes/issues/127958',
  check(pod, neighbours) {
    const { target, featureGates, external } = pod.intent;
    return portsOf(pod, neighbours).flatMap((port): Report[] => {
      if (typeof port.target !== 'string') return [];
      const found = named(pod, port);
      if (found && (found.c.list === 'containers' || isOn('NamedPortsOfSidecars', target, featureGates))) return [];
      // A webhook's container may have it.
      if (!found && external?.length) return [];
      return [{
        at: found ? `${found.c.at}.ports[${port.target}]` : '',
        message: found
          ? `${port.service} names the port "${port.target}", which only the native sidecar "${found.c.name}" has: Kubernetes ${target} looks for names in regular containers alone, and the Service gets no endpoint`
          : `${port.service} names the port "${port.target}" (${port.protocol}), which no container of this Pod has: it gets no endpoint`,
        mend: found ? `write the number: targetPort: ${found.port.containerPort}` : 'name a port that is there, or write its number',
      }];
    });
  },
};

function portsOf(pod: PodAnalysis, neighbours: Parameters<typeof servicesOf>[1]): ServicePort[] {
  return servicesOf(pod, neighbours).flatMap(({ name, service }) => {
    const ports: any[] = Array.isArray(service.spec?.ports) ? service.spec.ports : [];
    return ports.filter((p) => p && typeof p === 'object').map((p, i) => ({
      service: `Service/${name}`,
      at: `Service/${name} › ports[${p.name ?? i}]`,
      target: p.targetPort ?? p.port,
      protocol: typeof p.protocol === 'string' ? p.protocol : 'TCP',
    }));
  });
}

/** As the endpoint controllers look: regular containers first, then native sidecars. */
function named(pod: PodAnalysis, { target, protocol }: ServicePort): { c: AnalyzedContainer; port: ContainerPort } | undefined {
  const candidates = [...pod.containers.filter((c) => c.list === 'containers'), ...pod.containers.filter((c) => c.isNative)];
  for (const c of candidates) {
    const port = c.container.ports?.find((p) => p.name === target && (p.protocol || 'TCP') === protocol);
    if (port) return { c, port };
  }
  return undefined;
}
