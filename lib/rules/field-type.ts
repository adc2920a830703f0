/** What the API server refuses while it decodes: rules see the Pod without it. */
import { placeOf, readingOf } from './reading';
import { Rule } from './rule';

export const fieldType: Rule = {
  code: 'field-type',
  severity: 'error',
  summary: 'A field holds another type than Kubernetes reads there.',
  source: 'https://github.com/kubernetes/api/blob/v0.36.2/core/v1/types.go',
  check: (pod) => readingOf(pod).misfits.filter((m) => m.kind === 'type').map((m) => ({
    at: placeOf(pod, m.at),
    message: `${withoutContent(m.value)} ${m.reason}`,
    mend: mendOf(m.value, m.reason),
  })),
};

/** Never the text: what stands in place of a list of variables is a password sometimes. */
function withoutContent(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'the value';
}

/** The common case by far is a number or true without quotes in env, labels, annotations or args. */
function mendOf(value: unknown, reason: string): string {
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  if (isScalar && reason.endsWith('must be a string')) return `write it in quotes: "${value}"`;
  if (typeof value === 'string' && /number$/.test(reason)) return 'write it without quotes, as a whole number';
  return 'give it the type that Kubernetes reads there';
}

export const quantityInvalid: Rule = {
  code: 'quantity-invalid',
  severity: 'error',
  summary: 'An amount is no Kubernetes quantity.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/',
  check: (pod) => readingOf(pod).misfits.filter((m) => m.kind === 'quantity').map((m) => ({
    at: placeOf(pod, m.at),
    message: m.reason,
    mend: 'write an amount such as 500m, 1.5, 64Mi or 2Gi',
  })),
};
