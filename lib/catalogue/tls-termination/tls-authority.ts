import { TLS_DEFAULTS } from './data/defaults';
import { SharedVolume } from '../../sidecar';
import { requireShape, SHARED_VOLUME } from '../../sidecar/value-shape';
import { requireKey, requireObjectName } from '../common/object-names';

/**
 * The authority that issued the certificates of clients.
 *
 * @example
 * const authority = TlsAuthority.configMap('internal-ca');
 */
export class TlsAuthority {
  /**
   * A file of a Secret in the workload's namespace.
   *
   * @param file default: `ca.crt`
   */
  public static secret(secretName: string, file: string = TLS_DEFAULTS.files.authority): TlsAuthority {
    requireObjectName('secretName', secretName);
    return new TlsAuthority(file, (name) => SharedVolume.of(name, {
      // Not the private key that may stand beside it.
      secret: { secretName, items: [{ key: file, path: file }], defaultMode: 0o440 },
    }));
  }

  /**
   * A file of a ConfigMap in the workload's namespace.
   *
   * @param file default: `ca.crt`
   */
  public static configMap(configMapName: string, file: string = TLS_DEFAULTS.files.authority): TlsAuthority {
    requireObjectName('configMapName', configMapName);
    return new TlsAuthority(file, (name) => SharedVolume.configMapNamed(name, configMapName));
  }

  /**
   * A file of any other volume.
   *
   * @param file default: `ca.crt`
   */
  public static volume(volume: SharedVolume, file: string = TLS_DEFAULTS.files.authority): TlsAuthority {
    requireShape('volume', volume, SHARED_VOLUME);
    return new TlsAuthority(file, () => volume);
  }

  /** `ca.crt` in the volume of the sidecar's own certificate. @internal */
  public static _beside(): TlsAuthority {
    return new TlsAuthority(TLS_DEFAULTS.files.authority, undefined);
  }

  /** @internal */
  public readonly _file: string;

  private constructor(file: string, private readonly volumeNamed: ((name: string) => SharedVolume) | undefined) {
    this._file = requireKey('file', file);
  }

  /** Undefined where it lies beside the certificate. @internal */
  public _volume(name: string): SharedVolume | undefined {
    return this.volumeNamed?.(name);
  }
}
