/** Names that the API server refuses: the same rule for three kinds of things. */
import { shown } from './about';
import { Report, Rule } from './rule';
import { checkLabel, checkPortName } from '../kubernetes/names';

const SOURCE = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/';

export const containerNameInvalid: Rule = {
  code: 'container-name-invalid',
  severity: 'error',
  summary: 'A container\'s name is no DNS label, or missing.',
  source: SOURCE,
  checkOutline: (pod) => pod.containers.flatMap((c, i) => {
    const index = c.list === 'containers' ? i - (pod.spec.initContainers?.length ?? 0) : i;
    return broken(`${c.list}[${c.name || index}].name`, 'container', c.name, checkLabel(c.name ?? ''));
  }),
};

export const volumeNameInvalid: Rule = {
  code: 'volume-name-invalid',
  severity: 'error',
  summary: 'A volume\'s name is no DNS label, or missing.',
  source: SOURCE,
  checkOutline: (pod) => (pod.spec.volumes ?? []).flatMap((v, i) => broken(`volumes[${v.name || i}].name`, 'volume', v.name, checkLabel(v.name ?? ''))),
};

export const portNameInvalid: Rule = {
  code: 'port-name-invalid',
  severity: 'error',
  summary: 'A port\'s name is longer than 15 characters, or has others than lower-case letters, digits and "-".',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (IsValidPortName)',
  checkContainer: (c) => (c.container.ports ?? [])
    .flatMap((p) => (p.name ? broken(`${c.at}.ports[${p.name}].name`, 'port', p.name, checkPortName(p.name)) : [])),
};

function broken(at: string, what: string, name: string | undefined, rule: string | undefined): Report[] {
  if (rule === undefined) return [];
  const [why, instead] = rule.split(': write ');
  return [{
    at,
    message: name ? `${shown(name)} is no valid ${what} name: it ${why}` : `the ${what} has no name`,
    mend: instead ? `call it ${instead.replace(/ instead$/, '')}` : `give the ${what} a name that follows the rule`,
  }];
}
