import { MeshProps, MeshRoute } from './mesh-props';

/** Who may connect without a certificate of the mesh. */
export enum IstioMtls {
  /** Nobody. */
  STRICT = 'STRICT',
  /** Everybody: both are taken, to move into the mesh step by step. */
  PERMISSIVE = 'PERMISSIVE',
  /** Everybody, and nobody by TLS of the mesh. */
  DISABLE = 'DISABLE',
}

/** Only this traffic goes through the proxy. Excludes the matching part of `bypass`. */
export interface IstioCapture {
  /**
   * Ports of the Pod.
   *
   * @default - all
   */
  readonly inboundPorts?: number[];
  /**
   * Address ranges that the Pod calls, in CIDR form.
   *
   * @default - all
   */
  readonly outboundRanges?: string[];
  /**
   * Ports that the Pod calls, whatever the address.
   *
   * @default - none beside the ranges
   */
  readonly outboundPorts?: number[];
}

/** Spans that the proxy sends. */
export interface IstioTracing {
  /** Share of the requests, from 0 to 100. */
  readonly samplingPercent: number;
  /**
   * Name of an extension provider of the mesh configuration (`meshConfig.extensionProviders`).
   *
   * @default - the mesh's default provider
   */
  readonly provider?: string;
  /**
   * Fixed tags on every span.
   *
   * @default - none
   */
  readonly tags?: { [name: string]: string };
}

/** How a Service is called: a VirtualService and a DestinationRule. */
export interface IstioRoute extends MeshRoute {
  /**
   * Clients use the mesh's certificates, whatever automatic mTLS would choose.
   *
   * @default - automatic
   */
  readonly clientMtls?: boolean;
  /**
   * Most TCP connections of one client.
   *
   * @default - no limit
   */
  readonly maxConnections?: number;
  /**
   * Most requests of one client that wait for a connection.
   *
   * @default - no limit
   */
  readonly maxPendingRequests?: number;
  /**
   * Errors (5xx) in a row, after which a Pod gets no requests for a while.
   *
   * @default - Pods are not ejected
   */
  readonly ejectAfterErrors?: number;
}

/** A workload in an Istio mesh. */
export interface IstioProps extends MeshProps {
  /**
   * Revision or tag of the control plane (`istio.io/rev`).
   *
   * @default - the default revision
   */
  readonly revision?: string;
  /**
   * Only this traffic goes through the proxy.
   *
   * @default - all, but for `bypass`
   */
  readonly captureOnly?: IstioCapture;
  /**
   * Makes a PeerAuthentication for each workload.
   *
   * @default - none is made: the namespace's or the mesh's holds
   */
  readonly mtls?: IstioMtls;
  /**
   * Ports of the Pod on which `mtls` is switched off. They still go through the proxy.
   *
   * @default - none
   */
  readonly plainTextPorts?: number[];
  /**
   * HTTP, TCP and gRPC probes of the app go through the mesh's agent.
   *
   * @default - the mesh's own, which is true
   */
  readonly rewriteProbes?: boolean;
  /**
   * The agent adds the app's Prometheus metrics to the proxy's.
   *
   * @default - the mesh's own, which is true
   */
  readonly mergeMetrics?: boolean;
  /**
   * The proxy leaves when its last connection has, and not before `drain` is over; the grace period is the only end that
   * it then has.
   *
   * @default false
   */
  readonly exitWhenIdle?: boolean;
  /**
   * The mesh sets `global.proxy.seccompProfile`, so that its containers can pass Pod Security `restricted`.
   *
   * @default false
   */
  readonly seccomp?: boolean;
  /**
   * More of the proxy's configuration (`proxy.istio.io/config`), in Istio's own terms.
   *
   * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
   * @default - none
   */
  readonly proxyConfig?: { [field: string]: any };
  /**
   * Makes a Telemetry for each workload.
   *
   * @default - none is made
   */
  readonly tracing?: IstioTracing;
  /**
   * How Services are called: made once, in the scope of the sidecar.
   *
   * @default - none
   */
  readonly routes?: IstioRoute[];
}
