/** HAProxy's configuration: https://docs.haproxy.org/3.2/configuration.html */
import { TLS_DEFAULTS } from '../data/defaults';
import { HAPROXY } from '../data/haproxy';
import { MOZILLA } from '../data/mozilla';
import { TlsModel } from '../model';
import type { HaproxyExtraConfig } from '../tls-engine';

/** A line is a list of words; a word is printed so that HAProxy reads it as one, and as it is. */
type Line = Array<string | number | Raw>;
/** A word in HAProxy's own syntax, which the library wrote. */
interface Raw { raw: string }
const raw = (text: string): Raw => ({ raw: text });

const LONG = '1h';
const SUBJECT_HEADER = 'X-SSL-Client-S-DN';

export function haproxyConfig(model: TlsModel, extra: HaproxyExtraConfig = {}): string {
  const web = model.protocol !== 'tcp';
  const sections: Array<[string, Line[], string[]?]> = [
    ['global', globalLines(model), extra.global],
    ['defaults', defaultLines(model), extra.defaults],
    ['frontend tls', web ? webFrontend(model) : tcpFrontend(model), extra.frontend],
    ['backend app', appBackend(model), extra.backend],
  ];
  if (model.probes) sections.push(['frontend probes', probeFrontend(model)]);
  if (model.redirect) sections.push(['frontend redirect', redirectFrontend(model)]);
  sections.push(['frontend health', healthFrontend(model)]);
  return sections.map(([head, lines, more = []]) => (
    `${head}\n${[...lines.map((line) => line.map(word).join(' ')), ...more.map((line) => line.trim())].map((line) => `  ${line}\n`).join('')}`
  )).join('\n');
}

/** Inside double quotes "\", '"' and "$" are special: https://docs.haproxy.org/3.2/configuration.html#2.2 */
function word(part: string | number | Raw): string {
  if (typeof part === 'object') return part.raw;
  const text = String(part);
  return /^[A-Za-z0-9_.:/=@%+*,?!()-]+$/.test(text) ? text : `"${text.replace(/[\\"$]/g, '\\$&')}"`;
}

function globalLines(model: TlsModel): Line[] {
  const { minimum, ciphers } = MOZILLA[model.profile];
  return [
    ['log', 'stdout', 'format', 'raw', 'local0', model.accessLog ? 'info' : 'warning'],
    // Without it the table of connections is made for as many as the system allows to be open, which may be a billion.
    ['maxconn', model.maxConnections + 64],
    ['nbthread', raw('"${CPU_LIMIT}"')],
    ['hard-stop-after', TLS_DEFAULTS.longestConnection],
    // At stop and reload. Without it a client of HTTP/2 that is told to go, and keeps its idle connection as Go's does, holds up the end.
    ['close-spread-time', '1s'],
    // A Secret of type kubernetes.io/tls as it is: the key of tls.crt is tls.key, and not tls.crt.key.
    ['ssl-load-extra-del-ext'],
    ['ssl-default-bind-options', 'ssl-min-ver', minimum, 'no-tls-tickets'],
    ...(ciphers ? [['ssl-default-bind-ciphers', ciphers.join(':')]] : []),
  ];
}

function defaultLines(model: TlsModel): Line[] {
  return [
    ['mode', model.protocol === 'tcp' ? 'tcp' : 'http'],
    ['log', 'global'],
    ['timeout', 'connect', '5s'],
    // Nothing is cut short that the app takes long for.
    ['timeout', 'client', LONG],
    ['timeout', 'server', LONG],
    ['timeout', 'tunnel', LONG],
    // Also of a connection without any request: the longest that such a one holds up the end.
    ['timeout', 'http-request', TLS_DEFAULTS.headerTimeout],
    ['timeout', 'http-keep-alive', '60s'],
  ];
}

function address(model: TlsModel, port: number): Line {
  return model.dualStack ? [`:::${port}`, 'v4v6'] : [`0.0.0.0:${port}`];
}

function tlsBind(model: TlsModel, alpn?: string): Line {
  const { certificate, clients } = model;
  if (!('file' in certificate)) throw new Error('HAProxy reads certificates from files');
  return [
    'bind', ...address(model, model.port), 'ssl', 'crt', certificate.file,
    ...(alpn ? ['alpn', alpn] : []),
    ...(clients ? ['ca-file', clients.authority!, 'verify', clients.required ? 'required' : 'optional'] : []),
  ];
}

/** ACLs of one name are any-of. */
function clientAcls({ clients }: TlsModel): Line[] {
  if (!clients?.names.length) return [];
  const of = (kind: string) => clients.names.filter((n) => n.kind === kind).map((n) => n.value);
  const [common, units] = [of('commonName'), of('organizationalUnit')];
  return [
    ...(common.length ? [['acl', 'client_allowed', 'ssl_c_s_dn(CN)', '-m', 'str', ...common]] : []),
    ...(units.length ? [['acl', 'client_allowed', 'ssl_c_s_dn(OU)', '-m', 'str', ...units]] : []),
  ];
}

function unlessAllowed({ clients }: TlsModel): Line {
  return ['unless', 'client_allowed', ...(clients!.required ? [] : [raw('|| !{ ssl_c_used }')])];
}

function webFrontend(model: TlsModel): Line[] {
  const checked = !!model.clients?.names.length;
  return [
    tlsBind(model, 'h2,http/1.1'),
    ...(model.accessLog ? [['option', 'httplog']] : []),
    ['maxconn', model.maxConnections],
    ...clientAcls(model),
    ...(checked ? [['http-request', 'deny', 'deny_status', 403, ...unlessAllowed(model)]] : []),
    ...forwarded(model),
    // What a client says of itself under this name is never passed on, however it spells it.
    ['http-request', 'del-header', '^x[-_]ssl[-_]client[-_]s[-_]dn$', '-m', 'reg'],
    ...(model.clients ? [['http-request', 'set-header', SUBJECT_HEADER, raw('"%[ssl_c_s_dn(,0,rfc2253)]"'), ...(model.clients.required ? [] : ['if', raw('{ ssl_c_used }')])]] : []),
    ['default_backend', 'app'],
  ];
}

/**
 * Not `option forwardfor`: what the client wrote would stand in front, where many an app looks. Each proxy in front adds
 * the address of its own client at the end; who says less has come past those that are believed.
 */
function forwarded({ trustedHops }: TlsModel): Line[] {
  const trusts = trustedHops > 0;
  const enough = raw(`{ req.hdr_cnt(x-forwarded-for) ge ${trustedHops} }`);
  return [
    ['http-request', 'set-var(txn.client)', raw('src')],
    ...(trusts ? [['http-request', 'set-var(txn.client)', raw(`req.hdr(x-forwarded-for,-${trustedHops})`), 'if', enough]] : []),
    // However it is spelled: apps that read variables take "_" for "-".
    ['http-request', 'del-header', `^(x[-_]forwarded[-_]for${trusts ? '' : '|x[-_]real[-_]ip|forwarded'})$`, '-m', 'reg'],
    ['http-request', 'set-header', 'X-Forwarded-For', raw('%[var(txn.client)]')],
    ['http-request', 'set-header', 'X-Forwarded-Proto', 'https', ...(trusts ? ['unless', raw('{ req.hdr(x-forwarded-proto) -m str http }')] : [])],
  ];
}

function tcpFrontend(model: TlsModel): Line[] {
  const checked = !!model.clients?.names.length;
  return [
    tlsBind(model),
    ...(model.accessLog ? [['option', 'tcplog']] : []),
    ['maxconn', model.maxConnections],
    ...clientAcls(model),
    // Rules of the session are read when the handshake is done.
    ...(checked ? [['tcp-request', 'session', 'reject', ...unlessAllowed(model)]] : []),
    ['default_backend', 'app'],
  ];
}

/** No health check: it would turn clients down that the app could serve, until it has succeeded a few times. */
function appBackend(model: TlsModel): Line[] {
  const h2 = model.protocol === 'http2' || model.protocol === 'grpc';
  return [
    // A connection that the app closes while a request is on its way gives the client a 502; on loopback a new one costs nothing.
    ...(model.protocol === 'http1' ? [['option', 'http-server-close']] : []),
    ['server', 'app', `127.0.0.1:${model.appPort}`, ...(h2 ? ['proto', 'h2'] : [])],
  ];
}

const GRPC_HEALTH = '/grpc.health.v1.Health/Check';

/** GET of the very paths of the app's probes, and gRPC's health service where it speaks that. */
function probeFrontend(model: TlsModel): Line[] {
  const { port, paths, grpc } = model.probes!;
  return [
    ['bind', ...address(model, port)],
    ...(paths.length ? [['acl', 'probe_path', 'pathq', '-m', 'str', ...paths]] : []),
    ...(grpc ? [['acl', 'grpc_health', 'pathq', '-m', 'str', GRPC_HEALTH]] : []),
    ['http-request', 'deny', 'deny_status', 404, 'unless',
      ...[...(paths.length ? [['METH_GET', 'probe_path']] : []), ...(grpc ? [['METH_POST', 'grpc_health']] : [])]
        .flatMap((words, i) => (i ? [raw('||'), ...words] : words))],
    ['default_backend', 'app'],
  ];
}

function redirectFrontend(model: TlsModel): Line[] {
  const { port, publicPort } = model.redirect!;
  const suffix = publicPort === 443 ? '' : `:${publicPort}`;
  return [
    ['bind', ...address(model, port)],
    ...(model.accessLog ? [['option', 'httplog']] : []),
    ['http-request', 'redirect', 'code', 308, 'location', raw(`"https://%[req.hdr(host),regsub(:[0-9]+\\$,)]${suffix}%[capture.req.uri]"`)],
  ];
}

function healthFrontend(model: TlsModel): Line[] {
  return [
    ['mode', 'http'],
    ['bind', ...address(model, model.metricsPort)],
    // Neither probes nor scrapes are worth a line.
    ['no', 'log'],
    ['monitor-uri', HAPROXY.healthPath],
    ['http-request', 'use-service', 'prometheus-exporter', 'if', raw('{'), 'path', HAPROXY.metricsPath, raw('}')],
    ['http-request', 'return', 'status', 404],
  ];
}
