import { ApiObject } from 'cdk8s';
import { IConfigMap, ISecret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { GitSourceOptions, gitPart } from './git-source';
import { ImageSourceOptions, imagePart } from './image-source';
import { LabelledSourceOptions, NamedSourceOptions, labelledPart, namedPart } from './object-source';
import { GIT_SOURCE_OPTIONS, IMAGE_SOURCE_OPTIONS, LABELLED_SOURCE_OPTIONS, MOUNTED_SOURCE_OPTIONS, NAMED_SOURCE_OPTIONS, VAULT_SOURCE_OPTIONS } from './option-shapes';
import { MountedPart, SourcePart } from './source-part';
import { VaultSourceOptions, vaultPart } from './vault-source';
import { checkConfigMapKey } from '../../kubernetes/names';
import { requirePort } from '../../sidecar/arguments';
import { OnChange, SharedVolume } from '../../sidecar/shared-volume';
import { requireOptions, requireShape, typeName } from '../../sidecar/value-shape';
import { requireName, requireObjectName } from '../common/object-names';

/** The program that calls the app when a mounted volume has changed. */
export enum MountedReloader {
  /**
   * prometheus-config-reloader: compares contents, repeats a call that failed, and makes good after its own restart
   * what it missed. POST and status 200 only.
   */
  PROMETHEUS_CONFIG_RELOADER = 'prometheus-config-reloader',
  /** configmap-reload: any method and status; what changes while it is down is not told. */
  CONFIGMAP_RELOAD = 'configmap-reload',
}

/** Options of a source that the kubelet mounts. */
export interface MountedSourceOptions {
  /**
   * Which program calls the app (HTTP notifications only).
   *
   * @default MountedReloader.PROMETHEUS_CONFIG_RELOADER
   */
  readonly reloader?: MountedReloader;
  /**
   * Port of the reloader's health check and metrics.
   *
   * @default - 9534 (prometheus-config-reloader) or 9533 (configmap-reload)
   */
  readonly healthPort?: number;
}

/**
 * Where configuration comes from.
 *
 * @example
 * const dashboards = ConfigSource.labelled({ label: 'dashboard', value: '1', kinds: [ConfigKind.CONFIG_MAP] });
 * const mounted = ConfigSource.configMapNamed('app-config');
 */
export class ConfigSource {
  /** A ConfigMap that cdk8s-plus makes or imports, mounted by the kubelet. It must be in the workload's namespace. */
  public static configMap(configMap: IConfigMap, options: MountedSourceOptions = {}): ConfigSource {
    requireOptions('options', options, MOUNTED_SOURCE_OPTIONS);
    requireConstruct('configMap', configMap, 'configMapNamed');
    return ConfigSource.mounted(`ConfigMap "${configMap.name}"`, (name) => SharedVolume.configMap(name, configMap), () => contentOf(configMap), options);
  }

  /** A ConfigMap by its name in the workload's namespace, mounted by the kubelet. */
  public static configMapNamed(name: string, options: MountedSourceOptions = {}): ConfigSource {
    requireOptions('options', options, MOUNTED_SOURCE_OPTIONS);
    requireObjectName('name', name);
    return ConfigSource.mounted(`ConfigMap "${name}"`, (volume) => SharedVolume.configMapNamed(volume, name), () => undefined, options);
  }

  /** A Secret that cdk8s-plus makes or imports, mounted by the kubelet. It must be in the workload's namespace. */
  public static secret(secret: ISecret, options: MountedSourceOptions = {}): ConfigSource {
    requireOptions('options', options, MOUNTED_SOURCE_OPTIONS);
    requireConstruct('secret', secret, 'secretNamed');
    return ConfigSource.mounted(`Secret "${secret.name}"`, (name) => SharedVolume.secret(name, secret), () => contentOf(secret), options);
  }

  /** A Secret by its name in the workload's namespace, mounted by the kubelet. */
  public static secretNamed(name: string, options: MountedSourceOptions = {}): ConfigSource {
    requireOptions('options', options, MOUNTED_SOURCE_OPTIONS);
    requireObjectName('name', name);
    return ConfigSource.mounted(`Secret "${name}"`, (volume) => SharedVolume.secretNamed(volume, name), () => undefined, options);
  }

  /** Files of this program: a ConfigMap is made of them in the workload's namespace. */
  public static files(files: { [name: string]: string }, options: MountedSourceOptions = {}): ConfigSource {
    requireOptions('options', options, MOUNTED_SOURCE_OPTIONS);
    requireShape('files', files, { map: 'text' });
    if (Object.keys(files).length === 0) throw new Error('files: {} is empty: name at least one file');
    for (const name of Object.keys(files)) requireName(`files[${name}]`, name, checkConfigMapKey);
    const copy = { ...files };
    const volume = (name: string, rollOut: boolean) =>
      SharedVolume.files(name, copy, { onChange: rollOut ? OnChange.ROLL_OUT : OnChange.LIVE_RELOAD });
    return ConfigSource.mounted('generated files', volume, () => JSON.stringify(copy), options, true);
  }

  /**
   * All ConfigMaps and Secrets with a label, each key a file (k8s-sidecar). Objects may come and go while the Pod runs.
   */
  public static labelled(options: LabelledSourceOptions): ConfigSource {
    requireOptions('options', options, LABELLED_SOURCE_OPTIONS, ['label']);
    return new ConfigSource(labelledPart(options));
  }

  /**
   * ConfigMaps and Secrets by name, also of other namespaces, each key a file (k8s-sidecar). The Role names just these
   * objects; they are looked at from time to time. What lies in the workload's own namespace can be mounted without
   * any Role: `configMapNamed`, `secretNamed`.
   */
  public static named(options: NamedSourceOptions): ConfigSource {
    requireOptions('options', options, NAMED_SOURCE_OPTIONS);
    return new ConfigSource(namedPart(options));
  }

  /** A Git repository (git-sync). The app finds its files behind a link that is moved at each change: see `contentPath`. */
  public static git(options: GitSourceOptions): ConfigSource {
    requireOptions('options', options, GIT_SOURCE_OPTIONS, ['repository']);
    return new ConfigSource(gitPart(options));
  }

  /** Secrets of a Vault or OpenBao server, rendered as files in memory by its agent. */
  public static vault(options: VaultSourceOptions): ConfigSource {
    requireOptions('options', options, VAULT_SOURCE_OPTIONS, ['address', 'authentication', 'files']);
    return new ConfigSource(vaultPart(options));
  }

  /** Files of an OCI image (Kubernetes 1.35). They are fixed while a Pod lives: a new reference makes new Pods. */
  public static image(options: ImageSourceOptions): ConfigSource {
    requireOptions('options', options, IMAGE_SOURCE_OPTIONS, ['reference']);
    return new ConfigSource(imagePart(options));
  }

  private static mounted(
    what: string, volume: MountedPart['volume'], content: MountedPart['content'], options: MountedSourceOptions, generated = false,
  ): ConfigSource {
    const { reloader = MountedReloader.PROMETHEUS_CONFIG_RELOADER, healthPort: port } = options;
    if (port !== undefined) requirePort('healthPort', port);
    return new ConfigSource({ kind: 'mounted', what, volume, content, generated, reloader, port });
  }

  private constructor(private readonly part: SourcePart) {}

  /** @internal */
  public _toPart(): SourcePart {
    return this.part;
  }
}

/** What the object will hold, as far as this app makes it. */
function requireConstruct(argument: string, value: unknown, byName: string): void {
  if (!Construct.isConstruct(value)) throw new Error(`${argument}: is ${typeName(value)}, and must be a construct of cdk8s-plus: use ConfigSource.${byName}(...) for one that has only a name`);
}

function contentOf(object: IConfigMap | ISecret): string | undefined {
  const apiObject = object.node.findAll().find((c): c is ApiObject => ApiObject.isApiObject(c));
  if (!apiObject) return undefined;
  const { data, binaryData, stringData } = apiObject.toJson();
  return JSON.stringify({ data, binaryData, stringData });
}
