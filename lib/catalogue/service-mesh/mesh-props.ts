import { Duration } from 'cdk8s';
import { SidecarForm } from '../../sidecar/pod-context';
import { SidecarResourceAmounts } from '../../sidecar/sidecar-resources';

/** Traffic that goes past the mesh's proxy: neither encrypted, nor authorized, nor seen by it. */
export interface MeshBypass {
  /**
   * Ports of the Pod that clients reach without the proxy, e.g. a metrics port for a Prometheus outside the mesh.
   *
   * @default - none
   */
  readonly inboundPorts?: number[];
  /**
   * Ports that the Pod calls without the proxy, e.g. 5432 of a database outside the mesh.
   *
   * @default - none
   */
  readonly outboundPorts?: number[];
  /**
   * Address ranges in CIDR form that the Pod reaches without the proxy.
   *
   * @default - none
   */
  readonly ranges?: string[];
}

/** Retries of failed requests. */
export interface MeshRetries {
  /** Tries beside the first one. */
  readonly attempts: number;
  /**
   * What is tried again. Istio: words such as `connect-failure`, `refused-stream`, `5xx`, `unavailable`, or an HTTP
   * status. Linkerd: `5xx`, `gateway-error`, a status (`503`) or a range of them (`502-504`).
   */
  readonly on: string[];
  /**
   * Longest time for one try.
   *
   * @default - the time of the whole request
   */
  readonly perTryTimeout?: Duration;
}

/** How a Service is called by everyone in the mesh. */
export interface MeshRoute {
  /** Name of the Service. */
  readonly service: string;
  /**
   * Namespace of the Service.
   *
   * @default - the chart's
   */
  readonly inNamespace?: string;
  /**
   * Longest time for a request, with all its retries.
   *
   * @default - none
   */
  readonly timeout?: Duration;
  /**
   * Retries.
   *
   * @default - the mesh's own
   */
  readonly retries?: MeshRetries;
}

/** What both meshes have in common. */
export interface MeshProps {
  /**
   * Requests and limits of the injected proxy. They are always written on the Pod, so that the plan and the Pod agree.
   *
   * @default - what the mesh's own chart proposes
   */
  readonly resources?: SidecarResourceAmounts;
  /**
   * The mesh redirects traffic by a CNI plugin of the node, and not by a privileged init container in each Pod.
   *
   * @default false
   */
  readonly cni?: boolean;
  /**
   * Traffic that goes past the proxy.
   *
   * @default - none
   */
  readonly bypass?: MeshBypass;
  /**
   * Native or classic form of the injected proxy. It is written on the Pod, whatever the mesh's own default is.
   *
   * @default - the form of the workload's other sidecars, by its target version
   */
  readonly injectedForm?: SidecarForm;
  /**
   * Longest time that the proxy takes for its open connections when it is told to stop. Part of the Pod's shutdown budget.
   *
   * @default - Istio: 5 seconds; Linkerd: 10 seconds
   */
  readonly drain?: Duration;
  /**
   * The app's containers wait for the proxy in classic form too. In native form they always do.
   *
   * @default true
   */
  readonly holdApplication?: boolean;
  /**
   * In classic form, on a Job, the app calls the proxy's quit address at its end. The app gets the address as
   * `MESH_QUIT_URL`, and sends a POST to it. Without this such a Job would never end, which is an error.
   *
   * @default false
   */
  readonly appQuitsProxy?: boolean;
  /**
   * Log level of the proxy, in the mesh's own words.
   *
   * @default - the mesh's
   */
  readonly proxyLogLevel?: string;
  /**
   * More annotations of the Pod that the mesh reads. Those that the library writes can't be given twice.
   *
   * @default - none
   */
  readonly annotations?: { [name: string]: string };
}
