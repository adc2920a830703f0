import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { MetricsExporter, MetricsExporterSidecar, MetricsExporterSidecarProps } from '../../../lib/catalogue/metrics-exporter';
import { PodContext, SidecarContainer, SidecarForm } from '../../../lib/sidecar';

export function pod(over: Partial<PodContext> = {}): PodContext {
  return {
    attachment: 'exporter',
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

export function make(exporter: MetricsExporter, over: Omit<MetricsExporterSidecarProps, 'exporter'> = {}): MetricsExporterSidecar {
  return new MetricsExporterSidecar(new Chart(new App(), 'test'), 'exporter', { exporter, ...over });
}

export const contribute = (exporter: MetricsExporter) => make(exporter).contribute(pod());

export const container = (exporter: MetricsExporter): SidecarContainer => contribute(exporter).containers![0];

export function texts(env: SidecarContainer['env']): Record<string, any> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, source]) => {
    const json: any = source._toEnv(name);
    return [name, json.value ?? json.valueFrom];
  }));
}

/** The one generated file. */
export function config(exporter: MetricsExporter): any {
  const files = Object.values(container(exporter).mounts![0].volume._toPart().files!);
  expect(files).toHaveLength(1);
  return parse(files[0]);
}

export const check = (exporter: MetricsExporter) => container(exporter).health!._toPart().check;
