import { ClientNameModel } from './model';
import { refuse } from '../common/arguments';
import { PeerName } from '../proxy/peer-name';

/**
 * A name in a client's certificate. Products differ in what they can look at: nginx and HAProxy at the subject, Envoy at
 * the subject alternative names, ghostunnel at both.
 *
 * @example
 * const frontend = TlsClientName.uri('spiffe://example.org/ns/shop/sa/frontend');
 * const old = TlsClientName.commonName('frontend.shop');
 */
export class TlsClientName {
  /** The common name (CN) of the subject. */
  public static commonName(name: string): TlsClientName {
    return new TlsClientName({ kind: 'commonName', value: requireSubjectValue('name', name) });
  }

  /** An organizational unit (OU) of the subject; HAProxy looks at the first one. */
  public static organizationalUnit(name: string): TlsClientName {
    return new TlsClientName({ kind: 'organizationalUnit', value: requireSubjectValue('name', name) });
  }

  /** Exactly this URI, e.g. a SPIFFE ID. */
  public static uri(uri: string): TlsClientName {
    PeerName.uri(uri);
    // A wildcard to ghostunnel, and a plain character to Envoy.
    if (uri.includes('*')) refuse('uri', uri, 'has a "*"', 'give the whole name, or TlsClientName.uriPrefix');
    return new TlsClientName({ kind: 'uri', value: uri });
  }

  /** Every URI that begins so. It ends with "/". */
  public static uriPrefix(prefix: string): TlsClientName {
    PeerName.uriPrefix(prefix);
    if (prefix.includes('*')) refuse('prefix', prefix, 'has a "*"', 'give the beginning of the name alone');
    return new TlsClientName({ kind: 'uriPrefix', value: prefix });
  }

  /** A DNS name. */
  public static dns(host: string): TlsClientName {
    PeerName.dns(host);
    return new TlsClientName({ kind: 'dns', value: host });
  }

  /** An e-mail address. */
  public static email(address: string): TlsClientName {
    PeerName.email(address);
    return new TlsClientName({ kind: 'email', value: address });
  }

  /** An IPv4 or IPv6 address. */
  public static ip(address: string): TlsClientName {
    PeerName.ip(address);
    return new TlsClientName({ kind: 'ip', value: address });
  }

  private constructor(private readonly model: ClientNameModel) {}

  /** @internal */
  public _model(): ClientNameModel {
    return { ...this.model };
  }
}

/** What the text form of a subject has to escape is left out: it is where matching by text goes wrong. */
function requireSubjectValue(argument: string, value: string): string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9](?:[A-Za-z0-9 ._:@/*-]*[A-Za-z0-9])?$/.test(value)) {
    refuse(argument, value, 'is not a name in a subject', 'give letters, digits, space and . _ : @ / * - alone, beginning and ending with a letter or digit');
  }
  return value;
}
