/**
 * Labels, annotations and selectors: ValidateLabels and ValidateLabelSelector in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go
 */
import { ANNOTATIONS_LIMIT, annotationsSize, checkAnnotationKey, checkLabelKey, checkLabelValue, NameCheck } from '../names';
import { ObjectMeta } from '../types';
import { Issues } from './issues';

/** More than one app has. */
const MOST_REMEMBERED = 10_000;

/** The check, for texts that come again and again: the labels of an app are few. */
function remembering(check: NameCheck): NameCheck {
  const sound = new Set<string>();
  return (text) => {
    if (sound.has(text)) return undefined;
    const broken = check(text);
    if (broken === undefined && sound.size < MOST_REMEMBERED) sound.add(text);
    return broken;
  };
}

const labelKey = remembering(checkLabelKey);
const labelValue = remembering(checkLabelValue);
const annotationKey = remembering(checkAnnotationKey);

/** @param path of the metadata: upstream names it "spec.template" in a template, and not "spec.template.metadata" */
export function validateMetadata(metadata: ObjectMeta, path: string, issues: Issues): void {
  validateLabels(metadata.labels ?? {}, `${path}.labels`, issues);
  const annotations = metadata.annotations ?? {};
  for (const key of Object.keys(annotations)) {
    issues.check(`${path}.annotations`, key, annotationKey(key));
  }
  if (annotationsSize(annotations) > ANNOTATIONS_LIMIT) {
    issues.tooLong(`${path}.annotations`, ANNOTATIONS_LIMIT);
  }
}

function validateLabels(labels: Record<string, string>, path: string, issues: Issues): void {
  for (const [key, value] of Object.entries(labels)) {
    issues.check(path, key, labelKey(key));
    issues.check(path, value, labelValue(value ?? ''));
  }
}

/**
 * A selector, and whether it selects what the template makes.
 *
 * @returns false if it is no selector at all
 */
export function validateSelector(selector: any, labels: Record<string, string>, kind: string, path: string, issues: Issues): boolean {
  const before = issues.list.length;
  validateLabels(selector.matchLabels ?? {}, `${path}.selector.matchLabels`, issues);
  const expressions: any[] = selector.matchExpressions ?? [];
  for (const [i, { key = '', operator, values }] of expressions.entries()) {
    const at = `${path}.selector.matchExpressions[${i}]`;
    const count = values?.length ?? 0;
    if (operator === 'In' || operator === 'NotIn') {
      if (count === 0) {
        issues.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
      }
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (count > 0) {
        issues.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      }
    } else {
      issues.invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator');
    }
    issues.check(`${at}.key`, key, labelKey(key));
    for (const [j, value] of (values ?? []).entries()) {
      issues.check(`${at}.values[${j}]`, value, labelValue(value));
    }
  }
  const broken = issues.list.length > before;
  if (Object.keys(selector.matchLabels ?? {}).length + expressions.length === 0) {
    issues.invalid(`${path}.selector`, selector, `empty selector is invalid for ${kind.toLowerCase()}`);
  } else if (!broken && !matches(selector, labels)) {
    issues.invalid(`${path}.template.metadata.labels`, labels, '`selector` does not match template `labels`');
  }
  return !broken;
}

function matches(selector: any, labels: Record<string, string>): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
    && (selector.matchExpressions ?? []).every(({ key, operator, values }: any) => {
      const has = labels[key] !== undefined;
      switch (operator) {
        case 'In': return has && values.includes(labels[key]);
        case 'NotIn': return !has || !values.includes(labels[key]);
        case 'Exists': return has;
        default: return !has;
      }
    });
}
