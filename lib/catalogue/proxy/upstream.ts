import { Duration } from 'cdk8s';
import { isAddress, millis, millisOrNone, refuse, requireHost, requirePort, requireUnprivilegedPort, requireWhole } from './arguments';
import { EndpointModel, UpstreamModel } from './config/model';
import { ProxyProtocol } from './protocol';
import { ProxyRetries, retryModel } from './retries';

/** How an upstream is reached. */
export interface UpstreamOptions {
  /**
   * What the upstream speaks.
   *
   * @default ProxyProtocol.HTTP
   */
  readonly protocol?: ProxyProtocol;

  /**
   * Port on loopback at which the app reaches it.
   *
   * @default - the next free one from 15101 on, in the order of the upstreams
   */
  readonly localPort?: number;

  /**
   * Name of the environment variable that tells the app where it is.
   *
   * @default - from the name: `ORDERS_URL` for HTTP ("http://127.0.0.1:15101"), `ORDERS_ADDRESS` for gRPC and TCP ("127.0.0.1:15101")
   */
  readonly envName?: string;

  /**
   * Longest time from the end of the request to the end of the answer. `Duration.millis(0)` is no limit.
   *
   * @default - 15 seconds for HTTP; for gRPC the deadline that the call brings
   */
  readonly timeout?: Duration;

  /**
   * Longest time to make a connection.
   *
   * @default Duration.seconds(2)
   */
  readonly connectTimeout?: Duration;

  /**
   * An unused connection is closed after this time.
   *
   * @default - 1 minute; 1 hour for TCP
   */
  readonly idleTimeout?: Duration;

  /**
   * What is tried again.
   *
   * @default - twice, and only what cannot have reached the upstream's program
   */
  readonly retries?: ProxyRetries;

  /**
   * Host header that the upstream sees.
   *
   * @default - the host and port of `dns`, as if the app had called it by itself; for `endpoints` the app's own
   */
  readonly hostHeader?: string;
}

/** One address of an upstream. */
export interface UpstreamEndpoint {
  /** IPv4 or IPv6 address. */
  readonly address: string;
  /** Port. */
  readonly port: number;
  /**
   * Share of the traffic, relative to the other endpoints.
   *
   * @default 1
   */
  readonly weight?: number;
}

/**
 * Something that the app calls through the proxy, by a name of your choice.
 *
 * @example
 * const orders = Upstream.dns('orders', 'orders.shop', 8080, { timeout: Duration.seconds(3), retries: { statusCodes: [503] } });
 * const redis = Upstream.dns('redis', 'redis.data', 6379, { protocol: ProxyProtocol.TCP });
 */
export class Upstream {
  /**
   * By DNS name: all of its addresses, looked up again as they change. A headless Service gives one for each Pod.
   *
   * @param name name in the configuration, the metrics and the app's environment: a DNS label
   */
  public static dns(name: string, host: string, port: number, options: UpstreamOptions = {}): Upstream {
    requireHost('host', host);
    requirePort('port', port);
    if (/^localhost\.?$/i.test(host)) {
      refuse('host', host, 'is resolved to ::1 alone, where an app on 127.0.0.1 does not listen', 'use Upstream.endpoints with the address 127.0.0.1');
    }
    return new Upstream(name, isAddress(host) ? 'static' : 'dns', [{ host, port }], options, hostHeader(host, port));
  }

  /**
   * By fixed addresses.
   *
   * @param name name in the configuration, the metrics and the app's environment: a DNS label
   */
  public static endpoints(name: string, endpoints: UpstreamEndpoint[], options: UpstreamOptions = {}): Upstream {
    if (endpoints.length === 0) refuse('endpoints', '[]', 'is empty', 'give at least one address');
    return new Upstream(name, 'static', endpoints.map((e, i) => {
      if (!isAddress(e.address)) refuse(`endpoints[${i}].address`, e.address, 'is not an IP address', 'use Upstream.dns for a host name');
      return {
        host: e.address,
        port: requirePort(`endpoints[${i}].port`, e.port),
        weight: e.weight === undefined ? undefined : requireWhole(`endpoints[${i}].weight`, e.weight, 1),
      };
    }), options);
  }

  /** Name in the configuration, the metrics and the app's environment. */
  public readonly name: string;
  /** @internal */
  public readonly _localPort?: number;
  /** @internal */
  public readonly _envName: string;
  private readonly model: UpstreamModel;

  private constructor(name: string, discovery: 'dns' | 'static', endpoints: EndpointModel[], options: UpstreamOptions, ownHost?: string) {
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
      refuse('name', name, 'is not a DNS label that begins with a letter', 'give lower-case letters, digits and "-"');
    }
    const protocol = options.protocol ?? ProxyProtocol.HTTP;
    const http = protocol !== ProxyProtocol.TCP;
    for (const option of ['timeout', 'retries', 'hostHeader'] as const) {
      if (!http && options[option] !== undefined) {
        refuse(`upstreams.${name}.${option}`, 'given', 'has no meaning for TCP', 'leave it out, or say what the upstream speaks in protocol');
      }
    }
    this.name = name;
    this._localPort = options.localPort === undefined ? undefined : requireUnprivilegedPort('localPort', options.localPort);
    this._envName = options.envName ?? `${name.toUpperCase().replace(/-/g, '_')}_${this.speaksUrls(protocol) ? 'URL' : 'ADDRESS'}`;
    this.model = {
      name,
      discovery,
      endpoints,
      protocol,
      connectTimeout: millis('connectTimeout', options.connectTimeout, 2_000),
      timeout: millisOrNone('timeout', options.timeout, protocol === ProxyProtocol.GRPC ? 0 : 15_000),
      idleTimeout: millis('idleTimeout', options.idleTimeout, http ? 60_000 : 3_600_000),
      retries: http ? retryModel('retries', options.retries) : undefined,
      hostHeader: http ? options.hostHeader ?? ownHost : undefined,
    };
  }

  /** @internal */
  public _model(): UpstreamModel {
    return structuredClone(this.model);
  }

  /** @internal */
  public _appValue(port: number): string {
    return `${this.speaksUrls(this.model.protocol) ? 'http://' : ''}127.0.0.1:${port}`;
  }

  private speaksUrls(protocol: string): boolean {
    return protocol === ProxyProtocol.HTTP || protocol === ProxyProtocol.HTTP2;
  }
}

/** What a client that calls the host itself would send. */
function hostHeader(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 80 ? name : `${name}:${port}`;
}
