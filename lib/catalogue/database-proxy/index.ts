export { CloudSqlInstance, CloudSqlInstanceOptions, CloudSqlNetwork } from './cloud-sql-instance';
export * from './cloud-sql-proxy-props';
export { DatabaseProxy } from './database-proxy';
export * from './database-proxy-sidecar';
export * from './pg-bouncer-props';
export { PgBouncerServerTls } from './pg-bouncer-server-tls';
