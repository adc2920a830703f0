import { EngineContext, portNames, processHealth } from './context';
import { SidecarContainer, SidecarForm, SidecarResources } from '../../../sidecar';
import { goMemoryLimit } from '../../common/go-memory-limit';
import { GHOSTUNNEL } from '../data/ghostunnel';
import { GhostunnelEngineOptions } from '../tls-engine';
import { ghostunnelArgs } from '../writers/ghostunnel';

export function ghostunnelContainer(context: EngineContext, options: GhostunnelEngineOptions): SidecarContainer {
  const { name, pod, model, props } = context;
  const classic = pod.form === SidecarForm.CLASSIC;
  const shell = classic && options.image === undefined;
  const resources = props.resources ?? SidecarResources.of(GHOSTUNNEL.size);
  const drainSeconds = props.drainSeconds ?? GHOSTUNNEL.drainSeconds;
  // Anybody who reaches the port may call it: only where a Job has no other way to end.
  const shutdown = classic && pod.runsToCompletion;
  return {
    name,
    image: options.image ?? (shell ? GHOSTUNNEL.images.withShell : GHOSTUNNEL.images.distroless),
    hasShell: shell,
    env: { GOMEMLIMIT: goMemoryLimit(resources) },
    args: [...ghostunnelArgs(model, drainSeconds, shutdown), ...options.extraArgs ?? []],
    ports: portNames(model),
    health: processHealth(context, GHOSTUNNEL.healthPath, shell),
    resources,
    user: GHOSTUNNEL.user,
    group: GHOSTUNNEL.group,
    mounts: context.mounts,
    // It ends by itself when that time is over; a little more, so that it is not killed in the act.
    drainSeconds: drainSeconds + 1,
    quitUrl: shutdown ? `http://127.0.0.1:${model.metricsPort}${GHOSTUNNEL.shutdownPath}` : undefined,
    fields: props.fields,
  };
}
