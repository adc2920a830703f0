import { Construct } from 'constructs';
import { AppNotification } from './app-notification';
import { ConfigSource } from './config-source';
import { NotificationPart } from './notification-part';
import { requireDirectory } from '../common/texts';
import { SyncContext } from './parts/context';
import { gitContribution } from './parts/git';
import { imageContribution } from './parts/image';
import { labelledContribution } from './parts/labelled';
import { mountedContribution } from './parts/mounted';
import { vaultContribution } from './parts/vault';
import { SourcePart } from './source-part';
import { requireSomebodyToTell, requireSupported } from './support';
import { Quantity } from '../../kubernetes/quantity';
import { SidecarContribution, SidecarPhase } from '../../sidecar/contribution';
import { PodContext } from '../../sidecar/pod-context';
import { SharedVolume } from '../../sidecar/shared-volume';
import { Sidecar } from '../../sidecar/sidecar';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { FieldsOf, requireProps, SHARED_VOLUME, SIDECAR_RESOURCES } from '../../sidecar/value-shape';

/** Properties of a `ConfigSyncSidecar`. */
export interface ConfigSyncSidecarProps {
  /** Where the configuration comes from. */
  readonly source: ConfigSource;
  /** Directory in which the app finds it, mounted read-only. It is mounted whole: single files (subPath) never change. */
  readonly path: string;
  /**
   * What the app is told when it has changed.
   *
   * @default AppNotification.nothing() - the app watches its files by itself
   */
  readonly notify?: AppNotification;
  /**
   * Sync once, before the app starts, and bring no sidecar: for Jobs that are over before anything changes.
   *
   * @default false
   */
  readonly once?: boolean;
  /**
   * Requests and limits of the sidecar.
   *
   * @default - what the product needs
   */
  readonly resources?: SidecarResources;
  /**
   * Most that the synced files may take, as a Kubernetes quantity.
   *
   * @default - "64Mi" ("32Mi" for what is kept in memory)
   */
  readonly sizeLimit?: string;
  /**
   * A volume of yours for the synced files, e.g. `SharedVolume.existing('config')`.
   *
   * @default - an emptyDir, in memory where Secrets are among the files
   */
  readonly volume?: SharedVolume;
  /**
   * Raw Kubernetes fields of the sidecar container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}

const FIELDS: FieldsOf<ConfigSyncSidecarProps> = {
  source: { instance: 'ConfigSource', method: '_toPart', make: 'use ConfigSource.configMapNamed(...), ConfigSource.git(...), ...' },
  path: 'text',
  notify: { instance: 'AppNotification', method: '_toPart', make: 'use AppNotification.http(...), AppNotification.signal(...), ...' },
  once: 'boolean',
  resources: SIDECAR_RESOURCES,
  sizeLimit: 'text',
  volume: SHARED_VOLUME,
  fields: { map: 'anything' },
};

/**
 * Keeps configuration in step with its source while the app runs, and tells the app when it has changed. The first
 * sync is over before the app starts.
 *
 * @example
 * declare const chart: Chart;
 * const config = new ConfigSyncSidecar(chart, 'config', {
 *   source: ConfigSource.labelled({ label: 'app.example.com/config', kinds: [ConfigKind.CONFIG_MAP] }),
 *   path: '/etc/app/dynamic',
 *   notify: AppNotification.http({ port: 8080, path: '/-/reload' }),
 * });
 */
export class ConfigSyncSidecar extends Sidecar {
  /** Where the app finds the files: `path`, or for Git the link inside it. */
  public readonly contentPath: string;

  private readonly mountPath: string;
  private readonly source: SourcePart;
  private readonly notify: NotificationPart;

  constructor(scope: Construct, id: string, private readonly props: ConfigSyncSidecarProps) {
    super(scope, id);
    requireProps(props, FIELDS, ['source', 'path']);
    requireDirectory('path', props.path);
    this.mountPath = props.path.replace(/\/+$/, '');
    this.source = props.source._toPart();
    this.contentPath = this.source.kind === 'git' ? `${this.mountPath}/${this.source.link}` : this.mountPath;
    this.notify = (props.notify ?? AppNotification.nothing())._toPart();
    requireSupported(this.source, this.notify);
    requireSomebodyToTell(this.notify, props.once ?? false);
    if (props.sizeLimit !== undefined) Quantity.parse(props.sizeLimit, 'sizeLimit');
    if (this.source.kind === 'mounted' || this.source.kind === 'image') {
      const what = this.source.kind === 'mounted' ? this.source.what : 'an image volume';
      for (const name of ['volume', 'sizeLimit'] as const) {
        if (props[name] !== undefined) throw new Error(`${name}: has no meaning for ${what}: the kubelet mounts it as it is`);
      }
    }
  }

  public contribute(pod: PodContext): SidecarContribution {
    const { once = false, resources, volume, sizeLimit, fields } = this.props;
    const context: SyncContext = { pod, path: this.mountPath, notify: this.notify, once, resources, volume, sizeLimit, fields };
    return { phase: SidecarPhase.CONFIGURATION, purpose: 'configuration sync', ...this.ofSource(context) };
  }

  private ofSource(context: SyncContext): SidecarContribution {
    switch (this.source.kind) {
      case 'mounted': return mountedContribution(this.source, context);
      case 'git': return gitContribution(this.source, context);
      case 'image': return imageContribution(this.source, context);
      case 'vault': return vaultContribution(this.source, context);
      case 'labelled': return labelledContribution(this.source, context);
    }
  }
}
