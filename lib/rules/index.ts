/** All rules, and how they are run over a Pod. */
import { assemblyProblems, contributedNotes } from './assembly-problems';
import { budgetEachSidecar, budgetPod, budgetShare, budgetSidecars } from './budgets';
import { classicForm, classicStartsLate } from './classic-form';
import { configElsewhere } from './config-elsewhere';
import { containerNameTaken } from './container-name-taken';
import { emptyDirSize } from './empty-dir-size';
import { envNameTaken } from './env-name-taken';
import { fieldType, quantityInvalid } from './field-type';
import { fieldUnknown } from './field-unknown';
import { Finding, toFinding } from './finding';
import { frontTwice } from './front-twice';
import { gracePeriodRaised, gracePeriodTooShort, stopUnordered } from './grace-period';
import { hostPortTaken } from './host-port-taken';
import { hpaIncludesSidecars, hpaRequestMissing } from './hpa';
import { ignoresTerm } from './ignores-term';
import { imageInvalid } from './image-invalid';
import { imageTag } from './image-tag';
import { initProbe } from './init-probe';
import { injectedNameTaken } from './injected-name-taken';
import { backoffCountsSidecars, checksumOnJob, jobAppMustQuit, jobConfigRolls, jobNeverEnds, jobRestartPolicy, podFailurePolicy } from './jobs';
import { knownBugs } from './known-bugs';
import { kubernetesRefuses } from './kubernetes-refuses';
import { meshGuardsMetrics, meshGuardsProbes } from './mesh-guard';
import { mountInReadOnly } from './mount-in-read-only';
import { mountPathTaken } from './mount-path-taken';
import { containerNameInvalid, portNameInvalid, volumeNameInvalid } from './names-invalid';
import { nativeDropped } from './native-dropped';
import { podResourcesDropped, podResourcesEmpty, podResourcesInvalid } from './pod-level-resources';
import { podNotRestricted, sidecarLowersSecurity } from './pod-security';
import { portNameAmbiguous } from './port-name-ambiguous';
import { portTaken } from './port-taken';
import { preStopLeavesEarly, preStopNeedless } from './prestop';
import { probeAsksNode, probeOnLoopback, probePortUnknown } from './probe-targets';
import { purposeTwice } from './purpose-twice';
import { readinessMissing } from './readiness';
import { readingOf } from './reading';
import { requestOverLimit } from './request-over-limit';
import { resourceNameInvalid } from './resource-name-invalid';
import { rootRefused } from './root-refused';
import { Neighbours, NO_NEIGHBOURS, Report, Rule } from './rule';
import { secretInPlainText } from './secret-in-plain-text';
import { serviceNamedPort, servicePastProxy } from './services';
import { sidecarResources } from './sidecar-resources';
import { startupProbeSlow } from './startup-probe-slow';
import { subPathReload } from './subpath-reload';
import { uidReserved } from './uid-reserved';
import { unreadable, unreadableReport } from './unreadable';
import { volumeNameTaken, volumeNotDeclared, volumeUnused } from './volumes';
import { PodAnalysis } from '../pod/analysis';

/** Every rule, by subject: what docs/rules.md lists. */
export const RULES: readonly Rule[] = [
  // What is wrong with the YAML itself.
  fieldType, quantityInvalid, fieldUnknown, unreadable,
  // What could not be put together as asked.
  ...assemblyProblems, contributedNotes,
  // Names and ports.
  containerNameTaken, containerNameInvalid, injectedNameTaken, volumeNameInvalid, portNameInvalid, portNameAmbiguous, portTaken, hostPortTaken,
  // Volumes and environment.
  volumeNameTaken, volumeNotDeclared, volumeUnused, mountPathTaken, mountInReadOnly, emptyDirSize, subPathReload, envNameTaken, configElsewhere,
  // Amounts.
  resourceNameInvalid, requestOverLimit, sidecarResources, podResourcesInvalid, podResourcesEmpty, podResourcesDropped,
  budgetPod, budgetSidecars, budgetEachSidecar, budgetShare, hpaRequestMissing, hpaIncludesSidecars,
  // Start, health and traffic.
  nativeDropped, initProbe, startupProbeSlow, probeOnLoopback, probeAsksNode, probePortUnknown, readinessMissing, servicePastProxy, serviceNamedPort,
  frontTwice, meshGuardsMetrics, meshGuardsProbes, classicForm, classicStartsLate,
  // Stop.
  gracePeriodTooShort, gracePeriodRaised, preStopLeavesEarly, preStopNeedless, ignoresTerm, stopUnordered,
  // Jobs.
  jobNeverEnds, jobAppMustQuit, jobRestartPolicy, checksumOnJob, jobConfigRolls, podFailurePolicy, backoffCountsSidecars,
  // Security and supply.
  sidecarLowersSecurity, podNotRestricted, rootRefused, uidReserved, imageInvalid, imageTag, secretInPlainText, purposeTwice,
  // Kubernetes' own bugs, and all else that it refuses.
  ...knownBugs, kubernetesRefuses,
];

const POD_RULES = RULES.filter((rule) => rule.check);
const OUTLINE_RULES = RULES.filter((rule) => rule.checkOutline);
const CONTAINER_RULES = RULES.filter((rule) => rule.checkContainer);
const TEXT_RULES = RULES.filter((rule) => rule.checkTexts);
const RANKS = new Map(RULES.map((rule, i) => [rule.code, i]));

/** Every finding of every rule, errors first; equal ones once. Never throws: a rule that can't read a Pod says so. */
export function findingsOf(pod: PodAnalysis, neighbours: Neighbours = NO_NEIGHBOURS): Finding[] {
  const readable = readingOf(pod).pod;
  const found: Finding[] = [];
  if (readable) found.push(...allFindings(readable, neighbours));
  else ask(fieldType, pod, found, () => fieldType.check!(pod, neighbours));
  const all = new Map(found.map((f) => [JSON.stringify([f.code, f.path, f.message]), f]));
  return [...all.values()].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || rankOf(a) - rankOf(b));
}

function allFindings(pod: PodAnalysis, neighbours: Neighbours): Finding[] {
  const found: Finding[] = [];
  for (const rule of POD_RULES) ask(rule, pod, found, () => rule.check!(pod, neighbours));
  // Nearly all is in order, and what is known from another Pod costs nothing more.
  for (const rule of pod.onceForOutline(OUTLINE_RULES, () => OUTLINE_RULES.filter((r) => !isSilent(() => r.checkOutline!(pod))))) {
    ask(rule, pod, found, () => rule.checkOutline!(pod));
  }
  for (const c of pod.containers) {
    for (const rule of c.once(CONTAINER_RULES, () => CONTAINER_RULES.filter((r) => !isSilent(() => r.checkContainer!(c))))) {
      ask(rule, pod, found, () => rule.checkContainer!(c));
    }
    for (const rule of c.onceForTexts(TEXT_RULES, () => TEXT_RULES.filter((r) => !isSilent(() => r.checkTexts!(c))))) {
      ask(rule, pod, found, () => rule.checkTexts!(c));
    }
  }
  return found;
}

function isSilent(check: () => Report[]): boolean {
  try {
    return check().length === 0;
  } catch {
    return false;
  }
}

function ask(rule: Rule, pod: PodAnalysis, found: Finding[], check: () => Report[]): void {
  try {
    for (const report of check()) found.push(toFinding(rule, report, pod));
  } catch (error) {
    found.push(toFinding(unreadable, unreadableReport(rule, error), pod));
  }
}

/** Among those that weigh the same, in the order of the list. */
const rankOf = ({ code }: Finding) => RANKS.get(code) ?? RULES.length;

const WEIGHT: Record<string, number> = { error: 0, warning: 1, info: 2 };

/** An error that nobody acknowledged: synth must fail. */
export function isFatal(finding: Finding): boolean {
  return finding.severity === 'error' && finding.acknowledged === undefined;
}

/**
 * @throws for a code that no rule has, naming those that look like it: acknowledging it would do nothing
 */
export function requireRuleCode(code: string): void {
  if (RULES.some((rule) => rule.code === code)) return;
  const letters = (text: string) => [...text].sort().join('');
  const alike = RULES.map((rule) => rule.code).filter((known) => letters(known) === letters(code) || known.startsWith(code.slice(0, 5)));
  throw new Error(`code: "${code}" is the code of no rule${alike.length ? `: did you mean ${alike.map((c) => `"${c}"`).join(' or ')}?` : ': docs/rules.md lists them'}`);
}
