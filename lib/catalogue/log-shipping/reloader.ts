/** Tells an engine that does not watch its files that the kubelet has renewed them. */
import { Engine, ReloadMethod } from './engine';
import { PortsData } from './pipeline';
import { SidecarContainer, StartGate } from '../../sidecar/contribution';
import { HealthCheck } from '../../sidecar/health-check';
import { SharedVolume } from '../../sidecar/shared-volume';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { CONFIGMAP_RELOAD } from '../common/data/configmap-reload';

/** @throws where the engine can't read its configuration anew while it runs */
export function requireReload(engine: Engine): ReloadMethod {
  if (engine.reload) return engine.reload;
  throw new Error(`onChange: "reload" is not something ${engine.product.name} can do (a configuration that it refuses would end it): use OnChange.ROLL_OUT, or Fluent Bit, Fluentd or Vector`);
}

export function reloaderArgs(directory: string, method: Extract<ReloadMethod, { kind: 'http' }>, ports: PortsData): string[] {
  return [
    `--volume-dir=${directory}`,
    `--webhook-url=${method.url(ports)}`,
    `--webhook-method=${method.method}`,
    '--webhook-status-code=200',
    // One try by default, which loses a change that comes while the engine starts.
    '--webhook-retries=-1',
    `--web.listen-address=:${ports.reloader}`,
  ];
}

export function reloaderContainer(name: string, config: SharedVolume, directory: string, method: ReloadMethod, ports: PortsData): SidecarContainer[] {
  if (method.kind === 'watches') return [];
  const product = CONFIGMAP_RELOAD;
  return [{
    name: `${name}-reload`,
    image: product.image,
    user: product.user,
    group: product.group,
    args: reloaderArgs(directory, method, ports),
    ports: { 'reload-metrics': ports.reloader },
    health: HealthCheck.http(ports.reloader, product.healthPath, { readiness: false, startupSeconds: 30 }),
    gate: StartGate.STARTED,
    resources: SidecarResources.of(product.resources),
    mounts: [{ volume: config, path: directory, readOnly: true }],
    drainSeconds: product.drainSeconds,
  }];
}
