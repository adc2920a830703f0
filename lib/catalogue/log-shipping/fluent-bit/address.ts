import { BasicAuthData, Endpoint, TlsData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import type { Plugin } from './config';

/** Host, port and TLS of an output. */
export function address(endpoint: Pick<Endpoint, 'host' | 'port' | 'tls'>, data: TlsData): Plugin {
  return { host: endpoint.host, port: endpoint.port, ...(endpoint.tls ? tls(data) : { tls: 'off' }) };
}

/** The server's name is not checked unless one says so. https://docs.fluentbit.io/manual/administration/transport-security */
function tls(data: TlsData): Plugin {
  return {
    'tls': 'on',
    'tls.verify': data.verify ? 'on' : 'off',
    'tls.verify_hostname': data.verify ? 'on' : 'off',
    'tls.min_version': `TLSv${data.minVersion}`,
    ...(data.serverName ? { 'tls.vhost': data.serverName } : {}),
    ...(data.caFile ? { 'tls.ca_file': data.caFile } : {}),
    ...(data.certFile ? { 'tls.crt_file': data.certFile, 'tls.key_file': data.keyFile } : {}),
  };
}

export function httpAuth(output: string, data: BasicAuthData | undefined, secrets: EnvironmentSecrets): Plugin {
  return data ? { http_user: secrets.text(output, 'user', data.user), http_passwd: secrets.text(output, 'password', data.password) } : {};
}
