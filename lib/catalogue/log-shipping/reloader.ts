/** Tells an engine that does not watch its files that the kubelet has renewed them. */
import { Engine, ReloadMethod } from './engine';
import { SidecarContainer, StartGate } from '../../sidecar/contribution';
import { HealthCheck } from '../../sidecar/health-check';
import { SharedVolume } from '../../sidecar/shared-volume';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { CONFIGMAP_RELOAD } from '../config-sync/data/configmap-reload';

/** Not the port of any reloader of configuration sync or identity, which may be on the same Pod. */
export const RELOADER_PORT = 9537;

/** @throws where the engine can't read its configuration anew while it runs */
export function requireReload(engine: Engine): ReloadMethod {
  if (engine.reload) return engine.reload;
  throw new Error(`onChange: "reload" is not something ${engine.product.name} can do (a configuration that it refuses would end it): use OnChange.ROLL_OUT, or Fluent Bit, Fluentd or Vector`);
}

export function reloaderArgs(directory: string, method: Extract<ReloadMethod, { kind: 'http' }>): string[] {
  return [
    `--volume-dir=${directory}`,
    `--webhook-url=${method.url}`,
    `--webhook-method=${method.method}`,
    '--webhook-status-code=200',
    // One try by default, which loses a change that comes while the engine starts.
    '--webhook-retries=-1',
    `--web.listen-address=:${RELOADER_PORT}`,
  ];
}

export function reloaderContainer(name: string, config: SharedVolume, directory: string, method: ReloadMethod): SidecarContainer[] {
  if (method.kind === 'watches') return [];
  const product = CONFIGMAP_RELOAD;
  return [{
    name: `${name}-reload`,
    image: product.image,
    user: product.user,
    group: product.group,
    args: reloaderArgs(directory, method),
    ports: { 'reload-metrics': RELOADER_PORT },
    health: HealthCheck.http(RELOADER_PORT, product.healthPath, { readiness: false, startupSeconds: 30 }),
    gate: StartGate.STARTED,
    resources: SidecarResources.of(product.resources),
    mounts: [{ volume: config, path: directory, readOnly: true }],
    drainSeconds: product.drainSeconds,
  }];
}
