import { Construct } from 'constructs';
import { BuiltPipeline, buildPipeline } from './build-pipeline';
import { Engine, EngineNote, ReloadMethod, Rendering } from './engine';
import { enrichEnv } from './enrichment';
import { lastLookContainer } from './last-look';
import { LogEngine } from './log-engine';
import { LogPipelineProps } from './log-pipeline-props';
import { LogRotation } from './log-rotation';
import { LOG_ROTATION } from './option-shapes';
import { PIPELINE_FIELDS } from './props-shape';
import { reloaderContainer, requireReload } from './reloader';
import { rotatorContainer, RotatorData, rotatorData } from './rotator';
import { shipperContainer } from './shipper-container';
import { DirectoryMount, mountDirectories } from './source-directories';
import { FindingSeverity, SidecarContainer, SidecarContribution, SidecarMount, SidecarNote, SidecarPhase } from '../../sidecar/contribution';
import { AppContainer, PodContext, SidecarForm } from '../../sidecar/pod-context';
import { OnChange, SharedVolume } from '../../sidecar/shared-volume';
import { Sidecar } from '../../sidecar/sidecar';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { FieldsOf, requireProps } from '../../sidecar/value-shape';

/** Properties of a `LogShipperSidecar`. */
export interface LogShipperSidecarProps extends LogPipelineProps {
  /**
   * Numeric user that the shipper runs as. Set it to the app's own where the app's files are readable for nobody else.
   *
   * @default - the engine's (65532 for Fluent Bit)
   */
  readonly user?: number;
  /**
   * Empty files that outgrow a size, by a container of its own that may write to them. Only for apps that can't rotate
   * their files themselves; what is written at that moment can be lost.
   *
   * @default - the app rotates its files
   */
  readonly rotation?: LogRotation;
}

export const SHIPPER_FIELDS: FieldsOf<LogShipperSidecarProps> = { ...PIPELINE_FIELDS, user: 'whole number', rotation: { fields: LOG_ROTATION } };

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
  private readonly reload?: ReloadMethod;
  private readonly rotator?: RotatorData;

  constructor(scope: Construct, id: string, private readonly props: LogShipperSidecarProps) {
    super(scope, id);
    requireProps(props, SHIPPER_FIELDS, ['sources', 'outputs']);
    const choice = props.engine ?? LogEngine.fluentBit();
    const { image, extraConfig } = choice._options();
    this.engine = choice._engine();
    this.pipeline = buildPipeline(props, this.engine.product);
    if (props.onChange === OnChange.LIVE_RELOAD) this.reload = requireReload(this.engine);
    if (props.rotation) this.rotator = rotatorData(props.rotation, this.pipeline.data.sources.flatMap((s) => s.globs));
    this.directories = mountDirectories(props.sources.map((s) => s._directory()));
    this.rendering = this.engine.render(this.pipeline.data, { reload: this.reload !== undefined, extraConfig, ownImage: image !== undefined });
    this.image = image ?? this.engine.imageFor?.(this.pipeline.data.outputs) ?? this.engine.product.image;
  }

  public contribute(pod: PodContext): SidecarContribution {
    const { product } = this.engine;
    const app = pod.appContainers.find((c) => c.chosen) ?? pod.appContainers[0];
    const config = SharedVolume.files(`${pod.attachment}-config`, this.rendering.files, { onChange: this.props.onChange ?? OnChange.ROLL_OUT });
    // A classic sidecar waits for the app in a hook of its own.
    const wait = pod.form === SidecarForm.NATIVE_SIDECAR ? this.rendering.lastLookSeconds : undefined;
    return {
      phase: SidecarPhase.TELEMETRY,
      purpose: 'log shipping',
      containers: [
        this.shipper(pod.attachment, app?.name ?? '', config),
        ...(this.reload ? reloaderContainer(pod.attachment, config, product.configDirectory, this.reload, this.pipeline.data.ports) : []),
        ...(this.rotator ? [rotatorContainer(pod.attachment, this.rotator, this.rotator.user ?? app?.user, this.directories)] : []),
        ...(wait ? [lastLookContainer(pod.attachment, wait)] : []),
      ],
      app: { mounts: this.directories.filter((d) => d.shared).map((d): SidecarMount => ({ volume: d.volume, path: d.path })) },
      notes: [...this.rendering.notes.filter((n) => !(wait && n.unlessHeld)).map(toNote), ...this.rotationNotes(app)],
    };
  }

  private shipper(name: string, app: string, config: SharedVolume): SidecarContainer {
    const { product } = this.engine;
    return shipperContainer({
      name,
      image: this.image,
      product,
      rendering: this.rendering,
      pipeline: this.pipeline,
      props: this.props,
      user: this.props.user ?? product.user,
      group: this.props.user ?? product.group,
      resources: this.props.resources ?? SidecarResources.of(product.resources),
      enrich: enrichEnv(this.pipeline.data.enrich, app),
      config,
      state: SharedVolume.emptyDir(`${name}-state`, { sizeLimit: this.pipeline.stateSize }),
      logs: this.directories.map((d) => ({ volume: d.volume, path: d.path, readOnly: true })),
    });
  }

  private rotationNotes(app: AppContainer | undefined): SidecarNote[] {
    const shared = this.directories.filter((d) => d.shared).map((d) => d.path);
    if (this.rotator) {
      const owner = this.rotator.user ?? app?.user;
      return [
        ...(owner === undefined ? [{
          code: 'log-rotation-needs-user',
          severity: FindingSeverity.ERROR,
          message: `files in ${shared.join(', ')} can be emptied only by the user that the app runs as, and no container of this Pod says which that is`,
          mend: 'give rotation.user, or set runAsUser of the app container',
        }] : []),
        {
          code: 'log-rotation-can-lose-lines',
          severity: FindingSeverity.INFO,
          message: 'lines that are written while a file is emptied, or were not read yet, are lost, and the app must open its files for appending',
          mend: 'better let the app rotate its files by size',
        },
      ];
    }
    if (shared.length === 0) return [];
    return [{
      code: 'log-files-must-rotate',
      severity: FindingSeverity.INFO,
      message: `the kubelet evicts the Pod when the files in ${shared.join(', ')} outgrow their volume`,
      mend: 'let the app rotate its files by size, under names that the source\'s glob does not match (app.log.1), or set "rotation"',
    }];
  }
}

function toNote({ unlessHeld: _, ...note }: EngineNote): SidecarNote {
  return { ...note, severity: note.severity === 'warning' ? FindingSeverity.WARNING : FindingSeverity.INFO };
}
