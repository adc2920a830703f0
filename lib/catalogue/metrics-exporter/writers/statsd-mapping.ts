/** https://github.com/prometheus/statsd_exporter#metric-mapping-and-configuration */
import { StatsdMapping, StatsdTimer } from '../exporter-options';

export function statsdMapping(mappings: readonly StatsdMapping[], timer: StatsdTimer): { [field: string]: any } {
  return {
    defaults: { observer_type: timer },
    mappings: mappings.map((m) => ({
      match: m.match,
      name: m.name,
      ...(m.labels ? { labels: { ...m.labels } } : {}),
      ...(m.timer ? { observer_type: m.timer } : {}),
      ...(m.buckets ? { histogram_options: { buckets: [...m.buckets] } } : {}),
    })),
  };
}
