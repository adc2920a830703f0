import { EnvSource } from './env-source';
import { HealthCheck } from './health-check';
import { StartDependency, StartGate } from './ordering';
import { SharedVolume } from './shared-volume';
import { SidecarResources } from './sidecar-resources';

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
   * @default - the app's preStop hook and drain time, and one second
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
