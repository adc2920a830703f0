import { Chart, Testing } from 'cdk8s';
import { AppContainer, PodContext, SidecarContainer, SidecarContribution, SidecarForm } from '../../../lib/sidecar';

export function chart(): Chart {
  return Testing.chart();
}

/** A Deployment with one app container on 8080. */
export function pod(more: Partial<PodContext> = {}, app: Partial<AppContainer> = {}): PodContext {
  return {
    attachment: 'tls',
    workloadKind: 'Deployment',
    workloadName: 'shop',
    workloadPath: 'test/shop',
    targetVersion: '1.33',
    form: SidecarForm.NATIVE_SIDECAR,
    runsToCompletion: false,
    appContainers: [{ name: 'app', image: 'myapp/server:2.1', ports: [8080], chosen: true, ...app }],
    podLabels: {},
    ...more,
  };
}

export function only(contribution: SidecarContribution): SidecarContainer {
  expect(contribution.containers).toHaveLength(1);
  return contribution.containers![0];
}

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
