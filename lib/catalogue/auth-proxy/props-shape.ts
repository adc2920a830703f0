/** What the props hold, for users whom no compiler tells. */
import { AuthProxyCookie, CookieSameSite } from './auth-proxy-cookie';
import { AuthProxyForwarding, AuthProxySidecarProps, PublicRoute } from './auth-proxy-sidecar-props';
import { DURATION, FieldsOf, SIDECAR_RESOURCES, ValueShape } from '../../sidecar/value-shape';
import { SECRET_KEY } from '../common/secret-key-reference';
import { TLS_AUTHORITY } from '../tls-termination/props-shape';

const TEXTS: ValueShape = { list: 'text' };
const ROUTE: ValueShape = { instance: 'RoutePath', method: '_regex', make: 'use RoutePath.exact(...), .prefix(...) or .matching(...)' };
const PUBLIC: FieldsOf<PublicRoute> = { path: ROUTE, methods: TEXTS };
const COOKIE: FieldsOf<AuthProxyCookie> = {
  name: 'text', domains: TEXTS, expire: DURATION, refresh: DURATION, sameSite: { oneOf: Object.values(CookieSameSite) }, allowPlainHttp: 'boolean',
};
const FORWARD: FieldsOf<AuthProxyForwarding> = { user: 'boolean', accessToken: 'boolean', idToken: 'boolean' };

export const AUTH_PROXY_FIELDS: FieldsOf<AuthProxySidecarProps> = {
  issuer: { instance: 'OidcIssuer', method: '_model', make: 'use OidcIssuer.discovered(...)' },
  clientId: 'text', clientSecret: SECRET_KEY, cookieSecret: SECRET_KEY,
  allowedGroups: TEXTS, emailDomains: TEXTS, emails: TEXTS, anyone: 'boolean',
  port: 'number', appPort: 'number', metricsPort: 'number',
  redirectUrl: 'text', trustedProxies: TEXTS, publicRoutes: { list: { fields: PUBLIC, required: ['path'] } }, probePaths: TEXTS, apiRoutes: { list: ROUTE },
  acceptBearerTokens: 'boolean', bearerAudiences: TEXTS, scopes: TEXTS, groupsClaim: 'text', emailClaim: 'text',
  cookie: { fields: COOKIE },
  sessions: { instance: 'SessionStore', method: '_env', make: 'use SessionStore.cookie() or .redis(...)' },
  forward: { fields: FORWARD },
  signInPage: 'boolean', upstreamTimeout: DURATION, prefix: 'text', issuerAuthority: TLS_AUTHORITY, accessLog: 'boolean',
  image: 'text', resources: SIDECAR_RESOURCES, extraArgs: TEXTS, fields: { map: 'anything' },
};
