import { App, Chart } from 'cdk8s';
import { ConfigSyncSidecar, ConfigSyncSidecarProps } from '../../../lib/catalogue/config-sync';
import { PodContext, SidecarContainer, SidecarContribution } from '../../../lib/sidecar';
import { plainEnv, podContext } from '../pod-context';

export { only } from '../pod-context';

export const pod = (over: Partial<PodContext> = {}) => podContext('config', over, { user: 1000 });

export const chart = () => new Chart(new App(), 'test');

export function make(props: ConfigSyncSidecarProps): ConfigSyncSidecar {
  return new ConfigSyncSidecar(chart(), 'config', props);
}

export function contribute(props: ConfigSyncSidecarProps, over: Partial<PodContext> = {}): SidecarContribution {
  return make(props).contribute(pod(over));
}

export const env = (container: SidecarContainer) => plainEnv(container.env);

/** Mounts as `volume@path[:ro]`. */
export function mounts(container: { mounts?: SidecarContainer['mounts'] }): string[] {
  return (container.mounts ?? []).map((m) => `${m.volume.name}@${m.path}${m.readOnly ? ':ro' : ''}${m.subPath ? `#${m.subPath}` : ''}`);
}

/** What a container's volume of that name is, as data. */
export function volume(container: { mounts?: SidecarContainer['mounts'] }, name: string) {
  const mount = (container.mounts ?? []).find((m) => m.volume.name === name);
  if (!mount) throw new Error(`no volume ${name} among ${mounts(container).join(', ')}`);
  return mount.volume._toPart();
}

export const health = (container: SidecarContainer) => container.health!._toPart();
