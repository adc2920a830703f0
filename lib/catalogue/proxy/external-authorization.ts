import { Duration } from 'cdk8s';
import { millis, refuse, requireWhole } from '../common/arguments';
import { AuthorizationModel } from './config/model';
import { FileSources } from './file-sources';
import { requireToken } from './load-balancing';
import { EXTERNAL_AUTHORIZATION_OPTIONS, HTTP_EXTERNAL_AUTHORIZATION_OPTIONS, UPSTREAM } from './option-shapes';
import { ProxyProtocol } from './protocol';
import { Upstream } from './upstream';
import { requireOptions, requireShape } from '../../sidecar/value-shape';

/** Options of `ExternalAuthorization`. */
export interface ExternalAuthorizationOptions {
  /**
   * Longest time for a decision.
   *
   * @default Duration.seconds(1)
   */
  readonly timeout?: Duration;
  /**
   * Let requests in while the authorizer cannot be asked.
   *
   * @default false
   */
  readonly failOpen?: boolean;
  /**
   * Status of a request that was not let in because the authorizer could not be asked.
   *
   * @default 403
   */
  readonly statusOnError?: number;
  /**
   * Send the request's body too, up to this size; a larger one gets 413.
   *
   * @default - the body is not sent
   */
  readonly maxBodyBytes?: number;
  /**
   * Request headers that the authorizer sees.
   *
   * @default - gRPC: all; HTTP: Host, Authorization and the path alone
   */
  readonly requestHeaders?: string[];
}

/** Options of `ExternalAuthorization.http`. */
export interface HttpExternalAuthorizationOptions extends ExternalAuthorizationOptions {
  /**
   * Put before the request's path when the authorizer is asked.
   *
   * @default - nothing
   */
  readonly pathPrefix?: string;
  /**
   * Headers of its answer that the app gets.
   *
   * @default - none
   */
  readonly upstreamHeaders?: string[];
}

/**
 * Another service decides on each request (OPA, an OAuth gateway, your own).
 *
 * @example
 * const authorization = ExternalAuthorization.grpc(Upstream.dns('opa', 'opa.auth', 9191, { protocol: ProxyProtocol.GRPC }));
 */
export class ExternalAuthorization {
  /** By Envoy's own gRPC protocol. */
  public static grpc(authorizer: Upstream, options: ExternalAuthorizationOptions = {}): ExternalAuthorization {
    requireOptions('options', options, EXTERNAL_AUTHORIZATION_OPTIONS);
    requireHttp2('authorizer', authorizer);
    return new ExternalAuthorization('grpc', authorizer, options);
  }

  /** By an HTTP request with the same method and path: 200 lets it in, any other answer goes back to the client. */
  public static http(authorizer: Upstream, options: HttpExternalAuthorizationOptions = {}): ExternalAuthorization {
    requireOptions('options', options, HTTP_EXTERNAL_AUTHORIZATION_OPTIONS);
    requireShape('authorizer', authorizer, UPSTREAM);
    if (authorizer.protocol === ProxyProtocol.TCP) refuse('authorizer', authorizer.name, 'speaks TCP', 'say in its protocol that it speaks HTTP');
    return new ExternalAuthorization('http', authorizer, options);
  }

  private readonly model: Omit<AuthorizationModel, 'upstream'>;

  private constructor(kind: 'grpc' | 'http', private readonly authorizer: Upstream, options: HttpExternalAuthorizationOptions) {
    if (options.pathPrefix !== undefined && !options.pathPrefix.startsWith('/')) {
      refuse('pathPrefix', options.pathPrefix, 'is not an absolute path', 'begin it with "/"');
    }
    this.model = {
      kind,
      timeout: millis('timeout', options.timeout, 1_000),
      failOpen: options.failOpen ?? false,
      statusOnError: requireWhole('statusOnError', options.statusOnError ?? 403, 400, 599),
      maxBodyBytes: options.maxBodyBytes === undefined ? undefined : requireWhole('maxBodyBytes', options.maxBodyBytes, 1),
      pathPrefix: options.pathPrefix,
      requestHeaders: (options.requestHeaders ?? []).map((h) => requireToken('requestHeaders', h)),
      upstreamHeaders: (options.upstreamHeaders ?? []).map((h) => requireToken('upstreamHeaders', h)),
    };
  }

  /** @internal */
  public get _upstream(): Upstream {
    return this.authorizer;
  }

  /** @internal */
  public _model(sources: FileSources): AuthorizationModel {
    return { ...structuredClone(this.model), upstream: this.authorizer._model(sources) };
  }
}

/** gRPC needs HTTP/2: without it Envoy runs and no call ever succeeds. */
export function requireHttp2(name: string, upstream: Upstream): void {
  requireShape(name, upstream, UPSTREAM);
  if (upstream.protocol !== ProxyProtocol.GRPC && upstream.protocol !== ProxyProtocol.HTTP2) {
    refuse(name, upstream.name, `speaks ${upstream.protocol}, but is called by gRPC`, 'give this upstream protocol: ProxyProtocol.GRPC');
  }
}
