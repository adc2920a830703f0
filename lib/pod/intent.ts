/**
 * What a Pod template can't say about itself. Written as one annotation on the workload's own metadata (never on the
 * template: an upgrade of this library must not roll anyone's Pods); inferred for YAML that others made.
 */
import { ChangePolicy, ContributedNote, ExternalPart, FrontPart, Gate, QuitPart } from './contribution';
import { ResourceList } from '../kubernetes/types';

export const INTENT_ANNOTATION = 'cdk8s-sidecars.io/intent';

/** A container's part in the Pod. */
export type Role = 'sidecar' | 'set-up' | 'init' | 'app';

export interface ContainerIntent {
  role: Role;
  /** Name of the attachment that brought it; absent for the user's own. */
  by?: string;
  purpose?: string;
  gate?: Gate;
  drainSeconds?: number;
  ignoresTerm?: boolean;
  loopbackPorts?: number[];
  /** The user or the sidecar said that this container must not gate the Pod's readiness. */
  readinessOptOut?: boolean;
  hasHealthCheck?: boolean;
  quit?: QuitPart;
}

/** Caps, in Kubernetes' spelling; every absent member is no cap. */
export interface BudgetIntent {
  pod?: ResourceList;
  podLimits?: ResourceList;
  sidecars?: ResourceList;
  sidecarLimits?: ResourceList;
  eachSidecar?: ResourceList;
  eachSidecarLimits?: ResourceList;
  /** Largest share of the Pod's effective requests that sidecars may have (decimal text). */
  sidecarShare?: string;
}

export interface Acknowledgement {
  code: string;
  reason: string;
  /** Only findings whose path contains this text. */
  path?: string;
}

/** Something assemble could not do; a rule turns it into a finding. */
export interface Problem {
  kind: 'cycle' | 'unknown-name' | 'order' | 'field-conflict' | 'unknown-container' | 'classic' | 'env-conflict' | 'front' | 'front-tcp-probe' | 'size';
  message: string;
  mend: string;
  /** Inside the Pod: `initContainers[envoy]`, `securityContext.fsGroup`. */
  at: string;
  severity: 'error' | 'warning' | 'info';
}

export interface ReloadIntent {
  volume: string;
  onChange: ChangePolicy;
}

export interface PodIntent {
  /** Version of this structure. */
  v: 1;
  /** Target Kubernetes version ("1.33"). */
  target: string;
  form: 'native' | 'classic';
  /** Feature gates said to differ from the version's default. */
  featureGates?: Record<string, boolean>;
  containers: Record<string, ContainerIntent>;
  external?: ExternalPart[];
  fronts?: FrontPart[];
  reloads?: ReloadIntent[];
  budget?: BudgetIntent;
  acknowledged?: Acknowledgement[];
  grace?: {
    /** Seconds that the app needs after its TERM. */
    appDrainSeconds?: number;
    /** The value in the template was set by the user, not by a default. */
    user?: boolean;
    /** What it was before the library raised it. */
    raisedFrom?: number;
  };
  /** Pod Security level that this workload is meant to pass. */
  podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /** Native sidecars that the library did not order: the user's own init entries in their order. */
  problems?: Problem[];
  notes?: Array<ContributedNote & { by: string }>;
  /** True where this was inferred from YAML that others made. */
  assumed?: boolean;
}
