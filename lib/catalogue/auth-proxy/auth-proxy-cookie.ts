import { Duration } from 'cdk8s';

/** When a cookie goes along with requests that another site causes. */
export enum CookieSameSite {
  /** With links that a user follows. */
  LAX = 'lax',
  /** Never: whoever comes by a link must log in again. */
  STRICT = 'strict',
  /** Always: for an app inside a frame of another site. */
  NONE = 'none',
}

/** The cookie of a session. */
export interface AuthProxyCookie {
  /**
   * Its name.
   *
   * @default - `__Host-oauth2_proxy`; `__Secure-oauth2_proxy` with domains; `_oauth2_proxy` where plain HTTP is allowed
   */
  readonly name?: string;
  /**
   * Domains that share it, e.g. `.example.com`.
   *
   * @default - the host alone
   */
  readonly domains?: string[];
  /**
   * How long a login holds.
   *
   * @default Duration.days(7)
   */
  readonly expire?: Duration;
  /**
   * After which time the session is renewed with the issuer, so that who lost his rights is out.
   *
   * @default - never before it ends
   */
  readonly refresh?: Duration;
  /**
   * When it goes along with requests that another site causes.
   *
   * @default CookieSameSite.LAX
   */
  readonly sameSite?: CookieSameSite;
  /**
   * Give it to browsers over plain HTTP too: for trying out.
   *
   * @default false
   */
  readonly allowPlainHttp?: boolean;
}
