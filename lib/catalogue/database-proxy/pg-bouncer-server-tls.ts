import { requireShape } from '../../sidecar/value-shape';
import { TLS_AUTHORITY } from '../tls-termination/props-shape';
import { TlsAuthority } from '../tls-termination/tls-authority';

/**
 * TLS between PgBouncer and the database. Left to itself PgBouncer takes plain text where the server offers no TLS, and
 * believes every certificate.
 *
 * @example
 * const tls = PgBouncerServerTls.verified(TlsAuthority.configMap('database-ca'));
 */
export class PgBouncerServerTls {
  /** The server must show a certificate of this authority for its host name. */
  public static verified(authority: TlsAuthority): PgBouncerServerTls {
    requireShape('authority', authority, TLS_AUTHORITY);
    return new PgBouncerServerTls('verify-full', authority);
  }

  /** Encrypted, but whoever answers is believed to be the server. */
  public static encrypted(): PgBouncerServerTls {
    return new PgBouncerServerTls('require', undefined);
  }

  /** Plain text: for a server on loopback, such as the Cloud SQL Auth Proxy. */
  public static off(): PgBouncerServerTls {
    return new PgBouncerServerTls('disable', undefined);
  }

  private constructor(private readonly mode: string, private readonly authority: TlsAuthority | undefined) {}

  /** @internal */
  public _model(): { mode: string; authority?: TlsAuthority } {
    return { mode: this.mode, authority: this.authority };
  }
}
