import { Chart, Testing } from 'cdk8s';
import { AppContainer, PodContext, SidecarContribution } from '../../../lib/sidecar';
import { only as onlyContainer, podContext } from '../pod-context';

export function chart(): Chart {
  return Testing.chart();
}

export const pod = (more: Partial<PodContext> = {}, app: Partial<AppContainer> = {}) => podContext('tls', more, app);

export const only = (contribution: SidecarContribution) => onlyContainer(contribution.containers);

/** A generated file of the sidecar's configuration. */
export function file(contribution: SidecarContribution, name: string): string {
  const files = only(contribution).mounts!.map((m) => m.volume._toPart().files).find((f) => f && name in f);
  expect(files).toBeDefined();
  return files![name];
}

/** The source of the volume at a path. */
export function volumeAt(contribution: SidecarContribution, path: string): any {
  return only(contribution).mounts!.find((m) => m.path === path)?.volume._toPart().source;
}
