import { Json, message } from './json';
import { AuthorityModel, CertificateModel, ClientTlsModel, PeerNameModel, ProxyModel, ServerTlsModel, TlsMinimum } from './model';
import { ENVOY } from '../envoy';

const TLS = 'envoy.extensions.transport_sockets.tls.v3';

/**
 * Certificates come through files in Envoy's own discovery format, because only such are read again when they change:
 * the path of a certificate in the static configuration is read once. Each file holds one secret.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/security/secret
 */
export function secretFiles(model: ProxyModel): Record<string, string> {
  const files: Record<string, Json> = {};
  const put = (name: string, content: Json) => files[fileName(name)] = { resources: [{ ...message(`${TLS}.Secret`, { name }), ...content }] };
  const certificate = (name: string, c: CertificateModel | undefined) => c && put(name, {
    tls_certificate: { certificate_chain: { filename: c.certificate }, private_key: { filename: c.key }, watched_directory: { path: c.directory } },
  });
  const authority = (name: string, a: AuthorityModel | undefined) => a?.directory && put(name, {
    validation_context: { trusted_ca: { filename: a.file }, watched_directory: { path: a.directory } },
  });
  const { inbound } = model;
  certificate(SERVER, inbound?.tls?.certificate);
  authority(authorityOf(SERVER), inbound?.tls?.clients?.authority);
  for (const upstream of upstreamsOf(model)) {
    certificate(upstream.name, upstream.tls?.certificate);
    authority(authorityOf(upstream.name), upstream.tls?.authority);
  }
  return Object.fromEntries(Object.entries(files).map(([file, json]) => [file, JSON.stringify(json, undefined, 2)]));
}

/** Every upstream once: those with a listener, and those that the proxy itself calls. */
export function upstreamsOf(model: ProxyModel): Array<ProxyModel['outbound'][0]['upstream']> {
  const all = [
    ...model.outbound.map((o) => o.upstream),
    model.tracing?.collector,
    model.controlPlane?.server,
    model.inbound?.authorization?.upstream,
    ...(model.inbound?.jwt?.providers ?? []).map((p) => p.remoteKeys?.cluster),
  ].filter((u) => u !== undefined);
  return [...new Map(all.map((u) => [u.name, u])).values()];
}

/** TLS of the listener in front of the app. */
export function serverTls(tls: ServerTlsModel, http: boolean): Json {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: message(`${TLS}.DownstreamTlsContext`, {
      require_client_certificate: tls.clients?.required,
      common_tls_context: {
        alpn_protocols: http ? ['h2', 'http/1.1'] : undefined,
        tls_params: parameters(tls.minimum),
        tls_certificate_sds_secret_configs: [secret(SERVER)],
        ...(tls.clients ? validation(SERVER, tls.clients.authority, tls.clients.names) : {}),
      },
    }),
  };
}

/** TLS towards an upstream. Envoy believes every certificate unless it is told whom to believe. */
export function clientTls(name: string, tls: ClientTlsModel, alpn: string[] | undefined): Json {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: message(`${TLS}.UpstreamTlsContext`, {
      sni: tls.serverName,
      common_tls_context: {
        alpn_protocols: alpn,
        tls_params: parameters(tls.minimum),
        tls_certificate_sds_secret_configs: tls.certificate && [secret(name)],
        ...validation(name, tls.authority, tls.names),
      },
    }),
  };
}

/** The most that Envoy as a client takes by default is TLS 1.2. */
function parameters(minimum: TlsMinimum): Json {
  return { tls_minimum_protocol_version: minimum, tls_maximum_protocol_version: 'TLSv1_3' };
}

function validation(name: string, authority: AuthorityModel, names: PeerNameModel[]): Json {
  const matchers = names.length ? { match_typed_subject_alt_names: names.map((n) => ({ san_type: n.type, matcher: n.match })) } : {};
  return authority.directory
    ? { combined_validation_context: { default_validation_context: matchers, validation_context_sds_secret_config: secret(authorityOf(name)) } }
    : { validation_context: { trusted_ca: { filename: authority.file }, ...matchers } };
}

function secret(name: string): Json {
  return { name, sds_config: { resource_api_version: 'V3', path_config_source: { path: `${ENVOY.paths.config}/${fileName(name)}` } } };
}

/** No upstream has a name with "_", so these are taken by none. */
const SERVER = 'inbound_server';
const authorityOf = (name: string) => `${name}_authority`;
const fileName = (name: string) => `secret-${name}.json`;
