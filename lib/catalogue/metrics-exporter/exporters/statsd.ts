import { Yaml } from 'cdk8s';
import { EnvSource } from '../../../sidecar/env-source';
import { refuse, requirePort } from '../../common/arguments';
import { STATSD_EXPORTER } from '../data/statsd';
import { StatsdExporterOptions, StatsdMapping, StatsdTimer } from '../exporter-options';
import { ExporterPart } from '../exporter-part';
import { statsdMapping } from '../writers/statsd-mapping';

export function statsdExporter(options: StatsdExporterOptions): ExporterPart {
  const { mappings = [], timer = StatsdTimer.HISTOGRAM, statsdPort = STATSD_EXPORTER.statsdPort } = options;
  requirePort('statsdPort', statsdPort);
  if (statsdPort === STATSD_EXPORTER.port) refuse('statsdPort', statsdPort, 'is the port of the metrics', 'give another one');
  mappings.forEach((mapping, i) => check(`mappings[${i}]`, mapping, timer));
  const { configDirectory, configFile, port } = STATSD_EXPORTER;
  return {
    ...STATSD_EXPORTER,
    args: [
      // On loopback: anyone who reaches the port can make up metrics.
      `--statsd.listen-udp=127.0.0.1:${statsdPort}`,
      `--statsd.listen-tcp=127.0.0.1:${statsdPort}`,
      `--web.listen-address=:${port}`,
      `--statsd.mapping-config=${configDirectory}/${configFile}`,
    ],
    files: { directory: configDirectory, files: { [configFile]: Yaml.stringify(statsdMapping(mappings, timer)) } },
    loopbackPorts: [statsdPort],
    scrapes: [{ path: STATSD_EXPORTER.metricsPath }],
    appEnv: { STATSD_HOST: EnvSource.text('127.0.0.1'), STATSD_PORT: EnvSource.text(String(statsdPort)) },
  };
}

function check(at: string, { match, name, labels, timer, buckets }: StatsdMapping, otherwise: StatsdTimer): void {
  if (!/^(\*|[A-Za-z_](-?[A-Za-z0-9_])*)(\.(\*|[A-Za-z_](-?[A-Za-z0-9_])*))+$/.test(match)) {
    refuse(`${at}.match`, match, 'is not a statsd name of at least two parts', 'write it like "shop.*.time", with "*" for a whole part');
  }
  if (!/^([A-Za-z_]|\$\{?\d+\}?)([A-Za-z0-9_]|\$\{?\d+\}?)*$/.test(name)) refuse(`${at}.name`, name, 'is not the name of a metric', 'use letters, digits, "_" and "$1"');
  for (const label of Object.keys(labels ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]+$/.test(label)) refuse(`${at}.labels`, label, 'is not the name of a label', 'use at least two letters, digits or "_"');
  }
  const stars = match.split('.').filter((part) => part === '*').length;
  for (const text of [name, ...Object.values(labels ?? {})]) {
    for (const [, group] of text.matchAll(/\$\{?(\d+)\}?/g)) {
      if (Number(group) < 1 || Number(group) > stars) refuse(at, text, `refers to "*" number ${group}, and "${match}" has ${stars}`, 'count them from 1');
    }
  }
  if (!buckets) return;
  if ((timer ?? otherwise) !== StatsdTimer.HISTOGRAM) refuse(`${at}.buckets`, String(buckets), 'has no meaning for a summary', 'leave it out, or use StatsdTimer.HISTOGRAM');
  if (buckets.length === 0 || buckets.some((b, i) => !Number.isFinite(b) || (i > 0 && b <= buckets[i - 1]))) {
    refuse(`${at}.buckets`, String(buckets), 'is not a rising list of numbers', 'give e.g. [0.01, 0.1, 1]');
  }
}
