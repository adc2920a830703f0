/** oauth2-proxy's flags: https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview */
import { AuthProxyModel } from './model';
import { OAUTH2_PROXY } from './oauth2-proxy';

export function oauth2ProxyArgs(model: AuthProxyModel): string[] {
  return [
    ...[
      ['--http-address', `0.0.0.0:${model.port}`],
      ['--metrics-address', `0.0.0.0:${model.metricsPort}`],
      ['--upstream', `http://127.0.0.1:${model.appPort}/`],
      // The default of 30 s cuts short what the app takes longer for.
      ['--upstream-timeout', `${model.upstreamTimeout}s`],
      ['--proxy-prefix', model.prefix],
      ['--ping-path', model.prefix + OAUTH2_PROXY.paths.ping],
      ['--ready-path', model.prefix + OAUTH2_PROXY.paths.ready],
      ['--silence-ping-logging', 'true'],
      ['--request-logging', String(model.accessLog)],
    ].map(pair),
    ...issuer(model),
    ...access(model),
    ...session(model),
    ...forwarding(model),
  ];
}

function issuer({ issuer: { url, endpoints }, issuerAuthority, clientId, clientSecretFile, scopes, groupsClaim, emailClaim }: AuthProxyModel): string[] {
  return [
    pair(['--provider', 'oidc']),
    pair(['--oidc-issuer-url', url]),
    ...(endpoints ? [
      ['--skip-oidc-discovery', 'true'], ['--login-url', endpoints.login], ['--redeem-url', endpoints.redeem], ['--oidc-jwks-url', endpoints.keys],
      ...(endpoints.profile ? [['--profile-url', endpoints.profile]] : []),
    ].map(pair) : []),
    ...(issuerAuthority ? [pair(['--provider-ca-file', issuerAuthority]), pair(['--use-system-trust-store', 'true'])] : []),
    pair(['--client-id', clientId]),
    pair(['--client-secret-file', clientSecretFile]),
    ...(scopes.length ? [pair(['--scope', scopes.join(' ')])] : []),
    ...(groupsClaim ? [pair(['--oidc-groups-claim', groupsClaim])] : []),
    ...(emailClaim ? [pair(['--oidc-email-claim', emailClaim])] : []),
    // Neither is on by default: a code or a token of another login is not taken for this one's.
    pair(['--code-challenge-method', 'S256']),
    pair(['--insecure-oidc-skip-nonce', 'false']),
  ];
}

function access(model: AuthProxyModel): string[] {
  const { groups, emailDomains, emailsFile, publicRoutes, apiRoutes, bearerTokens, signInPage, redirectUrl, trustedProxies } = model;
  return [
    ...groups.map((group) => listed('--allowed-group', group)),
    ...emailDomains.map((domain) => listed('--email-domain', domain)),
    ...(emailsFile ? [pair(['--authenticated-emails-file', emailsFile])] : []),
    ...publicRoutes.map((route) => listed('--skip-auth-route', route)),
    ...apiRoutes.map((route) => listed('--api-route', route)),
    ...(bearerTokens ? [pair(['--skip-jwt-bearer-tokens', 'true']), ...bearerTokens.audiences.map((a) => listed('--oidc-extra-audience', a))] : []),
    pair(['--skip-provider-button', String(!signInPage)]),
    ...(redirectUrl ? [pair(['--redirect-url', redirectUrl])] : []),
    // Never the first without the second: everybody's X-Forwarded-* headers would be believed.
    ...(trustedProxies.length ? [pair(['--reverse-proxy', 'true']), ...trustedProxies.map((range) => listed('--trusted-proxy-ip', range))] : []),
  ];
}

function session({ cookie, cookieSecretFile, redisUrl }: AuthProxyModel): string[] {
  return [
    ['--cookie-secret-file', cookieSecretFile],
    ['--cookie-name', cookie.name],
    ['--cookie-secure', String(cookie.secure)],
    ['--cookie-samesite', cookie.sameSite],
    ['--cookie-expire', `${cookie.expireSeconds}s`],
    ...(cookie.refreshSeconds === undefined ? [] : [['--cookie-refresh', `${cookie.refreshSeconds}s`]]),
    ...(redisUrl ? [['--session-store-type', 'redis'], ['--redis-connection-url', redisUrl]] : []),
  ].map(pair).concat(cookie.domains.map((domain) => listed('--cookie-domain', domain)));
}

function forwarding({ forward }: AuthProxyModel): string[] {
  return [
    ['--pass-user-headers', String(forward.user)],
    // A user name with an empty password in Authorization, on by default, is nothing that an app could use.
    ['--pass-basic-auth', 'false'],
    ['--pass-access-token', String(forward.accessToken)],
    ['--pass-authorization-header', String(forward.idToken)],
  ].map(pair);
}

function pair([flag, value]: string[]): string {
  return `${flag}=${value}`;
}

/** A flag that takes a list reads each value as a line of CSV (pflag's StringSlice). */
function listed(flag: string, value: string): string {
  return pair([flag, /[",\n\r]|^\s/.test(value) ? `"${value.replace(/"/g, '""')}"` : value]);
}
