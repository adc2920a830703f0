/** What `otelcol validate` does not see, or says without naming what to do. */
import { Config } from '../../log-shipping/merge';
import { TELEMETRY_COLLECTOR } from '../data/collector';

const SECTIONS = ['extensions', 'receivers', 'processors', 'exporters', 'connectors', 'service'];

export function checkCollector(config: Config, ports: { readonly health: number }): void {
  for (const key of Object.keys(config)) {
    if (!SECTIONS.includes(key)) throw new Error(`extraConfig.${key}: is no section of the ${TELEMETRY_COLLECTOR.name}: use one of ${SECTIONS.join(', ')}`);
  }
  const enabled: string[] = config.service?.extensions ?? [];
  for (const id of enabled) {
    if (!(id in (config.extensions ?? {}))) throw new Error(`service.extensions: "${id}" is not declared: declare it in extensions`);
  }
  const endpoint = config.extensions?.health_check?.endpoint;
  if (!enabled.includes('health_check') || !String(endpoint).endsWith(`:${ports.health}`) || /^(localhost|127\.|\[::1\])/.test(String(endpoint))) {
    throw new Error(`extensions.health_check.endpoint: "${endpoint}" is not where the kubelet's probes ask: leave "0.0.0.0:${ports.health}"`);
  }
  for (const [name, pipeline] of Object.entries<Config>(config.service.pipelines ?? {})) checkPipeline(name, pipeline, config);
  for (const [id, exporter] of Object.entries<Config>(config.exporters ?? {})) {
    const storage = exporter?.sending_queue?.storage;
    if (storage && !enabled.includes(storage)) {
      throw new Error(`exporters.${id}.sending_queue.storage: "${storage}" is not an enabled extension: set \`diskBuffer\`, or enable it in service.extensions`);
    }
  }
}

function checkPipeline(name: string, pipeline: Config, config: Config): void {
  const path = `service.pipelines.${name}`;
  for (const kind of ['receivers', 'processors', 'exporters'] as const) {
    const list: string[] = pipeline?.[kind] ?? [];
    if (kind !== 'processors' && list.length === 0) throw new Error(`${path}.${kind}: is empty, so that nothing passes: name one`);
    for (const id of list) {
      if (!(id in (config[kind] ?? {})) && !(id in (config.connectors ?? {}))) throw new Error(`${path}.${kind}: "${id}" is not declared: declare it in ${kind}`);
    }
  }
  const first = pipeline.processors?.[0];
  if (first !== 'memory_limiter') {
    throw new Error(`${path}.processors: "${first}" is the first, and memory would be used before it is limited: put "memory_limiter" first`);
  }
}

/** A component that the smaller image lacks would keep the collector from starting. */
export function needsContrib(config: Config): boolean {
  return Object.entries(TELEMETRY_COLLECTOR.k8sComponents)
    .some(([section, known]) => Object.keys(config[section] ?? {}).some((id) => !(known as readonly string[]).includes(id.split('/')[0])));
}
