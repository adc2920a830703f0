/** Names that are misspelt inside of options, where no compiler tells: each is told with its path, and with the one that was meant. */
import { Testing } from 'cdk8s';
import {
  AuthProxySidecar, CertificateIssuer, CloudSqlInstance, CookieSameSite, DatabaseProxy, DatabaseProxySidecar, EnvoyProxySidecar,
  ExternalAuthorization, IdentitySidecar, JwtKeys, LoadBalancing, OidcIssuer, ProxyCertificate, ProxyProtocol, ProxyTracing, RoutePath, ServiceMesh,
  SessionStore, SharedVolume, TlsCertificate, TlsEngine, TlsTerminationSidecar, Upstream, UpstreamHealthCheck,
} from '../../lib';

type Props = any;
const chart = () => Testing.chart();
const envoy = (props: Props) => new EnvoyProxySidecar(chart(), 'x', { port: 15001, ...props });
const inbound = (options: Props) => envoy({ inbound: options });
const upstream = (options: Props) => Upstream.dns('a', 'a.b', 80, options);
const tls = (props: Props) => new TlsTerminationSidecar(chart(), 'x', { certificate: TlsCertificate.secret('a'), ...props });
const login = (props: Props) => new AuthProxySidecar(chart(), 'x', {
  issuer: OidcIssuer.discovered('https://a.b'), clientId: 'a', clientSecret: { secretName: 'a', key: 'b' }, cookieSecret: { secretName: 'a', key: 'b' }, anyone: true, ...props,
});
const pool = (props: Props) => DatabaseProxy.pgBouncer({ databases: [{ name: 'a', host: 'b' }], users: { secretName: 'a', key: 'b' }, ...props });
const istio = (props: Props) => ServiceMesh.istio(chart(), 'x', props);
const linkerd = (props: Props) => ServiceMesh.linkerd(chart(), 'x', props);
const volume = SharedVolume.existing('a');
const grpc = Upstream.dns('a', 'a.b', 80, { protocol: ProxyProtocol.GRPC });
const certificate = ProxyCertificate.secret('a');
const provider = { issuer: 'a', audiences: ['b'], keys: JwtKeys.remote('https://a.b/c') };
const request = { issuer: CertificateIssuer.issuer('a'), dnsNames: ['a.b'] };

/** What is said of a name: where it stands, and which was meant. */
test.each<[string, (options: Props) => unknown, string, string]>([
  ['inbound', (o) => inbound(o), 'idelTimeout', 'inbound.idelTimeout: is not known here: did you mean "idleTimeout"?'],
  ['inbound TLS', (o) => inbound({ tls: { certificate, ...o } }), 'client', 'inbound.tls.client: is not known here: did you mean "clients"?'],
  ['client certificates', (o) => inbound({ tls: { certificate, clients: o } }), 'alowed', 'inbound.tls.clients.alowed: is not known here: did you mean "allowed"?'],
  ['a rate limit', (o) => inbound({ rateLimit: { requests: 1, ...o } }), 'brust', 'inbound.rateLimit.brust: is not known here: did you mean "burst"?'],
  ['tokens', (o) => inbound({ jwt: { providers: [provider], ...o } }), 'publicPath', 'inbound.jwt.publicPath: is not known here: did you mean "publicPaths"?'],
  ['an issuer of tokens', (o) => inbound({ jwt: { providers: [{ ...provider, ...o }] } }), 'claimHeader', 'inbound.jwt.providers[0].claimHeader: is not known here: did you mean "claimHeaders"?'],
  ['retries at the app', (o) => inbound({ retries: o }), 'attempt', 'inbound.retries.attempt: is not known here: did you mean "attempts"?'],
  ['an access log', (o) => envoy({ accessLog: o }), 'minstatus', 'accessLog.minstatus: is not known here: did you mean "minStatus"?'],
  ['interception', (o) => envoy({ port: undefined, interception: o }), 'excludeInboundPort', 'interception.excludeInboundPort: is not known here: did you mean "excludeInboundPorts"?'],
  ['a control plane', (o) => envoy({ controlPlane: { server: grpc, ...o } }), 'incrmental', 'controlPlane.incrmental: is not known here: did you mean "incremental"?'],
  ['an upstream', (o) => upstream(o), 'retires', 'retires: is not known here: did you mean "retries"?'],
  ['an upstream outside', (o) => Upstream.external('a', 'a.b', 443, o), 'hostheader', 'hostheader: is not known here: did you mean "hostHeader"?'],
  ['addresses of an upstream', (o) => Upstream.endpoints('a', [{ address: '10.0.0.1', port: 1, ...o }]), 'wieght', 'endpoints[0].wieght: is not known here: did you mean "weight"?'],
  ['retries of an upstream', (o) => upstream({ retries: o }), 'statuscodes', 'retries.statuscodes: is not known here: did you mean "statusCodes"?'],
  ['limits', (o) => upstream({ limits: o }), 'connection', 'limits.connection: is not known here: did you mean "connections"?'],
  ['outliers', (o) => upstream({ outlierDetection: o }), 'error', 'outlierDetection.error: is not known here: did you mean "errors"?'],
  ['TLS of an upstream', (o) => upstream({ tls: o }), 'servername', 'tls.servername: is not known here: did you mean "serverName"?'],
  ['a health check', (o) => UpstreamHealthCheck.http('/', o), 'intervall', 'intervall: is not known here: did you mean "interval"?'],
  ['load balancing', (o) => LoadBalancing.leastRequest(o), 'choises', 'choises: is not known here: did you mean "choices"?'],
  ['an authorizer', (o) => ExternalAuthorization.grpc(grpc, o), 'failopen', 'failopen: is not known here: did you mean "failOpen"?'],
  ['tracing', (o) => ProxyTracing.openTelemetry(grpc, o), 'samplingPercentage', 'samplingPercentage: is not known here: did you mean "samplingPercent"?'],
  ['keys from a server', (o) => JwtKeys.remote('https://a.b/c', o), 'cacheTime', 'cacheTime: is not known here: use authority, cacheDuration'],
  ['files of a certificate', (o) => ProxyCertificate.volume(volume, o), 'cert', 'cert: is not known here: use certificate, key'],
  ['TLS clients', (o) => tls({ clients: o }), 'optinal', 'clients.optinal: is not known here: did you mean "optional"?'],
  ['a redirect', (o) => tls({ redirect: o }), 'publicport', 'redirect.publicport: is not known here: did you mean "publicPort"?'],
  ['cert-manager', (o) => TlsCertificate.certManager({ ...request, ...o }), 'dnsName', 'dnsName: is not known here: did you mean "dnsNames"?'],
  ['cert-manager by CSI', (o) => TlsCertificate.certManagerCsi({ ...request, ...o }), 'uri', 'uri: is not known here: did you mean "uris"?'],
  ['a Workload API', (o) => TlsCertificate.spiffeWorkloadApi(o), 'soket', 'soket: is not known here: did you mean "socket"?'],
  ['nginx', (o) => TlsEngine.nginx(o), 'extraconfig', 'extraconfig: is not known here: did you mean "extraConfig"?'],
  ['contexts of nginx', (o) => TlsEngine.nginx({ extraConfig: o }), 'locations', 'extraConfig.locations: is not known here: did you mean "location"?'],
  ['sections of HAProxy', (o) => TlsEngine.haproxy({ extraConfig: o }), 'backends', 'extraConfig.backends: is not known here: did you mean "backend"?'],
  ['ghostunnel', (o) => TlsEngine.ghostunnel(o), 'extraArg', 'extraArg: is not known here: did you mean "extraArgs"?'],
  ['Envoy as an engine', (o) => TlsEngine.envoy(o), 'adminport', 'adminport: is not known here: did you mean "adminPort"?'],
  ['a cookie', (o) => login({ cookie: o }), 'samesite', 'cookie.samesite: is not known here: did you mean "sameSite"?'],
  ['what is forwarded', (o) => login({ forward: o }), 'idtoken', 'forward.idtoken: is not known here: did you mean "idToken"?'],
  ['a public route', (o) => login({ publicRoutes: [{ path: RoutePath.exact('/'), ...o }] }), 'method', 'publicRoutes[0].method: is not known here: did you mean "methods"?'],
  ['a key of a Secret', (o) => login({ clientSecret: { secretName: 'a', key: 'b', ...o } }), 'keys', 'clientSecret.keys: is not known here: did you mean "key"?'],
  ['endpoints of an issuer', (o) => OidcIssuer.withEndpoints('https://a.b', { loginUrl: 'https://a.b', redeemUrl: 'https://a.b', jwksUrl: 'https://a.b', ...o }), 'profileURL',
    'profileURL: is not known here: did you mean "profileUrl"?'],
  ['Redis', (o) => SessionStore.redis({ url: 'redis://a', ...o }), 'pasword', 'pasword: is not known here: did you mean "password"?'],
  ['an instance of Cloud SQL', (o) => CloudSqlInstance.postgres('a:europe-west1:b', o), 'envprefix', 'envprefix: is not known here: did you mean "envPrefix"?'],
  ['Cloud SQL', (o) => DatabaseProxy.cloudSql({ instances: [CloudSqlInstance.postgres('a:europe-west1:b')], ...o }), 'lazyrefresh', 'lazyrefresh: is not known here: did you mean "lazyRefresh"?'],
  ['PgBouncer', (o) => pool(o), 'poolsize', 'poolsize: is not known here: did you mean "poolSize"?'],
  ['a database', (o) => pool({ databases: [{ name: 'a', host: 'b', ...o }] }), 'prot', 'databases[0].prot: is not known here: did you mean "port"?'],
  ['a lookup', (o) => pool({ lookup: { user: 'a', ...o } }), 'qeury', 'lookup.qeury: is not known here: did you mean "query"?'],
  ['a database proxy', (o) => new DatabaseProxySidecar(chart(), 'x', { proxy: pool({}), ...o }), 'drainseconds', 'drainseconds: is not known here: did you mean "drainSeconds"?'],
  ['an identity\'s token', (o) => new IdentitySidecar(chart(), 'x', { jwtSvids: [{ audience: 'a', fileName: 'b', ...o }] }), 'extraAudience',
    'jwtSvids[0].extraAudience: is not known here: did you mean "extraAudiences"?'],
  ['what goes past Istio', (o) => istio({ bypass: o }), 'outboundPort', 'bypass.outboundPort: is not known here: did you mean "outboundPorts"?'],
  ['what Istio takes', (o) => istio({ captureOnly: o }), 'inboundPort', 'captureOnly.inboundPort: is not known here: did you mean "inboundPorts"?'],
  ['tracing of Istio', (o) => istio({ tracing: { samplingPercent: 1, ...o } }), 'tag', 'tracing.tag: is not known here: did you mean "tags"?'],
  ['a route of Istio', (o) => istio({ routes: [{ service: 'a', ...o }] }), 'timeOut', 'routes[0].timeOut: is not known here: did you mean "timeout"?'],
  ['retries of Istio', (o) => istio({ routes: [{ service: 'a', retries: { attempts: 1, on: ['5xx'], ...o } }] }), 'pertryTimeout',
    'routes[0].retries.pertryTimeout: is not known here: did you mean "perTryTimeout"?'],
  ['sizes of the mesh\'s proxy', (o) => istio({ resources: { cpu: '1', memory: '1Gi', ...o } }), 'cpulimit', 'cpulimit: is not known here: did you mean "cpuLimit"?'],
  ['a server of Linkerd', (o) => linkerd({ servers: [{ port: 1, ...o }] }), 'client', 'servers[0].client: is not known here: did you mean "clients"?'],
  ['a client of Linkerd', (o) => linkerd({ servers: [{ port: 1, clients: [{ serviceAccount: 'a', ...o }] }] }), 'inNamespaces',
    'servers[0].clients[0].inNamespaces: is not known here: did you mean "inNamespace"?'],
  ['a route of Linkerd', (o) => linkerd({ routes: [{ service: 'a', port: 1, ...o }] }), 'retry', 'routes[0].retry: is not known here: use'],
])('%s', (_, make, name, message) => {
  expect(() => make({ [name]: undefined })).not.toThrow(/is not known here/);
  expect(() => make({ [name]: 1 })).toThrow(message);
});

test.each<[string, () => unknown, string]>([
  ['mTLS of Istio', () => istio({ mtls: 'STRIKT' }), 'mtls: is text, and must be one of "STRICT", "PERMISSIVE", "DISABLE"'],
  ['a policy of Linkerd', () => linkerd({ inboundPolicy: 'denied' }), 'inboundPolicy: is text, and must be one of "all-unauthenticated"'],
  ['a form', () => istio({ injectedForm: 'sidecar' }), 'injectedForm: is text, and must be one of "native", "classic"'],
  ['a protocol of Linkerd', () => linkerd({ servers: [{ port: 1, protocol: 'http' }] }), 'servers[0].protocol: is text, and must be one of "unknown"'],
  ['others of Linkerd', () => linkerd({ servers: [{ port: 1, others: 'nobody' }] }), 'servers[0].others: is text, and must be one of'],
  ['a log level', () => envoy({ logLevel: 'warn' }), 'logLevel: is text, and must be one of "trace", "debug", "info", "warning", "error"'],
  ['a protocol', () => inbound({ protocol: 'http' }), 'inbound.protocol: is text, and must be one of "http1"'],
  ['a version of TLS', () => inbound({ tls: { certificate, minimumVersion: '1.2' } }), 'inbound.tls.minimumVersion: is text, and must be one of'],
  ['a profile', () => tls({ profile: 'old' }), 'profile: is text, and must be one of "modern", "intermediate"'],
  ['a cookie', () => login({ cookie: { sameSite: 'Lax' } }), `cookie.sameSite: is text, and must be one of "${CookieSameSite.LAX}"`],
  ['a pool', () => pool({ poolMode: 'transactions' }), 'poolMode: is text, and must be one of "session", "transaction", "statement"'],
  ['a network', () => CloudSqlInstance.postgres('a:europe-west1:b', { network: 'vpc' } as any), 'network: is text, and must be one of "public", "private", "psc"'],
  ['an authority', () => inbound({ tls: { certificate, clients: { authority: 'ca' } } }), 'inbound.tls.clients.authority: is text, and must be a ProxyAuthority'],
])('a value that is none of %s', (_, make, message) => expect(make).toThrow(message));
