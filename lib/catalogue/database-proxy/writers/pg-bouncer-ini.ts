/** PgBouncer's configuration: https://www.pgbouncer.org/config.html */
export interface PgBouncerDatabaseModel {
  /** `*` for all that have no entry. */
  name: string;
  host: string;
  port: number;
  database?: string;
  user?: string;
  poolSize?: number;
  poolMode?: string;
}

export interface PgBouncerModel {
  port: number;
  databases: PgBouncerDatabaseModel[];
  authentication: string;
  usersFile: string;
  lookup?: { user: string; query?: string; database?: string };
  poolMode: string;
  poolSize: number;
  minPoolSize: number;
  reservePoolSize: number;
  maxClientConnections: number;
  maxServerConnections?: number;
  preparedStatements: number;
  queryWaitSeconds: number;
  serverTls: { mode: string; authorityFile?: string };
  ignoredParameters: string[];
  statsUsers: string[];
  extra: { [setting: string]: string };
}

export function pgBouncerIni(model: PgBouncerModel): string {
  const settings: Array<[string, string | number | undefined]> = [
    ['listen_addr', '127.0.0.1'],
    ['listen_port', model.port],
    ['unix_socket_dir', ''],
    ['auth_type', model.authentication],
    ['auth_file', model.usersFile],
    ['auth_user', model.lookup?.user],
    ['auth_query', model.lookup?.query],
    ['auth_dbname', model.lookup?.database],
    ['pool_mode', model.poolMode],
    ['default_pool_size', model.poolSize],
    ['min_pool_size', model.minPoolSize],
    ['reserve_pool_size', model.reservePoolSize],
    ['max_client_conn', model.maxClientConnections],
    ['max_db_connections', model.maxServerConnections],
    ['max_prepared_statements', model.preparedStatements],
    ['query_wait_timeout', model.queryWaitSeconds],
    ['server_tls_sslmode', model.serverTls.mode],
    ['server_tls_ca_file', model.serverTls.authorityFile],
    ['ignore_startup_parameters', model.ignoredParameters.join(',')],
    ['stats_users', model.statsUsers.length ? model.statsUsers.join(',') : undefined],
    // Errors are logged in any case.
    ['log_connections', 0],
    ['log_disconnections', 0],
    ...Object.entries(model.extra),
  ];
  const lines = settings.filter(([, value]) => value !== undefined).map(([name, value]) => `${name} = ${value}`.trimEnd());
  return ['[databases]', ...model.databases.map(databaseLine), '', '[pgbouncer]', ...lines, ''].join('\n');
}

function databaseLine({ name, host, port, database, user, poolSize, poolMode }: PgBouncerDatabaseModel): string {
  const pairs: Array<[string, string | number | undefined]> = [
    ['host', host], ['port', port], ['dbname', database], ['user', user], ['pool_size', poolSize], ['pool_mode', poolMode],
  ];
  const connection = pairs.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${quoted(String(value))}`).join(' ');
  // The manual says double quotes; what its parser reads is single ones, and no escape in them (lib/usual/cfparser.c).
  return `${/^[\w.*-]+$/.test(name) ? name : `'${name}'`} = ${connection}`;
}

/** Of a connection: single quotes, doubled inside. */
function quoted(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : `'${value.replace(/'/g, "''")}'`;
}
