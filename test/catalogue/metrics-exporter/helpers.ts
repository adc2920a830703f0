import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { MetricsExporter, MetricsExporterSidecar, MetricsExporterSidecarProps } from '../../../lib/catalogue/metrics-exporter';
import { PodContext, SidecarContainer } from '../../../lib/sidecar';
import { podContext } from '../pod-context';

export const pod = (over: Partial<PodContext> = {}) => podContext('exporter', over, { user: 1000 });

export function make(exporter: MetricsExporter, over: Omit<MetricsExporterSidecarProps, 'exporter'> = {}): MetricsExporterSidecar {
  return new MetricsExporterSidecar(new Chart(new App(), 'test'), 'exporter', { exporter, ...over });
}

export const contribute = (exporter: MetricsExporter) => make(exporter).contribute(pod());

export const container = (exporter: MetricsExporter): SidecarContainer => contribute(exporter).containers![0];

export { plainEnv as texts } from '../pod-context';

/** The one generated file. */
export function config(exporter: MetricsExporter): any {
  const files = Object.values(container(exporter).mounts![0].volume._toPart().files!);
  expect(files).toHaveLength(1);
  return parse(files[0]);
}

export const check = (exporter: MetricsExporter) => container(exporter).health!._toPart().check;
