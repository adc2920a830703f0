import { ENVOY_ENGINE_OPTIONS, GHOSTUNNEL_ENGINE_OPTIONS, HAPROXY_ENGINE_OPTIONS, NGINX_ENGINE_OPTIONS } from './option-shapes';
import { checkGhostunnelArgs } from './writers/ghostunnel';
import { checkHaproxyExtra } from './writers/haproxy-extra';
import { checkNginxExtra } from './writers/nginx-extra';
import { requireOptions } from '../../sidecar/value-shape';

/** Directives of nginx by context. Each name has its occurrences, each of them the text of its arguments; none takes it away. */
export interface NginxExtraConfig {
  /**
   * Outside of all blocks, e.g. `{ worker_priority: ['5'] }`.
   *
   * @default - none
   */
  readonly main?: { [directive: string]: string[] };
  /**
   * In `http`; in `stream` where the app speaks TCP.
   *
   * @default - none
   */
  readonly http?: { [directive: string]: string[] };
  /**
   * In the `server` that terminates TLS, e.g. `{ add_header: ['Strict-Transport-Security max-age=63072000 always'] }`.
   *
   * @default - none
   */
  readonly server?: { [directive: string]: string[] };
  /**
   * In its `location`, e.g. `{ proxy_read_timeout: ['10m'] }`. Not for TCP.
   *
   * @default - none
   */
  readonly location?: { [directive: string]: string[] };
}

/** Options of nginx. */
export interface NginxEngineOptions {
  /**
   * Image with an exact tag; it must have a shell, and QUIT as its stop signal.
   *
   * @default - the unprivileged image of the pinned release
   */
  readonly image?: string;
  /**
   * Directives that take the place of the library's own of the same name, or join them.
   *
   * @see https://nginx.org/en/docs/dirindex.html
   * @default - none
   */
  readonly extraConfig?: NginxExtraConfig;
}

/** Lines of HAProxy's configuration by section, behind the library's own. */
export interface HaproxyExtraConfig {
  /**
   * In `global`.
   *
   * @default - none
   */
  readonly global?: string[];
  /**
   * In `defaults`, e.g. `['timeout server 10m']`.
   *
   * @default - none
   */
  readonly defaults?: string[];
  /**
   * In the `frontend` that terminates TLS, e.g. `['http-response set-header Strict-Transport-Security max-age=63072000']`.
   *
   * @default - none
   */
  readonly frontend?: string[];
  /**
   * In the `backend` of the app.
   *
   * @default - none
   */
  readonly backend?: string[];
}

/** Options of HAProxy. */
export interface HaproxyEngineOptions {
  /**
   * Image with an exact tag; it must have a shell, and USR1 as its stop signal.
   *
   * @default - the official image of the pinned release
   */
  readonly image?: string;
  /**
   * Further lines.
   *
   * @see https://docs.haproxy.org/3.2/configuration.html
   * @default - none
   */
  readonly extraConfig?: HaproxyExtraConfig;
}

/** Options of ghostunnel. */
export interface GhostunnelEngineOptions {
  /**
   * Image with an exact tag.
   *
   * @default - the distroless image of the pinned release; in classic form the one with a shell
   */
  readonly image?: string;
  /**
   * Further flags, as `--name=value`.
   *
   * @default - none
   */
  readonly extraArgs?: string[];
}

/** Options of Envoy. */
export interface EnvoyEngineOptions {
  /**
   * Image with an exact tag; it must have `envoy` in its path.
   *
   * @default - that of the `EnvoyProxySidecar`
   */
  readonly image?: string;
  /**
   * Laid over the generated bootstrap, as with the `EnvoyProxySidecar`.
   *
   * @default - nothing
   */
  readonly extraConfig?: { [field: string]: any };
  /**
   * Further arguments of the program.
   *
   * @default - none
   */
  readonly extraArgs?: string[];
  /**
   * Port of Envoy's administration interface, on loopback only.
   *
   * @default 15043
   */
  readonly adminPort?: number;
}

export type EngineChoice =
  | { name: 'nginx'; options: NginxEngineOptions }
  | { name: 'HAProxy'; options: HaproxyEngineOptions }
  | { name: 'ghostunnel'; options: GhostunnelEngineOptions }
  | { name: 'Envoy'; options: EnvoyEngineOptions };

/**
 * The product that terminates TLS.
 *
 * | | nginx | HAProxy | ghostunnel | Envoy |
 * |---|---|---|---|---|
 * | app speaks | HTTP, HTTP/2, gRPC, TCP | HTTP, HTTP/2, gRPC, TCP | bytes (HTTP/1.1, TCP) | HTTP, HTTP/2, gRPC, TCP |
 * | client names | CN, OU | CN, OU | CN, OU, DNS, URI | DNS, URI, e-mail, IP |
 * | a client of another name | gets 403 | gets 403 | no connection | no connection |
 * | redirect, TLS 1.3 alone | yes | yes | no | yes |
 * | renewal is noticed by | a watcher in the container | a watcher in the container | itself | itself |
 * | SPIFFE Workload API | no | no | yes | no |
 *
 * @example
 * const engine = TlsEngine.haproxy({ extraConfig: { frontend: ['http-response set-header Strict-Transport-Security max-age=63072000'] } });
 */
export class TlsEngine {
  /** nginx: what most people know. */
  public static nginx(options: NginxEngineOptions = {}): TlsEngine {
    requireOptions('options', options, NGINX_ENGINE_OPTIONS);
    checkNginxExtra(options.extraConfig ?? {});
    return new TlsEngine({ name: 'nginx', options });
  }

  /** HAProxy: with metrics of its own. */
  public static haproxy(options: HaproxyEngineOptions = {}): TlsEngine {
    requireOptions('options', options, HAPROXY_ENGINE_OPTIONS);
    checkHaproxyExtra(options.extraConfig ?? {});
    return new TlsEngine({ name: 'HAProxy', options });
  }

  /** ghostunnel: small, made for mutual TLS, does not look into what it carries. */
  public static ghostunnel(options: GhostunnelEngineOptions = {}): TlsEngine {
    requireOptions('options', options, GHOSTUNNEL_ENGINE_OPTIONS);
    checkGhostunnelArgs(options.extraArgs ?? []);
    return new TlsEngine({ name: 'ghostunnel', options });
  }

  /** Envoy: the most that can be matched and measured. */
  public static envoy(options: EnvoyEngineOptions = {}): TlsEngine {
    requireOptions('options', options, ENVOY_ENGINE_OPTIONS);
    return new TlsEngine({ name: 'Envoy', options });
  }

  private constructor(private readonly choice: EngineChoice) {}

  /** @internal */
  public _choice(): EngineChoice {
    return this.choice;
  }
}
