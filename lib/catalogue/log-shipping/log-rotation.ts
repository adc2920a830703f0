/** Rotation of files that the app does not rotate itself: `LogShipperSidecarProps.rotation`. */
export interface LogRotation {
  /**
   * Size at which a file is emptied, as a Kubernetes quantity.
   *
   * @default "32Mi"
   */
  readonly maxSize?: string;
  /**
   * How many copies of emptied files are kept beside them (`app.log.1`, ...); they are not shipped.
   *
   * @default 0
   */
  readonly keep?: number;
  /**
   * Seconds between two looks at the files.
   *
   * @default 10
   */
  readonly intervalSeconds?: number;
  /**
   * Numeric user that owns the files: nobody else may empty them.
   *
   * @default - the app container's user, where the Pod names one; else an error
   */
  readonly user?: number;
}
