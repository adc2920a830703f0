import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PodContext, Sidecar, SidecarForm } from '../../../lib/sidecar';
import { PodSidecars } from '../../../lib/workload';

export const chart = () => new Chart(new App(), 'test', { disableResourceNameHashes: true });

export function pod(over: Partial<PodContext> = {}): PodContext {
  return {
    attachment: 'mesh',
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

export const classic: Partial<PodContext> = { form: SidecarForm.CLASSIC, targetVersion: '1.27' };

export const oldJob: Partial<PodContext> = { ...classic, workloadKind: 'Job', runsToCompletion: true };

export function deployment(scope: Chart, id = 'shop'): kplus.Deployment {
  return new kplus.Deployment(scope, id, {
    containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
  });
}

/** All objects of a chart with this sidecar on a Deployment. */
export function synthesized(make: (scope: Chart) => Sidecar): any[] {
  const scope = chart();
  PodSidecars.of(deployment(scope)).attach(make(scope));
  return Testing.synth(scope);
}

export const ofKind = (objects: any[], kind: string): any[] => objects.filter((o) => o.kind === kind);
