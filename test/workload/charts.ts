/** Small builders for tests of the workload layer. */
import { App, Chart, Testing } from 'cdk8s';
import { CustomSidecar, CustomSidecarProps, SidecarContainer, WorkloadWithSidecars, WorkloadWithSidecarsProps } from '../../lib';

export function newChart(namespace?: string, app: App = Testing.app()): Chart {
  return new Chart(app, 'chart', { namespace });
}

export function container(name: string, more: Partial<SidecarContainer> = {}): SidecarContainer {
  return { name, image: `example.com/${name}:1.0`, user: 65532, ...more };
}

export function sidecar(chart: Chart, id: string, more: Partial<CustomSidecarProps> = {}): CustomSidecar {
  return new CustomSidecar(chart, id, { containers: [container(id)], ...more });
}

export function workload(chart: Chart, id: string, more: Partial<WorkloadWithSidecarsProps> = {}): WorkloadWithSidecars {
  return new WorkloadWithSidecars(chart, id, { containers: [{ name: 'app', image: 'example.com/app:1.0', portNumber: 8080 }], ...more });
}

export function objects(chart: Chart, kind: string): any[] {
  return Testing.synth(chart).filter((o) => o.kind === kind);
}

export function only(chart: Chart, kind: string): any {
  const found = objects(chart, kind);
  expect(found).toHaveLength(1);
  return found[0];
}

export const podSpec = (o: any) => (o.kind === 'CronJob' ? o.spec.jobTemplate.spec.template : o.kind === 'Pod' ? o : o.spec.template).spec;
export const inits = (o: any): string[] => (podSpec(o).initContainers ?? []).map((c: any) => c.name);
