/** What the options in this folder hold, for users whom no compiler tells. */
import { AuthProxyCookie, AuthProxyForwarding, PublicRoute } from './auth-proxy-sidecar-props';
import { OidcEndpoints } from './oidc-issuer';
import { RedisSessionOptions } from './session-store';
import { DURATION, ENV_SOURCE, FieldsOf } from '../../sidecar/value-shape';

export const OIDC_ENDPOINTS: FieldsOf<OidcEndpoints> = {
  loginUrl: 'text', redeemUrl: 'text', jwksUrl: 'text', profileUrl: 'text',
};

export const REDIS_SESSION_OPTIONS: FieldsOf<RedisSessionOptions> = {
  url: 'text', password: ENV_SOURCE,
};

export const PUBLIC_ROUTE: FieldsOf<PublicRoute> = {
  path: { instance: 'RoutePath', method: '_regex', make: 'use RoutePath.exact(...)' }, methods: { list: 'text' },
};

export const AUTH_PROXY_COOKIE: FieldsOf<AuthProxyCookie> = {
  name: 'text', domains: { list: 'text' }, expire: DURATION, refresh: DURATION, sameSite: { oneOf: ['lax', 'strict', 'none'] },
  allowPlainHttp: 'boolean',
};

export const AUTH_PROXY_FORWARDING: FieldsOf<AuthProxyForwarding> = {
  user: 'boolean', accessToken: 'boolean', idToken: 'boolean',
};
