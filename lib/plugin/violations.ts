/** Findings in the words of the cdk8s CLI. */
import { Violation, ViolatingResource } from './validation-context';
import { AnalyzedWorkload } from '../report/analyze-objects';
import { visible, visibleLines } from '../report/escape';

/**
 * One violation for all workloads of which the same is said. An info is no violation, and what was acknowledged is not
 * either.
 */
export function violationsOf(workloads: readonly AnalyzedWorkload[]): Violation[] {
  const groups = new Map<string, Violation>();
  const add = (severity: 'error' | 'warning', code: string, recommendation: string, fix: string, resource: ViolatingResource) => {
    const key = JSON.stringify([severity, code, recommendation, fix]);
    const group = groups.get(key)
      ?? { severity, ruleName: `${code} (${severity})`, recommendation: visibleLines(recommendation), fix: visibleLines(fix), violatingResources: [] };
    groups.set(key, group);
    group.violatingResources.push(resource);
  };
  for (const { found, path, findings, failure } of workloads) {
    const resource = (location: string) => ({
      resourceName: nameOf(found.object.metadata?.name), locations: [visible(location)], manifestPath: found.origin,
    });
    for (const f of findings) {
      if (f.acknowledged !== undefined || (f.severity !== 'error' && f.severity !== 'warning')) continue;
      add(f.severity, f.code, f.assumed ? `${f.message} (assumed)` : f.message, f.mend, resource(f.path));
    }
    if (failure !== undefined) add('error', 'not-analyzed', failure, 'correct the manifest', resource(path));
  }
  return [...groups.values()];
}

function nameOf(name: unknown): string {
  return typeof name === 'string' ? visible(name) : '';
}
