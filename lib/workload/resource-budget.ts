import { Quantity } from '../kubernetes/quantity';
import { ResourceList } from '../kubernetes/types';
import { BudgetIntent } from '../pod/intent';
import { requireRatio } from '../sidecar/arguments';
import { nearest, requireShape } from '../sidecar/value-shape';

/** A cap on CPU, memory and ephemeral storage, in Kubernetes' spelling. What is absent is not capped. */
export interface BudgetAmounts {
  /**
   * CPU, e.g. "500m".
   *
   * @default - no cap
   */
  readonly cpu?: string;
  /**
   * Memory, e.g. "1Gi".
   *
   * @default - no cap
   */
  readonly memory?: string;
  /**
   * Ephemeral storage, e.g. "2Gi".
   *
   * @default - no cap
   */
  readonly ephemeralStorage?: string;
}

/** What a `ResourceBudget` caps. */
export interface ResourceBudgetProps {
  /**
   * Effective requests of the whole Pod, as the scheduler and a ResourceQuota count them: init containers' peaks and
   * overhead included.
   *
   * @default - no cap
   */
  readonly pod?: BudgetAmounts;
  /**
   * Effective limits of the whole Pod.
   *
   * @default - no cap
   */
  readonly podLimits?: BudgetAmounts;
  /**
   * Requests of all sidecars together.
   *
   * @default - no cap
   */
  readonly sidecars?: BudgetAmounts;
  /**
   * Limits of all sidecars together.
   *
   * @default - no cap
   */
  readonly sidecarLimits?: BudgetAmounts;
  /**
   * Requests of each single sidecar.
   *
   * @default - no cap
   */
  readonly eachSidecar?: BudgetAmounts;
  /**
   * Limits of each single sidecar.
   *
   * @default - no cap
   */
  readonly eachSidecarLimits?: BudgetAmounts;
  /**
   * Largest part of the Pod's effective CPU and memory requests that the sidecars may have, above 0 and at most 1.
   *
   * @default - no cap
   */
  readonly sidecarShare?: number;
}

const CAPS = ['pod', 'podLimits', 'sidecars', 'sidecarLimits', 'eachSidecar', 'eachSidecarLimits'] as const;

/**
 * Caps for what a Pod with sidecars may ask for. Over budget is an error at synth that lists every container's part and
 * names the one to shrink.
 *
 * @example
 * const budget = ResourceBudget.of({ pod: { cpu: '1', memory: '1Gi' }, sidecarShare: 0.3 });
 */
export class ResourceBudget {
  /**
   * A budget.
   *
   * @throws when an amount is not a Kubernetes quantity or the share is not above 0 and at most 1
   */
  public static of(props: ResourceBudgetProps): ResourceBudget {
    const intent: BudgetIntent = {};
    requireShape('budget', props, { map: 'anything' });
    for (const [name, cap] of Object.entries(props)) {
      if (cap === undefined || [...CAPS, 'sidecarShare'].includes(name)) continue;
      const meant = nearest(name, [...CAPS, 'sidecarShare']);
      throw new Error(`${name}: is no cap; ${meant ? `did you mean "${meant}"? ` : ''}use ${CAPS.join(', ')} or sidecarShare`);
    }
    for (const name of CAPS) {
      const amounts = props[name];
      if (amounts !== undefined) intent[name] = resourceList(name, amounts);
    }
    if (props.sidecarShare !== undefined) intent.sidecarShare = requireRatio('sidecarShare', props.sidecarShare, 1);
    if (Object.keys(intent).length === 0) throw new Error('budget: {} caps nothing: name at least one cap');
    return new ResourceBudget(intent);
  }

  private constructor(private readonly intent: BudgetIntent) {}

  /** @internal */
  public _toIntent(): BudgetIntent {
    return structuredClone(this.intent);
  }
}

function resourceList(at: string, amounts: BudgetAmounts): ResourceList {
  requireShape(at, amounts, { fields: { cpu: 'anything', memory: 'anything', ephemeralStorage: 'anything' } });
  const out: ResourceList = {};
  for (const [field, name] of [['cpu', 'cpu'], ['memory', 'memory'], ['ephemeralStorage', 'ephemeral-storage']] as const) {
    const amount = amounts[field];
    if (amount === undefined) continue;
    Quantity.parse(amount, `${at}.${field}`);
    out[name] = amount;
  }
  return out;
}
