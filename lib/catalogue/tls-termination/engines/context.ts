/** What an engine is told to make its container of. */
import { EnvSource, HealthCheck, PodContext, SidecarForm, SidecarMount } from '../../../sidecar';
import { TLS_DEFAULTS } from '../data/defaults';
import { TlsModel } from '../model';
import { TlsTerminationSidecarProps } from '../tls-termination-sidecar-props';

export interface EngineContext {
  /** Name of the container. */
  name: string;
  pod: PodContext;
  model: TlsModel;
  props: TlsTerminationSidecarProps;
  /** Certificate and authority. */
  mounts: SidecarMount[];
}

/** Names of ports that a Service or monitor may use. */
export function portNames({ port, metricsPort, probes, redirect }: TlsModel): { [name: string]: number } {
  return {
    'tls': port,
    'tls-metrics': metricsPort,
    ...(probes ? { 'tls-probes': probes.port } : {}),
    ...(redirect ? { 'http-redirect': redirect.port } : {}),
  };
}

/** The process itself: whether the app answers has its own probes. */
export function processHealth(context: EngineContext, path: string, hasWget: boolean): HealthCheck {
  const port = context.model.metricsPort;
  const wait = `i=0; while [ $i -lt ${TLS_DEFAULTS.startupSeconds} ]; do wget -q -O /dev/null http://127.0.0.1:${port}${path} && exit 0; i=$((i + 1)); sleep 1; done; exit 1`;
  return HealthCheck.http(port, path, {
    startupSeconds: TLS_DEFAULTS.startupSeconds,
    classicWaitCommand: hasWget && context.pod.form === SidecarForm.CLASSIC ? ['/bin/sh', '-c', wait] : undefined,
  });
}

export function textEnv(variables: { [name: string]: string }): { [name: string]: EnvSource } {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, EnvSource.text(value)]));
}
