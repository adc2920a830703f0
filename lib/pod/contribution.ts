/**
 * What a sidecar adds to a Pod, as plain data in Kubernetes' terms. The public structs of lib/sidecar are turned into
 * these; nothing here knows of a construct.
 */
import { Container, EnvVar, Probe, ResourceList, Volume } from '../kubernetes/types';

/** When something may start: the default order of what has no explicit edge. */
export const PHASES = ['configuration', 'telemetry', 'network'] as const;
export type Phase = typeof PHASES[number];

/** What must be true of a container before the one that waits for it may start. */
export type Gate = 'started' | 'healthy' | 'completed';

/** `waiter` starts only after `target` has passed `gate`. */
export interface OrderEdge {
  /** Name of a container, of an attachment (all its containers), or `app`. */
  target: string;
  gate?: Gate;
}

/** Stands in texts for the name of whatever workload they go to, so that one contribution serves them all. */
export const WORKLOAD_NAME = '${cdk8s-sidecars:workload-name}';

/** The word for the app containers as one node of the order graph. */
export const APP = 'app';

export interface HealthPart {
  /** The handler alone (httpGet, tcpSocket, grpc or exec), without timings. */
  check: Probe;
  /** Handler of the readiness probe, where it is another than `check`; null: this sidecar does not gate readiness. */
  readiness?: Probe | null;
  /** Handler of the liveness probe, where it is another than `check`; null: none. */
  liveness?: Probe | null;
  /** Longest acceptable start in seconds. */
  startupSeconds?: number;
  /** A command that returns when the sidecar is healthy: what classic form waits with in postStart. */
  classicWait?: string[];
}

/** Amounts in Kubernetes' spelling, or as a share of the app's with a floor and a ceiling. */
export interface SizePart {
  requests?: ResourceList;
  limits?: ResourceList;
  /** Share of the app's request by resource, e.g. { cpu: "0.1" } (decimal text, exact). */
  share?: Record<string, string>;
  floor?: ResourceList;
  ceiling?: ResourceList;
  /** Limits as a multiple of the computed request (decimal text). */
  limitRatio?: string;
}

export interface MountPart {
  volume: VolumePart;
  mountPath: string;
  readOnly?: boolean;
  subPath?: string;
}

export interface VolumePart {
  name: string;
  /** The volume's source (`{ emptyDir: {...} }`); absent where `existing` is set. */
  source?: Omit<Volume, 'name'>;
  /** The workload declares this volume itself. */
  existing?: boolean;
  /**
   * The app's own volume at this path is used, if the app has one there; else `source` is declared and mounted there.
   */
  appPath?: string;
  /** Generated files: the workload layer makes the ConfigMap and fills `source`. */
  files?: Record<string, string>;
  /** What the ConfigMap of `files` says besides its name: modes. */
  fileModes?: { defaultMode?: number; items?: Array<{ key: string; path: string; mode?: number }> };
  /** How a change of `files` reaches the running sidecar. */
  onChange?: ChangePolicy;
}

/** A change of configuration either rolls the Pods or is picked up by the running process. */
export type ChangePolicy = 'roll' | 'reload';

/** How a classic sidecar of a Job can be told to end. */
export interface QuitPart {
  /** POST to this address on loopback makes the sidecar exit. */
  url?: string;
  /** The sidecar ends by itself when the app has (a shared process namespace, a marker file). */
  byItself?: string;
}

export interface ContainerPart {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  /** Named ports that other Pods may reach. */
  ports?: Array<{ name: string; port: number; protocol?: string }>;
  /** Ports bound on loopback: reserved, not declared. */
  loopbackPorts?: number[];
  health?: HealthPart;
  resources?: SizePart;
  mounts?: MountPart[];
  user?: number;
  group?: number;
  writableRootFilesystem?: boolean;
  /** Linux capabilities beside none. */
  addCapabilities?: string[];
  /** Seconds between TERM and exit that this container needs at most. */
  drainSeconds?: number;
  /** Seconds to wait before TERM takes effect, for products that cut what is in flight (classic form only). */
  classicPreStopSeconds?: number;
  /** The process does not end on TERM. */
  ignoresTerm?: boolean;
  /** What this container waits for. */
  after?: OrderEdge[];
  /** What others wait for by default; default: `healthy` with a health check, else `started`. */
  gate?: Gate;
  /** Needs access to the Kubernetes API: gets a projected token of its own. */
  apiAccess?: boolean;
  /** The image has /bin/sh and sleep. */
  hasShell?: boolean;
  quit?: QuitPart;
  /** Raw Kubernetes fields, merged last by strategic-merge keys; null deletes. */
  fields?: Partial<Container>;
}

/** A container that a webhook will add: counted and reserved, never written. */
export interface ExternalPart {
  name: string;
  /** Native sidecar, classic container, or plain init container. */
  form: 'native' | 'classic' | 'init';
  position: 'first' | 'last';
  requests?: ResourceList;
  limits?: ResourceList;
  ports?: number[];
  user?: number;
  drainSeconds?: number;
  /** The admission webhook's name, for messages. */
  injector: string;
  /** Pod Security level that the injected container needs. */
  podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /** It lets in only clients that it knows. */
  guard?: InboundGuard;
}

/** Ports of the Pod on which an injected proxy turns down clients without an identity of its mesh. */
export interface InboundGuard {
  /** Absent: all of them. */
  onlyPorts?: number[];
  exceptPorts?: number[];
  /** The kubelet's, too, which it knows only by the paths of HTTP probes. */
  refusesGrpcProbes?: boolean;
}

/** The sidecar stands in front of an app port. */
export interface FrontPart {
  /** The sidecar container that listens. */
  container: string;
  /** The port it listens on. */
  port: number;
  /** The app's port it forwards to. */
  appPort: number;
  /** TLS is terminated here: HTTP probes of the app that are moved must speak HTTPS. */
  tls?: boolean;
  /** The sidecar answers this path by asking the app, without client certificate; probes are moved to it. */
  probePort?: number;
  /** Plain HTTP is sent to HTTPS here. */
  redirectPort?: number;
}

/** What the app containers chosen by `into` get. */
export interface AppPart {
  env?: EnvVar[];
  mounts?: MountPart[];
}

export interface Contribution {
  /** Name of the attachment, unique on the workload. */
  attachment: string;
  /** Path of the sidecar's construct, for messages. */
  source: string;
  /** What it does ("log shipping"): two of one kind on a Pod are reported. */
  purpose?: string;
  phase: Phase;
  /** Containers that run to completion before their sidecars start. */
  setup: ContainerPart[];
  containers: ContainerPart[];
  external: ExternalPart[];
  app: AppPart;
  /** App containers that `app` goes to. */
  into: string[];
  front?: FrontPart[];
  podLabels?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  shareProcessNamespace?: boolean;
  /** Group that owns the shared volumes; wanted only where the Pod names none. */
  fsGroup?: number;
  serviceAccountName?: string;
  /** Raw fields of the Pod spec, merged like `ContainerPart.fields`. */
  podFields?: Record<string, any>;
  /** Edges from the attachment as a whole. */
  startAfter?: OrderEdge[];
  /** Names that must wait for this attachment as a whole. */
  startBefore?: string[];
  /** Text whose hash is put on the Pod template, so that a change rolls the Pods. */
  rollOn?: string[];
  /** Findings that the sidecar itself has to tell. */
  notes?: ContributedNote[];
}

/** Something that the author of a sidecar wants said to its user. */
export interface ContributedNote {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  mend?: string;
}
