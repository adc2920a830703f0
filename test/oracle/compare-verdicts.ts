/**
 * Compares Pod Security verdicts and validation with the answer of Kubernetes' own code to the same object.
 *
 * An answer is one line of the oracle, parsed: `{ id, pod, psa, errors, accepted, ... }`, compact or in full.
 */
import { evaluatePodSecurity } from '../../lib/kubernetes/pod-security';
import { KubeObject, PodTemplate } from '../../lib/kubernetes/types';
import { validateObject } from '../../lib/kubernetes/validation';

/** One point on which this library and Kubernetes differ. */
export interface VerdictMismatch {
  readonly id: string;
  /** "psa restricted v1.28" or "validation". */
  readonly what: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** What a comparison found. */
export interface VerdictComparison {
  /** Differences that are faults of this library: other Pod Security reasons, or an objection that Kubernetes does not have. */
  readonly mismatches: readonly VerdictMismatch[];
  /** Kubernetes' objections that this library does not see; it need not see all of them. */
  readonly missed: readonly string[];
}

/** @param version the release that the oracle was built from */
export function compareVerdicts(answer: any, version = '1.36'): VerdictComparison {
  const object: KubeObject | undefined = answer.pod;
  if (!object || answer.decodeError || !answer.psa) {
    return { mismatches: [], missed: [] };
  }
  const mismatches: VerdictMismatch[] = [];
  for (const [level, byVersion] of Object.entries<any>(answer.psa)) {
    for (const [standard, verdict] of Object.entries<any>(byVersion)) {
      const found = evaluatePodSecurity(podOf(object), level as 'baseline' | 'restricted', standard);
      const theirs = Array.isArray(verdict) ? verdict : texts(verdict.reasons ?? [], verdict.details ?? []);
      const reasons = found.map(({ reason }) => reason);
      const ours = Array.isArray(verdict) ? reasons : texts(reasons, found.map(({ detail }) => detail));
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
        mismatches.push({ id: answer.id, what: `psa ${level} ${standard}`, ours, theirs });
      }
    }
  }
  const theirs = new Set<string>((answer.errors ?? []).map((error: any) => typeof error === 'string' ? error : `${error.type} ${error.field}`));
  const ours = validateObject(object, { version }).map(({ type, field }) => `${type} ${field}`);
  const tooMuch = ours.filter((error) => !theirs.has(error));
  if (tooMuch.length > 0) {
    mismatches.push({ id: answer.id, what: 'validation', ours: tooMuch, theirs: [...theirs] });
  }
  return { mismatches, missed: [...theirs].filter((error) => !ours.includes(error)) };
}

/** The Pod inside any kind of workload. */
export function podOf(object: KubeObject): PodTemplate {
  const template = object.kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec?.template;
  return (template ?? object) as PodTemplate;
}

function texts(reasons: readonly string[], details: readonly string[]): string[] {
  return reasons.map((reason, i) => `${reason} (${details[i]})`);
}
