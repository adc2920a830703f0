/**
 * The quality of service class of a Pod, which decides who is evicted first.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/v1/helper/qos/qos.go (ComputePodQOS)
 */
import { containerAmounts } from './aggregate';
import { addAmounts, Amounts, readAmounts } from './amounts';
import { PodSpec } from './types';

/** A Pod's quality of service class. */
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** What the class depends on. */
export interface QosOptions {
  /** Ignore `spec.resources`, as a cluster without Pod-level resources does. Default: it decides alone. */
  readonly skipPodLevelResources?: boolean;
}

/**
 * The class of a Pod as its spec stands: give it `defaultPod(spec)` for the class that a cluster gives it. Limits alone are
 * Burstable in a template and Guaranteed in its Pods.
 */
export function qosClass(spec: PodSpec, options: QosOptions = {}): QosClass {
  const requests: Amounts = new Map();
  const limits: Amounts = new Map();
  let guaranteed = true;
  if (spec.resources && !options.skipPodLevelResources) {
    // Also if it is empty: `resources: {}` hides what the containers ask for.
    addAmounts(requests, counted(readAmounts(spec.resources.requests, 'resources.requests')));
    addAmounts(limits, counted(readAmounts(spec.resources.limits, 'resources.limits')));
    guaranteed = limits.size === 2;
  } else {
    for (const container of containerAmounts(spec)) {
      const held = counted(container.limits);
      addAmounts(requests, counted(container.requests));
      addAmounts(limits, held);
      if (held.size < 2) guaranteed = false;
    }
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const same = requests.size === limits.size && [...requests].every(([name, request]) => limits.get(name)?.equals(request));
  return guaranteed && same ? 'Guaranteed' : 'Burstable';
}

/** Only cpu and memory matter, and 0 counts as absent. */
function counted(amounts: Amounts): Amounts {
  return new Map([...amounts].filter(([name, amount]) => (name === 'cpu' || name === 'memory') && amount.sign() > 0));
}
