import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { AttachmentOptions } from './attachment';
import { ExposeOptions, exposeThroughFront, followFront } from './expose';
import { PodSidecars, PodSidecarsSelector } from './pod-sidecars';
import { ResourceBudget } from './resource-budget';
import { WorkloadKind } from './workload-kind';
import { PodPlan } from '../pod/plan';
import { Finding } from '../rules/finding';
import { Sidecar, SidecarForm } from '../sidecar';
import { requireShape, typeName, ValueShape } from '../sidecar/value-shape';

/** Properties of a `WorkloadWithSidecars`: those of a cdk8s-plus workload, and its sidecars. */
export interface WorkloadWithSidecarsProps extends kplus.WorkloadProps {
  /**
   * What makes the Pods.
   *
   * @default WorkloadKind.deployment()
   */
  readonly kind?: WorkloadKind;
  /**
   * The sidecars. More can be attached later.
   *
   * @default - none
   */
  readonly sidecars?: Sidecar[];
  /**
   * Caps for what the Pod may ask for.
   *
   * @default - none
   */
  readonly budget?: ResourceBudget;
  /**
   * Seconds that the app needs from TERM to exit. Part of the shutdown budget.
   *
   * @default - 10 are planned with, and marked as assumed
   */
  readonly appDrainSeconds?: number;
  /**
   * Kubernetes version that this workload is for.
   *
   * @default - from SidecarDefaults, else "1.33"
   */
  readonly targetVersion?: string;
  /**
   * Native or classic form.
   *
   * @default - from SidecarDefaults, else by the target version
   */
  readonly form?: SidecarForm;
  /**
   * Pod Security level that the Pods are meant to pass: `restricted`, `baseline` or `privileged`.
   *
   * @default restricted
   */
  readonly podSecurity?: string;
}

/**
 * A workload and its sidecars: makes the cdk8s-plus workload and writes its Pod template with shared volumes, start and
 * stop order, requests and limits, probes and a grace period that suffices.
 *
 * @example
 * declare const chart: Chart;
 * const cache = new CustomSidecar(chart, 'cache', {
 *   containers: [{ name: 'cache', image: 'docker.io/library/memcached:1.6.38', user: 11211, loopbackPorts: [11211] }],
 * });
 * const shop = new WorkloadWithSidecars(chart, 'shop', {
 *   kind: WorkloadKind.deployment({ replicas: 3 }),
 *   containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
 *   sidecars: [cache],
 *   budget: ResourceBudget.of({ sidecarShare: 0.3 }),
 * });
 * shop.expose({ port: 80 });
 */
export class WorkloadWithSidecars extends Construct {
  /** The sidecars of a workload that exists already: see `PodSidecars.of`. */
  public static around(existing: IConstruct, selector: PodSidecarsSelector = {}): PodSidecars {
    return PodSidecars.of(existing, selector);
  }

  /** The cdk8s-plus workload inside: add containers, volumes, scheduling and so on to it. */
  public readonly workload: kplus.AbstractPod;

  /** What has the sidecars. */
  public readonly podSidecars: PodSidecars;

  constructor(scope: Construct, id: string, props: WorkloadWithSidecarsProps) {
    super(scope, id);
    requireOwnProps(props);
    const { kind, sidecars, budget, appDrainSeconds, targetVersion, form, podSecurity, ...workloadProps } = props;
    if (!workloadProps.containers?.length) {
      throw new Error('containers: a workload needs at least one app container');
    }
    // "Default" is left out of generated names, and makes ApiObject.of(this) find the object.
    this.workload = (kind ?? WorkloadKind.deployment())._create(this, 'Default', workloadProps);
    this.podSidecars = PodSidecars.of(this.workload)._ownWorkload(workloadProps.terminationGracePeriod !== undefined);
    this.podSidecars.configure({ budget, appDrainSeconds, targetVersion, form, podSecurity });
    for (const sidecar of sidecars ?? []) this.podSidecars.attach(sidecar);
    // cdk8s-plus makes a StatefulSet's headless Service itself, for the app's port.
    const headless = this.workload.node.tryFindChild('Service');
    if (headless) followFront(headless as kplus.Service, this.podSidecars);
  }

  /** The object as cdk8s writes it. */
  public get apiObject(): ApiObject {
    return ApiObject.of(this.workload);
  }

  /** What this Pod will do, by Kubernetes' own rules. */
  public get plan(): PodPlan {
    return this.podSidecars.plan;
  }

  /** What the rules have to say about this workload, errors first. */
  public get findings(): Finding[] {
    return this.podSidecars.findings;
  }

  /** Attaches a sidecar: see `PodSidecars.attach`. */
  public attach(sidecar: Sidecar, options: AttachmentOptions = {}): this {
    this.podSidecars.attach(sidecar, options);
    return this;
  }

  /** Lays raw Kubernetes fields over a container: see `PodSidecars.patchContainer`. */
  public patchContainer(name: string, fields: { [field: string]: any }): this {
    this.podSidecars.patchContainer(name, fields);
    return this;
  }

  /** Accepts a finding with a reason: see `PodSidecars.acknowledge`. */
  public acknowledge(code: string, reason: string, path?: string): this {
    this.podSidecars.acknowledge(code, reason, path);
    return this;
  }

  /**
   * Makes a Service that comes in by the front door: to the sidecar that stands in front of the app's port, or to the app
   * where none does. The port is looked up at synth, so that sidecars may be attached before or after.
   *
   * @throws when the app declares no port and none is named
   */
  public expose(options: ExposeOptions = {}): kplus.Service {
    return exposeThroughFront(this, this.workload, this.podSidecars, options);
  }
}

const OWN: { readonly [name: string]: ValueShape } = {
  sidecars: { list: 'anything' },
  budget: { instance: 'ResourceBudget', method: '_toIntent', make: 'use ResourceBudget.of({ sidecarShare: 0.3 })' },
};

/** What cdk8s-plus takes it checks itself: only this library's own members are looked at. */
function requireOwnProps(props: WorkloadWithSidecarsProps): void {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) {
    throw new Error(props === undefined || props === null
      ? 'props: is missing: give at least "containers"' : `props: is ${typeName(props)}, and must be a map`);
  }
  if (props.kind !== undefined && typeof props.kind?._create !== 'function') {
    const called = typeof props.kind === 'string' ? `"${props.kind}"` : typeName(props.kind);
    throw new Error(`kind: ${called} is not a WorkloadKind: use WorkloadKind.deployment(), WorkloadKind.statefulSet(), ...`);
  }
  for (const [name, shape] of Object.entries(OWN)) {
    const value = (props as unknown as Record<string, unknown>)[name];
    if (value !== undefined) requireShape(name, value, shape);
  }
  props.sidecars?.forEach((sidecar, i) => {
    if (!Sidecar.isSidecar(sidecar)) throw new Error(`sidecars[${i}]: is ${typeName(sidecar)}, and must be a Sidecar: extend Sidecar, or use CustomSidecar`);
  });
}
