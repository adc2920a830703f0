import { placeOf } from './reading';
import { Report, Rule } from './rule';
import { validateObject, ValidationIssue } from '../kubernetes/validation';
import { KubernetesVersion } from '../kubernetes/version';
import { PodAnalysis } from '../pod/analysis';

/**
 * All else that the API server refuses, in its own words. Where the target version is a guess, what only that version
 * refuses is a warning.
 */
export const kubernetesRefuses: Rule = {
  code: 'kubernetes-refuses',
  severity: 'error',
  summary: 'The API server refuses the object, for a reason that no other rule names.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go',
  check(pod) {
    const target = { version: pod.intent.target, gates: pod.intent.featureGates };
    const issues = pod.unlessSound('accepted', () => fieldsFor(pod), (sound) => validateObject(pod.object, { ...target, sound })).filter((issue) => !isCovered(pod, issue));
    if (issues.length === 0) return [];
    const newest = { version: KubernetesVersion.NEWEST_KNOWN };
    const always = new Set((pod.intent.assumed ? validateObject(pod.object, newest) : issues).map(keyOf));
    return issues.map((issue): Report => ({
      at: placeOf(pod, issue.field),
      message: `${issue.detail}${always.has(keyOf(issue)) ? '' : ` (on Kubernetes ${pod.intent.target}; newer versions take it)`}`,
      mend: mendOf(issue),
      needsIntent: !always.has(keyOf(issue)),
    }));
  },
};

/** What of a Pod its containers are validated with: besides these only its version, and whether it is a Pod or a template. */
function fieldsFor({ kind, spec, intent }: PodAnalysis): unknown[] {
  const { terminationGracePeriodSeconds, hostUsers, hostNetwork, os, volumes = [] } = spec;
  return [
    kind === 'Pod', intent.target, intent.featureGates, terminationGracePeriodSeconds, hostUsers, hostNetwork, os,
    volumes.map((volume) => Object.keys(volume).filter((key) => volume[key] != null).map((key) => (key === 'name' ? volume.name : key))),
  ];
}

/** Where Kubernetes says what a value must be ("must be between 1 and 65535"), that is the mend. */
function mendOf({ type, detail }: ValidationIssue): string {
  const rule = type === 'FieldValueInvalid' ? /\b(?:must|may not|can only) [^;]*$/.exec(detail)?.[0] : undefined;
  return rule ? `change it: it ${rule.trim().replace(/[.:,]$/, '')}` : MENDS[type];
}

const MENDS: Record<ValidationIssue['type'], string> = {
  FieldValueRequired: 'set the field',
  FieldValueInvalid: 'change it so that this no longer holds',
  FieldValueDuplicate: 'keep one of them',
  FieldValueNotFound: 'name something that is there',
  FieldValueNotSupported: 'use one of the supported values',
  FieldValueForbidden: 'remove the field',
  FieldValueTooLong: 'shorten it',
};

/** Issues that a rule of its own tells better. */
const COVERED: ReadonlyArray<{ field: RegExp; type?: ValidationIssue['type']; detail?: RegExp }> = [
  { field: /\.(initContainers|containers)\[\d+\]\.name$/ },
  { field: /\.ports\[\d+\]\.name$/, type: 'FieldValueInvalid' },
  { field: /\.hostPort$/, type: 'FieldValueDuplicate' },
  { field: /\.volumes\[\d+\]\.name$/ },
  { field: /\.(volumeMounts|volumeDevices)\[\d+\]\.name$/, type: 'FieldValueNotFound' },
  { field: /\.volumeMounts\[\d+\]\.mountPath$/, detail: /must be unique/ },
  { field: /\.initContainers\[\d+\]\.(lifecycle|livenessProbe|readinessProbe|startupProbe)$/, type: 'FieldValueForbidden', detail: /without restartPolicy=Always/ },
];

function isCovered(pod: PodAnalysis, issue: ValidationIssue): boolean {
  if (/\.template\.spec\.restartPolicy$/.test(issue.field)) {
    // Of a Job without a policy; and of a lasting workload with one that ends.
    return issue.type === 'FieldValueRequired' || ['OnFailure', 'Never'].includes(pod.spec.restartPolicy ?? '') && issue.type === 'FieldValueNotSupported';
  }
  return COVERED.some(({ field, type, detail }) => field.test(issue.field)
    && (!type || type === issue.type) && (!detail || detail.test(issue.detail)));
}

function keyOf(issue: ValidationIssue): string {
  return `${issue.type} ${issue.field}`;
}
