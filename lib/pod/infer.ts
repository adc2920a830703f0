/** The intent of YAML that others made: read from the annotation if the library wrote one, else guessed and marked so. */
import { INTENT_ANNOTATION, PodIntent } from './intent';
import { nameOf } from './workload-json';
import { Container, KubeObject, PodTemplate } from '../kubernetes/types';
import { KubernetesVersion } from '../kubernetes/version';

/** Images whose purpose is known well enough to call their containers classic sidecars. The last path element, without tag. */
const SIDECAR_IMAGES = new Set([
  'envoy', 'proxyv2', 'fluent-bit', 'fluentd', 'fluentd-kubernetes-daemonset', 'vector', 'k8s-sidecar', 'git-sync', 'configmap-reload',
  'prometheus-config-reloader', 'cloud-sql-proxy', 'gce-proxy', 'oauth2-proxy', 'kube-rbac-proxy', 'statsd-exporter', 'nginx-prometheus-exporter',
  'redis_exporter', 'postgres-exporter', 'pgbouncer', 'filebeat', 'promtail', 'ghostunnel', 'linkerd-proxy', 'proxy', 'spiffe-helper', 'daprd',
]);

export function inferIntent(object: KubeObject, template: PodTemplate, target: string = KubernetesVersion.DEFAULT.toString()): PodIntent {
  const written = object.metadata?.annotations?.[INTENT_ANNOTATION];
  if (written !== undefined) {
    const parsed = parseIntent(written);
    if (parsed) return parsed;
  }
  const intent: PodIntent = { v: 1, target, form: 'native', containers: {}, assumed: true, grace: { user: template.spec.terminationGracePeriodSeconds !== undefined } };
  const mains = Array.isArray(template.spec.containers) ? template.spec.containers : [];
  const named = template.metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
  const likely = mains.filter((c) => c && typeof c.name === 'string' && c.name !== named && isLikelySidecar(c) && !isNamedAfter(object, template, c));
  // Where every container is of a known sidecar's image, the Pod is that product itself, and they are its app.
  if (likely.length < mains.length) intent.containers = Object.fromEntries(likely.map((c) => [c.name, { role: 'sidecar' }]));
  return intent;
}

function isLikelySidecar(container: Container): boolean {
  return SIDECAR_IMAGES.has(imageName(container));
}

/** A workload "envoy-gateway-1", or one whose label says that it is "envoy", with a container "envoy" of the image "envoy" is that product's own. */
function isNamedAfter(object: KubeObject, template: PodTemplate, container: Container): boolean {
  if (container.name !== imageName(container)) return false;
  return `${nameOf(object)}-`.startsWith(`${container.name}-`) || template.metadata?.labels?.['app.kubernetes.io/name'] === container.name;
}

function imageName({ image }: Container): string {
  return typeof image === 'string' ? image.split('@')[0].split('/').pop()!.split(':')[0] : '';
}

/** The annotation is our own, but what stands in a cluster may be older, newer or edited by hand. */
export function parseIntent(text: string): PodIntent | undefined {
  try {
    const intent = JSON.parse(text);
    if (intent?.v !== 1 || typeof intent.containers !== 'object' || intent.containers === null || !/^1\.\d+$/.test(intent.target)) return undefined;
    return intent as PodIntent;
  } catch {
    return undefined;
  }
}
