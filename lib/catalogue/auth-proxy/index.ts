export { AuthProxyCookie, CookieSameSite } from './auth-proxy-cookie';
export * from './auth-proxy-sidecar';
export * from './auth-proxy-sidecar-props';
export { OidcEndpoints, OidcIssuer } from './oidc-issuer';
export { RoutePath } from './route-path';
export { RedisSessionOptions, SessionStore } from './session-store';
export { SecretKeyReference } from '../common/secret-key-reference';
