/** nginx's configuration: https://nginx.org/en/docs/dirindex.html */
import { TLS_DEFAULTS } from '../data/defaults';
import { MOZILLA } from '../data/mozilla';
import { NGINX } from '../data/nginx';
import { TlsModel } from '../model';
import type { NginxExtraConfig } from '../tls-engine';
import { withExtra } from './nginx-extra';
import { block, Directive, directive, entry, printDirectives } from './nginx-syntax';

/** Nothing is cut short that the app takes long for. */
const LONG = '1h';
const SUBJECT_HEADER = 'X-SSL-Client-S-DN';

export function nginxConfig(model: TlsModel, extra: NginxExtraConfig = {}): string {
  const tcp = model.protocol === 'tcp';
  const connections = model.maxConnections * 2 + 64;
  return printDirectives([
    ...withExtra([
      directive('pid', `${NGINX.writable}/nginx.pid`),
      directive('error_log', 'stderr', 'warn'),
      directive('worker_shutdown_timeout', TLS_DEFAULTS.longestConnection),
      // Container runtimes give 1024 where nobody asks for more.
      directive('worker_rlimit_nofile', connections + 128),
    ], extra.main),
    // One to the client, one to the app.
    block('events', [], directive('worker_connections', connections)),
    ...(tcp ? [streamBlock(model, extra)] : []),
    httpBlock(model, extra),
  ]);
}

function httpBlock(model: TlsModel, extra: NginxExtraConfig): Directive {
  const { protocol, redirect } = model;
  const web = protocol !== 'tcp';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => directive(`${name}_temp_path`, `${NGINX.writable}/${name}`));
  return block('http', [], ...withExtra([
    ...temporary,
    ...(model.accessLog && web ? [directive('log_format', 'requests', 'escape=json', LOG), directive('access_log', '/dev/stdout', 'requests')] : [directive('access_log', 'off')]),
    directive('server_tokens', 'off'),
    // Whatever the size: that is for the app to say.
    directive('client_max_body_size', '0'),
    // Also of a connection without any request: the longest that such a one holds up the end.
    directive('client_header_timeout', TLS_DEFAULTS.headerTimeout),
    ...(web ? [
      block('map', ['$http_upgrade', '$connection_upgrade'], entry('default', 'upgrade'), entry('', 'close')),
      ...clientMap(model, '1', '0'),
      ...forwardedMaps(model),
      ...(model.probes ? [probeMap(model.probes.paths)] : []),
      appUpstream(model),
      block('server', [], ...withExtra([
        ...listen(model, model.port, 'ssl'),
        directive('http2', 'on'),
        ...tls(model),
        ...(model.clients?.names.length ? [block('if', ['($client_allowed', '=', '0)'], directive('return', '403'))] : []),
        // Streams of gRPC may be silent for long, and go on for more than the usual 1000 requests.
        ...(protocol === 'grpc' ? [directive('client_body_timeout', LONG), directive('keepalive_requests', 1_000_000)] : []),
        block('location', ['/'], ...withExtra(toApp(model), extra.location)),
      ], extra.server)),
      ...(model.probes ? [probeServer(model)] : []),
    ] : []),
    ...(redirect ? [block('server', [], ...listen(model, redirect.port),
      directive('return', '308', `https://$host${redirect.publicPort === 443 ? '' : `:${redirect.publicPort}`}$request_uri`))] : []),
    healthServer(model),
  ], web ? extra.http : undefined));
}

const LOG = '{"time":"$time_iso8601","client":"$remote_addr","client_subject":"$ssl_client_s_dn","method":"$request_method","path":"$uri",'
  + '"status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,"tls":"$ssl_protocol","request_id":"$request_id"}';

/** https://nginx.org/en/docs/stream/ngx_stream_core_module.html */
function streamBlock(model: TlsModel, extra: NginxExtraConfig): Directive {
  const app = `127.0.0.1:${model.appPort}`;
  const checked = !!model.clients?.names.length;
  return block('stream', [], ...withExtra([
    ...(model.accessLog ? [
      directive('log_format', 'connections', 'escape=json', LOG_TCP), directive('access_log', '/dev/stdout', 'connections'),
    ] : []),
    // There is nothing to answer with: who is not allowed is sent nowhere, which closes the connection.
    ...clientMap(model, app, ''),
    block('server', [], ...withExtra([
      ...listen(model, model.port, 'ssl'),
      ...tls(model),
      directive('proxy_connect_timeout', '5s'),
      directive('proxy_timeout', LONG),
      directive('proxy_pass', checked ? '$client_allowed' : app),
    ], extra.server)),
  ], extra.http));
}

const LOG_TCP = '{"time":"$time_iso8601","client":"$remote_addr","client_subject":"$ssl_client_s_dn","status":$status,'
  + '"bytes_out":$bytes_sent,"bytes_in":$bytes_received,"seconds":$session_time,"tls":"$ssl_protocol"}';

function listen(model: TlsModel, port: number, ...options: string[]): Directive[] {
  return [model.dualStack ? directive('listen', `[::]:${port}`, ...options, 'ipv6only=off') : directive('listen', port, ...options)];
}

function tls({ certificate, clients, profile, protocol }: TlsModel): Directive[] {
  if (!('file' in certificate)) throw new Error('nginx reads certificates from files');
  const { minimum, ciphers } = MOZILLA[profile];
  return [
    directive('ssl_certificate', certificate.file),
    directive('ssl_certificate_key', certificate.key),
    directive('ssl_protocols', ...(minimum === 'TLSv1.3' ? [] : [minimum]), 'TLSv1.3'),
    ...(ciphers ? [directive('ssl_ciphers', ciphers.join(':'))] : []),
    directive('ssl_prefer_server_ciphers', 'off'),
    directive('ssl_session_cache', `shared:${protocol === 'tcp' ? 'stream' : 'http'}:5m`),
    directive('ssl_session_tickets', 'off'),
    ...(clients ? [
      directive('ssl_client_certificate', clients.authority!),
      directive('ssl_verify_client', clients.required ? 'on' : 'optional'),
      // The default of 1 takes no intermediate authority.
      directive('ssl_verify_depth', 5),
    ] : []),
  ];
}

/**
 * Whether a client's subject is on the list. The subject is in RFC 2253's form, in which a "," or "+" inside of a value
 * has a "\" before it; a name counts only behind one that has none, so that no value can play a name.
 */
function clientMap({ clients }: TlsModel, yes: string, no: string): Directive[] {
  if (!clients?.names.length) return [];
  const pattern = ({ kind, value }: { kind: string; value: string }) => (
    `~^SUCCESS:(?:.*(?<!\\\\)[,+])?${kind === 'commonName' ? 'CN' : 'OU'}=${value.replace(/[.*/]/g, '\\$&')}(?:[,+]|$)`
  );
  return [block('map', ['$ssl_client_verify:$ssl_client_s_dn', '$client_allowed'],
    entry('default', no),
    ...(clients.required ? [] : [entry('~^NONE:', yes)]),
    ...clients.names.map((n) => entry(pattern(n), yes)),
  )];
}

/**
 * Each proxy in front adds the address of its own client at the end: the last but so many is what the first of those that
 * are believed has seen. Who says less has come past them.
 */
function forwardedMaps({ trustedHops }: TlsModel): Directive[] {
  if (trustedHops === 0) return [];
  return [
    block('map', ['$http_x_forwarded_for', '$forwarded_for'],
      entry('default', '$remote_addr'),
      entry(`~(?<forwarded_client>[^,\\s]+)\\s*(?:,[^,]*){${trustedHops - 1}}$`, '$forwarded_client')),
    block('map', ['$http_x_forwarded_proto', '$forwarded_proto'], entry('default', 'https'), entry('http', 'http')),
  ];
}

/** Without its own directives nginx would take the app for dead for ten seconds after one refused connection. */
function appUpstream({ appPort }: TlsModel): Directive {
  return block('upstream', ['app'],
    directive('server', `127.0.0.1:${appPort}`, 'max_fails=0'),
    // A connection that the app closes while a request is on its way gives the client a 502; on loopback a new one costs nothing.
    directive('keepalive', 0));
}

function toApp(model: TlsModel): Directive[] {
  const grpc = model.protocol === 'grpc';
  const trusts = model.trustedHops > 0;
  const prefix = grpc ? 'grpc' : 'proxy';
  const header = (name: string, value: string) => directive(`${prefix}_set_header`, name, value);
  return [
    directive(`${prefix}_pass`, `${grpc ? 'grpc' : 'http'}://app`),
    ...(grpc ? [] : [
      directive('proxy_http_version', model.protocol === 'http2' ? '2' : '1.1'),
      // The app hears and answers as if nobody stood between, and nothing is left to send when it has ended.
      directive('proxy_buffering', 'off'),
      directive('proxy_request_buffering', 'off'),
    ]),
    directive(`${prefix}_connect_timeout`, '5s'),
    directive(`${prefix}_read_timeout`, LONG),
    directive(`${prefix}_send_timeout`, LONG),
    ...(grpc ? [] : [header('Host', '$http_host')]),
    ...(model.protocol === 'http1' ? [header('Connection', '$connection_upgrade'), header('Upgrade', '$http_upgrade')] : []),
    // Not $proxy_add_x_forwarded_for: what the client wrote would stand in front, where many an app looks.
    header('X-Forwarded-For', trusts ? '$forwarded_for' : '$remote_addr'),
    header('X-Forwarded-Proto', trusts ? '$forwarded_proto' : 'https'),
    ...(trusts ? [] : [header('X-Real-IP', ''), header('Forwarded', '')]),
    // What a client says of itself under this name is never passed on.
    header(SUBJECT_HEADER, model.clients ? '$ssl_client_s_dn' : ''),
  ];
}

/** `map` takes strings without regard to case, and expressions with. */
function probeMap(paths: string[]): Directive {
  const exact = (path: string) => `~^${path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;
  return block('map', ['$request_method:$request_uri', '$probe_allowed'],
    entry('default', '0'),
    ...paths.map((path) => entry(exact(`GET:${path}`), '1')));
}

const GRPC_HEALTH = '/grpc.health.v1.Health/Check';

/** GET of the very paths of the app's probes, and gRPC's health service where it speaks that. */
function probeServer(model: TlsModel): Directive {
  const { port, grpc } = model.probes!;
  return block('server', [],
    ...listen(model, port),
    ...(grpc ? [directive('http2', 'on'), block('location', ['=', GRPC_HEALTH], directive('grpc_pass', 'grpc://app'))] : []),
    block('location', ['/'],
      block('if', ['($probe_allowed', '=', '0)'], directive('return', '404')),
      directive('proxy_pass', 'http://app'),
      directive('proxy_http_version', model.protocol === 'http2' ? '2' : '1.1'),
      ...(model.protocol === 'http2' ? [] : [directive('proxy_set_header', 'Connection', 'close')])));
}

function healthServer(model: TlsModel): Directive {
  return block('server', [],
    ...listen(model, model.metricsPort),
    block('location', ['=', NGINX.healthPath], directive('access_log', 'off'), directive('return', '200', 'ok\n')),
    block('location', ['=', NGINX.statusPath], directive('access_log', 'off'), directive('stub_status'), directive('allow', '127.0.0.1'), directive('deny', 'all')),
    block('location', ['/'], directive('return', '404')));
}
