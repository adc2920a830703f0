import { LogEnrichment } from './log-enrichment';
import { EnrichData } from './pipeline';
import { EnvSource } from '../../sidecar/env-source';

/** The names are OpenTelemetry's, with "_" for ".": as Loki and Prometheus write them too. */
export const FIELDS = {
  pod: 'k8s_pod_name',
  namespace: 'k8s_namespace_name',
  node: 'k8s_node_name',
  container: 'k8s_container_name',
} as const;

/** A label key as Kubernetes allows it: an optional DNS prefix and a name. */
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

export function enrichData(e: LogEnrichment = {}): EnrichData[] {
  const data: EnrichData[] = [];
  if (e.podName ?? true) data.push({ from: 'pod', field: FIELDS.pod, variable: 'POD_NAME' });
  if (e.podNamespace ?? true) data.push({ from: 'namespace', field: FIELDS.namespace, variable: 'POD_NAMESPACE' });
  if (e.nodeName ?? true) data.push({ from: 'node', field: FIELDS.node, variable: 'NODE_NAME' });
  if (e.containerName ?? true) data.push({ from: 'container', field: FIELDS.container, variable: 'APP_CONTAINER' });
  for (const [i, label] of (e.podLabels ?? []).entries()) {
    if (!LABEL_KEY.test(label)) {
      throw new Error(`enrichment.podLabels[${i}]: "${label}" is not a label key: write it like "app" or "app.kubernetes.io/name"`);
    }
    const name = label.replace(/[^A-Za-z0-9]/g, '_');
    const field = `k8s_pod_label_${name}`;
    if (data.some((d) => d.field === field)) {
      throw new Error(`enrichment.podLabels[${i}]: "${label}" would be the field "${field}", as another label is: leave out one of them`);
    }
    data.push({ from: 'label', label, field, variable: `POD_LABEL_${name.toUpperCase()}_${i}` });
  }
  return data;
}

/** The variables of a sidecar, whose Pod is the app's own. */
export function enrichEnv(data: readonly EnrichData[], appContainer: string): Record<string, EnvSource> {
  const paths = { pod: 'metadata.name', namespace: 'metadata.namespace', node: 'spec.nodeName' };
  return Object.fromEntries(data.map((d) => {
    if (d.from === 'container') return [d.variable, EnvSource.text(appContainer)];
    return [d.variable, EnvSource.field(d.from === 'label' ? `metadata.labels['${d.label}']` : paths[d.from])];
  }));
}
