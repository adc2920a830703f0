import { Duration } from 'cdk8s';
import { AuthProxyCookie } from './auth-proxy-cookie';
import { OidcIssuer } from './oidc-issuer';
import { RoutePath } from './route-path';
import { SessionStore } from './session-store';
import { SidecarResources } from '../../sidecar';
import { SecretKeyReference } from '../common/secret-key-reference';
import { TlsAuthority } from '../tls-termination/tls-authority';

/** A request that needs no login. */
export interface PublicRoute {
  /** Its path. */
  readonly path: RoutePath;
  /**
   * Its methods.
   *
   * @default ['GET']
   */
  readonly methods?: string[];
}

/** What the app is told of the user. */
export interface AuthProxyForwarding {
  /**
   * `X-Forwarded-User`, `-Email`, `-Groups` and `-Preferred-Username`.
   *
   * @default true
   */
  readonly user?: boolean;
  /**
   * The access token in `X-Forwarded-Access-Token`.
   *
   * @default false
   */
  readonly accessToken?: boolean;
  /**
   * The ID token in `Authorization: Bearer`.
   *
   * @default false
   */
  readonly idToken?: boolean;
}

/** Properties of an `AuthProxySidecar`. Say with at least one of `allowedGroups`, `emailDomains`, `emails` and `anyone` who may enter. */
export interface AuthProxySidecarProps {
  /** Who knows the users. */
  readonly issuer: OidcIssuer;

  /** Id under which the issuer knows the app. */
  readonly clientId: string;

  /** The app's secret with the issuer, without a line end behind it. */
  readonly clientSecret: SecretKeyReference;

  /** What cookies are encrypted with: 16, 24 or 32 random bytes, as they are or in URL-safe base64, without a line end. */
  readonly cookieSecret: SecretKeyReference;

  /**
   * Groups of which a user must be in one.
   *
   * @default - any
   */
  readonly allowedGroups?: string[];

  /**
   * Domains of which a user's e-mail address must be; `.example.com` for all below it.
   *
   * @default - any, where groups or addresses are given
   */
  readonly emailDomains?: string[];

  /**
   * E-mail addresses that may enter, beside those of the domains.
   *
   * @default - none
   */
  readonly emails?: string[];

  /**
   * Everybody whom the issuer knows may enter.
   *
   * @default false
   */
  readonly anyone?: boolean;

  /**
   * Port of the proxy: the Service and the app's probes follow it.
   *
   * @default 4180
   */
  readonly port?: number;

  /**
   * The app's port. Let the app listen on 127.0.0.1 only, so that there is no way around the proxy.
   *
   * @default - the first port that the chosen app container declares
   */
  readonly appPort?: number;

  /**
   * Port of the metrics.
   *
   * @default 44180
   */
  readonly metricsPort?: number;

  /**
   * Address to which the issuer sends users back, e.g. `https://shop.example.com/oauth2/callback`. The issuer must know it.
   *
   * @default - made from each request
   */
  readonly redirectUrl?: string;

  /**
   * Addresses of the proxies in front (an ingress, `127.0.0.1/32` for a sidecar) whose `X-Forwarded-*` headers are
   * believed, as CIDR ranges.
   *
   * @default - nobody's
   */
  readonly trustedProxies?: string[];

  /**
   * Requests that need no login, beside those of the app's probes.
   *
   * @default - none
   */
  readonly publicRoutes?: PublicRoute[];

  /**
   * Paths of the app's HTTP probes. The kubelet can't log in: GET of them needs no login, for nobody.
   *
   * @default - those of the app container's own probes
   */
  readonly probePaths?: string[];

  /**
   * Paths that answer 401 to who is not logged in, in place of sending him to the issuer.
   *
   * @default - none
   */
  readonly apiRoutes?: RoutePath[];

  /**
   * Let requests in that bring a token of the issuer in `Authorization: Bearer`.
   *
   * @default false
   */
  readonly acceptBearerTokens?: boolean;

  /**
   * Audiences of such tokens, beside the client id.
   *
   * @default - none
   */
  readonly bearerAudiences?: string[];

  /**
   * What is asked of the issuer.
   *
   * @default - openid, email, profile, and groups where they are asked for
   */
  readonly scopes?: string[];

  /**
   * Claim of the groups.
   *
   * @default groups
   */
  readonly groupsClaim?: string;

  /**
   * Claim of the e-mail address. Who has none can't enter.
   *
   * @default email
   */
  readonly emailClaim?: string;

  /**
   * The cookie.
   *
   * @default - of the host alone, over HTTPS only, for a week
   */
  readonly cookie?: AuthProxyCookie;

  /**
   * Where sessions are kept.
   *
   * @default SessionStore.cookie()
   */
  readonly sessions?: SessionStore;

  /**
   * What the app is told of the user. What a client says of itself in these headers never gets through.
   *
   * @default - name, address and groups
   */
  readonly forward?: AuthProxyForwarding;

  /**
   * Show a page with a button before the issuer's.
   *
   * @default false
   */
  readonly signInPage?: boolean;

  /**
   * Longest time to the beginning of the app's answer.
   *
   * @default Duration.hours(1)
   */
  readonly upstreamTimeout?: Duration;

  /**
   * Below which path the proxy's own pages are.
   *
   * @default /oauth2
   */
  readonly prefix?: string;

  /**
   * An authority of one's own that issued the issuer's certificate, believed beside the public ones.
   *
   * @default - the public ones
   */
  readonly issuerAuthority?: TlsAuthority;

  /**
   * A line on stdout for each request; logins are always logged.
   *
   * @default false
   */
  readonly accessLog?: boolean;

  /**
   * Image with an exact tag.
   *
   * @default - the distroless image of the pinned release; in classic form the one with a shell
   */
  readonly image?: string;

  /**
   * Requests and limits.
   *
   * @default - 20m and 64Mi, limits 200m and 128Mi
   */
  readonly resources?: SidecarResources;

  /**
   * Further flags of the program, as `--name=value`. Those that have a property of their own can't be given.
   *
   * @see https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
   * @default - none
   */
  readonly extraArgs?: string[];

  /**
   * Raw Kubernetes fields of the container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}
