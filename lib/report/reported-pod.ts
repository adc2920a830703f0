/** What is reported: one workload's plan and what the rules have to say about it. */
import { visibleCopy, visibleLines } from './escape';
import { PodPlan } from '../pod/plan';
import { Finding } from '../rules/finding';

export interface ReportedPod {
  readonly plan: PodPlan;
  readonly findings: readonly Finding[];
}

/** The same with nothing in it that a terminal or a reader could not see; messages may have several lines. */
export function readable({ plan, findings }: ReportedPod): ReportedPod {
  return {
    plan: visibleCopy(plan),
    findings: findings.map((f) => ({ ...visibleCopy(f), message: visibleLines(f.message), mend: visibleLines(f.mend) })),
  };
}

/** "Deployment/web in shop". */
export function titleOf({ kind, name, workloadNamespace }: PodPlan): string {
  return `${kind}/${name}${workloadNamespace === undefined ? '' : ` in ${workloadNamespace}`}`;
}
