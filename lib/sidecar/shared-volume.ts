import { IConfigMap, ISecret } from 'cdk8s-plus-28';
import { requireAbsolutePath, requireText } from './arguments';
import { plainJson } from './plain-json';
import { requireShape } from './value-shape';
import { Quantity } from '../kubernetes/quantity';
import { VolumePart } from '../pod/contribution';
import { copy } from '../pod/copy';

/** Options of an emptyDir volume. */
export interface EmptyDirOptions {
  /**
   * Most that may be stored, as a Kubernetes quantity; the kubelet evicts the Pod above it.
   *
   * @default "256Mi" ("64Mi" in memory)
   */
  readonly sizeLimit?: string;

  /**
   * Keep it in memory (tmpfs): for secrets. What is stored counts as memory of the container that wrote it.
   *
   * @default false
   */
  readonly inMemory?: boolean;
}

/** How a change of generated files reaches the running process. */
export enum OnChange {
  /** A checksum on the Pod template changes with the files, so that the Pods are rolled. Never on a Job: its template can't change. */
  ROLL_OUT = 'roll',
  /** The kubelet renews the mounted files and the process picks them up. */
  LIVE_RELOAD = 'reload',
}

/** Options of a volume of generated files. */
export interface FilesVolumeOptions {
  /**
   * Roll the Pods, or let the process reload.
   *
   * @default OnChange.ROLL_OUT
   */
  readonly onChange?: OnChange;
}

/**
 * A volume that the containers of a Pod share, by name: mounted by many, declared once.
 *
 * @example
 * const logs = SharedVolume.emptyDir('app-logs', { sizeLimit: '1Gi' });
 */
export class SharedVolume {
  /** Scratch space that lives as long as the Pod. Always has a size limit. */
  public static emptyDir(name: string, options: EmptyDirOptions = {}): SharedVolume {
    requireShape('options', options, { fields: { sizeLimit: 'text', inMemory: 'boolean' } });
    const sizeLimit = options.sizeLimit ?? (options.inMemory ? '64Mi' : '256Mi');
    Quantity.parse(sizeLimit, 'sizeLimit');
    return new SharedVolume({ name, source: { emptyDir: { sizeLimit, ...(options.inMemory ? { medium: 'Memory' } : {}) } } });
  }

  /**
   * The directory that the app works in. Where the app already mounts a volume at this path, that one is used;
   * otherwise an emptyDir is declared and mounted there, writable for the app.
   *
   * @param path absolute directory in the app container, e.g. `/var/log/app`
   */
  public static appDirectory(path: string, options: EmptyDirOptions = {}): SharedVolume {
    requireAbsolutePath('path', path);
    const clean = path.replace(/\/+$/, '') || '/';
    const name = `app${clean.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 63).replace(/-+$/, '');
    return new SharedVolume({ ...SharedVolume.emptyDir(name, options).part, appPath: clean });
  }

  /** Files that the library puts into a ConfigMap, one for each namespace and distinct content. */
  public static files(name: string, files: { [path: string]: string }, options: FilesVolumeOptions = {}): SharedVolume {
    requireShape('files', files, { map: 'text' });
    requireShape('options', options, { fields: { onChange: { oneOf: Object.values(OnChange) } } });
    return new SharedVolume({ name, files: { ...files }, onChange: options.onChange ?? OnChange.ROLL_OUT });
  }

  /** A ConfigMap made with cdk8s-plus; it must be in the workload's namespace. */
  public static configMap(name: string, configMap: IConfigMap): SharedVolume {
    return SharedVolume.configMapNamed(name, configMap?.name);
  }

  /** A ConfigMap by its name in the workload's namespace. */
  public static configMapNamed(name: string, configMapName: string): SharedVolume {
    requireText('configMapName', configMapName);
    return new SharedVolume({ name, source: { configMap: { name: configMapName } } });
  }

  /** A Secret made with cdk8s-plus; it must be in the workload's namespace. */
  public static secret(name: string, secret: ISecret): SharedVolume {
    return SharedVolume.secretNamed(name, secret?.name);
  }

  /**
   * A Secret by its name in the workload's namespace. Files are readable for the Pod's group only (mode 0440).
   * The Pod waits until the Secret is there.
   */
  public static secretNamed(name: string, secretName: string): SharedVolume {
    requireText('secretName', secretName);
    return new SharedVolume({ name, source: { secret: { secretName, defaultMode: 0o440 } } });
  }

  /** A volume that the workload declares itself. */
  public static existing(name: string): SharedVolume {
    return new SharedVolume({ name, existing: true });
  }

  /** Any other source in Kubernetes' own terms, e.g. `{ csi: { driver: 'csi.spiffe.io', readOnly: true } }`. */
  public static of(name: string, source: { [field: string]: any }): SharedVolume {
    requireShape('source', source, { map: 'anything' });
    return new SharedVolume({ name, source: plainJson(source, 'source') });
  }

  /** Name of the volume in the Pod. For `appDirectory` the app's own volume may take its place. */
  public readonly name: string;

  private constructor(private readonly part: VolumePart) {
    requireText('name', part.name);
    this.name = part.name;
  }

  /** @internal */
  public _toPart(): VolumePart {
    return copy(this.part);
  }
}

