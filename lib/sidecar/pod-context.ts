/** The form in which sidecars are written. */
export enum SidecarForm {
  /** Init containers with restartPolicy Always: started before the app, stopped after it (Kubernetes 1.29 and newer). */
  NATIVE_SIDECAR = 'native',
  /** Regular containers beside the app (any version). */
  CLASSIC = 'classic',
}

/** An app container, as a sidecar sees it. */
export interface AppContainer {
  /** Name. */
  readonly name: string;
  /**
   * Image.
   *
   * @default - none
   */
  readonly image?: string;
  /** Declared container ports, in their order. */
  readonly ports: number[];
  /**
   * Paths of its HTTP probes, with their query.
   *
   * @default - none
   */
  readonly probePaths?: string[];
  /**
   * Numeric user it runs as, from the container or the Pod.
   *
   * @default - unknown
   */
  readonly user?: number;
  /** The sidecar's environment variables and mounts go to this container. */
  readonly chosen: boolean;
}

/** What a sidecar may know of the Pod that it joins. The other sidecars are not part of it. */
export interface PodContext {
  /** Name under which the sidecar is attached. */
  readonly attachment: string;
  /** Kind of the workload, e.g. `Deployment`. */
  readonly workloadKind: string;
  /** Name of the workload's object. */
  readonly workloadName: string;
  /** Construct path of the workload: unique in the app. */
  readonly workloadPath: string;
  /**
   * Namespace of the workload.
   *
   * @default - the one it is applied to
   */
  readonly workloadNamespace?: string;
  /** Target Kubernetes version, e.g. "1.33". */
  readonly targetVersion: string;
  /**
   * Feature gates that the cluster sets by hand.
   *
   * @default - those of the version
   */
  readonly featureGates?: { [gate: string]: boolean };
  /** Native or classic. */
  readonly form: SidecarForm;
  /** The Pod runs to completion (Job, CronJob, a Pod that is not restarted). */
  readonly runsToCompletion: boolean;
  /** The app containers. */
  readonly appContainers: AppContainer[];
  /** Labels of the Pod template. */
  readonly podLabels: { [key: string]: string };
  /**
   * Grace period that the user set, in seconds.
   *
   * @default - left open
   */
  readonly userGracePeriodSeconds?: number;
}
