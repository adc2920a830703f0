import { EnvSource } from './env-source';
import { HealthCheck } from './health-check';
import { SharedVolume } from './shared-volume';
import { SidecarResources } from './sidecar-resources';

/** Default place of a sidecar in the start order: configuration and secrets, then telemetry, then network, then the app. */
export enum SidecarPhase {
  /** Hands files or secrets to others. */
  CONFIGURATION = 'configuration',
  /** Logs, metrics, traces. */
  TELEMETRY = 'telemetry',
  /** Carries the app's traffic. Started last before the app, so stopped first after it. */
  NETWORK = 'network',
}

/** What must be true of a container before one that waits for it may start. */
export enum StartGate {
  /** Its process runs and its postStart hook has returned. */
  STARTED = 'started',
  /** Its health check has succeeded once (a startup probe with a period of one second). */
  HEALTHY = 'healthy',
  /** It has run to its end with exit code 0: set-up containers only. */
  COMPLETED = 'completed',
}

/** Waits for another container, or for all containers of another sidecar on the same workload. */
export interface StartDependency {
  /** Name of a container, name of an attached sidecar, or `app` for the app containers. */
  readonly name: string;
  /**
   * What must be true of it.
   *
   * @default - COMPLETED for a set-up container, HEALTHY for one with a health check, else STARTED
   */
  readonly gate?: StartGate;
}

/** A volume at a path inside one container. */
export interface SidecarMount {
  /** What is mounted. */
  readonly volume: SharedVolume;
  /** Absolute path in the container. */
  readonly path: string;
  /**
   * Mount it read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * A single file or folder of the volume. Files mounted so never change while the container runs.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
   * @default - the whole volume
   */
  readonly subPath?: string;
}

/** A container that a sidecar adds: the sidecar process itself, or a set-up container that runs before it. */
export interface SidecarContainer {
  /** Name, unique in the Pod: a DNS label. */
  readonly name: string;
  /** Image with an exact tag or digest. A scope-wide registry mirror is put in front of it. */
  readonly image: string;
  /**
   * Program, in place of the image's entry point.
   *
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments.
   *
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * Environment variables by name. One that another names as `$(NAME)` is put before it.
   *
   * @default - none
   */
  readonly env?: { [name: string]: EnvSource };
  /**
   * Ports that other Pods, the kubelet or a monitor may reach, by name (at most 15 lower-case characters).
   *
   * @default - none
   */
  readonly ports?: { [name: string]: number };
  /**
   * Ports bound on loopback only: checked against those of other containers, but not declared on the Pod.
   *
   * @default - none
   */
  readonly loopbackPorts?: number[];
  /**
   * How the kubelet sees that it is healthy.
   *
   * @default - no probe: it counts as healthy as soon as it runs
   */
  readonly health?: HealthCheck;
  /**
   * Requests and limits.
   *
   * @default - the scope-wide default size (50m and 64Mi, limits twice that)
   */
  readonly resources?: SidecarResources;
  /**
   * Mounted volumes.
   *
   * @default - none
   */
  readonly mounts?: SidecarMount[];
  /**
   * Numeric user. Needed where the image's own user is root or a name.
   *
   * @default - the image's user, which must not be root
   */
  readonly user?: number;
  /**
   * Numeric group.
   *
   * @default - the image's or the Pod's
   */
  readonly group?: number;
  /**
   * The container may write to its root file system.
   *
   * @default false
   */
  readonly writableRootFilesystem?: boolean;
  /**
   * Linux capabilities beside none. All but NET_BIND_SERVICE lower the Pod below Pod Security `restricted`.
   *
   * @default - none
   */
  readonly addCapabilities?: string[];
  /**
   * Longest time in seconds from TERM to exit: what it needs to flush or drain. Part of the Pod's shutdown budget.
   *
   * @default 2
   */
  readonly drainSeconds?: number;
  /**
   * In classic form the kubelet stops all containers at once: seconds to wait before TERM, so that the app ends first.
   *
   * @default - the app's drain time
   */
  readonly classicPreStopSeconds?: number;
  /**
   * The process does not end on TERM, so that it holds up each end of the Pod until the grace period is over.
   *
   * @default false
   */
  readonly ignoresTerm?: boolean;
  /**
   * What it waits for.
   *
   * @default - order of phases, then order of attachment
   */
  readonly startAfter?: StartDependency[];
  /**
   * What others wait for.
   *
   * @default - HEALTHY with a health check, else STARTED
   */
  readonly gate?: StartGate;
  /**
   * It calls the Kubernetes API: a projected token is mounted in this container alone.
   *
   * @default false
   */
  readonly apiAccess?: boolean;
  /**
   * The image has `/bin/sh` and `sleep`: classic form can wait and delay with them.
   *
   * @default false
   */
  readonly hasShell?: boolean;
  /**
   * Address that makes it exit when it gets a POST (`http://127.0.0.1:15020/quitquitquit`). Needed in classic form on
   * a Job, where the app must call it at its end.
   *
   * @default - none
   */
  readonly quitUrl?: string;
  /**
   * How it sees by itself, in classic form, that the app has ended, e.g. "polls the marker file". Without this or
   * `quitUrl` a classic sidecar keeps its Job from ending, which is an error.
   *
   * @default - it does not
   */
  readonly quitsByItself?: string;
  /**
   * Raw Kubernetes fields of any version, merged last (lists by their strategic-merge key; null deletes).
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}

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
   * @default - none
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
