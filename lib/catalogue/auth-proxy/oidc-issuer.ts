import { AuthProxyModel } from './model';
import { OIDC_ENDPOINTS } from './option-shapes';
import { requireOptions } from '../../sidecar/value-shape';
import { refuse } from '../common/arguments';

/** Addresses of an issuer, as its discovery document says them. */
export interface OidcEndpoints {
  /** Where browsers log in (`authorization_endpoint`). */
  readonly loginUrl: string;
  /** Where codes are redeemed (`token_endpoint`). */
  readonly redeemUrl: string;
  /** Keys of the tokens (`jwks_uri`). */
  readonly jwksUrl: string;
  /**
   * Claims that are not in the token (`userinfo_endpoint`).
   *
   * @default - the token's alone
   */
  readonly profileUrl?: string;
}

/**
 * Who knows the users: an OpenID Connect issuer.
 *
 * @example
 * const issuer = OidcIssuer.discovered('https://login.example.com/realms/shop');
 */
export class OidcIssuer {
  /** The issuer says its addresses itself. The proxy asks when it starts, and does not start without an answer. */
  public static discovered(url: string): OidcIssuer {
    return new OidcIssuer({ url: requireUrl('url', url) });
  }

  /** With addresses that are given: new Pods start while the issuer can't be reached. */
  public static withEndpoints(url: string, endpoints: OidcEndpoints): OidcIssuer {
    requireOptions('endpoints', endpoints, OIDC_ENDPOINTS, ['loginUrl', 'redeemUrl', 'jwksUrl']);
    const { loginUrl, redeemUrl, jwksUrl, profileUrl } = endpoints;
    return new OidcIssuer({
      url: requireUrl('url', url),
      endpoints: {
        login: requireUrl('endpoints.loginUrl', loginUrl),
        redeem: requireUrl('endpoints.redeemUrl', redeemUrl),
        keys: requireUrl('endpoints.jwksUrl', jwksUrl),
        profile: profileUrl === undefined ? undefined : requireUrl('endpoints.profileUrl', profileUrl),
      },
    });
  }

  private constructor(private readonly model: AuthProxyModel['issuer']) {}

  /** @internal */
  public _model(): AuthProxyModel['issuer'] {
    return structuredClone(this.model);
  }
}

/** Tokens and codes go this way: plain text would give them to everybody in between. */
export function requireUrl(name: string, text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    refuse(name, text, 'is not a URL', 'give it with scheme and host');
  }
  if (url.username || url.password) refuse(name, `${url.protocol}//…@${url.host}`, 'has a user or password in it', 'leave them out: secrets come by reference');
  if (url.protocol !== 'https:') refuse(name, text, 'is not an https URL', 'begin it with https://');
  if (url.hash || /\s/.test(text)) refuse(name, text, 'has a fragment or white space', 'leave it out');
  return text;
}
