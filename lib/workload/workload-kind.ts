import { Cron, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** Options of a Deployment. */
export interface DeploymentKindOptions {
  /**
   * Number of Pods.
   *
   * @default 2, as in cdk8s-plus
   */
  readonly replicas?: number;
  /**
   * Time for which a new Pod must be ready before it counts as available.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;
  /**
   * Time after which a roll-out without progress counts as failed.
   *
   * @default Duration.seconds(600)
   */
  readonly progressDeadline?: Duration;
  /**
   * How Pods are replaced.
   *
   * @default - rolling update
   */
  readonly strategy?: kplus.DeploymentStrategy;
}

/** Options of a StatefulSet. */
export interface StatefulSetKindOptions {
  /**
   * Number of Pods.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * The headless Service that gives the Pods their names.
   *
   * @default - one is made from the app's ports
   */
  readonly service?: kplus.Service;
  /**
   * Start Pods one after another or all at once.
   *
   * @default PodManagementPolicy.ORDERED_READY
   */
  readonly podManagementPolicy?: kplus.PodManagementPolicy;
  /**
   * How Pods are replaced.
   *
   * @default - rolling update
   */
  readonly strategy?: kplus.StatefulSetUpdateStrategy;
  /**
   * Time for which a new Pod must be ready before it counts as available.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;
}

/** Options of a DaemonSet. */
export interface DaemonSetKindOptions {
  /**
   * Seconds for which a new Pod must be ready before it counts as available.
   *
   * @default 0
   */
  readonly minReadySeconds?: number;
}

/** Options of a Job. */
export interface JobKindOptions {
  /**
   * Time after which the Job is ended, done or not.
   *
   * @default - none
   */
  readonly activeDeadline?: Duration;
  /**
   * Retries before the Job counts as failed.
   *
   * @default - 6, the API server's
   */
  readonly backoffLimit?: number;
  /**
   * Time after which a finished Job is deleted.
   *
   * @default - it stays
   */
  readonly ttlAfterFinished?: Duration;
}

/** Options of a CronJob. */
export interface CronJobKindOptions extends JobKindOptions {
  /** When it runs. */
  readonly schedule: Cron;
  /**
   * Time zone of the schedule, e.g. "Europe/Berlin".
   *
   * @default - that of the controller manager
   */
  readonly timeZone?: string;
  /**
   * What happens when the last run is not over.
   *
   * @default ConcurrencyPolicy.FORBID
   */
  readonly concurrencyPolicy?: kplus.ConcurrencyPolicy;
  /**
   * How late a run may still start.
   *
   * @default Duration.seconds(10)
   */
  readonly startingDeadline?: Duration;
  /**
   * Start no new runs.
   *
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * Finished Jobs to keep.
   *
   * @default 3
   */
  readonly successfulJobsRetained?: number;
  /**
   * Failed Jobs to keep.
   *
   * @default 1
   */
  readonly failedJobsRetained?: number;
}

type Maker = (scope: Construct, id: string, props: kplus.WorkloadProps) => kplus.AbstractPod;

/**
 * What makes the Pods of a `WorkloadWithSidecars`.
 *
 * @example
 * const kind = WorkloadKind.deployment({ replicas: 3 });
 */
export class WorkloadKind {
  /** A Deployment. */
  public static deployment(options: DeploymentKindOptions = {}): WorkloadKind {
    return new WorkloadKind((scope, id, props) => new kplus.Deployment(scope, id, { ...props, ...options }));
  }

  /** A StatefulSet. Its app needs a port, or the options a Service. */
  public static statefulSet(options: StatefulSetKindOptions = {}): WorkloadKind {
    return new WorkloadKind((scope, id, props) => new kplus.StatefulSet(scope, id, { ...props, ...options }));
  }

  /** A DaemonSet: one Pod on each node. */
  public static daemonSet(options: DaemonSetKindOptions = {}): WorkloadKind {
    return new WorkloadKind((scope, id, props) => new kplus.DaemonSet(scope, id, { ...props, ...options }));
  }

  /** A Job: runs to completion. */
  public static job(options: JobKindOptions = {}): WorkloadKind {
    return new WorkloadKind((scope, id, props) => new kplus.Job(scope, id, { ...props, ...options }));
  }

  /** A CronJob: a Job by schedule. */
  public static cronJob(options: CronJobKindOptions): WorkloadKind {
    return new WorkloadKind((scope, id, props) => new kplus.CronJob(scope, id, { ...props, ...options }));
  }

  /** A bare Pod: for tests and one-off tasks. `podMetadata`, `select` and `spread` don't apply to it. */
  public static pod(): WorkloadKind {
    return new WorkloadKind((scope, id, props) => {
      const { podMetadata, select, spread, ...rest } = props;
      for (const [name, value] of Object.entries({ podMetadata, select, spread })) {
        if (value !== undefined) throw new Error(`${name}: a bare Pod has no template: use \`metadata\`, or another WorkloadKind`);
      }
      return new kplus.Pod(scope, id, rest);
    });
  }

  private constructor(private readonly make: Maker) {}

  /** @internal */
  public _create(scope: Construct, id: string, props: kplus.WorkloadProps): kplus.AbstractPod {
    return this.make(scope, id, props);
  }
}
