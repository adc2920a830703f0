import { requireField, requireLiteral, requireWhole } from './arguments';
import { LogMultiline, LogParser } from './log-parser';
import { CONTAINER_LOGS_OPTIONS, LOG_FILES_OPTIONS } from './option-shapes';
import { SourceData } from './pipeline';
import { SourceDirectory } from './source-directories';
import { requireAbsolutePath } from '../../sidecar/arguments';
import { SharedVolume } from '../../sidecar/shared-volume';
import { requireOptions } from '../../sidecar/value-shape';

/** Container logs of a node, by the Pods that write them. Each part may have `*` in it. */
export interface ContainerLogSelector {
  /**
   * Name of the Pod, e.g. `shop-*`.
   *
   * @default "*"
   */
  readonly podName?: string;
  /**
   * Namespace of the Pod.
   *
   * @default "*"
   */
  readonly inNamespace?: string;
  /**
   * Name of the container.
   *
   * @default "*"
   */
  readonly container?: string;
}

/** What sources have in common. */
export interface LogSourceOptions {
  /**
   * Name of the source: names the file of its positions. Renaming it ships the files anew.
   *
   * @default - "files" or "containers", then "files-2", ...
   */
  readonly name?: string;
  /**
   * What a line is made of.
   *
   * @default - plain text, in the field `message`
   */
  readonly parser?: LogParser;
  /**
   * Several lines that are one record.
   *
   * @default - each line is a record
   */
  readonly multiline?: LogMultiline;
  /**
   * Longest line in bytes. A longer one is cut off, or left out by engines that can't cut (Vector).
   *
   * @default 1048576
   */
  readonly maxLineBytes?: number;
  /**
   * Field that gets the path of the file.
   *
   * @default - none
   */
  readonly pathField?: string;
  /**
   * Further settings of the input in the engine's own terms, merged last and checked.
   *
   * @default - none
   */
  readonly settings?: { [setting: string]: any };
}

/** Options of `LogSource.files`. */
export interface LogFilesOptions extends LogSourceOptions {
  /**
   * Files to leave out: names (`*.gz`) in the same directory, or whole paths.
   *
   * @default - "*.gz", "*.zip"
   */
  readonly exclude?: string[];
  /**
   * Most that the files may take in all, as a Kubernetes quantity: the kubelet evicts the Pod above it. Of no effect
   * where the app mounts a volume of its own there.
   *
   * @default "256Mi"
   */
  readonly sizeLimit?: string;
  /**
   * The volume that holds the directory, where the app does not get it from here: it is mounted in the shipper alone.
   *
   * @default - the directory is shared with the app
   */
  readonly volume?: SharedVolume;
  /**
   * What a `LogShipperNodeAgent` reads in place of these files, which lie inside Pods: the standard output of these
   * containers. Of no effect in a sidecar.
   *
   * @default - all containers of the node
   */
  readonly containerLogs?: ContainerLogSelector;
}

/** Options of `LogSource.containerLogs`. */
export interface ContainerLogsOptions extends LogSourceOptions {
  /**
   * Which containers.
   *
   * @default - all containers of the node
   */
  readonly selector?: ContainerLogSelector;
}

/**
 * Where log lines come from.
 *
 * @example
 * const source = LogSource.files('/var/log/app/*.log', { parser: LogParser.json({ timeField: 'time' }) });
 */
export class LogSource {
  /**
   * Files that the app writes, by a glob. The directory is shared between the app, which may write to it, and the
   * shipper, which may not.
   *
   * @param glob absolute path with `*` in the file's name: `/var/log/app/*.log`
   * @throws when the path is not absolute, or has no directory before its first wildcard
   */
  public static files(glob: string, options: LogFilesOptions = {}): LogSource {
    requireOptions('options', options, LOG_FILES_OPTIONS);
    requireAbsolutePath('glob', glob);
    requireLiteral('glob', glob, 'a path');
    if (/[,\s"'\\]/.test(glob)) throw new Error(`glob: "${glob}" has a comma, a space, a quote or a backslash, which engines read as a separator: rename the files`);
    if (/\*\*|[{}[\]?]/.test(glob)) throw new Error(`glob: "${glob}" has "**", "?", a set or a group, which not all engines know: use "*" alone, and several sources for several patterns`);
    if (glob.endsWith('/')) throw new Error(`glob: "${glob}" is a directory: name the files, e.g. "${glob}*.log"`);
    const directory = glob.slice(0, glob.search(/\*|$/)).replace(/\/[^/]*$/, '');
    if (directory === '' || glob.split('/').includes('..')) {
      throw new Error(`glob: "${glob}" has no directory of its own before its first "*": name one that can be shared, e.g. "/var/log/app/*.log"`);
    }
    return new LogSource(glob, directory, options);
  }

  /** The standard output of containers, for a `LogShipperNodeAgent`. */
  public static containerLogs(options: ContainerLogsOptions = {}): LogSource {
    requireOptions('options', options, CONTAINER_LOGS_OPTIONS);
    return new LogSource(undefined, undefined, { ...options, containerLogs: options.selector });
  }

  private constructor(
    private readonly glob: string | undefined,
    private readonly directory: string | undefined,
    private readonly options: LogFilesOptions,
  ) {
    const { name, pathField, maxLineBytes } = options;
    if (name !== undefined && !/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name)) {
      throw new Error(`name: "${name}" is not a source name: use at most 32 lower-case letters, digits and "-", beginning with a letter`);
    }
    if (pathField !== undefined) requireField('pathField', pathField);
    if (maxLineBytes !== undefined) requireWhole('maxLineBytes', maxLineBytes, 1024, 16 * 1024 * 1024);
    (options.exclude ?? []).forEach((e, i) => {
      requireLiteral(`exclude[${i}]`, e, 'a file pattern');
      if (/[,\s]/.test(e)) throw new Error(`exclude[${i}]: "${e}" has a comma or a space: give one pattern for each entry`);
    });
    for (const part of ['podName', 'inNamespace', 'container'] as const) {
      const value = options.containerLogs?.[part];
      if (value !== undefined && !/^[a-z0-9*]([a-z0-9.*-]*[a-z0-9*])?$/.test(value)) {
        throw new Error(`containerLogs.${part}: "${value}" is not a name with "*" in it: use lower-case letters, digits, "-", "." and "*"`);
      }
    }
    if (options.sizeLimit !== undefined) {
      if (options.volume) throw new Error(`sizeLimit: "${options.sizeLimit}" has no effect on a volume of your own: leave it out, or leave out the volume`);
      SharedVolume.emptyDir('check', { sizeLimit: options.sizeLimit });
    }
  }

  /** @internal */
  public _name(): string {
    return this.options.name ?? (this.glob === undefined ? 'containers' : 'files');
  }

  /** @internal */
  public _directory(): SourceDirectory {
    if (this.directory === undefined) {
      throw new Error(`sources: "${this._name()}" names container logs, which a sidecar can't read: use LogSource.files() for files of the app, or a LogShipperNodeAgent`);
    }
    const { sizeLimit, volume } = this.options;
    return { path: this.directory, ...(sizeLimit ? { sizeLimit } : {}), ...(volume ? { volume } : {}) };
  }

  /** @internal */
  public _toData(name: string): SourceData {
    const glob = this.glob!;
    return {
      ...this.common(name),
      kind: 'files',
      globs: [glob],
      exclude: (this.options.exclude ?? ['*.gz', '*.zip']).map((e) => (e.startsWith('/') ? e : glob.replace(/[^/]*$/, e))),
    };
  }

  /**
   * The same lines as a node agent finds them.
   *
   * @internal
   */
  public _toContainerData(name: string): SourceData {
    const { podName: pod = '*', inNamespace: namespace = '*', container = '*' } = this.options.containerLogs ?? {};
    return {
      ...this.common(name),
      kind: 'containers',
      globs: [`/var/log/containers/${pod}_${namespace}_${container}-*.log`],
      selector: { pod, namespace, container },
      exclude: [],
    };
  }

  private common(name: string): Omit<SourceData, 'kind' | 'globs' | 'exclude'> {
    const { parser, multiline, maxLineBytes, pathField, settings } = this.options;
    return {
      name,
      maxLineBytes: maxLineBytes ?? 1024 * 1024,
      ...(parser ? { parser: parser._toData() } : {}),
      ...(multiline ? { multiline: multiline._toData() } : {}),
      ...(pathField === undefined ? {} : { pathField }),
      ...(settings ? { settings: structuredClone(settings) } : {}),
    };
  }
}
