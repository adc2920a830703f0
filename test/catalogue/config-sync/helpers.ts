import { App, Chart } from 'cdk8s';
import { ConfigSyncSidecar, ConfigSyncSidecarProps } from '../../../lib/catalogue/config-sync';
import { PodContext, SidecarContainer, SidecarContribution, SidecarForm } from '../../../lib/sidecar';

/** A Deployment's Pod as a sidecar sees it. */
export function pod(over: Partial<PodContext> = {}): PodContext {
  return {
    attachment: 'config',
    workloadKind: 'Deployment',
    workloadName: 'shop',
    workloadPath: 'test/shop',
    targetVersion: '1.33',
    form: SidecarForm.NATIVE_SIDECAR,
    runsToCompletion: false,
    podLabels: {},
    appContainers: [{ name: 'app', image: 'myapp/server:2.1', ports: [8080], user: 1000, chosen: true }],
    ...over,
  };
}

export const chart = () => new Chart(new App(), 'test');

export function make(props: ConfigSyncSidecarProps): ConfigSyncSidecar {
  return new ConfigSyncSidecar(chart(), 'config', props);
}

export function contribute(props: ConfigSyncSidecarProps, over: Partial<PodContext> = {}): SidecarContribution {
  return make(props).contribute(pod(over));
}

/** The one container of a contribution. */
export function only(containers: SidecarContainer[] | undefined): SidecarContainer {
  expect(containers).toHaveLength(1);
  return containers![0];
}

/** Environment as Kubernetes would write it, plain texts only. */
export function env(container: SidecarContainer): Record<string, string> {
  return Object.fromEntries(Object.entries(container.env ?? {}).map(([name, source]) => {
    const json: any = source._toEnv(name);
    return [name, json.value ?? json.valueFrom];
  }));
}

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
