/** What each product can, and the error for what it cannot: it names those that can. */
import { ClientNameKind, Profile, TlsModel, WireProtocol } from './model';
import { refuse } from '../common/arguments';

export type EngineName = 'nginx' | 'HAProxy' | 'ghostunnel' | 'Envoy';

interface Abilities {
  protocols: WireProtocol[];
  /** Parts of a client's certificate that it can compare with a list. */
  names: ClientNameKind[];
  profiles: Profile[];
  redirect: boolean;
  /** Lets clients without a certificate in: any, or only where those with one are not compared with a list. */
  optionalClients: 'yes' | 'without names' | 'no';
  workloadApi: boolean;
  /** Reads and writes headers. */
  headers: boolean;
}

const WEB: WireProtocol[] = ['http1', 'http2', 'grpc', 'tcp'];

export const ABILITIES: Record<EngineName, Abilities> = {
  // $ssl_client_s_dn is the only name of a client that nginx has: https://nginx.org/en/docs/http/ngx_http_ssl_module.html#variables
  nginx: {
    protocols: WEB, names: ['commonName', 'organizationalUnit'], profiles: ['modern', 'intermediate'],
    redirect: true, optionalClients: 'yes', workloadApi: false, headers: true,
  },
  // Its ssl_c_san is one text of all names, unescaped: a name that holds ", URI:" would pass for two.
  HAProxy: {
    protocols: WEB, names: ['commonName', 'organizationalUnit'], profiles: ['modern', 'intermediate'],
    redirect: true, optionalClients: 'yes', workloadApi: false, headers: true,
  },
  // Carries bytes and negotiates no HTTP/2; TLS 1.2 is always on (tls.go); a certificate is asked for or not (auth/auth.go).
  ghostunnel: {
    protocols: ['http1', 'tcp'], names: ['commonName', 'organizationalUnit', 'dns', 'uri', 'uriPrefix'], profiles: ['intermediate'],
    redirect: false, optionalClients: 'no', workloadApi: true, headers: false,
  },
  // Has matchers for subject alternative names alone (DownstreamTlsContext); with them it asks every client for a certificate.
  Envoy: {
    protocols: WEB, names: ['dns', 'uri', 'uriPrefix', 'email', 'ip'], profiles: ['modern', 'intermediate'],
    redirect: true, optionalClients: 'without names', workloadApi: false, headers: true,
  },
};

const FACTORIES: Record<EngineName, string> = {
  nginx: 'TlsEngine.nginx()', HAProxy: 'TlsEngine.haproxy()', ghostunnel: 'TlsEngine.ghostunnel()', Envoy: 'TlsEngine.envoy()',
};

const KINDS: Record<ClientNameKind, string> = {
  commonName: 'a common name',
  organizationalUnit: 'an organizational unit',
  uri: 'a URI',
  uriPrefix: 'the beginning of a URI',
  dns: 'a DNS name',
  email: 'an e-mail address',
  ip: 'an IP address',
};

/** Refuses what the product cannot do, and would leave out. */
export function requireSupported(engine: EngineName, model: TlsModel): void {
  const { protocol, profile, clients, redirect, certificate, trustedHops } = model;
  requireOne(engine, 'protocol', protocol, `is not what ${engine} can serve`, (a) => a.protocols.includes(protocol));
  requireOne(engine, 'profile', profile, `is not to be had of ${engine}, which always speaks TLS 1.2 too`, (a) => a.profiles.includes(profile));
  if (redirect) requireOne(engine, 'redirect', 'given', `is not possible with ${engine}, which does not speak HTTP`, (a) => a.redirect);
  if (trustedHops) requireOne(engine, 'trustedHops', trustedHops, `is not possible with ${engine}, which does not look into what it carries`, (a) => a.headers);
  if ('workloadApi' in certificate) {
    requireOne(engine, 'certificate', 'TlsCertificate.spiffeWorkloadApi()', `is not possible with ${engine}, which reads files`, (a) => a.workloadApi,
      ', TlsCertificate.certManagerSpiffe(), or an IdentitySidecar that writes the files');
  }
  if (clients && !clients.required) {
    requireOne(engine, 'clients.optional', true, `is not possible with ${engine}`, (a) => a.optionalClients !== 'no');
    if (clients.names.length) {
      requireOne(engine, 'clients.optional', true, `is not possible with ${engine} beside a list of names: it would turn down who has no certificate`, (a) => a.optionalClients === 'yes');
    }
  }
  const names = clients?.names ?? [];
  const all = (a: Abilities) => names.every((n) => a.names.includes(n.kind));
  names.forEach(({ kind, value }, i) => {
    if (ABILITIES[engine].names.includes(kind)) return;
    const rule = `is ${KINDS[kind]}, which ${engine} cannot look at: every certificate of the authority would be let in`;
    if (engines(all).length === 0) refuse(`clients.allowed[${i}]`, value, rule, 'no engine can look at all of these names: give those of the subject, or alternative names, alone');
    requireOne(engine, `clients.allowed[${i}]`, value, rule, all);
  });
}

function requireOne(engine: EngineName, argument: string, value: unknown, rule: string, can: (abilities: Abilities) => boolean, more = ''): void {
  if (!can(ABILITIES[engine])) refuse(argument, value, rule, `use ${engines(can).map((e) => FACTORIES[e]).join(' or ')}${more}`);
}

function engines(can: (abilities: Abilities) => boolean): EngineName[] {
  return (Object.keys(ABILITIES) as EngineName[]).filter((e) => can(ABILITIES[e]));
}
