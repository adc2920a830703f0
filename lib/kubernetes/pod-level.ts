/**
 * What the API server checks about `spec.resources`, the resources of the Pod as a whole (KEP-2837).
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go
 * (validatePodResources, validateResourceRequirements, validatePodResourceConsistency)
 */
import { aggregate, containerAmounts } from './aggregate';
import { Amounts, isHugePages, isKubernetesResource, isPodLevelResource, mayOvercommit, readAmounts } from './amounts';
import { Quantity } from './quantity';
import { PodSpec } from './types';

/** Something that the API server refuses. */
export interface PodLevelError {
  /** Its kind, as in the API server's answer. */
  readonly type: 'FieldValueInvalid' | 'FieldValueNotSupported' | 'FieldValueRequired' | 'FieldValueForbidden';
  /** The API server's path: "spec.resources.requests[cpu]". */
  readonly path: string;
  /** In Kubernetes' words. */
  readonly message: string;
}

/** Resource names that the API knows beside those of Pods; anything else without a domain is not even a resource. */
const STANDARD = new Set([
  'cpu', 'memory', 'ephemeral-storage', 'storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets',
  'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers', 'requests.cpu', 'requests.memory',
  'requests.ephemeral-storage', 'requests.storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage',
]);

/**
 * Why the API server refuses the Pod-level resources of a Pod; none if it takes them, or if there are none.
 *
 * @param live the spec of the live Pod, from `defaultPod`
 */
export function podLevelErrors(live: PodSpec): PodLevelError[] {
  if (!live.resources) return [];
  const errors: PodLevelError[] = [];
  const report = (type: PodLevelError['type'], path: string, message: string) =>
    errors.push({ type, path: `spec.resources${path}`, message });
  if (live.os?.name === 'windows') {
    report('FieldValueForbidden', '', 'may not be set for a windows pod');
    return errors;
  }
  if (live.resources.claims) report('FieldValueForbidden', '.claims', 'claims may not be set for Resources at pod-level');

  const requests = readAmounts(live.resources.requests, 'resources.requests');
  const limits = readAmounts(live.resources.limits, 'resources.limits');
  for (const [field, amounts] of [['limits', limits], ['requests', requests]] as [string, Amounts][]) {
    for (const [name, amount] of amounts) {
      for (const [type, message] of amountErrors(name, amount)) report(type, `.${field}[${name}]`, message);
    }
  }
  for (const [name, request] of requests) {
    const limit = limits.get(name);
    if (!limit) {
      if (!mayOvercommit(name)) report('FieldValueRequired', '.limits', 'Limit must be set for non overcommitable resources');
    } else if (!mayOvercommit(name) && !request.equals(limit)) {
      report('FieldValueInvalid', '.requests', `${request} must be equal to ${name} limit of ${limit}`);
    } else if (request.compare(limit) > 0) {
      report('FieldValueInvalid', '.requests', `${request} must be less than or equal to ${name} limit of ${limit}`);
    }
  }
  const names = [...requests.keys(), ...limits.keys()];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    report('FieldValueForbidden', '', 'HugePages require cpu or memory');
  }

  const containers = containerAmounts(live);
  for (const [name, needed] of aggregate(containers, 'requests').total) {
    const request = requests.get(name);
    if (request && needed.compare(request) > 0) {
      report('FieldValueInvalid', `.requests[${name}]`, `${request} must be greater than or equal to aggregate container requests of ${needed}`);
    }
  }
  for (const [name, needed] of aggregate(containers, 'limits').total) {
    const limit = limits.get(name);
    if (isHugePages(name) && limit && needed.compare(limit) > 0) {
      report('FieldValueInvalid', `.limits[${name}]`, `${limit} must be greater than or equal to aggregate container limits of ${needed}`);
    }
  }
  // Mains only: through 1.36 a sidecar's own limit may be above the Pod's.
  for (const container of containers.filter(({ kind }) => kind === 'main')) {
    for (const [name, held] of container.limits) {
      const limit = limits.get(name);
      if (limit && held.compare(limit) > 0) {
        report('FieldValueInvalid', `.${container.path}[${name}].limits`, `${held} must be less than or equal to pod limits of ${limit}`);
      }
    }
  }
  return errors;
}

function amountErrors(name: string, amount: Quantity): [PodLevelError['type'], string][] {
  const errors: [PodLevelError['type'], string][] = [];
  if (!name.includes('/') && !STANDARD.has(name) && !isHugePages(name) && !name.startsWith('requests.hugepages-')) {
    errors.push(['FieldValueInvalid', 'must be a standard resource type or fully qualified']);
  } else if (!isPodLevelResource(name)) {
    errors.push(['FieldValueNotSupported', 'supported values: "cpu", "hugepages-", "memory"']);
  }
  if (amount.sign() < 0) errors.push(['FieldValueInvalid', 'must be greater than or equal to 0']);
  if (!isKubernetesResource(name) && amount.milliValue() % 1000n !== 0n) errors.push(['FieldValueInvalid', 'must be an integer']);
  if (isHugePages(name)) {
    const page = Quantity.tryParse(name.slice('hugepages-'.length));
    if (!page || page.sign() <= 0 || page.milliValue() % 1000n !== 0n || amount.value() % page.value() !== 0n) {
      errors.push(['FieldValueInvalid', `${amount} is not positive integer multiple of ${name}`]);
    }
  }
  return errors;
}
