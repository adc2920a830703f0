/** cert-manager's objects and volume attributes, as data. */
import { CERT_MANAGER } from '../data/cert-manager';

export interface RequestModel {
  issuer: { name: string; kind: string; group: string };
  commonName?: string;
  dnsNames: string[];
  uris: string[];
  ipAddresses: string[];
  /** Minutes. */
  duration?: number;
  renewBefore?: number;
}

/** As Go writes and reads times. */
function goDuration(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec */
export function certificateSpec(request: RequestModel, secretName: string): { [field: string]: any } {
  return {
    secretName,
    ...(request.commonName !== undefined ? { commonName: request.commonName } : {}),
    ...(request.dnsNames.length ? { dnsNames: [...request.dnsNames] } : {}),
    ...(request.uris.length ? { uris: [...request.uris] } : {}),
    ...(request.ipAddresses.length ? { ipAddresses: [...request.ipAddresses] } : {}),
    ...(request.duration !== undefined ? { duration: goDuration(request.duration) } : {}),
    ...(request.renewBefore !== undefined ? { renewBefore: goDuration(request.renewBefore) } : {}),
    // Before cert-manager 1.18 the default was to keep the key for ever.
    privateKey: { ...CERT_MANAGER.privateKey, rotationPolicy: 'Always' },
    usages: [...CERT_MANAGER.usages],
    issuerRef: { ...request.issuer },
  };
}

/** https://cert-manager.io/docs/usage/csi-driver/#supported-volume-attributes */
export function csiAttributes(request: RequestModel, group: number): { [attribute: string]: string } {
  const own = (name: string) => `${CERT_MANAGER.csiDriver}/${name}`;
  const attributes: { [attribute: string]: string | undefined } = {
    'issuer-name': request.issuer.name,
    'issuer-kind': request.issuer.kind,
    'issuer-group': request.issuer.group,
    'common-name': request.commonName,
    'dns-names': list(request.dnsNames),
    'uri-sans': list(request.uris),
    'ip-sans': list(request.ipAddresses),
    'duration': request.duration === undefined ? undefined : goDuration(request.duration),
    'renew-before': request.renewBefore === undefined ? undefined : goDuration(request.renewBefore),
    'key-algorithm': CERT_MANAGER.privateKey.algorithm,
    'key-size': String(CERT_MANAGER.privateKey.size),
    'key-usages': CERT_MANAGER.usages.join(','),
    // The files are root's, and readable for this group.
    'fs-group': String(group),
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined).map(([name, value]) => [own(name), value!]));
}

/** @see https://github.com/cert-manager/csi-driver-spiffe */
export function spiffeCsiAttributes(group: number): { [attribute: string]: string } {
  return { [`${CERT_MANAGER.spiffeCsiDriver}/fs-group`]: String(group) };
}

function list(values: string[]): string | undefined {
  return values.length ? values.join(',') : undefined;
}
