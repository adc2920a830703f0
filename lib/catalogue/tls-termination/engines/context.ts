/** What an engine is told to make its container of. */
import { HealthCheck, PodContext, SidecarForm, SidecarMount } from '../../../sidecar';
import { waitWithWget } from '../../common/wait-with-wget';
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
  return HealthCheck.http(port, path, {
    startupSeconds: TLS_DEFAULTS.startupSeconds,
    classicWaitCommand: hasWget && context.pod.form === SidecarForm.CLASSIC ? waitWithWget(port, path, TLS_DEFAULTS.startupSeconds) : undefined,
  });
}
