import { IConfigMap, ISecret } from 'cdk8s-plus-28';
import { requireAbsolutePath, requireText } from './arguments';
import { plainJson } from './plain-json';
import { requireShape, shownSafely } from './value-shape';
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
  /**
   * Mode of the files, as chmod takes it: 0o555 for scripts that are started as programs, 0o444, 0o440. They belong to
   * root and can't be written to. A mode that does not let others read brings the Pod a group that may.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#configmap
   * @default 0o644
   */
  readonly mode?: number;
  /**
   * Mode of single files, by their path, where it is another one.
   *
   * @default - that of all files
   */
  readonly modes?: { [path: string]: number };
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
    requireShape('options', options, { fields: { onChange: { oneOf: Object.values(OnChange) }, mode: 'anything', modes: { map: 'anything' } } });
    return new SharedVolume({ name, files: { ...files }, ...fileModes(files, options), onChange: options.onChange ?? OnChange.ROLL_OUT });
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

  /**
   * Any other source in Kubernetes' own terms, e.g. `{ csi: { driver: 'csi.spiffe.io', readOnly: true } }`.
   *
   * @throws when the source's own fields are no map
   */
  public static of(name: string, source: { [field: string]: any }): SharedVolume {
    requireShape('source', source, { map: { map: 'anything' } });
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

/** With modes of single files each file must be named: those that are not would be left out of the volume. */
function fileModes(files: { [path: string]: string }, { mode, modes = {} }: FilesVolumeOptions): Pick<VolumePart, 'fileModes'> {
  if (mode !== undefined) requireMode('mode', mode);
  const single = Object.entries(modes);
  for (const [path, one] of single) {
    if (files[path] === undefined) throw new Error(`modes: "${path}" is no file of this volume: name one of ${Object.keys(files).join(', ')}`);
    requireMode(`modes.${path}`, one);
  }
  const defaultMode = mode === undefined ? {} : { defaultMode: mode };
  const items = Object.keys(files).map((key) => ({ key, path: key, ...(modes[key] === undefined ? {} : { mode: modes[key] }) }));
  return mode === undefined && !single.length ? {} : { fileModes: { ...defaultMode, ...(single.length ? { items } : {}) } };
}

/** A mode in decimal (440 for 0o440) is the likely slip. All of them that fit into nine bits let others write, or the owner not read. */
function requireMode(name: string, mode: number): void {
  const octal = Number.isInteger(mode) && mode >= 0 ? mode.toString(8).padStart(3, '0') : '';
  if (/^[4-7][0145][0145]$/.test(octal)) return;
  const meant = Number.isInteger(mode) && /^[4-7][0-7][0-7]$/.test(String(mode)) ? `: write 0o${mode}` : ': write it in octal, e.g. 0o444 or 0o555';
  const shown = octal ? `${shownSafely(mode)} (0o${octal})` : shownSafely(mode);
  throw new Error(`${name}: ${shown} is not a mode of files that their owner may read and nobody else may write${meant}`);
}
