import { EnvSource } from './env-source';
import { SidecarPhase } from './ordering';
import { SidecarContainer, SidecarMount } from './sidecar-container';
import { SidecarResources } from './sidecar-resources';

export * from './ordering';
export * from './sidecar-container';

/** What the app containers get. */
export interface AppContribution {
  /**
   * Environment variables. A variable that the app sets itself to another value is an error.
   *
   * @default - none
   */
  readonly env?: { [name: string]: EnvSource };
  /**
   * Mounted volumes.
   *
   * @default - none
   */
  readonly mounts?: SidecarMount[];
}

/** The sidecar takes over an app port: the Service, named ports and the app's probes follow it. */
export interface ProxyFront {
  /** Name of the sidecar container that listens. */
  readonly container: string;
  /** Port that the sidecar listens on. */
  readonly port: number;
  /** Port of the app that it forwards to. */
  readonly appPort: number;
  /**
   * The sidecar terminates TLS on its port.
   *
   * @default false
   */
  readonly tls?: boolean;
  /**
   * A plain HTTP port of the sidecar that passes the app's probe paths on to the app: its probes are moved there.
   * Needed where the app listens on loopback only and the front asks for client certificates.
   *
   * @default - the front's own port
   */
  readonly probePort?: number;
  /**
   * A plain HTTP port of the sidecar that sends clients to HTTPS: what `expose({ redirectPort })` leads to.
   *
   * @default - none
   */
  readonly redirectPort?: number;
}

/** Ports of the Pod on which an injected proxy turns down clients that have no identity of its mesh. */
export interface InboundGuard {
  /**
   * These ports and no others.
   *
   * @default - all ports of the Pod
   */
  readonly onlyPorts?: number[];
  /**
   * All but these.
   *
   * @default - none
   */
  readonly exceptPorts?: number[];
  /**
   * The kubelet's gRPC probes are turned down too.
   *
   * @default false
   */
  readonly refusesGrpcProbes?: boolean;
}

/** A container that an admission webhook will add (a service mesh): counted and reserved, never written. */
export interface InjectedContainer {
  /** Its name. */
  readonly name: string;
  /** What injects it, for messages, e.g. "istio". */
  readonly injector: string;
  /**
   * A plain init container that ends before the others start.
   *
   * @default false
   */
  readonly setUp?: boolean;
  /**
   * It is injected as a regular container, not as a native sidecar.
   *
   * @default false
   */
  readonly classic?: boolean;
  /**
   * It stands behind the Pod's other init containers and sidecars instead of before them.
   *
   * @default false
   */
  readonly last?: boolean;
  /**
   * Its requests and limits.
   *
   * @default - none
   */
  readonly resources?: SidecarResources;
  /**
   * Ports it binds.
   *
   * @default - none
   */
  readonly ports?: number[];
  /**
   * Its user: no other container may run as it.
   *
   * @default - unknown
   */
  readonly user?: number;
  /**
   * Seconds it needs between TERM and exit.
   *
   * @default 2
   */
  readonly drainSeconds?: number;
  /**
   * Pod Security level that it needs: `restricted`, `baseline` or `privileged`.
   *
   * @default restricted
   */
  readonly podSecurity?: string;
  /**
   * It lets in only clients that it knows: monitors and probes that it turns down become findings.
   *
   * @default - it lets everybody in
   */
  readonly guard?: InboundGuard;
}

/** Access of a sidecar to the Kubernetes API, as a rule of a Role. */
export interface ApiPermission {
  /** API groups; "" is the core group. */
  readonly apiGroups: string[];
  /** Resources in plural, e.g. `configmaps`. */
  readonly resources: string[];
  /** Verbs, e.g. `get`, `list`, `watch`. */
  readonly verbs: string[];
  /**
   * Only the objects of these names. `list` and `watch` can't be narrowed so.
   *
   * @default - all objects
   */
  readonly resourceNames?: string[];
  /**
   * Namespace in which the Role is made.
   *
   * @default - the workload's
   */
  readonly inNamespace?: string;
}

/** How much a note weighs. */
export enum FindingSeverity {
  /** The Pod will not do what was asked: synth fails. */
  ERROR = 'error',
  /** Probably not what was meant. */
  WARNING = 'warning',
  /** Good to know. */
  INFO = 'info',
}

/** Something that a sidecar tells its user about this Pod; it becomes a finding. */
export interface SidecarNote {
  /** Short code, e.g. `fluent-bit-multiline-loses-last-record`. */
  readonly code: string;
  /** Weight. */
  readonly severity: FindingSeverity;
  /** What is the matter. */
  readonly message: string;
  /**
   * What to do about it.
   *
   * @default - nothing
   */
  readonly mend?: string;
}

/**
 * Everything that a sidecar adds to one Pod. Plain values in Kubernetes' terms; `Sidecar.contribute` returns it.
 */
export interface SidecarContribution {
  /**
   * The sidecar's containers, in their start order.
   *
   * @default - none
   */
  readonly containers?: SidecarContainer[];
  /**
   * Containers that run to completion before the sidecar's containers start.
   *
   * @default - none
   */
  readonly setUp?: SidecarContainer[];
  /**
   * Containers that a webhook adds.
   *
   * @default - none
   */
  readonly injected?: InjectedContainer[];
  /**
   * What the app containers get.
   *
   * @default - nothing
   */
  readonly app?: AppContribution;
  /**
   * App ports that the sidecar stands in front of.
   *
   * @default - none
   */
  readonly fronts?: ProxyFront[];
  /**
   * Place in the start order.
   *
   * @default SidecarPhase.TELEMETRY
   */
  readonly phase?: SidecarPhase;
  /**
   * The job it does ("log shipping"): two sidecars with one purpose on a Pod are reported.
   *
   * @default - none
   */
  readonly purpose?: string;
  /**
   * Labels of the Pod template.
   *
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };
  /**
   * Annotations of the Pod template.
   *
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
  /**
   * The Pod's containers see and signal each other's processes.
   *
   * @default false
   */
  readonly shareProcessNamespace?: boolean;
  /**
   * Group that owns the shared volumes, used where the Pod names none.
   *
   * @default - one of the library's, where files that only root and their group can read are mounted; else none
   */
  readonly fsGroup?: number;
  /**
   * Access to the Kubernetes API: a ServiceAccount for the workload (where it has none of its own), a Role and a
   * RoleBinding are made. Containers with `apiAccess` get a token.
   *
   * @default - none
   */
  readonly permissions?: ApiPermission[];
  /**
   * Texts whose change rolls the Pods (a checksum on the Pod template; never on a Job).
   *
   * @default - none
   */
  readonly rollOn?: string[];
  /**
   * Notes for the user.
   *
   * @default - none
   */
  readonly notes?: SidecarNote[];
  /**
   * Raw fields of the Pod spec, merged last.
   *
   * @default - none
   */
  readonly podFields?: { [field: string]: any };
}
