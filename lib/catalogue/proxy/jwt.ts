import { Duration } from 'cdk8s';
import { millis, refuse, requireHost, requirePort } from '../common/arguments';
import { JwtModel, JwtProviderModel, UpstreamModel } from './config/model';
import { FileSources } from './file-sources';
import { requireToken } from './load-balancing';
import { REMOTE_JWT_KEYS_OPTIONS } from './option-shapes';
import { ProxyAuthority } from './tls';
import { Upstream } from './upstream';
import { requireOptions } from '../../sidecar/value-shape';

/** Options of `JwtKeys.remote`. */
export interface RemoteJwtKeysOptions {
  /**
   * Who issued the certificate of the server with the keys.
   *
   * @default - the public authorities of the image
   */
  readonly authority?: ProxyAuthority;
  /**
   * Time after which the keys are fetched again.
   *
   * @default Duration.minutes(10)
   */
  readonly cacheDuration?: Duration;
}

/**
 * Public keys that tokens are verified with (a JSON Web Key Set).
 *
 * @example
 * const keys = JwtKeys.remote('https://login.example.com/.well-known/jwks.json');
 */
export class JwtKeys {
  /**
   * From the issuer's server, fetched in advance and again when they are old.
   *
   * @param url its `jwks_uri`, with https; http is for servers in the same cluster
   */
  public static remote(url: string, options: RemoteJwtKeysOptions = {}): JwtKeys {
    requireOptions('options', options, REMOTE_JWT_KEYS_OPTIONS);
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      refuse('url', url, 'is not a URL', 'give the issuer\'s jwks_uri');
    }
    const tls = parsed.protocol === 'https:';
    if (!tls && parsed.protocol !== 'http:') refuse('url', url, 'is neither https nor http', 'give the issuer\'s jwks_uri');
    if (parsed.username || parsed.password) refuse('url', '…', 'has a password', 'keys are public: give the URL without');
    const host = requireHost('url', parsed.hostname.replace(/^\[|\]$/g, ''));
    const port = requirePort('url', parsed.port ? Number(parsed.port) : tls ? 443 : 80);
    const upstream = Upstream.dns('jwks', host, port, { tls: tls ? { authority: options.authority, serverName: host } : undefined });
    return new JwtKeys(undefined, { url, upstream, cacheMillis: millis('cacheDuration', options.cacheDuration, 600_000) });
  }

  /** Written into the configuration. Only public keys: a key with its private part, or a symmetric one, is refused. */
  public static inline(jwks: string): JwtKeys {
    let keys: any;
    try {
      keys = JSON.parse(jwks)?.keys;
    } catch {
      // Told below.
    }
    if (!Array.isArray(keys) || keys.length === 0) refuse('jwks', '…', 'is not a JSON Web Key Set', 'give JSON with a list "keys" that is not empty');
    if (keys.some((k: any) => k?.d !== undefined || k?.k !== undefined || k?.kty === 'oct')) {
      refuse('jwks', '…', 'has a private key', 'leave "d" and "k" out: secrets are never written into configuration');
    }
    return new JwtKeys(JSON.stringify({ keys }));
  }

  private constructor(private readonly keys?: string, private readonly server?: { url: string; upstream: Upstream; cacheMillis: number }) {}

  /** @internal */
  public _model(index: number, sources: FileSources): Pick<JwtProviderModel, 'inlineKeys' | 'remoteKeys'> {
    if (!this.server) return { inlineKeys: this.keys };
    // A name that no upstream of the user can have.
    const cluster: UpstreamModel = { ...this.server.upstream._model(sources), name: `jwks_${index}` };
    return { remoteKeys: { uri: this.server.url, cluster, cacheMillis: this.server.cacheMillis } };
  }
}

/** One issuer of tokens that are accepted. */
export interface ProxyJwtProvider {
  /** The claim `iss` of its tokens. */
  readonly issuer: string;
  /** Of the claim `aud` a token must have one of these: a token that was issued for another service is none for this one. */
  readonly audiences: string[];
  /** Its public keys. */
  readonly keys: JwtKeys;
  /**
   * Leave the verified token in the request, for the app to read.
   *
   * @default false
   */
  readonly forwardToken?: boolean;
  /**
   * Claims that the app gets as headers: claim by header name. What a client sends under these names is removed.
   *
   * @default - none
   */
  readonly claimHeaders?: { [header: string]: string };
}

/** Tokens that requests must bring, as `Authorization: Bearer` or as query parameter `access_token`. Without a good one they get 401. */
export interface ProxyJwt {
  /** Issuers, of which the token must come from one. */
  readonly providers: ProxyJwtProvider[];
  /**
   * Paths that need no token: exact, or all below one with `/*` at the end.
   *
   * @default - none
   */
  readonly publicPaths?: string[];
}

export function jwtModel(path: string, jwt: ProxyJwt, sources: FileSources): JwtModel {
  if (jwt.providers.length === 0) refuse(`${path}.providers`, '[]', 'is empty: nobody would be let in', 'name an issuer');
  return {
    providers: jwt.providers.map((p, i) => {
      const at = `${path}.providers[${i}]`;
      if (!p.issuer) refuse(`${at}.issuer`, p.issuer, 'is empty: tokens of any issuer would be taken', 'give the claim iss of its tokens');
      if (p.audiences.length === 0) refuse(`${at}.audiences`, '[]', 'is empty: tokens for any other service would be taken', 'name this service\'s audience');
      if (jwt.providers.findIndex((o) => o.issuer === p.issuer) !== i) refuse(`${at}.issuer`, p.issuer, 'is listed twice', 'put its audiences into one provider');
      return {
        name: `provider_${i}`,
        issuer: p.issuer,
        audiences: [...p.audiences],
        ...p.keys._model(i, sources),
        forwardToken: p.forwardToken ?? false,
        claimHeaders: Object.entries(p.claimHeaders ?? {}).map(([header, claim]) => ({ claim, header: requireToken(`${at}.claimHeaders`, header) })),
      };
    }),
    publicPaths: (jwt.publicPaths ?? []).map((p, i) => {
      if (!/^\/[^\s?#*]*(?<!\/)(\/\*)?$/.test(p) && p !== '/') {
        refuse(`${path}.publicPaths[${i}]`, p, 'is not a path', 'give an absolute one without query, with "/*" at the end for all below it');
      }
      return p;
    }),
  };
}
