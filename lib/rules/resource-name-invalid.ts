import { Report, Rule } from './rule';
import { isHugePages, isKubernetesResource } from '../kubernetes/amounts';
import { checkLabelKey } from '../kubernetes/names';
import { Quantity } from '../kubernetes/quantity';
import { ResourceList } from '../kubernetes/types';

const STANDARD = ['cpu', 'memory', 'ephemeral-storage'];

/** What a container may ask for: Kubernetes' own few, huge pages of a size, and whole devices by their full name. */
export const resourceNameInvalid: Rule = {
  code: 'resource-name-invalid',
  severity: 'error',
  summary: 'A container asks for a resource that does not exist, or for a part of a whole one.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go (validateContainerResourceName)',
  checkContainer(c) {
    const at = `${c.at}.resources`;
    const { requests = {}, limits = {} } = c.container.resources ?? {};
    const names = [...Object.keys(requests), ...Object.keys(limits)];
    const reports = [...broken(`${at}.requests`, requests), ...broken(`${at}.limits`, limits)];
    if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
      reports.push({ at, message: 'huge pages are refused without cpu or memory', mend: 'ask for cpu or memory too' });
    }
    return reports;
  },
};

function broken(at: string, list: ResourceList): Report[] {
  return Object.entries(list).flatMap(([name, value]) => {
    if (STANDARD.includes(name)) return [];
    const own = nameRule(name) ?? amountRule(name, Quantity.tryParse(value));
    return own ? [{ at: `${at}[${name}]`, ...own }] : [];
  });
}

function nameRule(name: string): Pick<Report, 'message' | 'mend'> | undefined {
  if (!name.includes('/')) {
    const rule = checkLabelKey(name);
    if (!rule && isHugePages(name)) return undefined;
    const near = STANDARD.find((known) => known === name.toLowerCase());
    return {
      message: `"${name}" is no resource of a container`,
      mend: near ? `write ${near}` : `use one of ${STANDARD.join(', ')}, or a device's full name, such as nvidia.com/gpu`,
    };
  }
  const rule = checkLabelKey(name) ?? (isKubernetesResource(name) ? undefined : checkLabelKey(`requests.${name}`));
  const reserved = !isKubernetesResource(name) && name.startsWith('requests.');
  if (!rule && !reserved) return undefined;
  return { message: `"${name}" is no name of a device: it ${rule ?? 'must not begin with "requests."'}`, mend: 'write its full name, such as nvidia.com/gpu' };
}

function amountRule(name: string, amount: Quantity | undefined): Pick<Report, 'message' | 'mend'> | undefined {
  if (!amount) return undefined;
  if (!isKubernetesResource(name) && amount.milliValue() % 1000n !== 0n) {
    return { message: `${amount} of ${name}: devices come whole`, mend: 'write a whole number' };
  }
  if (!isHugePages(name)) return undefined;
  const page = Quantity.tryParse(name.slice('hugepages-'.length));
  if (page && page.sign() > 0 && page.milliValue() % 1000n === 0n && amount.value() % page.value() === 0n) return undefined;
  return { message: `${amount} is no whole number of pages of ${name}`, mend: 'write a multiple of the page size' };
}
