import { Construct } from 'constructs';
import { SidecarContribution } from './contribution';
import { PodContext } from './pod-context';
import { WORKLOAD_NAME } from '../pod/contribution';

const SIDECAR = Symbol.for('cdk8s-sidecars.Sidecar');

/** The workload that a sidecar was attached to, as `Sidecar.bind` sees it. */
export interface ISidecarHost {
  /** Scope for constructs that belong to this workload alone. */
  readonly hostScope: Construct;
  /** Kind of the workload. */
  readonly workloadKind: string;
  /** Name of the workload's object. */
  readonly workloadName: string;
  /** Namespace of the workload's object, where it names one. */
  readonly workloadNamespace?: string;
}

/**
 * A container, or a few, that live beside an app as long as its Pod does: a value that knows what it adds to a Pod.
 * Extend it to write your own; one sidecar can be attached to many workloads.
 *
 * @example
 * class Tail extends Sidecar {
 *   contribute(pod: PodContext): SidecarContribution {
 *     return {
 *       containers: [{
 *         name: 'tail', image: 'example.com/tail:1.0', ports: { metrics: 9090 },
 *         health: HealthCheck.http(9090, '/healthz'),
 *         env: { TOKEN: EnvSource.secret('tail', 'token') },
 *         resources: SidecarResources.of({ cpu: '50m', memory: '64Mi' }),
 *       }],
 *     };
 *   }
 * }
 */
export abstract class Sidecar extends Construct {
  /**
   * Stands for the name of the workload's object, in commands, arguments, values of variables, probes and hooks of containers
   * that a sidecar contributes, and in values of variables that it gives to the app; anywhere else it is refused at synth. A sidecar that says this in place of `pod.workloadName` says the same of every
   * workload, and is asked once for all of them; and one that is not a class of its own (`CustomSidecar`) can name its
   * workload at all.
   */
  public static readonly WORKLOAD_NAME: string = WORKLOAD_NAME;

  /** Whether the value is a sidecar, also of another copy of this library. */
  public static isSidecar(value: any): boolean {
    return typeof value === 'object' && value !== null && SIDECAR in value;
  }

  constructor(scope: Construct, id: string) {
    super(scope, id);
    Object.defineProperty(this, SIDECAR, { value: true });
  }

  /**
   * What the sidecar adds to this Pod. Called at each synth, and maybe more than once; not again for a Pod that is equal
   * in all that was looked at before. It must depend on its argument and on the sidecar's own properties alone, and must
   * not create constructs.
   */
  public abstract contribute(pod: PodContext): SidecarContribution;

  /**
   * Called once for each workload that the sidecar is attached to, when it is attached: the place to create what
   * belongs to the workload (a monitor, a certificate). Files and permissions need no code here: say them in
   * `contribute`. Does nothing by default.
   */
  public bind(_workload: ISidecarHost): void {}
}
