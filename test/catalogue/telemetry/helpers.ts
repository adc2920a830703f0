import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { TelemetrySidecar, TelemetrySidecarProps } from '../../../lib/catalogue/telemetry';
import { PodContext, SidecarContainer } from '../../../lib/sidecar';
import { podContext } from '../pod-context';

export const pod = (over: Partial<PodContext> = {}) => podContext('telemetry', over, { user: 1000 });

export const make = (props: TelemetrySidecarProps) => new TelemetrySidecar(new Chart(new App(), 'test'), 'telemetry', props);

export const contribute = (props: TelemetrySidecarProps, over: Partial<PodContext> = {}) => make(props).contribute(pod(over));

export const container = (props: TelemetrySidecarProps): SidecarContainer => contribute(props).containers![0];

export function config(props: TelemetrySidecarProps): any {
  return parse(container(props).mounts![0].volume._toPart().files!['otelcol.yaml']);
}

/** Plain texts of an environment. */
export function texts(env: SidecarContainer['env']): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, source]) => [name, source._toEnv(name).value]));
}
