/** The container of the product itself: the same in a sidecar and in a node agent. */
import { BuiltPipeline } from './build-pipeline';
import { LogProduct, Rendering } from './engine';
import { engineEnv } from './engine-env';
import { LogPipelineProps } from './log-pipeline-props';
import { SidecarContainer, SidecarMount } from '../../sidecar/contribution';
import { EnvSource } from '../../sidecar/env-source';
import { HealthCheck } from '../../sidecar/health-check';
import { SharedVolume } from '../../sidecar/shared-volume';
import { SidecarResources } from '../../sidecar/sidecar-resources';

export interface ShipperParts {
  readonly name: string;
  readonly image: string;
  readonly product: LogProduct;
  readonly rendering: Rendering;
  readonly pipeline: BuiltPipeline;
  readonly props: LogPipelineProps;
  readonly user: number;
  readonly group: number;
  readonly resources: SidecarResources;
  /** What tells where records come from. */
  readonly enrich: Record<string, EnvSource>;
  readonly config: SharedVolume;
  readonly state: SharedVolume;
  readonly logs: readonly SidecarMount[];
}

export function shipperContainer(p: ShipperParts): SidecarContainer {
  const { product, rendering, name } = p;
  const certificates = p.props.outputs.flatMap((o) => o._volumes());
  const once = certificates.filter((m, i) => certificates.findIndex((x) => x.path === m.path) === i);
  return {
    name,
    image: p.image,
    ...(rendering.command ? { command: rendering.command } : {}),
    args: rendering.args,
    env: { ...p.enrich, ...engineEnv(rendering, p.pipeline.data.level, p.resources), ...p.props.env },
    ports: { 'log-metrics': p.pipeline.data.ports.metrics },
    ...(rendering.loopbackPorts ? { loopbackPorts: rendering.loopbackPorts } : {}),
    // The check sees the process itself, never a destination: an outage restarts nothing.
    health: HealthCheck.http(p.pipeline.data.ports.health, product.healthPath),
    resources: p.resources,
    user: p.user,
    group: p.group,
    drainSeconds: p.pipeline.data.drainSeconds,
    hasShell: product.hasShell,
    mounts: [
      { volume: p.config, path: product.configDirectory, readOnly: true },
      { volume: p.state, path: product.stateDirectory },
      ...product.scratch.map((s) => ({ volume: SharedVolume.emptyDir(`${name}-${s.name}`, { sizeLimit: s.sizeLimit }), path: s.path })),
      ...p.logs,
      ...rendering.secretMounts.map((m, i) => ({ volume: SharedVolume.secretNamed(`${name}-secret-${i + 1}`, m.secret), path: m.path, readOnly: true })),
      ...once.map((v) => ({ volume: v.volume, path: v.path, readOnly: true })),
    ],
    ...(p.props.fields ? { fields: p.props.fields } : {}),
  };
}
