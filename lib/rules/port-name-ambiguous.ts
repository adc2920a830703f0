import { Rule } from './rule';

/** A Service that names its target port gets the first container's, and nobody is told. */
export const portNameAmbiguous: Rule = {
  code: 'port-name-ambiguous',
  severity: 'warning',
  summary: 'Two containers give one name to different ports.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.4/staging/src/k8s.io/endpointslice/utils.go (FindPort)',
  checkOutline(pod) {
    const first = new Map<string, { container: string; port: number }>();
    return pod.containers.filter((c) => c.isLongRunning).flatMap((c) => (c.container.ports ?? []).flatMap((p) => {
      if (!p.name) return [];
      const key = `${p.name}/${p.protocol || 'TCP'}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, { container: c.name, port: p.containerPort });
      if (other === undefined || other.container === c.name || other.port === p.containerPort) return [];
      return [{
        at: `${c.at}.ports[${p.name}]`,
        message: `"${p.name}" is port ${p.containerPort} here and port ${other.port} of "${other.container}": a Service or monitor that names it finds only one of them`,
        mend: 'give one of them another name',
      }];
    }));
  },
};
