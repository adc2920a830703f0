import { refuse } from '../common/arguments';
import { requireObjectName } from '../common/object-names';
import { AuthorityModel, CertificateModel, ClientTlsModel, PeerNameModel, ServerTlsModel, TlsMinimum } from './config/model';
import { ENVOY } from './envoy';
import { FileSource, FileSources } from './file-sources';
import { PROXY_CERTIFICATE_FILES } from './option-shapes';
import { PeerName } from './peer-name';
import { SharedVolume } from '../../sidecar';
import { requireOptions, requireShape, SHARED_VOLUME } from '../../sidecar/value-shape';

/** Files of a certificate in its volume. */
export interface ProxyCertificateFiles {
  /**
   * The certificate, followed by its intermediates.
   *
   * @default tls.crt
   */
  readonly certificate?: string;
  /**
   * The private key.
   *
   * @default tls.key
   */
  readonly key?: string;
}

/**
 * A certificate and its private key. When the files are renewed Envoy takes the new ones within a second, without
 * dropping a connection; a pair that does not match is refused and the old one stays.
 *
 * @example
 * const certificate = ProxyCertificate.secret('shop-tls');
 */
export class ProxyCertificate {
  /** A Secret of type kubernetes.io/tls in the workload's namespace. The Pod waits until it is there. */
  public static secret(secretName: string, files: ProxyCertificateFiles = {}): ProxyCertificate {
    requireOptions('files', files, PROXY_CERTIFICATE_FILES);
    return new ProxyCertificate(secretSource(secretName), files);
  }

  /**
   * Files of any other volume (CSI, a directory that a SPIFFE helper fills). They must be there before the proxy starts,
   * and be replaced by a rename in the volume's own directory: Envoy sees no other change.
   */
  public static volume(volume: SharedVolume, files: ProxyCertificateFiles = {}): ProxyCertificate {
    requireOptions('files', files, PROXY_CERTIFICATE_FILES);
    return new ProxyCertificate(volumeSource(volume), files);
  }

  private readonly certificate: string;
  private readonly key: string;

  private constructor(private readonly source: FileSource, files: ProxyCertificateFiles) {
    this.certificate = requireFile('certificate', files.certificate ?? 'tls.crt');
    this.key = requireFile('key', files.key ?? 'tls.key');
  }

  /** @internal */
  public _model(sources: FileSources): CertificateModel {
    const directory = sources.add(this.source);
    return { directory, certificate: `${directory}/${this.certificate}`, key: `${directory}/${this.key}` };
  }

  /** @internal */
  public _authority(): ProxyAuthority {
    return ProxyAuthority._of(this.source, 'ca.crt');
  }
}

/**
 * Authorities whose certificates are believed.
 *
 * @example
 * const authority = ProxyAuthority.configMap('internal-ca', 'ca.crt');
 */
export class ProxyAuthority {
  /** The public authorities that come with the image. */
  public static system(): ProxyAuthority {
    return new ProxyAuthority(undefined, ENVOY.systemCertificates);
  }

  /**
   * A file of a Secret in the workload's namespace.
   *
   * @param file default: `ca.crt`
   */
  public static secret(secretName: string, file: string = 'ca.crt'): ProxyAuthority {
    return ProxyAuthority._of(secretSource(secretName), file);
  }

  /**
   * A file of a ConfigMap in the workload's namespace.
   *
   * @param file default: `ca.crt`
   */
  public static configMap(configMapName: string, file: string = 'ca.crt'): ProxyAuthority {
    requireObjectName('configMapName', configMapName);
    return ProxyAuthority._of({ key: `configmap-${configMapName}`, volume: (name) => SharedVolume.configMapNamed(name, configMapName) }, file);
  }

  /**
   * A file of any other volume.
   *
   * @param file default: `ca.crt`
   */
  public static volume(volume: SharedVolume, file: string = 'ca.crt'): ProxyAuthority {
    return ProxyAuthority._of(volumeSource(volume), file);
  }

  /** @internal */
  public static _of(source: FileSource, file: string): ProxyAuthority {
    return new ProxyAuthority(source, requireFile('file', file));
  }

  private constructor(private readonly source: FileSource | undefined, private readonly file: string) {}

  /** @internal */
  public _model(sources: FileSources): AuthorityModel {
    if (!this.source) return { file: this.file };
    const directory = sources.add(this.source);
    return { directory, file: `${directory}/${this.file}` };
  }
}

/** Oldest version of TLS that is spoken. */
export enum ProxyTlsVersion {
  /** TLS 1.2 and 1.3. */
  TLS_1_2 = 'TLSv1_2',
  /** TLS 1.3 alone. */
  TLS_1_3 = 'TLSv1_3',
}

/** Certificates that clients must bring (mutual TLS). */
export interface ProxyClientCertificates {
  /**
   * Who issued them.
   *
   * @default - the file `ca.crt` beside the proxy's own certificate
   */
  readonly authority?: ProxyAuthority;
  /**
   * Names of which a client's certificate must carry one.
   *
   * @default - every certificate of the authority is let in
   */
  readonly allowed?: PeerName[];
  /**
   * Clients without a certificate are let in too; the app sees in the header `x-forwarded-client-cert` who has one. Not
   * beside `allowed`: with names to compare Envoy asks everybody for a certificate.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** TLS in front of the app. */
export interface ProxyTls {
  /** The proxy's certificate. */
  readonly certificate: ProxyCertificate;
  /**
   * Ask clients for certificates.
   *
   * @default - no
   */
  readonly clients?: ProxyClientCertificates;
  /**
   * Oldest version that is spoken.
   *
   * @default ProxyTlsVersion.TLS_1_2
   */
  readonly minimumVersion?: ProxyTlsVersion;
}

/** TLS towards an upstream. Its certificate is always verified. */
export interface UpstreamTls {
  /**
   * Who issued the upstream's certificate.
   *
   * @default - the public authorities of the image
   */
  readonly authority?: ProxyAuthority;
  /**
   * Name that is asked for (SNI).
   *
   * @default - the host of `Upstream.dns`
   */
  readonly serverName?: string;
  /**
   * Names of which the upstream's certificate must carry one.
   *
   * @default - the server name
   */
  readonly allowed?: PeerName[];
  /**
   * The proxy's own certificate (mutual TLS).
   *
   * @default - none
   */
  readonly certificate?: ProxyCertificate;
  /**
   * Oldest version that is spoken.
   *
   * @default ProxyTlsVersion.TLS_1_2
   */
  readonly minimumVersion?: ProxyTlsVersion;
}

export function serverTlsModel(path: string, tls: ProxyTls, sources: FileSources): ServerTlsModel {
  const { certificate, clients } = tls;
  const authority = clients && (clients.authority ?? certificate._authority());
  // https://github.com/envoyproxy/envoy/blob/v1.39.3/source/common/tls/cert_validator/default_validator.cc (initializeSslContexts)
  if (clients?.optional && clients.allowed?.length) {
    refuse(`${path}.clients.optional`, true, 'is not possible beside a list of names: Envoy would turn down who has no certificate',
      'leave out allowed and let the app read x-forwarded-client-cert, or leave out optional');
  }
  return {
    minimum: minimum(tls.minimumVersion),
    certificate: certificate._model(sources),
    clients: clients && { authority: authority!._model(sources), names: names(`${path}.clients.allowed`, clients.allowed) ?? [], required: !clients.optional },
  };
}

/** @param host the upstream's DNS name, where it has one */
export function clientTlsModel(path: string, tls: UpstreamTls, host: string | undefined, sources: FileSources): ClientTlsModel {
  const serverName = tls.serverName ?? host;
  const allowed = names(`${path}.allowed`, tls.allowed) ?? (serverName === undefined ? undefined : [PeerName.dns(serverName)._model()]);
  if (!allowed) {
    refuse(`${path}.serverName`, undefined, 'is missing: without a name every certificate of the authority would do', 'give serverName or allowed');
  }
  return {
    minimum: minimum(tls.minimumVersion),
    authority: (tls.authority ?? ProxyAuthority.system())._model(sources),
    names: allowed,
    serverName,
    certificate: tls.certificate?._model(sources),
  };
}

function minimum(version: ProxyTlsVersion | undefined): TlsMinimum {
  return (version ?? ProxyTlsVersion.TLS_1_2) as TlsMinimum;
}

function names(path: string, allowed: PeerName[] | undefined): PeerNameModel[] | undefined {
  if (allowed?.length === 0) refuse(path, '[]', 'is empty: nobody would be let in', 'name somebody, or leave it out');
  return allowed?.map((n) => n._model());
}

function secretSource(secretName: string): FileSource {
  requireObjectName('secretName', secretName);
  return { key: `secret-${secretName}`, volume: (name) => SharedVolume.secretNamed(name, secretName) };
}

function volumeSource(volume: SharedVolume): FileSource {
  requireShape('volume', volume, SHARED_VOLUME);
  return { key: `volume-${volume.name}`, volume: () => volume };
}

function requireFile(name: string, file: string): string {
  if (typeof file !== 'string' || !/^[-._a-zA-Z0-9]+$/.test(file) || file === '.' || file === '..') refuse(name, file, 'is not a file of the volume', 'give a file name without directories');
  return file;
}
