import { Report, Rule } from './rule';
import { EnvVar } from '../kubernetes/types';

/**
 * The last of two variables wins, and server-side apply refuses the list: its entries are known by name. Where a sidecar
 * brought one of them, `env-conflict` says so, as an error.
 */
export const envNameTaken: Rule = {
  code: 'env-name-taken',
  severity: 'warning',
  summary: 'A container sets a variable twice.',
  source: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy',
  check(pod) {
    const told = new Set((pod.intent.problems ?? []).filter((p) => p.kind === 'env-conflict').map((p) => p.at));
    return pod.containers.flatMap((c) => {
      const last = new Map<string, EnvVar>();
      const reports: Report[] = [];
      for (const variable of c.container.env ?? []) {
        const other = last.get(variable.name);
        last.set(variable.name, variable);
        const at = `${c.at}.env[${variable.name}]`;
        if (!other || !variable.name || told.has(at)) continue;
        const same = JSON.stringify([other.value ?? '', other.valueFrom]) === JSON.stringify([variable.value ?? '', variable.valueFrom]);
        reports.push({
          at,
          message: same ? `${variable.name} is set twice, to the same value` : `${variable.name} is set twice, to different values: the last one wins, the first is ignored`,
          mend: `set ${variable.name} once`,
          severity: same ? 'info' : 'warning',
        });
      }
      return reports;
    });
  },
};
