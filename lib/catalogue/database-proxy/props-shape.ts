/** What the props hold, for users whom no compiler tells. */
import { CloudSqlProxyProps } from './cloud-sql-proxy-props';
import { DatabaseProxySidecarProps } from './database-proxy-sidecar';
import { PgBouncerAuthentication, PgBouncerDatabase, PgBouncerLookup, PgBouncerPoolMode, PgBouncerProps } from './pg-bouncer-props';
import { DURATION, FieldsOf, SIDECAR_RESOURCES, ValueShape } from '../../sidecar/value-shape';
import { SECRET_KEY } from '../common/secret-key-reference';

const TEXTS: ValueShape = { list: 'text' };
const POOL_MODE: ValueShape = { oneOf: Object.values(PgBouncerPoolMode) };
const DATABASE: FieldsOf<PgBouncerDatabase> = {
  name: 'text', host: 'text', port: 'number', database: 'text', user: 'text', poolSize: 'number', poolMode: POOL_MODE,
};
const LOOKUP: FieldsOf<PgBouncerLookup> = { user: 'text', query: 'text', database: 'text' };

export const SIDECAR_FIELDS: FieldsOf<DatabaseProxySidecarProps> = {
  proxy: { instance: 'DatabaseProxy', method: '_toImplementation', make: 'use DatabaseProxy.cloudSql(...) or .pgBouncer(...)' },
  drainSeconds: 'number', resources: SIDECAR_RESOURCES, fields: { map: 'anything' },
};

export const CLOUD_SQL_FIELDS: FieldsOf<CloudSqlProxyProps> = {
  instances: { list: { instance: 'CloudSqlInstance', method: '_toOptions', make: 'use CloudSqlInstance.postgres(...), .mySql(...) or .sqlServer(...)' } },
  credentials: SECRET_KEY, impersonate: TEXTS, maxConnections: 'number', lazyRefresh: 'boolean', httpPort: 'number', adminPort: 'number', image: 'text',
  extraArgs: TEXTS,
};

export const PG_BOUNCER_FIELDS: FieldsOf<PgBouncerProps> = {
  databases: { list: { fields: DATABASE, required: ['name', 'host'] } },
  users: SECRET_KEY,
  authentication: { oneOf: Object.values(PgBouncerAuthentication) },
  lookup: { fields: LOOKUP, required: ['user'] },
  poolMode: POOL_MODE, poolSize: 'number', minPoolSize: 'number', reservePoolSize: 'number', maxClientConnections: 'number',
  maxServerConnections: 'number', preparedStatements: 'number', queryWaitTimeout: DURATION,
  serverTls: { instance: 'PgBouncerServerTls', method: '_model', make: 'use PgBouncerServerTls.verified(...), .encrypted() or .off()' },
  ignoredParameters: TEXTS, statsUsers: TEXTS, port: 'number', envPrefix: 'text', image: 'text', extraSettings: { map: 'text' },
};
