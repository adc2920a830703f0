import { ApiObject } from 'cdk8s';
import { CertificateRequest, requestModel } from './certificate-request';
import { CERT_MANAGER, SPIFFE } from './data/cert-manager';
import { TLS_DEFAULTS } from './data/defaults';
import { CERTIFICATE_REQUEST, CERT_MANAGER_CERTIFICATE, TLS_CERTIFICATE_FILES, WORKLOAD_API_OPTIONS } from './option-shapes';
import { TlsAuthority } from './tls-authority';
import { certificateSpec, csiAttributes, RequestModel, spiffeCsiAttributes } from './writers/certificate';
import { toLabel } from '../../kubernetes/names';
import { ApiPermission, ISidecarHost, SharedVolume } from '../../sidecar';
import { requireShape, SHARED_VOLUME, requireOptions } from '../../sidecar/value-shape';
import { refuse } from '../common/arguments';
import { requireKey, requireObjectName } from '../common/object-names';

/** Files of a certificate in its volume. */
export interface TlsCertificateFiles {
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

/** A certificate that cert-manager keeps in a Secret. */
export interface CertManagerCertificate extends CertificateRequest {
  /**
   * Name of the Secret. With a name of your own, all workloads of a namespace share one certificate.
   *
   * @default - made from the names of workload and sidecar
   */
  readonly secretName?: string;
}

/** Where SPIFFE's Workload API is. */
export interface WorkloadApiOptions {
  /**
   * File name of the socket in the volume.
   *
   * @default spire-agent.sock
   */
  readonly socket?: string;
  /**
   * Name of the CSI driver.
   *
   * @default csi.spiffe.io
   */
  readonly csiDriver?: string;
}

/** What a certificate may know of the Pod. */
export interface CertificatePlace {
  /** Name for the volume. */
  volume: string;
  /** Group of the process that reads the files. */
  group: number;
  workloadName: string;
  /** Id of the sidecar's construct. */
  sidecar: string;
}

type Source =
  | { kind: 'secret'; secretName: string; files?: { certificate: string; key: string } }
  | { kind: 'certManager'; request: RequestModel; secretName?: string }
  | { kind: 'csi'; request: RequestModel }
  | { kind: 'spiffeCsi' }
  | { kind: 'workloadApi'; csiDriver: string; socket: string }
  | { kind: 'volume'; volume: SharedVolume; files: { certificate: string; key: string } };

/**
 * The certificate and private key that the sidecar shows to clients, and how they get into the Pod. All are renewed
 * while the Pod runs.
 *
 * @example
 * const kept = TlsCertificate.secret('shop-tls');
 * const issued = TlsCertificate.certManager({
 *   issuer: CertificateIssuer.clusterIssuer('internal-ca'), dnsNames: ['shop.prod.svc', 'shop.prod.svc.cluster.local'],
 * });
 */
export class TlsCertificate {
  /** A Secret of type kubernetes.io/tls in the workload's namespace. The Pod waits until it is there. */
  public static secret(secretName: string, files?: TlsCertificateFiles): TlsCertificate {
    if (files !== undefined) requireOptions('files', files, TLS_CERTIFICATE_FILES);
    return new TlsCertificate({ kind: 'secret', secretName: requireObjectName('secretName', secretName), files: files && filesOf(files) });
  }

  /** cert-manager issues it into a Secret: the Certificate object is made too, for each workload. */
  public static certManager(request: CertManagerCertificate): TlsCertificate {
    requireOptions('request', request, CERT_MANAGER_CERTIFICATE, ['issuer']);
    const { secretName } = request;
    if (secretName !== undefined) requireObjectName('secretName', secretName);
    return new TlsCertificate({ kind: 'certManager', request: requestModel(request, false), secretName });
  }

  /**
   * cert-manager's CSI driver issues one for each Pod; the key never leaves the node. The Pod waits for it. Names may
   * have `${POD_NAME}`, `${POD_NAMESPACE}`, `${POD_UID}` and `${SERVICE_ACCOUNT_NAME}` in them.
   *
   * @see https://cert-manager.io/docs/usage/csi-driver/
   */
  public static certManagerCsi(request: CertificateRequest): TlsCertificate {
    requireOptions('request', request, CERTIFICATE_REQUEST, ['issuer']);
    return new TlsCertificate({ kind: 'csi', request: requestModel(request, true) });
  }

  /**
   * cert-manager's CSI driver for SPIFFE: a certificate whose only name is the SPIFFE ID of the Pod's ServiceAccount. The
   * account gets the right to ask for it.
   *
   * @see https://cert-manager.io/docs/usage/csi-driver-spiffe/
   */
  public static certManagerSpiffe(): TlsCertificate {
    return new TlsCertificate({ kind: 'spiffeCsi' });
  }

  /**
   * SPIFFE's Workload API (SPIRE), through its CSI driver: certificate, key and authorities come by a socket and are
   * never files. Needs an engine that speaks it.
   *
   * @see https://github.com/spiffe/spiffe-csi
   */
  public static spiffeWorkloadApi(options: WorkloadApiOptions = {}): TlsCertificate {
    requireOptions('options', options, WORKLOAD_API_OPTIONS);
    return new TlsCertificate({
      kind: 'workloadApi', csiDriver: requireObjectName('csiDriver', options.csiDriver ?? SPIFFE.csiDriver), socket: requireKey('socket', options.socket ?? SPIFFE.socket),
    });
  }

  /**
   * Files of any other volume, e.g. one that another sidecar fills. They must be there when the sidecar starts; Envoy
   * notices only what is replaced by a rename in the volume's own directory.
   */
  public static volume(volume: SharedVolume, files: TlsCertificateFiles = {}): TlsCertificate {
    requireOptions('files', files, TLS_CERTIFICATE_FILES);
    requireShape('volume', volume, SHARED_VOLUME);
    return new TlsCertificate({ kind: 'volume', volume, files: filesOf(files) });
  }

  private readonly bound = new Set<string>();

  private constructor(private readonly source: Source) {}

  /** @internal */
  public get _files(): { certificate: string; key: string } {
    return this.source.kind === 'volume' ? this.source.files : TLS_DEFAULTS.files;
  }

  /** The Workload API's socket in its volume, where it is one. @internal */
  public get _socket(): string | undefined {
    return this.source.kind === 'workloadApi' ? this.source.socket : undefined;
  }

  /** @internal */
  public get _permissions(): ApiPermission[] | undefined {
    if (this.source.kind !== 'spiffeCsi') return undefined;
    return [{ apiGroups: [CERT_MANAGER.group], resources: ['certificaterequests'], verbs: ['create'] }];
  }

  /** @internal */
  public _volume(place: CertificatePlace): SharedVolume {
    const { source } = this;
    switch (source.kind) {
      case 'secret': return secretVolume(place.volume, source.secretName, source.files);
      case 'certManager': return SharedVolume.secretNamed(place.volume, issuedSecret(source.secretName, place));
      case 'csi': return csi(place.volume, CERT_MANAGER.csiDriver, csiAttributes(source.request, place.group));
      case 'spiffeCsi': return csi(place.volume, CERT_MANAGER.spiffeCsiDriver, spiffeCsiAttributes(place.group));
      case 'workloadApi': return csi(place.volume, source.csiDriver);
      case 'volume': return source.volume;
    }
  }

  /** The authority that comes with the certificate. @internal */
  public _authority(): TlsAuthority {
    if (this.source.kind === 'secret' && this.source.files) {
      // Only the files that were named are in the volume.
      return TlsAuthority.secret(this.source.secretName);
    }
    return TlsAuthority._beside();
  }

  /** Makes the Certificate object for a workload. @internal */
  public _bind(sidecar: string, workload: ISidecarHost): void {
    if (this.source.kind !== 'certManager') return;
    const { request, secretName } = this.source;
    const secret = issuedSecret(secretName, { workloadName: workload.workloadName, sidecar });
    const namespace = workload.workloadNamespace;
    const key = `${namespace ?? ''}/${secret}`;
    // Two Certificates for one Secret would overwrite each other for ever.
    if (this.bound.has(key)) return;
    this.bound.add(key);
    new ApiObject(workload.hostScope, `${sidecar}-certificate`, {
      apiVersion: CERT_MANAGER.apiVersion,
      kind: 'Certificate',
      metadata: { name: secret, ...(namespace === undefined ? {} : { namespace }) },
      spec: certificateSpec(request, secret),
    } as any);
  }
}

function filesOf(files: TlsCertificateFiles): { certificate: string; key: string } {
  const { certificate = TLS_DEFAULTS.files.certificate, key = TLS_DEFAULTS.files.key } = files;
  requireKey('certificate', certificate);
  requireKey('key', key);
  if (certificate === key) refuse('key', key, 'is the certificate\'s file too', 'give the file of the private key');
  return { certificate, key };
}

function issuedSecret(secretName: string | undefined, place: { workloadName: string; sidecar: string }): string {
  return secretName ?? `${place.workloadName.slice(0, 180)}-${toLabel(place.sidecar) || 'tls'}`;
}

/** Keys of another name are mounted under the usual ones, so that every product finds them. */
function secretVolume(name: string, secretName: string, files: { certificate: string; key: string } | undefined): SharedVolume {
  if (!files) return SharedVolume.secretNamed(name, secretName);
  const items = [{ key: files.certificate, path: TLS_DEFAULTS.files.certificate }, { key: files.key, path: TLS_DEFAULTS.files.key }];
  return SharedVolume.of(name, { secret: { secretName, items, defaultMode: 0o440 } });
}

function csi(name: string, driver: string, volumeAttributes?: { [name: string]: string }): SharedVolume {
  return SharedVolume.of(name, { csi: { driver, readOnly: true, ...(volumeAttributes ? { volumeAttributes } : {}) } });
}
