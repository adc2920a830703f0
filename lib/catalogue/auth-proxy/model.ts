/** What the writer of arguments is told: plain values, paths as the container sees them. */
export interface AuthProxyModel {
  port: number;
  metricsPort: number;
  appPort: number;
  prefix: string;
  issuer: { url: string; endpoints?: { login: string; redeem: string; keys: string; profile?: string } };
  /** File of authorities whose certificates are believed beside the system's. */
  issuerAuthority?: string;
  clientId: string;
  clientSecretFile: string;
  cookieSecretFile: string;
  groups: string[];
  /** `*` for everybody. */
  emailDomains: string[];
  emailsFile?: string;
  redirectUrl?: string;
  trustedProxies: string[];
  /** `GET=^/healthz$` */
  publicRoutes: string[];
  apiRoutes: string[];
  scopes: string[];
  groupsClaim?: string;
  emailClaim?: string;
  cookie: { name: string; secure: boolean; domains: string[]; sameSite: string; expireSeconds: number; refreshSeconds?: number };
  redisUrl?: string;
  forward: { user: boolean; accessToken: boolean; idToken: boolean };
  bearerTokens?: { audiences: string[] };
  signInPage: boolean;
  /** Seconds. */
  upstreamTimeout: number;
  accessLog: boolean;
}
