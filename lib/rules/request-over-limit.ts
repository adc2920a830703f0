import { Report, Rule } from './rule';
import { isKubernetesResource, isHugePages, mayOvercommit } from '../kubernetes/amounts';
import { Quantity } from '../kubernetes/quantity';
import { defaultTemplate, readAmounts } from '../kubernetes/resources';

/** What a container asks for must fit below its own limit; huge pages and devices must be equal. The API server refuses the Pod otherwise. */
export const requestOverLimit: Rule = {
  code: 'request-over-limit',
  severity: 'error',
  summary: 'A container requests more than its limit, or a negative amount.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (ValidateContainerResourceRequirements)',
  checkContainer(c) {
    const at = `${c.at}.resources`;
    const [{ resources }] = defaultTemplate({ containers: [{ name: c.name, resources: c.container.resources }] }).containers;
    const requests = readAmounts(resources?.requests, `${at}.requests`);
    const limits = readAmounts(resources?.limits, `${at}.limits`);
    const reports: Report[] = [];
    for (const [field, amounts] of [['requests', requests], ['limits', limits]] as const) {
      for (const [name, value] of amounts) {
        if (value.sign() < 0) reports.push({ at: `${at}.${field}[${name}]`, message: `${value} is less than 0`, mend: 'write an amount of 0 or more' });
      }
    }
    for (const [name, request] of requests) {
      const broken = compare(name, request, limits.get(name));
      if (broken) reports.push({ at: `${at}.requests[${name}]`, ...broken });
    }
    return reports;
  },
};

function compare(name: string, request: Quantity, limit: Quantity | undefined): { message: string; mend: string } | undefined {
  const fixed = !mayOvercommit(name);
  if (fixed && !limit) {
    return { message: `${name}: a request of ${request} without a limit is refused for ${kindOf(name)}`, mend: `set limits.${name} to ${request}` };
  }
  if (fixed && limit && !limit.equals(request)) {
    return { message: `the request for ${name} is ${request} and the limit ${limit}, which must be equal for ${kindOf(name)}`, mend: 'write the same amount twice' };
  }
  if (limit && request.compare(limit) > 0) {
    return {
      message: `the request for ${name} is ${request.toFriendlyString()}, above the limit of ${limit.toFriendlyString()}`,
      mend: `lower the request to ${limit.toFriendlyString()}, or raise the limit`,
    };
  }
  return undefined;
}

function kindOf(name: string): string {
  return isHugePages(name) ? 'huge pages' : isKubernetesResource(name) ? 'this resource' : 'extended resources';
}
