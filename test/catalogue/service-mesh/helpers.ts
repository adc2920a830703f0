import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PodContext, Sidecar, SidecarForm } from '../../../lib/sidecar';
import { PodSidecars } from '../../../lib/workload';
import { podContext } from '../pod-context';

export const chart = () => new Chart(new App(), 'test', { disableResourceNameHashes: true });

export const pod = (over: Partial<PodContext> = {}) => podContext('mesh', over, { user: 1000 });

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
