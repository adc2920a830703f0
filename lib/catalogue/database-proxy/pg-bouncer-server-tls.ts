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

  private constructor(
    /** @internal */
    public readonly _mode: string,
    /** @internal */
    public readonly _authority: TlsAuthority | undefined,
  ) {}
}
