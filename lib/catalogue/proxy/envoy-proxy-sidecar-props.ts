import { ProxyControlPlane } from './control-plane';
import { ProxyInbound } from './inbound';
import { ProxyInterception } from './interception';
import { ProxyAccessLog, ProxyTracing } from './telemetry';
import { Upstream } from './upstream';
import { SidecarResources } from '../../sidecar';

/** How much Envoy tells of itself. */
export enum ProxyLogLevel {
  /** Everything. */
  TRACE = 'trace',
  /** What developers of Envoy need. */
  DEBUG = 'debug',
  /** Start, stop and changes. */
  INFO = 'info',
  /** What may be wrong. */
  WARNING = 'warning',
  /** What is wrong. */
  ERROR = 'error',
}

/** Properties of an `EnvoyProxySidecar`. */
export interface EnvoyProxySidecarProps {
  /**
   * Port of the proxy in front of the app's port: the Service and the app's probes follow it.
   *
   * @default - none: the proxy carries only what the app calls
   */
  readonly port?: number;

  /**
   * The app's port behind the proxy.
   *
   * @default - the first port that the chosen app container declares
   */
  readonly appPort?: number;

  /**
   * How the proxy stands in front of the app.
   *
   * @default - HTTP, hardened, without TLS
   */
  readonly inbound?: ProxyInbound;

  /**
   * What the app calls through the proxy, each at a port of its own on loopback. The app gets an environment variable
   * for each.
   *
   * @default - nothing
   */
  readonly upstreams?: Upstream[];

  /**
   * Spans of the requests in both directions.
   *
   * @default - none
   */
  readonly tracing?: ProxyTracing;

  /**
   * A line of JSON on stdout for each request.
   *
   * @default - none
   */
  readonly accessLog?: ProxyAccessLog;

  /**
   * Take all TCP traffic of the Pod, without app or Service knowing. Lowers the Pod below every Pod Security level but
   * `privileged`.
   *
   * @default - no: the proxy has ports of its own
   */
  readonly interception?: ProxyInterception;

  /**
   * Let a control plane say what the proxy does, in place of `inbound` and `upstreams`. With `port`, the proxy is expected
   * to be told to listen there for the app.
   *
   * @default - none
   */
  readonly controlPlane?: ProxyControlPlane;

  /**
   * Port of `/ready`, `/live` and `/stats/prometheus`.
   *
   * @default 15021
   */
  readonly metricsPort?: number;

  /**
   * Port of Envoy's administration interface, on loopback only.
   *
   * @default 15000
   */
  readonly adminPort?: number;

  /**
   * Listen on IPv6 as well as IPv4, for clusters whose Pods have IPv6 addresses. The nodes' kernel must have IPv6.
   *
   * @default false
   */
  readonly dualStack?: boolean;

  /**
   * Most connections at a time on all listeners together.
   *
   * @default 10000
   */
  readonly maxConnections?: number;

  /**
   * How much Envoy tells of itself, as JSON on stderr. With INFO it begins with some hundred lines about what it consists of.
   *
   * @default ProxyLogLevel.WARNING
   */
  readonly logLevel?: ProxyLogLevel;

  /**
   * Image with an exact tag. One of your own must have `envoy` in its path.
   *
   * @default - the distroless image of the pinned release; in classic form the one with a shell, which can wait for the app
   */
  readonly image?: string;

  /**
   * Requests and limits. The limit of memory sets when Envoy begins to shed load, that of CPU the number of its threads.
   *
   * @default - 100m and 128Mi, limits 200m and 256Mi
   */
  readonly resources?: SidecarResources;

  /**
   * Laid over the generated bootstrap, in Envoy's own terms: objects member by member, lists whose items have names by
   * name (a listener, a cluster), other lists replaced; null takes away. What comes out is checked again.
   *
   * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/bootstrap/v3/bootstrap.proto
   * @default - nothing
   */
  readonly extraConfig?: { [field: string]: any };

  /**
   * Further arguments of the program. Those that the library gives cannot be given again.
   *
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
