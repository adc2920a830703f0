import { MeshProps, MeshRoute } from './mesh-props';

/** Who may connect where no server policy says otherwise. */
export enum LinkerdInboundPolicy {
  /** Everybody. */
  ALL_UNAUTHENTICATED = 'all-unauthenticated',
  /** Everybody with a certificate of the mesh. */
  ALL_AUTHENTICATED = 'all-authenticated',
  /** Everybody in the cluster. */
  CLUSTER_UNAUTHENTICATED = 'cluster-unauthenticated',
  /** Everybody in the cluster with a certificate of the mesh. */
  CLUSTER_AUTHENTICATED = 'cluster-authenticated',
  /** Nobody. */
  DENY = 'deny',
  /** Everybody, with a word in the log and the metrics about those whom a policy would have turned down. */
  AUDIT = 'audit',
}

/** What is spoken on a port. */
export enum LinkerdProtocol {
  /** Found out for each connection. */
  UNKNOWN = 'unknown',
  /** HTTP/1. */
  HTTP_1 = 'HTTP/1',
  /** HTTP/2. */
  HTTP_2 = 'HTTP/2',
  /** GRPC. */
  GRPC = 'gRPC',
  /** TCP of any kind: needed where the server speaks first. */
  OPAQUE = 'opaque',
  /** TLS of the app's own. */
  TLS = 'TLS',
}

/** A client, by the ServiceAccount of its Pods. */
export interface LinkerdClient {
  /** Name of the ServiceAccount. */
  readonly serviceAccount: string;
  /**
   * Its namespace.
   *
   * @default - the workload's
   */
  readonly inNamespace?: string;
}

/** A port of the workload and who may connect to it: a Server, and policies for its clients. */
export interface LinkerdServer {
  /** Port of the Pod. */
  readonly port: number;
  /**
   * What is spoken there.
   *
   * @default LinkerdProtocol.UNKNOWN
   */
  readonly protocol?: LinkerdProtocol;
  /**
   * Clients by their ServiceAccounts.
   *
   * @default - none
   */
  readonly clients?: LinkerdClient[];
  /**
   * Clients by their identity in the mesh; `*` is everybody who has one, `*.shop.serviceaccount.identity...` a suffix.
   *
   * @default - none
   */
  readonly identities?: string[];
  /**
   * What holds for all others.
   *
   * @default LinkerdInboundPolicy.DENY
   */
  readonly others?: LinkerdInboundPolicy;
}

/** How a Service is called: an HTTPRoute of the Gateway API. */
export interface LinkerdRoute extends MeshRoute {
  /** Port of the Service. */
  readonly port: number;
}

/** A workload in a Linkerd mesh. */
export interface LinkerdProps extends MeshProps {
  /**
   * Release of the mesh, from "2.15" on: the name of the annotation for native sidecars has changed.
   *
   * @default "2.20"
   */
  readonly meshVersion?: string;
  /**
   * Ingress mode, for an ingress controller that chooses Pods by itself.
   *
   * @default false
   */
  readonly ingress?: boolean;
  /**
   * Ports whose protocol is not to be found out (server speaks first, or no HTTP). Replaces the mesh's own list.
   *
   * @default - the mesh's: 25, 587, 3306, 4444, 5432, 6379, 9300, 11211
   */
  readonly opaquePorts?: number[];
  /**
   * Who may connect to ports without a server of their own.
   *
   * @default - the mesh's
   */
  readonly inboundPolicy?: LinkerdInboundPolicy;
  /**
   * Ports and their clients, made for each workload.
   *
   * @default - none
   */
  readonly servers?: LinkerdServer[];
  /**
   * Attributes on the proxy's spans. Tracing itself is switched on in the mesh.
   *
   * @default - none
   */
  readonly traceAttributes?: { [name: string]: string };
  /**
   * How Services are called: made once, in the scope of the sidecar.
   *
   * @default - none
   */
  readonly routes?: LinkerdRoute[];
}
