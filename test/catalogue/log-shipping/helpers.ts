import { Chart, Testing } from 'cdk8s';
import { parse as parseYaml } from 'yaml';
import { PodContext, SidecarContribution } from '../../../lib';
import { LogShipperNodeAgent, LogShipperNodeAgentProps, LogShipperSidecar, LogShipperSidecarProps } from '../../../lib/catalogue/log-shipping';
import { podContext } from '../pod-context';

export const POD = podContext('logs', { podLabels: { app: 'shop' } });

export function chart(): Chart {
  return new Chart(Testing.app(), 'test');
}

export function contribute(props: LogShipperSidecarProps, pod: PodContext = POD): SidecarContribution {
  return new LogShipperSidecar(chart(), 'logs', props).contribute(pod);
}

/** The generated files of the configuration volume, by name. */
export function files(c: SidecarContribution): Record<string, string> {
  const mount = c.containers![0].mounts!.find((m) => m.volume.name.endsWith('-config'))!;
  return mount.volume._toPart().files!;
}

/** The one generated YAML file, parsed. */
export function config(props: LogShipperSidecarProps): any {
  const [text] = Object.values(files(contribute(props)));
  return parse(text);
}

export function parse(text: string): any {
  return parseYaml(text, { version: '1.1' });
}

/** The Pod of a node agent. */
export function podSpecOf(props: LogShipperNodeAgentProps): any {
  const agent = new Chart(Testing.app(), 'test', { namespace: 'logging' });
  new LogShipperNodeAgent(agent, 'logs', props);
  return Testing.synth(agent).find((o: any) => o.kind === 'DaemonSet').spec.template.spec;
}
