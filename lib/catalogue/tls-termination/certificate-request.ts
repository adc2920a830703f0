import { Duration } from 'cdk8s';
import { CertificateIssuer } from './certificate-issuer';
import { CERT_MANAGER } from './data/cert-manager';
import { RequestModel } from './writers/certificate';
import { requireShape } from '../../sidecar/value-shape';
import { isAddress, refuse, requireHost } from '../common/arguments';

/** What is asked of cert-manager. At least one name is needed: clients turn down a certificate without. */
export interface CertificateRequest {
  /** Who issues it. */
  readonly issuer: CertificateIssuer;
  /**
   * DNS names, e.g. those of the Service: `shop.prod.svc`, `shop.prod.svc.cluster.local`.
   *
   * @default - none
   */
  readonly dnsNames?: string[];
  /**
   * URIs, e.g. a SPIFFE ID.
   *
   * @default - none
   */
  readonly uris?: string[];
  /**
   * IP addresses.
   *
   * @default - none
   */
  readonly ipAddresses?: string[];
  /**
   * Common name of the subject, which clients do not look at where there are other names.
   *
   * @default - none
   */
  readonly commonName?: string;
  /**
   * How long it is valid: whole minutes, at least an hour.
   *
   * @default - 90 days
   */
  readonly duration?: Duration;
  /**
   * How long before its end it is renewed: whole minutes, at least 5.
   *
   * @default - a third of the time for which it is valid
   */
  readonly renewBefore?: Duration;
}

/** Variables that the CSI driver replaces by what it knows of the Pod. */
const CSI_VARIABLES = ['POD_NAME', 'POD_NAMESPACE', 'POD_UID', 'SERVICE_ACCOUNT_NAME'];

/** @param variables `${POD_NAME}` and the like may stand in the names */
export function requestModel(request: CertificateRequest, variables: boolean): RequestModel {
  requireShape('request', request, { map: 'anything' });
  requireShape('issuer', request.issuer, { instance: 'CertificateIssuer', method: '_reference', make: 'use CertificateIssuer.issuer(...) or .clusterIssuer(...)' });
  for (const list of ['dnsNames', 'uris', 'ipAddresses'] as const) if (request[list] !== undefined) requireShape(list, request[list], { list: 'text' });
  const { dnsNames = [], uris = [], ipAddresses = [], commonName } = request;
  if (dnsNames.length + uris.length + ipAddresses.length === 0) {
    refuse('dnsNames', '[]', 'is empty, and there are no uris or ipAddresses: clients turn down a certificate without names', 'give the names by which clients call the app');
  }
  dnsNames.forEach((name, i) => requireHost(`dnsNames[${i}]`, filled(`dnsNames[${i}]`, name, variables).replace(/^\*\./, '')));
  uris.forEach((uri, i) => {
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/,]+[^\s,]*$/i.test(filled(`uris[${i}]`, uri, variables))) {
      refuse(`uris[${i}]`, uri, 'is not a URI', 'give one with scheme and host, e.g. spiffe://example.org/ns/shop/sa/app');
    }
  });
  ipAddresses.forEach((address, i) => {
    if (!isAddress(address)) refuse(`ipAddresses[${i}]`, address, 'is not an IP address', 'give one, or put a host name into dnsNames');
  });
  if (commonName !== undefined && (filled('commonName', commonName, variables).length > CERT_MANAGER.commonNameLength || commonName === '')) {
    refuse('commonName', commonName, `is empty or longer than ${CERT_MANAGER.commonNameLength} characters`, 'leave it out: clients look at the other names');
  }
  const duration = minutes('duration', request.duration, CERT_MANAGER.shortestHours * 60);
  const renewBefore = minutes('renewBefore', request.renewBefore, CERT_MANAGER.shortestRenewalMinutes);
  const validMinutes = duration ?? 90 * 24 * 60;
  if (renewBefore !== undefined && renewBefore >= validMinutes) {
    refuse('renewBefore', `${renewBefore} minutes`, `is not before the end of a certificate that is valid for ${validMinutes} minutes`, 'give less');
  }
  return {
    issuer: request.issuer._reference(), dnsNames: [...dnsNames], uris: [...uris], ipAddresses: [...ipAddresses], commonName, duration, renewBefore,
  };
}

function filled(argument: string, text: string, variables: boolean): string {
  return text.replace(/\$\{?([A-Za-z_]*)\}?/g, (whole, name) => {
    if (!variables) refuse(argument, text, `has the variable "${whole}", which only the CSI driver replaces`, 'use TlsCertificate.certManagerCsi, or write the name out');
    if (!CSI_VARIABLES.includes(name) || !whole.includes('{')) {
      refuse(argument, text, `has the variable "${whole}"`, `use one of ${CSI_VARIABLES.map((v) => `\${${v}}`).join(', ')}`);
    }
    return 'x';
  });
}

function minutes(argument: string, time: Duration | undefined, least: number): number | undefined {
  if (time === undefined) return undefined;
  const amount = time.toMinutes({ integral: false });
  if (!Number.isInteger(amount) || amount < least) refuse(argument, `${amount} minutes`, 'is not what cert-manager takes', `give whole minutes, at least ${least}`);
  return amount;
}
