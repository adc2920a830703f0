import { CloudSqlProxy } from './cloud-sql-proxy';
import { CloudSqlProxyProps } from './cloud-sql-proxy-props';
import { PgBouncer } from './pg-bouncer';
import { PgBouncerProps } from './pg-bouncer-props';
import { ProxyImplementation } from './proxy-implementation';

/**
 * The product between the app and its database.
 *
 * @example
 * const proxy = DatabaseProxy.cloudSql({ instances: [CloudSqlInstance.postgres('shop-prod:europe-west1:orders')] });
 */
export class DatabaseProxy {
  /** Cloud SQL Auth Proxy: encrypted, and known by its IAM identity. */
  public static cloudSql(props: CloudSqlProxyProps): DatabaseProxy {
    return new DatabaseProxy(new CloudSqlProxy(props));
  }

  /** PgBouncer: few connections to PostgreSQL for many of the app's. */
  public static pgBouncer(props: PgBouncerProps): DatabaseProxy {
    return new DatabaseProxy(new PgBouncer(props));
  }

  private constructor(private readonly implementation: ProxyImplementation) {}

  /** @internal */
  public _toImplementation(): ProxyImplementation {
    return this.implementation;
  }
}
