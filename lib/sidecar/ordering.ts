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
