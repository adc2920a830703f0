import { Yaml } from 'cdk8s';
import { FindingSeverity } from '../../../sidecar/contribution';
import { refuse, requireHost, requirePort } from '../../common/arguments';
import { parseUrl } from '../../log-shipping/arguments';
import { BLACKBOX_EXPORTER } from '../data/blackbox';
import { BlackboxExporterOptions, BlackboxProbe, BlackboxTarget } from '../exporter-options';
import { ExporterPart } from '../exporter-part';
import { blackboxConfig } from '../writers/blackbox-config';

export function blackboxExporter({ targets }: BlackboxExporterOptions): ExporterPart {
  if (targets.length === 0) refuse('targets', '[]', 'is empty, so that nothing is probed', 'give at least one');
  targets.forEach((target, i) => check(`targets[${i}]`, target, targets));
  const { configDirectory, configFile, port, portName } = BLACKBOX_EXPORTER;
  return {
    ...BLACKBOX_EXPORTER,
    args: [`--config.file=${configDirectory}/${configFile}`, `--web.listen-address=:${port}`],
    files: { directory: configDirectory, files: { [configFile]: Yaml.stringify(blackboxConfig(targets.map(probeOf))) } },
    scrapes: [
      { path: BLACKBOX_EXPORTER.metricsPath },
      ...targets.map((t) => ({ path: BLACKBOX_EXPORTER.probePath, params: { module: probeOf(t), target: t.address }, labels: { probe: t.name } })),
    ],
    notes: [{
      code: 'blackbox-any-target',
      severity: FindingSeverity.INFO,
      message: `whoever reaches port "${portName}" can have any address probed from this Pod`,
      mend: 'let a NetworkPolicy allow it for Prometheus alone',
    }],
  };
}

function probeOf(target: BlackboxTarget): BlackboxProbe {
  return target.probe ?? BlackboxProbe.HTTP;
}

function check(at: string, target: BlackboxTarget, all: readonly BlackboxTarget[]): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(target.name)) refuse(`${at}.name`, target.name, 'is not a name', 'use letters, digits, "." and "-"');
  if (all.some((t) => t !== target && t.name === target.name)) refuse(`${at}.name`, target.name, 'stands twice', 'give each target its own name');
  if (probeOf(target) === BlackboxProbe.HTTP) {
    parseUrl(`${at}.address`, target.address);
    return;
  }
  const [, host, port] = /^(.*):(\d+)$/.exec(target.address) ?? [];
  if (host === undefined) refuse(`${at}.address`, target.address, 'is not a host with a port', 'write it like "orders.shop:5432"');
  requireHost(`${at}.address`, host.replace(/^\[(.*)\]$/, '$1'));
  requirePort(`${at}.address`, Number(port));
}
