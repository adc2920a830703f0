/** The flags of Cloud SQL Auth Proxy 2.27.0 (`cloud-sql-proxy --help`). */
import { CLOUD_SQL_PROXY } from '../data/cloud-sql';

export interface CloudSqlInstanceModel {
  connectionName: string;
  port: number;
  network: 'public' | 'private' | 'psc';
  iamLogin: boolean;
  envPrefix: string;
}

export interface CloudSqlModel {
  instances: CloudSqlInstanceModel[];
  httpPort: number;
  adminPort: number;
  credentialsFile?: string;
  impersonate: string[];
  maxConnections?: number;
  lazyRefresh: boolean;
  drainSeconds: number;
}

/** @param quit let a request on loopback end it, for Jobs in classic form */
export function cloudSqlArgs(model: CloudSqlModel, quit: boolean): string[] {
  return [
    '--structured-logs',
    '--prometheus',
    '--health-check',
    '--http-address=0.0.0.0',
    `--http-port=${model.httpPort}`,
    // Connections of the app end with it; without this all are cut at once.
    `--max-sigterm-delay=${model.drainSeconds}s`,
    // 143 would make a Job's Pod fail in classic form.
    '--exit-zero-on-sigterm',
    ...(quit ? ['--quitquitquit', `--admin-port=${model.adminPort}`] : []),
    ...(model.credentialsFile ? [`--credentials-file=${model.credentialsFile}`] : []),
    ...(model.impersonate.length ? [`--impersonate-service-account=${model.impersonate.join(',')}`] : []),
    ...(model.maxConnections === undefined ? [] : [`--max-connections=${model.maxConnections}`]),
    ...(model.lazyRefresh ? ['--lazy-refresh'] : []),
    ...model.instances.map(instanceArgument),
  ];
}

/** With a port of its own an instance is not asked for its engine at the start. */
function instanceArgument({ connectionName, port, network, iamLogin }: CloudSqlInstanceModel): string {
  return `${connectionName}?port=${port}${network === 'private' ? '&private-ip=true' : ''}${network === 'psc' ? '&psc=true' : ''}${iamLogin ? '&auto-iam-authn=true' : ''}`;
}

export function waitArguments(model: CloudSqlModel): string[] {
  return [CLOUD_SQL_PROXY.program, 'wait', '--http-address=127.0.0.1', `--http-port=${model.httpPort}`, `--max=${CLOUD_SQL_PROXY.startupSeconds}s`];
}
