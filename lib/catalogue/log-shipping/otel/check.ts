/** What `otelcol validate` does not see: references to what is not there, and probes that get no answer. */
import { Config } from '../merge';
import { OTEL_COLLECTOR } from './product';
import { STORAGE } from './receivers';

const SECTIONS = ['extensions', 'receivers', 'processors', 'exporters', 'connectors', 'service'];

export function checkOtel(config: Config, healthPort: number): void {
  for (const key of Object.keys(config)) {
    if (!SECTIONS.includes(key)) throw new Error(`${key}: is no section of the ${OTEL_COLLECTOR.name}: use one of ${SECTIONS.join(', ')}`);
  }
  const enabled: string[] = config.service.extensions ?? [];
  for (const id of enabled) {
    if (!config.extensions?.[id]) throw new Error(`service.extensions: "${id}" is not declared: declare it in extensions`);
  }
  checkHealth(healthPort, config, enabled);
  for (const [name, pipeline] of Object.entries<Config>(config.service.pipelines ?? {})) {
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      const list: unknown[] = pipeline[kind] ?? [];
      if (kind !== 'processors' && list.length === 0) throw new Error(`service.pipelines.${name}.${kind}: is empty, so that no record passes: name one`);
      for (const id of list as string[]) {
        if (!config[kind]?.[id] && !config.connectors?.[id] && config[kind]?.[id] !== null) {
          throw new Error(`service.pipelines.${name}.${kind}: "${id}" is not declared: declare it in ${kind}`);
        }
      }
    }
  }
  checkStorage(config, enabled);
}

function checkHealth(healthPort: number, config: Config, enabled: string[]): void {
  const endpoint = config.extensions?.health_check?.endpoint;
  if (!enabled.includes('health_check') || !String(endpoint).endsWith(`:${healthPort}`) || /^(localhost|127\.|\[::1\])/.test(String(endpoint))) {
    throw new Error(`extensions.health_check.endpoint: "${endpoint}" is not where the kubelet's probes ask: leave "0.0.0.0:${healthPort}"`);
  }
}

/** A position in a file that is kept, and a queue that is not: what waits at a restart is lost for good. */
function checkStorage(config: Config, enabled: string[]): void {
  const keeps = Object.entries<Config>(config.receivers ?? {}).some(([, r]) => r?.storage);
  for (const kind of ['receivers', 'exporters'] as const) {
    for (const [id, c] of Object.entries<Config>(config[kind] ?? {})) {
      const queue = kind === 'exporters' ? c?.sending_queue : undefined;
      const storage = kind === 'receivers' ? c?.storage : queue?.storage;
      const path = kind === 'receivers' ? `receivers.${id}.storage` : `exporters.${id}.sending_queue.storage`;
      if (storage && !enabled.includes(storage)) throw new Error(`${path}: "${storage}" is not an enabled extension: name "${STORAGE}", or enable it in service.extensions`);
      if (keeps && kind === 'exporters' && queue && queue.enabled !== false && !storage) {
        throw new Error(`${path}: is missing, so that records which wait are lost at a restart, while the position in the file is kept: set it to "${STORAGE}"`);
      }
    }
  }
}
