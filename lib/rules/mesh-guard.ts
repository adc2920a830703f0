/** Who can't come in where a mesh lets in only clients that it knows. */
import { called, listed, probesOf } from './about';
import { Report, Rule } from './rule';
import { PodAnalysis } from '../pod/analysis';
import { InboundGuard } from '../pod/contribution';

interface Guarded { readonly injector: string; readonly guard: InboundGuard }

/** Metrics of a sidecar are there to be read, and by whom is not known: in many clusters Prometheus is not in the mesh. */
export const meshGuardsMetrics: Rule = {
  code: 'mesh-guards-metrics',
  severity: 'info',
  summary: 'A mesh lets in only clients that it knows, also to the metrics of the Pod\'s sidecars.',
  source: 'https://istio.io/latest/docs/ops/integrations/prometheus/#tls-settings',
  needsIntent: true,
  checkOutline: (pod) => guardsOf(pod).flatMap(({ injector, guard }): Report[] => {
    const found = pod.sidecars.flatMap((c) => (c.container.ports ?? []).map((p) => ({ sidecar: c.name, name: p.name, port: p.containerPort })))
      .filter(({ name, port }) => isMetrics(name) && guards(guard, port));
    if (found.length === 0) return [];
    const ports = found.map(({ port }) => port).join(', ');
    return [{
      at: '',
      message: `${injector} turns down clients without an identity of the mesh, and so a Prometheus that is not in it: it can't read the metrics of `
        + `${listed(found.map(({ sidecar }) => sidecar))} (port ${ports})`,
      mend: `where Prometheus is outside of the mesh, let these ports past it: bypass: { inboundPorts: [${ports}] } of the ServiceMesh`,
    }];
  }),
};

/** The kubelet has no identity of the mesh. Its HTTP probes are known by their paths, and TCP probes only connect. */
export const meshGuardsProbes: Rule = {
  code: 'mesh-guards-probe',
  severity: 'warning',
  summary: 'A gRPC probe asks a port on which a mesh lets in only clients that it knows.',
  source: 'https://github.com/linkerd/linkerd2/blob/main/policy-controller/k8s/index/src/inbound/workload.rs (container_http_probe_paths)',
  needsIntent: true,
  checkOutline: (pod) => guardsOf(pod).filter(({ guard }) => guard.refusesGrpcProbes).flatMap(({ injector, guard }) => (
    pod.containers.flatMap((c) => probesOf(c.container).flatMap(({ field, probe }): Report[] => {
      const port = probe.grpc?.port;
      if (port === undefined || !guards(guard, port)) return [];
      return [{
        at: `${c.at}.${field}`,
        message: `asks ${called(c)} by gRPC on port ${port}, where ${injector} turns down clients without an identity of the mesh, such as the kubelet: it knows HTTP probes alone`,
        mend: `use an HTTP probe, or let the port past the mesh: bypass: { inboundPorts: [${port}] } of the ServiceMesh`,
      }];
    })))),
};

function guardsOf(pod: PodAnalysis): Guarded[] {
  return (pod.intent.external ?? []).flatMap(({ injector, guard }) => (guard ? [{ injector, guard }] : []));
}

function guards({ onlyPorts, exceptPorts }: InboundGuard, port: number): boolean {
  return (onlyPorts?.includes(port) ?? true) && !exceptPorts?.includes(port);
}

function isMetrics(name: string | undefined): boolean {
  return typeof name === 'string' && /(^|-)metrics$/.test(name);
}
