import { Duration } from 'cdk8s';
import { PgBouncerServerTls } from './pg-bouncer-server-tls';
import { SecretKeyReference } from '../common/secret-key-reference';

/** When a connection to the server may go to another client. */
export enum PgBouncerPoolMode {
  /** When the client has left. Everything works as without a pool. */
  SESSION = 'session',
  /**
   * After each transaction. Settings of a session, LISTEN, advisory locks, temporary tables and cursors that outlive a
   * transaction then reach the wrong client, without an error.
   */
  TRANSACTION = 'transaction',
  /** After each statement. Transactions of several statements are refused. */
  STATEMENT = 'statement',
}

/** How the app logs in to PgBouncer. */
export enum PgBouncerAuthentication {
  /** SCRAM, from passwords or SCRAM secrets. */
  SCRAM_SHA_256 = 'scram-sha-256',
  /** MD5 hashes; SCRAM for users that have a SCRAM secret. */
  MD5 = 'md5',
  /** Without password, for users that are in the list: every container of the Pod can be any of them. */
  TRUST = 'trust',
}

/** A database that the app may ask for. */
export interface PgBouncerDatabase {
  /** Name under which the app asks; `*` for all that have no entry of their own. */
  readonly name: string;
  /** The server: a DNS name or an address. */
  readonly host: string;
  /**
   * Its port.
   *
   * @default 5432
   */
  readonly port?: number;
  /**
   * Name of the database on the server.
   *
   * @default - the name under which the app asks
   */
  readonly database?: string;
  /**
   * User that logs in to the server, whoever the app is: his password is in the list of users.
   *
   * @default - the app's
   */
  readonly user?: string;
  /**
   * Most connections to the server for each user.
   *
   * @default - poolSize
   */
  readonly poolSize?: number;
  /**
   * When a connection may go to another client.
   *
   * @default - poolMode
   */
  readonly poolMode?: PgBouncerPoolMode;
}

/** Users that are not in the list are looked up in the database. */
export interface PgBouncerLookup {
  /** User that looks them up: he must be in the list, and may read what the query reads. */
  readonly user: string;
  /**
   * Query for name and password of the user `$1`, on one line. Let it call a SECURITY DEFINER function: what the default
   * reads only superusers may.
   *
   * @default - from pg_authid
   */
  readonly query?: string;
  /**
   * Entry of `databases` in which the query is run.
   *
   * @default - the one that the app asks for
   */
  readonly database?: string;
}

/** Properties of PgBouncer. */
export interface PgBouncerProps {
  /** What the app may ask for. */
  readonly databases: PgBouncerDatabase[];
  /** The list of users in PgBouncer's own form, a line `"user" "password or SCRAM secret"` for each. Renewed while it runs. */
  readonly users: SecretKeyReference;
  /**
   * How the app logs in.
   *
   * @default PgBouncerAuthentication.SCRAM_SHA_256
   */
  readonly authentication?: PgBouncerAuthentication;
  /**
   * Look up users that are not in the list.
   *
   * @default - they are refused
   */
  readonly lookup?: PgBouncerLookup;
  /**
   * When a connection may go to another client.
   *
   * @default PgBouncerPoolMode.SESSION
   */
  readonly poolMode?: PgBouncerPoolMode;
  /**
   * Most connections to the server for each pair of user and database. Each Pod has so many: the server sees them times
   * the replicas.
   *
   * @default 20
   */
  readonly poolSize?: number;
  /**
   * Connections that are kept open while nobody needs them.
   *
   * @default 0
   */
  readonly minPoolSize?: number;
  /**
   * Further connections for clients that have waited for 5 seconds.
   *
   * @default 0
   */
  readonly reservePoolSize?: number;
  /**
   * Most clients at a time.
   *
   * @default 500
   */
  readonly maxClientConnections?: number;
  /**
   * Most connections to the server for each database, whoever the users.
   *
   * @default - no limit
   */
  readonly maxServerConnections?: number;
  /**
   * Prepared statements that are kept for each connection, in the modes that need it. 0: none are supported.
   *
   * @default 200
   */
  readonly preparedStatements?: number;
  /**
   * Longest time that a client waits for a connection to the server.
   *
   * @default Duration.minutes(2)
   */
  readonly queryWaitTimeout?: Duration;
  /**
   * TLS towards the server.
   *
   * @default - encrypted; off where all servers are on loopback
   */
  readonly serverTls?: PgBouncerServerTls;
  /**
   * Startup parameters of drivers that are left out; with others PgBouncer refuses the connection.
   *
   * @default - extra_float_digits and options
   */
  readonly ignoredParameters?: string[];
  /**
   * Users of the list that may read PgBouncer's own statistics, in its database `pgbouncer`.
   *
   * @default - none
   */
  readonly statsUsers?: string[];
  /**
   * Port on loopback.
   *
   * @default 6432
   */
  readonly port?: number;
  /**
   * Beginning of the names of the app's variables: `<prefix>_HOST`, `_PORT`, `_NAME`, `_POOL_MODE`, `_POOL_SIZE`.
   *
   * @default DB
   */
  readonly envPrefix?: string;
  /**
   * Image with an exact tag; it must have bash, and PgBouncer at 1.23 or newer.
   *
   * @default - that of CloudNativePG with the pinned release
   */
  readonly image?: string;
  /**
   * Further settings, by their names. Those that have a property of their own can't be given.
   *
   * @see https://www.pgbouncer.org/config.html
   * @default - none
   */
  readonly extraSettings?: { [setting: string]: string };
}
