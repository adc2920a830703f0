import { Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { AppContainer, PodContext, SidecarContainer, SidecarContribution } from '../../../lib/sidecar';
import { podContext } from '../pod-context';

export function chart(): Chart {
  return Testing.chart();
}

export const pod = (more: Partial<PodContext> = {}, app: Partial<AppContainer> = {}) => podContext('proxy', more, app);

/** The generated files of the proxy's configuration volume. */
export function files(contribution: SidecarContribution): Record<string, string> {
  return envoy(contribution).mounts!.map((m) => m.volume._toPart()).find((v) => v.files)!.files!;
}

export function bootstrapOf(contribution: SidecarContribution): any {
  return parse(files(contribution)['envoy.yaml']);
}

export function envoy(contribution: SidecarContribution): SidecarContainer {
  return contribution.containers![0];
}

export function listener(config: any, name: string): any {
  return config.static_resources.listeners.find((l: any) => l.name === name);
}

export function cluster(config: any, name: string): any {
  return config.static_resources.clusters.find((c: any) => c.name === name);
}

/** The only network filter of a listener. */
export function filter(config: any, name: string): any {
  return listener(config, name).filter_chains[0].filters[0].typed_config;
}

/** The only route of a listener that speaks HTTP. */
export function route(config: any, name: string): any {
  return filter(config, name).route_config.virtual_hosts[0].routes[0].route;
}
