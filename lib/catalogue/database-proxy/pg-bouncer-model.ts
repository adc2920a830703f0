import { PG_BOUNCER } from './data/pg-bouncer';
import { PgBouncerAuthentication, PgBouncerDatabase, PgBouncerPoolMode, PgBouncerProps } from './pg-bouncer-props';
import { PgBouncerServerTls } from './pg-bouncer-server-tls';
import { PG_BOUNCER_FIELDS } from './props-shape';
import { PgBouncerDatabaseModel, PgBouncerModel } from './writers/pg-bouncer-ini';
import { requireProps } from '../../sidecar/value-shape';
import { millis, refuse, requireHost, requirePort, requireUnprivilegedPort, requireWhole } from '../common/arguments';
import { requireSecretKey } from '../common/secret-key-reference';

/** The properties of PgBouncer, checked, with their defaults. */
export function pgBouncerModel(props: PgBouncerProps): PgBouncerModel {
  requireProps(props, PG_BOUNCER_FIELDS, ['databases', 'users']);
  const { defaults, paths, files } = PG_BOUNCER;
  if (props.databases.length === 0) refuse('databases', '[]', 'is empty', 'give at least one');
  requireSecretKey('users', props.users);
  const databases = props.databases.map(databaseModel);
  const names = databases.map((d) => d.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse('databases', twice, 'is the name of two databases', 'give each its own');
  const poolMode = props.poolMode ?? PgBouncerPoolMode.SESSION;
  const poolSize = requireWhole('poolSize', props.poolSize ?? defaults.poolSize, 1, 100_000);
  const minPoolSize = requireWhole('minPoolSize', props.minPoolSize ?? 0, 0, 100_000);
  // Both would be cut down in silence.
  if (minPoolSize > poolSize) refuse('minPoolSize', minPoolSize, `is more than the pool may have (poolSize: ${poolSize})`, 'give at most as many');
  const { maxServerConnections } = props;
  if (maxServerConnections !== undefined && requireWhole('maxServerConnections', maxServerConnections, 1) < poolSize) {
    refuse('maxServerConnections', maxServerConnections, `is below poolSize (${poolSize}), which could never be reached`, 'give at least as many, or a smaller pool');
  }
  return {
    port: requireUnprivilegedPort('port', props.port ?? PG_BOUNCER.port),
    databases,
    authentication: props.authentication ?? PgBouncerAuthentication.SCRAM_SHA_256,
    usersFile: `${paths.users}/${files.users}`,
    lookup: lookupModel(props, names),
    poolMode,
    poolSize,
    minPoolSize,
    reservePoolSize: requireWhole('reservePoolSize', props.reservePoolSize ?? 0, 0, 100_000),
    maxClientConnections: requireWhole('maxClientConnections', props.maxClientConnections ?? defaults.maxClientConnections, 1, 100_000),
    maxServerConnections,
    preparedStatements: requireWhole('preparedStatements', props.preparedStatements ?? defaults.preparedStatements, 0, 100_000),
    queryWaitSeconds: millis('queryWaitTimeout', props.queryWaitTimeout, defaults.queryWaitSeconds * 1000) / 1000,
    serverTls: serverTls(props.serverTls, databases),
    ignoredParameters: (props.ignoredParameters ?? [...PG_BOUNCER.ignoredParameters]).map((p, i) => requireWord(`ignoredParameters[${i}]`, p)),
    statsUsers: (props.statsUsers ?? []).map((u, i) => requireWord(`statsUsers[${i}]`, u)),
    extra: extraSettings(props.extraSettings ?? {}),
  };
}

function databaseModel(database: PgBouncerDatabase, i: number): PgBouncerDatabaseModel {
  const { name, host, port, user, poolSize, poolMode } = database;
  const at = `databases[${i}]`;
  requireLine(`${at}.name`, name);
  if (name.includes('\'')) {
    refuse(`${at}.name`, name, 'has a single quote in it, for which PgBouncer has no way of writing', 'give another name, and the server\'s in database');
  }
  if (name === 'pgbouncer') refuse(`${at}.name`, name, 'is PgBouncer\'s own database', 'give another name, with database: \'pgbouncer\'');
  if (name === '*' && database.database !== undefined) refuse(`${at}.database`, database.database, 'is one for all names', 'leave it out, or give the database a name');
  return {
    name,
    host: requireHost(`${at}.host`, host),
    port: requirePort(`${at}.port`, port ?? 5432),
    database: database.database === undefined ? undefined : requireLine(`${at}.database`, database.database),
    user: user === undefined ? undefined : requireLine(`${at}.user`, user),
    poolSize: poolSize === undefined ? undefined : requireWhole(`${at}.poolSize`, poolSize, 1, 100_000),
    poolMode,
  };
}

function lookupModel({ lookup, authentication }: PgBouncerProps, names: string[]): PgBouncerModel['lookup'] {
  if (!lookup) return undefined;
  if (authentication === PgBouncerAuthentication.TRUST) refuse('lookup', 'given', 'has no meaning where nobody needs a password', 'leave it out');
  const { user, query, database } = lookup;
  if (query !== undefined && !/\$1\b/.test(requireLine('lookup.query', query))) refuse('lookup.query', query, 'does not ask for the user $1', 'select name and password WHERE the name is $1');
  if (database !== undefined && !names.includes(database)) refuse('lookup.database', database, 'is not one of databases', `name one of ${names.join(', ')}`);
  return { user: requireLine('lookup.user', user), query, database };
}

/** PgBouncer's own default goes on in plain text where a server offers no TLS. */
function serverTls(tls: PgBouncerServerTls | undefined, databases: PgBouncerDatabaseModel[]): PgBouncerModel['serverTls'] {
  const loopback = databases.every((d) => /^(127\.|::1$|localhost$)/.test(d.host));
  const { mode, authority } = (tls ?? (loopback ? PgBouncerServerTls.off() : PgBouncerServerTls.encrypted()))._model();
  return { mode, authorityFile: authority && `${PG_BOUNCER.paths.authority}/${authority._file}` };
}

function extraSettings(extra: { [setting: string]: string }): { [setting: string]: string } {
  for (const [name, value] of Object.entries(extra)) {
    const path = `extraSettings.${name}`;
    if (!/^[a-z][a-z0-9_]*$/.test(name)) refuse(path, value, 'is not a setting', 'give lower-case letters, digits and "_"');
    const mend = PG_BOUNCER.ownSettings[name];
    if (mend) refuse(path, value, 'is the library\'s to say', mend);
    if (typeof value !== 'string' || /[\r\n\0]/.test(value)) refuse(path, value, 'is not one line of text', 'give numbers as text too');
  }
  return { ...extra };
}

function requireLine(name: string, text: string): string {
  if (typeof text !== 'string' || text.trim() === '' || /[\r\n\0]/.test(text)) refuse(name, text, 'is empty or has more than one line', 'give one line of text');
  return text;
}

function requireWord(name: string, text: string): string {
  if (typeof text !== 'string' || !/^[^\s,]+$/.test(text)) refuse(name, text, 'is empty, or has white space or a comma', 'give one word');
  return text;
}
