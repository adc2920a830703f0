/** How much a finding weighs: an error fails synth, a warning is printed, an info stands in the report. */
import { Report, Rule, Severity } from './rule';
import { PodAnalysis } from '../pod/analysis';
import { Acknowledgement } from '../pod/intent';

/** Something that a rule has to say about a workload. */
export interface Finding {
  /** Stable kebab-case code: what `acknowledge` takes. */
  readonly code: string;
  /** `error`, `warning` or `info`. */
  readonly severity: string;
  /** Where: `Deployment/web › initContainers[envoy].ports[0]`. */
  readonly path: string;
  /** What is the matter. */
  readonly message: string;
  /** What to do about it. */
  readonly mend: string;
  /** It rests on a guess about YAML that others made. */
  readonly assumed: boolean;
  /**
   * Why it was accepted, if it was.
   *
   * @default - not acknowledged
   */
  readonly acknowledged?: string;
}

/** Turns a rule's report into a finding: what was guessed is a warning at most, and acknowledged ones keep their reason. */
export function toFinding(rule: Rule, report: Report, pod: PodAnalysis): Finding {
  const assumed = pod.intent.assumed === true && (report.needsIntent ?? rule.needsIntent ?? false);
  let severity: Severity = report.severity ?? rule.severity;
  if (assumed && severity === 'error') severity = 'warning';
  const path = report.at ? `${pod.path} › ${report.at}` : pod.path;
  const finding = { code: rule.code, severity, path, message: report.message, mend: report.mend, assumed };
  const acknowledged = acknowledgement(acknowledgementsOf(pod), finding)?.reason;
  return acknowledged === undefined ? finding : { ...finding, acknowledged };
}

/** Of a Pod of which nothing can be read not even the annotation may be: it is not tidied before. */
function acknowledgementsOf({ intent }: PodAnalysis): Acknowledgement[] {
  const isText = (value: unknown) => typeof value === 'string';
  const fits = (a: Acknowledgement | null) => isText(a?.code) && isText(a?.reason) && (a?.path === undefined || isText(a.path));
  return Array.isArray(intent.acknowledged) ? intent.acknowledged.filter(fits) : [];
}

function acknowledgement(all: Acknowledgement[], finding: { code: string; path: string }): Acknowledgement | undefined {
  return all.find((a) => a.code === finding.code && (a.path === undefined || finding.path.includes(a.path)));
}

/** One line: code, path, message and mend. */
export function findingText(f: Finding): string {
  const mark = f.assumed ? ' (assumed)' : '';
  const accepted = f.acknowledged === undefined ? '' : ` [acknowledged: ${f.acknowledged}]`;
  return `${f.severity}${mark} ${f.code}: ${f.path}: ${sentence(f.message)} Mend: ${sentence(f.mend)}${accepted}`;
}

/** With its full stop; what ends in "did you mean ...?" has its end. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
