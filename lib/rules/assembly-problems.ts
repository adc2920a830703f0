import { Rule, Severity } from './rule';
import { Problem } from '../pod/intent';

const CODES: Record<Problem['kind'], { code: string; summary: string; severity?: Severity }> = {
  'cycle': { code: 'order-cycle', summary: 'The start order has a cycle.' },
  'unknown-name': { code: 'order-unknown-name', summary: 'Something waits for a container that is not there.' },
  'order': { code: 'order-impossible', summary: 'A wish for the start order that Kubernetes can\'t fulfil.' },
  'field-conflict': { code: 'field-conflict', summary: 'A sidecar needs another value than the user set.' },
  'unknown-container': { code: 'patch-unknown-container', summary: 'A patch names a container that is not there.' },
  'classic': { code: 'classic-not-promised', summary: 'Something that classic form can\'t guarantee.', severity: 'warning' },
  'env-conflict': { code: 'env-conflict', summary: 'A variable is set to two values.' },
  'front': { code: 'front-impossible', summary: 'A proxy can\'t stand in front of the app as asked.' },
  'front-tcp-probe': { code: 'front-tcp-probe', summary: 'A TCP probe that went over to a proxy sees the proxy only.', severity: 'info' },
  'size': { code: 'size-unknown', summary: 'A relative size has nothing to be relative to.', severity: 'warning' },
};

/** What assemble could not do, as one rule for each kind of problem. */
export const assemblyProblems: Rule[] = Object.entries(CODES).map(([kind, { code, summary, severity = 'error' }]) => ({
  code,
  summary,
  severity,
  source: 'docs/architecture.md',
  // An annotation that was edited by hand may lack any of these.
  checkOutline: (pod) => (pod.intent.problems ?? []).filter((p) => p.kind === kind)
    .map((p) => ({ at: p.at ?? '', message: p.message ?? '', mend: p.mend ?? 'nothing to do', severity: p.severity })),
}));

/** What the author of a sidecar has to say about this Pod, under a code of its own. */
export const contributedNotes: Rule = {
  code: 'sidecar-note',
  severity: 'info',
  summary: 'A sidecar tells its user something.',
  source: 'docs/architecture.md',
  checkOutline: (pod) => (pod.intent.notes ?? []).map((n) => ({
    at: `sidecar ${n.by}`, message: `${n.code}: ${n.message ?? ''}`, mend: n.mend ?? 'nothing to do', severity: n.severity,
  })),
};
