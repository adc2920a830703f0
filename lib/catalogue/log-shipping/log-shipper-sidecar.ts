import { Construct } from 'constructs';
import { BuiltPipeline, buildPipeline } from './build-pipeline';
import { Engine, EngineNote, Rendering } from './engine';
import { engineEnv } from './engine-env';
import { enrichEnv } from './enrichment';
import { LogEngine } from './log-engine';
import { LogPipelineProps } from './log-pipeline-props';
import { DirectoryMount, mountDirectories } from './source-directories';
import { FindingSeverity, SidecarContribution, SidecarMount, SidecarNote, SidecarPhase } from '../../sidecar/contribution';
import { HealthCheck } from '../../sidecar/health-check';
import { PodContext } from '../../sidecar/pod-context';
import { OnChange, SharedVolume } from '../../sidecar/shared-volume';
import { Sidecar } from '../../sidecar/sidecar';
import { SidecarResources } from '../../sidecar/sidecar-resources';

/** Properties of a `LogShipperSidecar`. */
export interface LogShipperSidecarProps extends LogPipelineProps {
  /**
   * Numeric user that the shipper runs as. Set it to the app's own where the app's files are readable for nobody else.
   *
   * @default - the engine's (65532 for Fluent Bit)
   */
  readonly user?: number;
}

/**
 * Ships what the app writes to files. The directory of the files is shared between app and shipper by itself, for the
 * shipper read-only; the shipper starts before the app and stops after it, so that the app's last lines get through.
 *
 * @example
 * declare const chart: Chart;
 * const logs = new LogShipperSidecar(chart, 'logs', {
 *   sources: [LogSource.files('/var/log/app/*.log')],
 *   outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
 * });
 */
export class LogShipperSidecar extends Sidecar {
  private readonly engine: Engine;
  private readonly image: string;
  private readonly pipeline: BuiltPipeline;
  private readonly rendering: Rendering;
  private readonly directories: DirectoryMount[];

  constructor(scope: Construct, id: string, private readonly props: LogShipperSidecarProps) {
    super(scope, id);
    const choice = props.engine ?? LogEngine.fluentBit();
    const { image, extraConfig } = choice._options();
    this.engine = choice._engine();
    this.pipeline = buildPipeline(props, this.engine.product);
    this.image = image ?? this.engine.imageFor?.(this.pipeline.data.outputs) ?? this.engine.product.image;
    this.directories = mountDirectories(props.sources.map((s) => s._directory()));
    this.rendering = this.engine.render(this.pipeline.data, { reload: false, extraConfig, ownImage: image !== undefined });
  }

  public contribute(pod: PodContext): SidecarContribution {
    const { product } = this.engine;
    const { secretMounts } = this.rendering;
    const resources = this.props.resources ?? SidecarResources.of(product.resources);
    const name = pod.attachment;
    const tls = this.props.outputs.flatMap((o) => o._volumes());
    const app = pod.appContainers.find((c) => c.chosen) ?? pod.appContainers[0];
    return {
      phase: SidecarPhase.TELEMETRY,
      purpose: 'log shipping',
      containers: [{
        name,
        image: this.image,
        ...(this.rendering.command ? { command: this.rendering.command } : {}),
        args: this.rendering.args,
        ...(this.rendering.loopbackPorts ? { loopbackPorts: this.rendering.loopbackPorts } : {}),
        env: {
          ...enrichEnv(this.pipeline.data.enrich, app?.name ?? ''),
          ...engineEnv(this.rendering, this.pipeline.data.level, resources),
          ...this.props.env,
        },
        ports: { 'log-metrics': product.metricsPort },
        // The check sees the process itself, never a destination: an outage restarts nothing.
        health: HealthCheck.http(product.healthPort, product.healthPath),
        resources,
        user: this.props.user ?? product.user,
        group: this.props.user ?? product.group,
        drainSeconds: this.pipeline.data.drainSeconds,
        hasShell: product.hasShell,
        mounts: [
          {
            volume: SharedVolume.files(`${name}-config`, this.rendering.files, { onChange: this.props.onChange ?? OnChange.ROLL_OUT }),
            path: product.configDirectory,
            readOnly: true,
          },
          { volume: SharedVolume.emptyDir(`${name}-state`, { sizeLimit: this.pipeline.stateSize }), path: product.stateDirectory },
          ...product.scratch.map((s) => ({ volume: SharedVolume.emptyDir(`${name}-${s.name}`, { sizeLimit: s.sizeLimit }), path: s.path })),
          ...this.directories.map((d) => ({ volume: d.volume, path: d.path, readOnly: true })),
          ...secretMounts.map((m, i) => ({ volume: SharedVolume.secretNamed(`${name}-secret-${i + 1}`, m.secret), path: m.path, readOnly: true })),
          ...unique(tls).map((v) => ({ volume: v.volume, path: v.path, readOnly: true })),
        ],
        ...(this.props.fields ? { fields: this.props.fields } : {}),
      }],
      app: { mounts: this.directories.filter((d) => d.shared).map((d): SidecarMount => ({ volume: d.volume, path: d.path })) },
      // Files of a Secret are readable for the Pod's group only.
      ...(tls.length || secretMounts.length ? { fsGroup: this.props.user ?? product.group } : {}),
      notes: [...this.rendering.notes.map(toNote), ...this.volumeNote()],
    };
  }

  private volumeNote(): SidecarNote[] {
    const shared = this.directories.filter((d) => d.shared).map((d) => d.path);
    if (shared.length === 0) return [];
    return [{
      code: 'log-files-must-rotate',
      severity: FindingSeverity.INFO,
      message: `the kubelet evicts the Pod when the files in ${shared.join(', ')} outgrow their volume`,
      mend: 'let the app rotate its files by size, under names that the source\'s glob does not match (app.log.1)',
    }];
  }
}

function unique<T extends { path: string }>(mounts: T[]): T[] {
  return mounts.filter((m, i) => mounts.findIndex((x) => x.path === m.path) === i);
}

function toNote(note: EngineNote): SidecarNote {
  return { ...note, severity: note.severity === 'warning' ? FindingSeverity.WARNING : FindingSeverity.INFO };
}
