/** All rules, and how they are run over a Pod. */
import { assemblyProblems, contributedNotes } from './assembly-problems';
import { containerNameTaken } from './container-name-taken';
import { Finding, toFinding } from './finding';
import { Neighbours, NO_NEIGHBOURS, Rule } from './rule';
import { PodAnalysis } from '../pod/analysis';

export const RULES: readonly Rule[] = [
  ...assemblyProblems,
  contributedNotes,
  containerNameTaken,
];

/** Every finding of every rule, errors first; equal ones once. */
export function findingsOf(pod: PodAnalysis, neighbours: Neighbours = NO_NEIGHBOURS): Finding[] {
  const all = RULES.flatMap((rule) => rule.check(pod, neighbours).map((report) => toFinding(rule, report, pod)));
  return all.sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

const WEIGHT: Record<string, number> = { error: 0, warning: 1, info: 2 };

/** An error that nobody acknowledged: synth must fail. */
export function isFatal(finding: Finding): boolean {
  return finding.severity === 'error' && finding.acknowledged === undefined;
}
