import { App, Chart, Duration, Testing } from 'cdk8s';
import { Probe } from 'cdk8s-plus-28';
import {
  AuthProxySidecar, AuthProxySidecarProps, CookieSameSite, OidcIssuer, RoutePath, SessionStore,
} from '../../../lib/catalogue/auth-proxy';
import { TlsAuthority, TlsCertificate, TlsTerminationSidecar } from '../../../lib/catalogue/tls-termination';
import { EnvSource, PodContext, SidecarForm, SidecarPhase } from '../../../lib/sidecar';
import { PodSidecars, WorkloadWithSidecars } from '../../../lib/workload';
import { chart, only, pod as somePod, volumeAt } from '../tls-termination/pod';

const ISSUER = 'https://login.example.com/realms/shop';
const base: AuthProxySidecarProps = {
  issuer: OidcIssuer.discovered(ISSUER),
  clientId: 'shop',
  clientSecret: { secretName: 'shop-login', key: 'client' },
  cookieSecret: { secretName: 'shop-cookies', key: 'cookie' },
  allowedGroups: ['operators'],
};
type Some = Partial<AuthProxySidecarProps>;
const pod: typeof somePod = (more, app) => somePod({ attachment: 'login', ...more }, app);
const make = (props: Some = {}) => new AuthProxySidecar(chart(), 'login', { ...base, ...props });
const contribute = (props: Some = {}, context: PodContext = pod()) => make(props).contribute(context);
const args = (props: Some = {}, context?: PodContext) => only(contribute(props, context)).args!;
const values = (props: Some, flag: string, context?: PodContext) => args(props, context).filter((a) => a.startsWith(`${flag}=`)).map((a) => a.slice(flag.length + 1));

/** Flags of oauth2-proxy 7.15.3 by their type, from pkg/apis/options. */
const FLAGS = {
  text: `client-id client-secret-file code-challenge-method cookie-name cookie-samesite cookie-secret-file http-address login-url metrics-address oidc-email-claim
    oidc-groups-claim oidc-issuer-url oidc-jwks-url ping-path profile-url provider proxy-prefix ready-path redeem-url redirect-url redis-connection-url scope
    session-store-type authenticated-emails-file`,
  list: 'allowed-group api-route cookie-domain email-domain oidc-extra-audience provider-ca-file skip-auth-route trusted-proxy-ip upstream',
  bool: `cookie-secure insecure-oidc-skip-nonce pass-access-token pass-authorization-header pass-basic-auth pass-user-headers request-logging reverse-proxy
    silence-ping-logging skip-jwt-bearer-tokens skip-oidc-discovery skip-provider-button use-system-trust-store`,
  duration: 'cookie-expire cookie-refresh upstream-timeout',
};
const typeOf = (flag: string) => Object.entries(FLAGS).find(([, names]) => names.split(/\s+/).includes(flag))?.[0];

const everything: Some = {
  issuer: OidcIssuer.withEndpoints(ISSUER, { loginUrl: `${ISSUER}/auth`, redeemUrl: `${ISSUER}/token`, jwksUrl: `${ISSUER}/certs`, profileUrl: `${ISSUER}/user` }),
  allowedGroups: ['a, "b"', 'c'],
  emailDomains: ['example.com', '.example.org'],
  emails: ['Ann@Example.net'],
  redirectUrl: 'https://shop.example.com',
  trustedProxies: ['10.0.0.0/8', '::1'],
  publicRoutes: [{ path: RoutePath.prefix('/static/'), methods: ['GET', 'HEAD'] }, { path: RoutePath.exact('/a,b') }],
  apiRoutes: [RoutePath.prefix('/api/'), RoutePath.exact('/data')],
  acceptBearerTokens: true,
  bearerAudiences: ['cli'],
  scopes: ['openid', 'email'],
  groupsClaim: 'roles',
  emailClaim: 'upn',
  cookie: { domains: ['.example.com'], expire: Duration.hours(8), refresh: Duration.minutes(10), sameSite: CookieSameSite.STRICT },
  sessions: SessionStore.redis({ url: 'redis://redis.shop:6379/1', password: EnvSource.secret('redis', 'password') }),
  forward: { user: false, accessToken: true, idToken: true },
  signInPage: true,
  upstreamTimeout: Duration.seconds(90),
  prefix: '/login/',
  issuerAuthority: TlsAuthority.configMap('internal-ca'),
  accessLog: true,
};

describe('what the Pod gets', () => {
  test('a proxy of the network phase in front of the app\'s first port', () => {
    const c = contribute({}, pod({}, { ports: [9000, 9001] }));
    expect([c.phase, c.purpose]).toEqual([SidecarPhase.NETWORK, 'login']);
    expect(c.fronts).toEqual([{ container: 'login', port: 4180, appPort: 9000 }]);
    expect(only(c).ports).toEqual({ 'login': 4180, 'login-metrics': 44180 });
    expect(values({}, '--upstream', pod({}, { ports: [9000] }))).toEqual(['http://127.0.0.1:9000/']);
    expect(values({ appPort: 9001 }, '--upstream')).toEqual(['http://127.0.0.1:9001/']);
  });

  test('an exact image, a numeric user, no place to write', () => {
    const c = only(contribute());
    expect(c.image).toMatch(/^quay\.io\/oauth2-proxy\/oauth2-proxy:v\d+\.\d+\.\d+$/);
    expect([c.user, c.group]).toEqual([65532, 65532]);
    expect(c.mounts!.every((m) => m.readOnly)).toBe(true);
    expect(c.env!.GOMEMLIMIT._toEnv('x').value).toBe(String(Math.floor(128 * 1024 * 1024 * 0.8)));
  });

  test('the two secrets as files, each key alone, and nowhere else', () => {
    const c = contribute(everything);
    expect(volumeAt(c, '/etc/oauth2-proxy').projected.sources).toEqual([
      { secret: { name: 'shop-login', items: [{ key: 'client', path: 'client-secret' }] } },
      { secret: { name: 'shop-cookies', items: [{ key: 'cookie', path: 'cookie-secret' }] } },
    ]);
    expect(args()).toEqual(expect.arrayContaining(['--client-secret-file=/etc/oauth2-proxy/client-secret', '--cookie-secret-file=/etc/oauth2-proxy/cookie-secret']));
    expect(only(c).env!.OAUTH2_PROXY_REDIS_PASSWORD._toEnv('x').valueFrom!.secretKeyRef).toEqual({ name: 'redis', key: 'password' });
  });

  test('its health is its own, below its own prefix, so that it hides no path of the app', () => {
    expect(only(contribute()).health!._toPart().check.httpGet).toEqual({ path: '/oauth2/ping', port: 4180 });
    expect(only(contribute(everything)).health!._toPart().check.httpGet!.path).toBe('/login/ping');
    expect(values(everything, '--ready-path')).toEqual(['/login/ready']);
  });

  test('classic form has the image with a shell, and waits', () => {
    const c = only(contribute({}, pod({ form: SidecarForm.CLASSIC, targetVersion: '1.27' })));
    expect([c.image, c.hasShell]).toEqual([expect.stringMatching(/-alpine$/), true]);
    expect(c.health!._toPart().classicWait!.join(' ')).toContain('127.0.0.1:4180/oauth2/ping');
    expect(only(contribute({ image: 'example.com/o:1' }, pod({ form: SidecarForm.CLASSIC }))).hasShell).toBe(false);
  });

  test('tells what it can\'t start without', () => {
    expect(contribute().notes).toEqual([expect.objectContaining({ severity: 'info', message: expect.stringContaining('without the issuer') })]);
    expect(contribute(everything).notes![0].message).toContain('without Redis:');
    expect(contribute({ issuer: everything.issuer }).notes).toEqual([]);
  });

  test('one construct serves many workloads with one configuration', () => {
    const sidecar = make(everything);
    const [a, b] = ['a', 'b'].map((workloadName) => only(sidecar.contribute(pod({ workloadName }))));
    expect(a.args).toEqual(b.args);
  });
});

describe('the arguments', () => {
  test.each([['the least', {}], ['everything', everything]])('with %s name flags that there are, with values of their type', (_, props) => {
    for (const argument of args(props as Some)) {
      const [, flag, value] = argument.match(/^--([a-z-]+)=([\s\S]*)$/)!;
      const type = typeOf(flag);
      expect([flag, type]).not.toEqual([flag, undefined]);
      if (type === 'bool') expect(value).toMatch(/^(true|false)$/);
      if (type === 'duration') expect(value).toMatch(/^[\d.]+s$/);
      expect(value).not.toBe('');
    }
    const single = args(props as Some).map((a) => a.slice(2).split('=')[0]).filter((f) => typeOf(f) !== 'list');
    expect(new Set(single).size).toBe(single.length);
  });

  test('say all that was asked for', () => {
    expect(args(everything)).toEqual(expect.arrayContaining([
      '--skip-oidc-discovery=true', `--login-url=${ISSUER}/auth`, `--redeem-url=${ISSUER}/token`, `--oidc-jwks-url=${ISSUER}/certs`, `--profile-url=${ISSUER}/user`,
      '--allowed-group="a, ""b"""', '--allowed-group=c', '--email-domain=example.com', '--email-domain=.example.org',
      '--authenticated-emails-file=/etc/oauth2-proxy-lists/emails', '--redirect-url=https://shop.example.com/login/callback',
      '--reverse-proxy=true', '--trusted-proxy-ip=10.0.0.0/8', '--trusted-proxy-ip=::1',
      '--skip-auth-route=GET=^/static/', '--skip-auth-route=HEAD=^/static/', '--skip-auth-route="GET=^/a,b$"',
      '--api-route=^/api/', '--api-route=^/data(?:\\?|$)', '--skip-jwt-bearer-tokens=true', '--oidc-extra-audience=cli', '--scope=openid email',
      '--oidc-groups-claim=roles', '--oidc-email-claim=upn', '--cookie-domain=.example.com', '--cookie-name=__Secure-oauth2_proxy', '--cookie-expire=28800s',
      '--cookie-refresh=600s', '--cookie-samesite=strict', '--session-store-type=redis', '--redis-connection-url=redis://redis.shop:6379/1',
      '--pass-user-headers=false', '--pass-access-token=true', '--pass-authorization-header=true', '--skip-provider-button=false', '--upstream-timeout=90s',
      '--proxy-prefix=/login', '--provider-ca-file=/etc/oauth2-proxy-authority/ca.crt', '--use-system-trust-store=true', '--request-logging=true',
    ]));
    expect(volumeAt(contribute(everything), '/etc/oauth2-proxy-authority')).toEqual({ configMap: { name: 'internal-ca' } });
    const lists = only(contribute(everything)).mounts!.find((m) => m.path === '/etc/oauth2-proxy-lists')!.volume._toPart().files;
    expect(lists).toEqual({ emails: 'ann@example.net\n' });
  });

  test('are safe where nothing is said', () => {
    expect(args()).toEqual(expect.arrayContaining([
      '--cookie-name=__Host-oauth2_proxy', '--cookie-secure=true', '--cookie-samesite=lax', '--code-challenge-method=S256', '--insecure-oidc-skip-nonce=false',
      '--pass-basic-auth=false', '--pass-access-token=false', '--pass-authorization-header=false', '--upstream-timeout=3600s',
    ]));
    for (const flag of ['--reverse-proxy', '--skip-auth-route', '--trusted-ip', '--skip-jwt-bearer-tokens']) expect(values({}, flag)).toEqual([]);
  });

  test('groups alone, addresses alone, or everybody: each says its e-mail domains', () => {
    const domains = (props: Some) => values({ allowedGroups: undefined, ...props }, '--email-domain');
    expect([domains({ allowedGroups: ['a'] }), domains({ emailDomains: ['a.b'] }), domains({ emails: ['a@b'] }), domains({ anyone: true })]).toEqual([['*'], ['a.b'], [], ['*']]);
  });

  test('plain HTTP only where it is allowed', () => {
    expect(args({ cookie: { allowPlainHttp: true }, redirectUrl: 'http://localhost:8080' })).toEqual(expect.arrayContaining([
      '--cookie-secure=false', '--cookie-name=_oauth2_proxy', '--redirect-url=http://localhost:8080/oauth2/callback',
    ]));
  });

  test('the user\'s own follow the library\'s, and "$(" is not the kubelet\'s to replace', () => {
    const own = args({ extraArgs: ['--banner=-', '--footer=$(X)'] });
    expect(own.slice(-2)).toEqual(['--banner=-', '--footer=$$(X)']);
  });
});

describe('probes of the app', () => {
  const probed = pod({}, { probePaths: ['/healthz', '/ready?deep=1', '/healthz'] });

  test('need no login: GET of the very paths', () => {
    expect(values({}, '--skip-auth-route', probed)).toEqual(['GET=^/healthz$', 'GET=^/ready$']);
    expect(values({ probePaths: ['/a.b'] }, '--skip-auth-route', probed)).toEqual(['GET=^/a\\.b$']);
    expect(values({ probePaths: [] }, '--skip-auth-route', probed)).toEqual([]);
  });

  test('are not said twice', () => {
    expect(values({ publicRoutes: [{ path: RoutePath.exact('/healthz') }] }, '--skip-auth-route', probed)).toEqual(['GET=^/healthz$', 'GET=^/ready$']);
  });

  test('and the Service follow, also through TLS in front of the login', () => {
    const c = new Chart(new App(), 'test');
    const login = new AuthProxySidecar(c, 'login', { ...base, trustedProxies: ['127.0.0.1/32'] });
    const tls = new TlsTerminationSidecar(c, 'tls', { certificate: TlsCertificate.secret('shop-tls'), appPort: 4180 });
    const shop = new WorkloadWithSidecars(c, 'shop', {
      containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080, readiness: Probe.fromHttpGet('/healthz', { port: 8080 }) }], sidecars: [login, tls],
    });
    shop.expose({ port: 443 });
    const objects = Testing.synth(c);
    const spec = objects.find((o) => o.kind === 'Deployment').spec.template.spec;
    expect(objects.find((o) => o.kind === 'Service').spec.ports[0].targetPort).toBe(8443);
    expect(spec.containers[0].readinessProbe.httpGet).toMatchObject({ path: '/healthz', port: 8443, scheme: 'HTTPS' });
    expect(spec.initContainers.find((i: any) => i.name === 'login').args).toContain('--skip-auth-route=GET=^/healthz$');
    expect(spec.securityContext.fsGroup).toBe(65532);
    expect(PodSidecars.of(shop).findings.filter((f) => f.severity !== 'info')).toEqual([]);
  });
});

describe('bad input', () => {
  const cases: Array<[string, Some, string]> = [
    ['nobody said', { allowedGroups: [] }, 'allowedGroups: "[]" is empty, and there are no emailDomains or emails: it is not said who may enter'],
    ['everybody and some', { anyone: true }, 'anyone: true contradicts allowedGroups, emailDomains or emails'],
    ['a star', { emailDomains: ['*'] }, 'emailDomains[0]: "*" is everybody: say so with anyone: true'],
    ['an address for a domain', { emailDomains: ['a@b.c'] }, 'emailDomains[0]: "a@b.c" is not a DNS name'],
    ['an address that is none', { emails: ['ann'] }, 'emails[0]: "ann" is not an e-mail address'],
    ['an empty group', { allowedGroups: [' '] }, 'allowedGroups[0]: " " is empty'],
    ['a secret for its name', { clientSecret: { secretName: 's3cr3t!', key: 'x' } }, 'clientSecret.secretName: "…" is not the name of a Kubernetes object'],
    ['no key', { cookieSecret: { secretName: 'a', key: '' } }, 'cookieSecret.key: "" is not a key of a Secret'],
    ['no client id', { clientId: '' }, 'clientId: "" is empty or has white space'],
    ['a callback elsewhere', { redirectUrl: 'https://a.b/callback' }, 'redirectUrl: "https://a.b/callback" does not lead to the proxy\'s /oauth2/callback'],
    ['a callback in plain text', { redirectUrl: 'http://a.b' }, 'redirectUrl: "http://a.b" is not an https URL'],
    ['proxies everywhere', { trustedProxies: ['0.0.0.0/0'] }, 'trustedProxies[0]: "0.0.0.0/0" is everybody'],
    ['a name for a range', { trustedProxies: ['ingress'] }, 'trustedProxies[0]: "ingress" is not an address'],
    ['a range too long', { trustedProxies: ['10.0.0.0/33'] }, 'is not an address or a range'],
    ['a turned route', { publicRoutes: [{ path: RoutePath.matching('^/a!=b') }] }, 'publicRoutes[0].path: "^/a!=b" has "!=" in it, with which oauth2-proxy turns a route around'],
    ['no methods', { publicRoutes: [{ path: RoutePath.exact('/a'), methods: [] }] }, 'publicRoutes[0].methods: "[]" is empty'],
    ['a method that is none', { publicRoutes: [{ path: RoutePath.exact('/a'), methods: ['get'] }] }, 'publicRoutes[0].methods[0]: "get" is not a method'],
    ['a cookie of one host for domains', { cookie: { name: '__Host-x', domains: ['a.b'] } }, 'cookie.name: "__Host-x" is for one host, and cookie.domains are given'],
    ['a secure cookie in plain text', { cookie: { name: '__Secure-x', allowPlainHttp: true } }, 'cookie.name: "__Secure-x" is for HTTPS alone'],
    ['a cookie for frames in plain text', { cookie: { sameSite: CookieSameSite.NONE, allowPlainHttp: true } }, 'cookie.sameSite: "none" is for HTTPS alone'],
    ['a name that is none', { cookie: { name: 'a b' } }, 'cookie.name: "a b" is not the name of a cookie'],
    ['renewal after the end', { cookie: { expire: Duration.hours(1), refresh: Duration.hours(1) } }, 'cookie.refresh: "3600 s" is not before cookie.expire (3600 s)'],
    ['audiences of nothing', { bearerAudiences: ['a'] }, 'bearerAudiences: "[…]" has no meaning without acceptBearerTokens'],
    ['scopes without openid', { scopes: ['email'] }, 'scopes: "email" has no "openid"'],
    ['a prefix that is none', { prefix: 'oauth2' }, 'prefix: "oauth2" is not a path'],
    ['a low port', { port: 80 }, 'port: 80 needs a capability'],
    ['one port twice', { port: 9000, metricsPort: 9000 }, 'metricsPort: 9000 is taken by port'],
    ['a probe that is none', { probePaths: ['healthz'] }, 'probePaths[0]: "healthz" is not a path'],
    ['a flag that is the library\'s', { extraArgs: ['--email-domain=*'] }, 'extraArgs[0]: "--email-domain=*" is the library\'s to say: use emailDomains'],
    ['a secret in a flag', { extraArgs: ['--cookie-secret=abc'] }, 'is the library\'s to say: use cookieSecret: a secret comes by reference'],
    ['a flag that is none', { extraArgs: ['banner'] }, 'extraArgs[0]: "banner" is not a flag'],
  ];
  test.each(cases)('%s', (_, props, message) => {
    expect(() => make(props)).toThrow(message);
  });

  test('the app\'s own port, or none', () => {
    expect(() => contribute({ port: 8080 })).toThrow('port: 8080 is the app\'s own port');
    expect(() => contribute({}, pod({}, { ports: [] }))).toThrow('appPort: undefined is not known: container "app" declares no port');
  });

  test.each([
    [() => OidcIssuer.discovered('http://a.b'), 'url: "http://a.b" is not an https URL'],
    [() => OidcIssuer.discovered('a.b'), 'url: "a.b" is not a URL'],
    [() => OidcIssuer.discovered('https://u:p@a.b'), 'url: "https://…@a.b" has a user or password in it'],
    [() => OidcIssuer.withEndpoints(ISSUER, { loginUrl: 'x', redeemUrl: ISSUER, jwksUrl: ISSUER }), 'endpoints.loginUrl: "x" is not a URL'],
    [() => RoutePath.exact('a'), 'path: "a" is not a path'],
    [() => RoutePath.prefix('/static'), 'prefix: "/static" does not end with "/"'],
    [() => RoutePath.matching('/public'), 'regex: "/public" does not begin with "^", so that it matches in the middle of any path'],
    [() => RoutePath.matching('^/a|/b'), 'regex: "^/a|/b" has an alternative without "^"'],
    [() => RoutePath.matching('^/(?!admin)'), 'is not an RE2 regular expression: it looks ahead or behind'],
    [() => SessionStore.redis({ url: 'redis://:pw@redis:6379' }), 'url: "…@…" has a user or password in it'],
    [() => SessionStore.redis({ url: 'redis' }), 'url: "redis" is not the address of a Redis server'],
    [() => SessionStore.redis({ url: 'redis://redis', password: EnvSource.text('pw') }), 'password: "given" is not from a Secret'],
  ])('%#', (call, message) => expect(call).toThrow(message));

  test('alternatives in brackets or classes are one', () => {
    for (const regex of ['^/(a|b)$', '^/[|]', '^/a\\|b', '^/a|^/b']) expect(RoutePath.matching(regex)._regex()).toBe(regex);
  });
});

describe('in the hands of users whom no compiler tells', () => {
  const any = (value: unknown): any => value;
  test.each<[Record<string, unknown>, string]>([
    [{ issuer: ISSUER }, 'issuer: is text, and must be an OidcIssuer: use OidcIssuer.discovered(...)'],
    [{ clientSecret: 'hunter2' }, 'clientSecret: is text, and must be a map'],
    [{ cookieSecret: { secretName: 'a' } }, 'cookieSecret.key: is missing, and must be text'],
    [{ allowedGroups: 'operators' }, 'allowedGroups: is text, and must be a list'],
    [{ publicRoutes: [{ path: '/static/' }] }, 'publicRoutes[0].path: is text, and must be a RoutePath'],
    [{ anyOne: true }, 'anyOne: is not known here: did you mean "anyone"?'],
    [{ cookie: { samesite: 'lax' } }, 'cookie.samesite: is not known here: did you mean "sameSite"?'],
    [{ sessions: 'redis' }, 'sessions: is text, and must be a SessionStore'],
  ])('%j', (props, message) => {
    expect(() => make(any(props))).toThrow(message);
    expect(() => make(any(props))).not.toThrow(/hunter2/);
  });

  test('no props, no options, a password as text', () => {
    expect(() => new AuthProxySidecar(chart(), 'x', any(undefined))).toThrow('props: is missing: give at least "issuer" and "clientId"');
    expect(() => OidcIssuer.withEndpoints(ISSUER, any(undefined))).toThrow('endpoints: is missing');
    expect(() => SessionStore.redis(any(undefined))).toThrow('options: is missing');
    expect(() => SessionStore.redis(any({ url: 'redis://a', password: 'hunter2' }))).toThrow('password: is text, and must be an EnvSource');
  });
});
