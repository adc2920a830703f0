/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor */
import { Duration } from 'cdk8s';
import { ScrapePart } from '../exporter-part';

export interface PodMonitorModel {
  readonly portName: string;
  readonly scrapes: readonly ScrapePart[];
  readonly selector: { readonly [label: string]: string };
  readonly interval?: Duration;
  readonly scrapeTimeout?: Duration;
  readonly sampleLimit?: number;
}

export function podMonitorSpec(model: PodMonitorModel): { [field: string]: any } {
  const { portName, scrapes, selector, interval, scrapeTimeout, sampleLimit } = model;
  return {
    selector: { matchLabels: { ...selector } },
    ...(sampleLimit === undefined ? {} : { sampleLimit }),
    podMetricsEndpoints: scrapes.map(({ path, params, labels }) => ({
      port: portName,
      path,
      ...(params ? { params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, [value]])) } : {}),
      ...(interval ? { interval: duration(interval) } : {}),
      ...(scrapeTimeout ? { scrapeTimeout: duration(scrapeTimeout) } : {}),
      ...(labels ? { relabelings: Object.entries(labels).map(([targetLabel, replacement]) => ({ targetLabel, replacement: replacement.replace(/\$/g, '$$$$') })) } : {}),
    })),
  };
}

/** Whole units only, e.g. "30s" or "500ms". */
function duration(time: Duration): string {
  const millis = time.toMilliseconds();
  return millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`;
}
