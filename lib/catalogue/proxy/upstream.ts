import { isAddress, millis, millisOrNone, refuse, requireHost, requirePort, requireUnprivilegedPort, requireWhole } from '../common/arguments';
import { EndpointModel, UpstreamModel } from './config/model';
import { FileSources } from './file-sources';
import { LoadBalancing } from './load-balancing';
import { UPSTREAM_ENDPOINT, UPSTREAM_OPTIONS } from './option-shapes';
import { ProxyProtocol } from './protocol';
import { retryModel } from './retries';
import { clientTlsModel } from './tls';
import { limitsModel, outlierModel } from './upstream-health';
import { UpstreamOptions } from './upstream-options';
import { requireOptions, requireShape } from '../../sidecar/value-shape';

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
 * const payments = Upstream.external('payments', 'api.payments.example');
 */
export class Upstream {
  /**
   * By DNS name: all of its addresses, looked up again as they change. A headless Service gives one for each Pod, and so
   * load balancing, outlier detection and health checks of each; another Service is one address.
   *
   * @param name name in the configuration, the metrics and the app's environment: a DNS label
   */
  public static dns(name: string, host: string, port: number, options: UpstreamOptions = {}): Upstream {
    requireOptions('options', options, UPSTREAM_OPTIONS);
    requireHost('host', host);
    requirePort('port', port);
    if (/^localhost\.?$/i.test(host)) {
      refuse('host', host, 'is resolved to ::1 alone, where an app on 127.0.0.1 does not listen', 'use Upstream.endpoints with the address 127.0.0.1');
    }
    return new Upstream(name, isAddress(host) ? 'static' : 'dns', [{ host, port }], options, host);
  }

  /**
   * A service on the internet, with TLS: one of its addresses at a time, so that connections outlive a change of address.
   *
   * @param name name in the configuration, the metrics and the app's environment: a DNS label
   * @param port default: 443
   */
  public static external(name: string, host: string, port: number = 443, options: UpstreamOptions = {}): Upstream {
    requireOptions('options', options, UPSTREAM_OPTIONS);
    requireHost('host', host);
    requirePort('port', port);
    if (isAddress(host)) refuse('host', host, 'is an address', 'use Upstream.endpoints');
    if (!host.includes('.')) refuse('host', host, 'is no name on the internet', 'use Upstream.dns for what is in the cluster');
    return new Upstream(name, 'external', [{ host, port }], { ...options, tls: options.tls ?? {} }, host);
  }

  /**
   * By fixed addresses.
   *
   * @param name name in the configuration, the metrics and the app's environment: a DNS label
   */
  public static endpoints(name: string, endpoints: UpstreamEndpoint[], options: UpstreamOptions = {}): Upstream {
    requireOptions('options', options, UPSTREAM_OPTIONS);
    requireShape('endpoints', endpoints, { list: { fields: UPSTREAM_ENDPOINT, required: ['address', 'port'] } });
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
  /** What it speaks. */
  public readonly protocol: ProxyProtocol;
  /** @internal */
  public readonly _localPort?: number;
  /** @internal */
  public readonly _envName: string;
  private readonly model: Omit<UpstreamModel, 'tls'>;
  private readonly host?: string;

  private constructor(name: string, discovery: UpstreamModel['discovery'], endpoints: EndpointModel[], private readonly options: UpstreamOptions, host?: string) {
    if (typeof name !== 'string' || !/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
      refuse('name', name, 'is not a DNS label that begins with a letter', 'give lower-case letters, digits and "-"');
    }
    const path = `upstreams.${name}`;
    this.name = name;
    this.protocol = options.protocol ?? ProxyProtocol.HTTP;
    this.host = host && !isAddress(host) ? host : undefined;
    this._localPort = options.localPort === undefined ? undefined : requireUnprivilegedPort(`${path}.localPort`, options.localPort);
    this._envName = requireEnvName(`${path}.envName`, options.envName ?? `${name.toUpperCase().replace(/-/g, '_')}_${this.speaksUrls ? 'URL' : 'ADDRESS'}`);
    const http = this.protocol !== ProxyProtocol.TCP;
    if (!http) refuseForTcp(path, options);
    const ownHost = host && hostHeader(host, endpoints[0].port, options.tls ? 443 : 80);
    this.model = {
      name,
      discovery,
      endpoints,
      protocol: this.protocol,
      connectTimeout: millis(`${path}.connectTimeout`, options.connectTimeout, 2_000),
      timeout: millisOrNone(`${path}.timeout`, options.timeout, this.protocol === ProxyProtocol.GRPC ? 0 : 15_000),
      idleTimeout: millis(`${path}.idleTimeout`, options.idleTimeout, http ? 60_000 : 3_600_000),
      webSockets: options.webSockets ?? false,
      retries: http ? retryModel(`${path}.retries`, options.retries) : undefined,
      hostHeader: http ? options.hostHeader ?? ownHost : undefined,
      balancing: (options.loadBalancing ?? LoadBalancing.leastRequest())._model(),
      limits: limitsModel(`${path}.limits`, options.limits),
      outliers: options.outlierDetection && outlierModel(`${path}.outlierDetection`, options.outlierDetection),
      healthCheck: options.healthCheck?._model(),
    };
    this.checkCombinations(path);
    // Wrong TLS options are told here, and not only when the proxy is made.
    this._model(new FileSources());
  }

  /** @internal */
  public _model(sources: FileSources): UpstreamModel {
    const { tls } = this.options;
    return { ...structuredClone(this.model), tls: tls && clientTlsModel(`upstreams.${this.name}.tls`, tls, this.host, sources) };
  }

  /** @internal */
  public _appValue(port: number): string {
    return `${this.speaksUrls ? 'http://' : ''}127.0.0.1:${port}`;
  }

  private get speaksUrls(): boolean {
    return this.protocol === ProxyProtocol.HTTP || this.protocol === ProxyProtocol.HTTP2;
  }

  private checkCombinations(path: string): void {
    const { healthCheck, balancing, webSockets } = this.model;
    const http2 = this.protocol === ProxyProtocol.HTTP2 || this.protocol === ProxyProtocol.GRPC;
    if (healthCheck?.kind === 'grpc' && !http2) {
      refuse(`${path}.healthCheck`, 'grpc', `needs HTTP/2, but the upstream speaks ${this.protocol}`, 'give protocol: ProxyProtocol.GRPC');
    }
    if (this.protocol === ProxyProtocol.TCP && (healthCheck?.kind === 'http' || balancing.hashPolicy)) {
      const option = balancing.hashPolicy ? 'loadBalancing' : 'healthCheck';
      refuse(`${path}.${option}`, balancing.hashPolicy ? balancing.policy : 'http', 'looks at requests, which TCP has not', 'choose another');
    }
    if (webSockets && this.protocol !== ProxyProtocol.HTTP) {
      refuse(`${path}.webSockets`, true, `is an upgrade of HTTP/1.1, but the upstream speaks ${this.protocol}`, 'leave protocol at ProxyProtocol.HTTP');
    }
  }
}

function refuseForTcp(path: string, options: UpstreamOptions): void {
  for (const option of ['timeout', 'retries', 'hostHeader', 'webSockets'] as const) {
    if (options[option] !== undefined) {
      refuse(`${path}.${option}`, 'given', 'has no meaning for TCP', 'leave it out, or say what the upstream speaks in protocol');
    }
  }
}

/** What a client that calls the host itself would send. */
function hostHeader(host: string, port: number, schemePort: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === schemePort ? name : `${name}:${port}`;
}

function requireEnvName(name: string, value: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) refuse(name, value, 'is not the name of a variable', 'give letters, digits and "_", not beginning with a digit');
  return value;
}
