import { EnvSource } from '../../../sidecar/env-source';
import { forKubelet, refuse, requireHost, requirePort } from '../../common/arguments';
import { parseUrl, requireSecret, requireValue } from '../../log-shipping/arguments';
import { NGINX_EXPORTER } from '../data/nginx';
import { POSTGRES_EXPORTER } from '../data/postgres';
import { REDIS_EXPORTER } from '../data/redis';
import { NginxExporterOptions, PostgresExporterOptions, RedisExporterOptions } from '../exporter-options';
import { ExporterPart } from '../exporter-part';

export function nginxExporter({ statusUrl = NGINX_EXPORTER.scrapeUri }: NginxExporterOptions): ExporterPart {
  parseUrl('statusUrl', statusUrl);
  return {
    ...NGINX_EXPORTER,
    args: [`--nginx.scrape-uri=${forKubelet(statusUrl)}`, `--web.listen-address=:${NGINX_EXPORTER.port}`],
    scrapes: [{ path: NGINX_EXPORTER.metricsPath }],
  };
}

export function redisExporter({ address = REDIS_EXPORTER.address, user, password }: RedisExporterOptions): ExporterPart {
  const found = /^rediss?:\/\/([^/?#\s]+)(\/\d*)?$/.exec(address);
  if (!found) refuse('address', address.replace(/\/\/[^@/]*@/, '//***@'), 'is not an address of Redis', 'write it like "redis://127.0.0.1:6379"');
  if (found[1].includes('@')) {
    refuse('address', address.replace(/\/\/.*@/, '//***@'), 'has a user or password in it, which would stand in the Pod', 'give them as `user` and `password`');
  }
  if (user) requireValue('user', user);
  if (password) requireSecret('password', password);
  return {
    ...REDIS_EXPORTER,
    env: {
      REDIS_ADDR: EnvSource.text(forKubelet(address)),
      REDIS_EXPORTER_WEB_LISTEN_ADDRESS: EnvSource.text(`:${REDIS_EXPORTER.port}`),
      // It would send the password to any address that a caller names.
      REDIS_EXPORTER_DISABLE_SCRAPE_ENDPOINT: EnvSource.text('true'),
      ...(user ? { REDIS_USER: user } : {}),
      ...(password ? { REDIS_PASSWORD: password } : {}),
    },
    scrapes: [{ path: REDIS_EXPORTER.metricsPath }],
  };
}

export function postgresExporter(options: PostgresExporterOptions): ExporterPart {
  const { user, password, host = POSTGRES_EXPORTER.host, databasePort = POSTGRES_EXPORTER.databasePort } = options;
  const database = options.database ?? POSTGRES_EXPORTER.database;
  requireHost('host', host);
  requirePort('databasePort', databasePort);
  if (!/^[^\s/?#]+$/.test(database)) refuse('database', database, 'is not the name of a database', 'give the name alone');
  requireValue('user', user);
  requireSecret('password', password);
  const isLocal = ['127.0.0.1', 'localhost', '::1'].includes(host);
  const sslMode = options.sslMode ?? (isLocal ? 'disable' : 'verify-full');
  if (!(POSTGRES_EXPORTER.sslModes as readonly string[]).includes(sslMode)) {
    refuse('sslMode', sslMode, 'is not known', `use one of ${POSTGRES_EXPORTER.sslModes.join(', ')}`);
  }
  const authority = host.includes(':') ? `[${host}]` : host;
  return {
    ...POSTGRES_EXPORTER,
    args: [`--web.listen-address=:${POSTGRES_EXPORTER.port}`],
    env: {
      DATA_SOURCE_URI: EnvSource.text(`${authority}:${databasePort}/${encodeURIComponent(database)}?sslmode=${sslMode}`),
      DATA_SOURCE_USER: user,
      DATA_SOURCE_PASS: password,
    },
    scrapes: [{ path: POSTGRES_EXPORTER.metricsPath }],
  };
}
