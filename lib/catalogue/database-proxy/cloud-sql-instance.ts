import { CLOUD_SQL_PROXY } from './data/cloud-sql';
import { CLOUD_SQL_INSTANCE_OPTIONS } from './option-shapes';
import { FieldsOf, requireShape, requireOptions } from '../../sidecar/value-shape';
import { refuse, requireUnprivilegedPort } from '../common/arguments';

/** Which address of an instance is called. */
export enum CloudSqlNetwork {
  /** Its public one. */
  PUBLIC = 'public',
  /** Its private one, in a VPC that the Pod reaches. */
  PRIVATE = 'private',
  /** Private Service Connect. */
  PRIVATE_SERVICE_CONNECT = 'psc',
}

/** Options of an instance. */
export interface CloudSqlInstanceOptions {
  /**
   * Port on loopback where the app finds it.
   *
   * @default - the engine's: 5432, 3306 or 1433; the next free one for a further instance
   */
  readonly port?: number;
  /**
   * Beginning of the names of the app's variables: `<prefix>_HOST` and `<prefix>_PORT`.
   *
   * @default - `DB`; with several instances, the instance's name in capitals
   */
  readonly envPrefix?: string;
  /**
   * Address that is called.
   *
   * @default CloudSqlNetwork.PUBLIC
   */
  readonly network?: CloudSqlNetwork;
  /**
   * The app logs in as its IAM identity, without password. Not for SQL Server.
   *
   * @default false
   */
  readonly iamLogin?: boolean;
}

const FIELDS: FieldsOf<CloudSqlInstanceOptions> = {
  port: 'anything', envPrefix: 'anything', network: { oneOf: Object.values(CloudSqlNetwork) }, iamLogin: 'boolean',
};

/**
 * A database server of Cloud SQL.
 *
 * @example
 * const orders = CloudSqlInstance.postgres('shop-prod:europe-west1:orders', { network: CloudSqlNetwork.PRIVATE, iamLogin: true });
 */
export class CloudSqlInstance {
  /** @param connectionName `project:region:instance` */
  public static postgres(connectionName: string, options: CloudSqlInstanceOptions = {}): CloudSqlInstance {
    requireOptions('options', options, CLOUD_SQL_INSTANCE_OPTIONS);
    return new CloudSqlInstance(connectionName, CLOUD_SQL_PROXY.ports.postgres, options);
  }

  /** @param connectionName `project:region:instance` */
  public static mySql(connectionName: string, options: CloudSqlInstanceOptions = {}): CloudSqlInstance {
    requireOptions('options', options, CLOUD_SQL_INSTANCE_OPTIONS);
    return new CloudSqlInstance(connectionName, CLOUD_SQL_PROXY.ports.mySql, options);
  }

  /** @param connectionName `project:region:instance` */
  public static sqlServer(connectionName: string, options: CloudSqlInstanceOptions = {}): CloudSqlInstance {
    requireOptions('options', options, CLOUD_SQL_INSTANCE_OPTIONS);
    if (options.iamLogin) refuse('iamLogin', true, 'is not possible with SQL Server', 'leave it out: the app logs in with a password');
    return new CloudSqlInstance(connectionName, CLOUD_SQL_PROXY.ports.sqlServer, options);
  }

  private constructor(
    /** @internal */
    public readonly _connectionName: string,
    /** @internal */
    public readonly _defaultPort: number,
    private readonly options: CloudSqlInstanceOptions,
  ) {
    requireShape('options', options, { fields: FIELDS });
    // A project may have a domain of its own before it: "example.com:project".
    if (typeof _connectionName !== 'string' || !/^([a-z0-9.-]+:)?[a-z][a-z0-9-]*:[a-z]+-[a-z]+\d+:[a-z][a-z0-9-]*$/.test(_connectionName)) {
      refuse('connectionName', _connectionName, 'is not the connection name of an instance', 'write it like shop-prod:europe-west1:orders (gcloud sql instances describe)');
    }
    if (options.port !== undefined) requireUnprivilegedPort('port', options.port);
    if (options.envPrefix !== undefined) requireEnvPrefix('envPrefix', options.envPrefix);
  }

  /** @internal */
  public _toOptions(): CloudSqlInstanceOptions {
    return this.options;
  }
}

export function requireEnvPrefix(argument: string, prefix: string): string {
  if (typeof prefix !== 'string' || !/^[A-Z][A-Z0-9_]*$/.test(prefix)) refuse(argument, prefix, 'is not the beginning of a variable\'s name', 'give capitals, digits and "_"');
  return prefix;
}
