import { CookieSameSite } from './auth-proxy-cookie';
import { AuthProxySidecarProps, PublicRoute } from './auth-proxy-sidecar-props';
import { AuthProxyModel } from './model';
import { OAUTH2_PROXY } from './oauth2-proxy';
import { requireUrl } from './oidc-issuer';
import { AUTH_PROXY_FIELDS } from './props-shape';
import { escaped } from './route-path';
import { PodContext } from '../../sidecar';
import { requireProps } from '../../sidecar/value-shape';
import { isAddress, millis, refuse, requireHost, requireUnprivilegedPort } from '../common/arguments';
import { requireSecretKey } from '../common/secret-key-reference';

/** The properties, checked, with their defaults: all that is the same for each workload. */
export class AuthProxyPlan {
  private readonly common: Omit<AuthProxyModel, 'appPort'>;

  constructor(private readonly props: AuthProxySidecarProps) {
    requireProps(props, AUTH_PROXY_FIELDS, ['issuer', 'clientId', 'clientSecret', 'cookieSecret']);
    const { directories, files, ports } = OAUTH2_PROXY;
    for (const name of ['clientSecret', 'cookieSecret'] as const) requireSecretKey(name, props[name]);
    props.probePaths?.forEach((path, i) => requirePath(`probePaths[${i}]`, path));
    const prefix = requirePath('prefix', props.prefix ?? OAUTH2_PROXY.prefix).replace(/\/$/, '');
    const port = requireUnprivilegedPort('port', props.port ?? ports.proxy);
    const metricsPort = requireUnprivilegedPort('metricsPort', props.metricsPort ?? ports.metrics);
    if (port === metricsPort) refuse('metricsPort', metricsPort, 'is taken by port', 'give another port');
    checkExtraArgs(props.extraArgs ?? []);
    this.common = {
      port,
      metricsPort,
      prefix,
      issuer: props.issuer._model(),
      issuerAuthority: props.issuerAuthority && `${directories.authority}/${props.issuerAuthority._file}`,
      clientId: requireWord('clientId', props.clientId),
      clientSecretFile: `${directories.secrets}/${files.clientSecret}`,
      cookieSecretFile: `${directories.secrets}/${files.cookieSecret}`,
      ...whoMayEnter(props),
      redirectUrl: props.redirectUrl === undefined ? undefined : redirectUrl(props, prefix),
      trustedProxies: (props.trustedProxies ?? []).map(requireRange),
      publicRoutes: (props.publicRoutes ?? []).flatMap(publicRoute),
      apiRoutes: (props.apiRoutes ?? []).map((r) => r._uriRegex()),
      scopes: scopes(props.scopes),
      groupsClaim: props.groupsClaim && requireWord('groupsClaim', props.groupsClaim),
      emailClaim: props.emailClaim && requireWord('emailClaim', props.emailClaim),
      cookie: cookie(props),
      redisUrl: props.sessions?._redisUrl,
      forward: { user: props.forward?.user ?? true, accessToken: props.forward?.accessToken ?? false, idToken: props.forward?.idToken ?? false },
      bearerTokens: bearerTokens(props),
      signInPage: props.signInPage ?? false,
      upstreamTimeout: millis('upstreamTimeout', props.upstreamTimeout, 3_600_000) / 1000,
      accessLog: props.accessLog ?? false,
    };
  }

  /** The list of addresses, for the file that the proxy reads. */
  public get emails(): string | undefined {
    return this.common.emailsFile && this.props.emails!.map((address) => `${address.toLowerCase()}\n`).join('');
  }

  public modelFor(pod: PodContext): AuthProxyModel {
    return { ...this.common, appPort: this.appPort(pod), publicRoutes: [...this.common.publicRoutes, ...this.probeRoutes(pod)] };
  }

  /** GET of the very path; the query does not count. */
  private probeRoutes(pod: PodContext): string[] {
    const paths = this.props.probePaths ?? pod.appContainers.filter((c) => c.chosen).flatMap((c) => c.probePaths ?? []);
    const routes = paths.map((path) => `GET=^${escaped(path.split('?')[0])}$`).filter((route) => !this.common.publicRoutes.includes(route));
    return [...new Set(routes)];
  }

  private appPort(pod: PodContext): number {
    const chosen = pod.appContainers.filter((c) => c.chosen);
    const port = this.props.appPort ?? chosen.flatMap((c) => c.ports)[0];
    if (port === undefined) {
      refuse('appPort', undefined, `is not known: ${chosen.map((c) => `container "${c.name}"`).join(', ') || 'no container'} declares no port`,
        'declare the port on the app container, or give appPort');
    }
    const { port: own, metricsPort } = this.common;
    const taken = Object.entries({ port: own, metricsPort }).find(([, p]) => p === port);
    if (taken) refuse(taken[0], port, 'is the app\'s own port', 'give the proxy another one: the Service follows it');
    return port;
  }
}

/** Nobody is forgotten and everybody is never meant by saying nothing. */
function whoMayEnter(props: AuthProxySidecarProps): Pick<AuthProxyModel, 'groups' | 'emailDomains' | 'emailsFile'> {
  const { allowedGroups = [], emailDomains = [], emails = [], anyone } = props;
  allowedGroups.forEach((group, i) => {
    if (typeof group !== 'string' || group.trim() === '') refuse(`allowedGroups[${i}]`, group, 'is empty', 'give the name of a group');
  });
  emailDomains.forEach((domain, i) => {
    if (domain === '*') refuse(`emailDomains[${i}]`, domain, 'is everybody', 'say so with anyone: true');
    requireHost(`emailDomains[${i}]`, String(domain).replace(/^(\*\.|\.)/, ''));
  });
  emails.forEach((address, i) => {
    if (!/^[^@\s,"#]+@[^@\s,"]+$/.test(address)) refuse(`emails[${i}]`, address, 'is not an e-mail address', 'give user@host');
  });
  const some = allowedGroups.length + emailDomains.length + emails.length > 0;
  if (!some && !anyone) {
    refuse('allowedGroups', '[]', 'is empty, and there are no emailDomains or emails: it is not said who may enter', 'give one of them, or anyone: true');
  }
  if (anyone && some) refuse('anyone', true, 'contradicts allowedGroups, emailDomains or emails', 'leave out one or the others');
  return {
    groups: [...allowedGroups],
    emailDomains: emailDomains.length || emails.length ? [...emailDomains] : ['*'],
    emailsFile: emails.length ? `${OAUTH2_PROXY.directories.lists}/${OAUTH2_PROXY.files.emails}` : undefined,
  };
}

/** The proxy knows one path for users who come back; at any other it would ask them to log in again, for ever. */
function redirectUrl(props: AuthProxySidecarProps, prefix: string): string {
  const text = props.redirectUrl!;
  const plain = props.cookie?.allowPlainHttp && typeof text === 'string' && text.startsWith('http://');
  requireUrl('redirectUrl', plain ? text.replace(/^http:/, 'https:') : text);
  const { pathname, search } = new URL(text);
  const callback = prefix + OAUTH2_PROXY.paths.callback;
  if (search || (pathname !== '/' && pathname !== callback)) {
    refuse('redirectUrl', text, `does not lead to the proxy's ${callback}`, `give the address of the host, or of ${callback} on it`);
  }
  return pathname === '/' ? text.replace(/\/?$/, callback) : text;
}

function publicRoute({ path, methods = ['GET'] }: PublicRoute, i: number): string[] {
  const regex = path._regex();
  // oauth2-proxy would take it for "all paths but these".
  if (regex.includes('!=')) refuse(`publicRoutes[${i}].path`, regex, 'has "!=" in it, with which oauth2-proxy turns a route around', 'write "[!]="');
  if (methods.length === 0) refuse(`publicRoutes[${i}].methods`, '[]', 'is empty', 'name some, or leave it out');
  return methods.map((method, j) => {
    if (!/^[A-Z]+$/.test(method)) refuse(`publicRoutes[${i}].methods[${j}]`, method, 'is not a method', 'write it like GET');
    return `${method}=${regex}`;
  });
}

function cookie(props: AuthProxySidecarProps): AuthProxyModel['cookie'] {
  const { domains = [], name, sameSite, expire, refresh, allowPlainHttp } = props.cookie ?? {};
  const { cookieNames } = OAUTH2_PROXY;
  const own = name ?? (allowPlainHttp ? cookieNames.plain : domains.length ? cookieNames.domain : cookieNames.host);
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$/.test(own)) refuse('cookie.name', own, 'is not the name of a cookie', 'give letters, digits, "-" and "_"');
  // Browsers drop such a cookie without a word, and the user logs in again and again.
  if (own.startsWith('__Host-') && domains.length) refuse('cookie.name', own, 'is for one host, and cookie.domains are given', 'begin it with __Secure-');
  if (/^__(Host|Secure)-/.test(own) && allowPlainHttp) refuse('cookie.name', own, 'is for HTTPS alone, and plain HTTP is allowed', 'give another name');
  if (sameSite === CookieSameSite.NONE && allowPlainHttp) refuse('cookie.sameSite', sameSite, 'is for HTTPS alone, and plain HTTP is allowed', 'use CookieSameSite.LAX');
  domains.forEach((domain, i) => requireHost(`cookie.domains[${i}]`, String(domain).replace(/^\./, '')));
  const expireSeconds = millis('cookie.expire', expire, OAUTH2_PROXY.cookieExpireHours * 3_600_000) / 1000;
  const refreshSeconds = refresh && millis('cookie.refresh', refresh)! / 1000;
  if (refreshSeconds !== undefined && refreshSeconds >= expireSeconds) {
    refuse('cookie.refresh', `${refreshSeconds} s`, `is not before cookie.expire (${expireSeconds} s)`, 'give less');
  }
  return { name: own, secure: !allowPlainHttp, domains: [...domains], sameSite: sameSite ?? CookieSameSite.LAX, expireSeconds, refreshSeconds };
}

function bearerTokens({ acceptBearerTokens, bearerAudiences = [] }: AuthProxySidecarProps): AuthProxyModel['bearerTokens'] {
  if (bearerAudiences.length && !acceptBearerTokens) refuse('bearerAudiences', '[…]', 'has no meaning without acceptBearerTokens', 'give acceptBearerTokens: true');
  return acceptBearerTokens ? { audiences: bearerAudiences.map((a, i) => requireWord(`bearerAudiences[${i}]`, a)) } : undefined;
}

function scopes(given: string[] | undefined): string[] {
  given?.forEach((scope, i) => requireWord(`scopes[${i}]`, scope));
  if (given && !given.includes('openid')) refuse('scopes', given.join(' '), 'has no "openid", without which there is no ID token', 'add it');
  return [...given ?? []];
}

function requireWord(name: string, text: string): string {
  if (typeof text !== 'string' || !/^\S+$/.test(text)) refuse(name, text, 'is empty or has white space', 'give one word');
  return text;
}

function requirePath(name: string, path: string): string {
  if (typeof path !== 'string' || !/^\/[^\s#]+$/.test(path)) refuse(name, path, 'is not a path', 'begin it with "/"');
  return path;
}

function requireRange(range: string, i: number): string {
  const [address, bits, ...more] = String(range).split('/');
  const most = address.includes(':') ? 128 : 32;
  if (!isAddress(address) || more.length || (bits !== undefined && !(/^\d+$/.test(bits) && Number(bits) <= most))) {
    refuse(`trustedProxies[${i}]`, range, 'is not an address or a range of addresses', 'write it like 10.0.0.0/8');
  }
  if (bits === '0') refuse(`trustedProxies[${i}]`, range, 'is everybody, who could then name any host and address', 'give the range of the proxies in front');
  return range;
}

function checkExtraArgs(extra: string[]): void {
  extra.forEach((argument, i) => {
    const path = `extraArgs[${i}]`;
    const flag = typeof argument === 'string' ? argument.split('=')[0] : '';
    if (!/^--[a-z0-9-]+(=|$)/.test(String(argument))) refuse(path, argument, 'is not a flag', 'write it like --name=value');
    const mend = OAUTH2_PROXY.ownFlags[flag];
    if (mend) refuse(path, argument, 'is the library\'s to say', mend);
  });
}
