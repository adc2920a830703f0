import { isAddress, refuse } from '../common/arguments';
import { PeerNameModel } from './config/model';
import { whyNotRe2 } from './regex';
import { requireShape } from '../../sidecar/value-shape';

/**
 * A name that a certificate must carry (a subject alternative name).
 *
 * @example
 * const frontend = PeerName.uri('spiffe://example.org/ns/shop/sa/frontend');
 * const anyOfShop = PeerName.uriPrefix('spiffe://example.org/ns/shop/');
 */
export class PeerName {
  /** Exactly this URI, e.g. a SPIFFE ID. */
  public static uri(uri: string): PeerName {
    return new PeerName({ type: 'URI', match: { exact: requireUri('uri', uri) } });
  }

  /** Every URI that begins so. End it with "/": `spiffe://x/ns/shop` is the beginning of `spiffe://x/ns/shopping` too. */
  public static uriPrefix(prefix: string): PeerName {
    requireUri('prefix', prefix);
    if (!prefix.endsWith('/')) refuse('prefix', prefix, 'does not end with "/"', `give "${prefix}/", or PeerName.uri for the one name`);
    return new PeerName({ type: 'URI', match: { prefix } });
  }

  /** Every URI that the regular expression (RE2) matches from its beginning to its end. */
  public static uriMatching(regex: string): PeerName {
    requireShape('regex', regex, 'text');
    const why = whyNotRe2(regex);
    if (why) refuse('regex', regex, `is not a regular expression for Envoy: it ${why}`, 'see https://github.com/google/re2/wiki/Syntax');
    return new PeerName({ type: 'URI', match: { safe_regex: { regex } } });
  }

  /** A DNS name. A certificate for `*.shop.example` matches `a.shop.example`. */
  public static dns(host: string): PeerName {
    requireShape('host', host, 'text');
    if (host === '' || /[/:*\s]/.test(host)) refuse('host', host, 'is not a DNS name', 'give a host name without wildcard: that of the certificate matches it');
    return new PeerName({ type: 'DNS', match: { exact: host } });
  }

  /** An e-mail address. */
  public static email(address: string): PeerName {
    requireShape('address', address, 'text');
    if (!/^[^@\s]+@[^@\s]+$/.test(address)) refuse('address', address, 'is not an e-mail address', 'give user@host');
    return new PeerName({ type: 'EMAIL', match: { exact: address } });
  }

  /** An IPv4 or IPv6 address. */
  public static ip(address: string): PeerName {
    if (!isAddress(address)) refuse('address', address, 'is not an IP address', 'give one, or PeerName.dns for a host name');
    return new PeerName({ type: 'IP_ADDRESS', match: { exact: address } });
  }

  private constructor(private readonly model: PeerNameModel) {}

  /** @internal */
  public _model(): PeerNameModel {
    return structuredClone(this.model);
  }
}

function requireUri(name: string, uri: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/]/i.test(uri)) refuse(name, uri, 'is not a URI', 'give one with scheme and host, e.g. spiffe://example.org/ns/shop');
  return uri;
}
