/**
 * What the API server would refuse: the part of its validation that a Pod with sidecars can run into. It never complains
 * where Kubernetes does not (the tests compare it with Kubernetes' own code); what it lets through, Kubernetes may still
 * refuse.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go (ValidatePodSpec),
 * pkg/apis/apps/validation/validation.go and pkg/apis/batch/validation/validation.go
 */
import { checkSubdomain } from '../names';
import { DEFAULT_GRACE_SECONDS } from '../stop-sequence';
import { KubeObject, PodSpec, PodTemplate } from '../types';
import { validateContainers } from './containers';
import { Issues, outside, ValidationIssue } from './issues';
import { validateMetadata, validateSelector } from './metadata';
import { validateOperatingSystem } from './operating-system';
import { rulesFor, ValidationOptions, ValidationRules } from './rules';
import { validatePodSecurity } from './security-context';
import { validateVolumes } from './volumes';

export type { IssueType, ValidationIssue } from './issues';
export type { ValidationOptions } from './rules';

/** A Pod as it stands: fields are named "metadata..." and "spec...". */
export function validatePod(pod: PodTemplate, options: ValidationOptions = {}): ValidationIssue[] {
  const issues = new Issues();
  validateMetadata(pod.metadata ?? {}, 'metadata', issues);
  validateSpec(pod.spec ?? {}, 'spec', rulesFor(options, true), issues);
  if (pod.spec?.ephemeralContainers?.length) {
    issues.forbidden('spec.ephemeralContainers', 'cannot be set on create');
  }
  return issues.list;
}

/**
 * A Pod template inside a workload.
 *
 * @param path where it stands, "spec.template" by default
 */
export function validatePodTemplate(template: PodTemplate, options: ValidationOptions = {}, path = 'spec.template'): ValidationIssue[] {
  const issues = new Issues();
  validateMetadata(template.metadata ?? {}, path, issues);
  validateSpec(template.spec ?? {}, `${path}.spec`, rulesFor(options, false), issues);
  if (template.spec?.ephemeralContainers?.length) {
    issues.forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template');
  }
  return issues.list;
}

/** A Pod, or a workload of a kind that makes Pods; nothing for any other object. */
export function validateObject(object: KubeObject, options: ValidationOptions = {}): ValidationIssue[] {
  switch (object.kind) {
    case undefined:
    case 'Pod':
      return validatePod(object as PodTemplate, options);
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
      return [...selfOf(object), ...lastingWorkload(object, options)];
    case 'Job':
      return [...selfOf(object), ...jobSpec(object.spec, 'spec'), ...templateOf(object.spec, options, 'spec')];
    case 'CronJob':
      return [
        ...selfOf(object),
        ...jobSpec(object.spec?.jobTemplate?.spec, 'spec.jobTemplate.spec'),
        ...templateOf(object.spec?.jobTemplate?.spec, options, 'spec.jobTemplate.spec'),
      ];
    default:
      return [];
  }
}

function templateOf(spec: any, options: ValidationOptions, path: string): ValidationIssue[] {
  const template: PodTemplate = spec?.template ?? { spec: {} };
  // A StatefulSet's claims are volumes of its Pods, and win over the template's own (ValidateStatefulSetSpec).
  const claims: any[] = spec?.volumeClaimTemplates ?? [];
  const names = new Set(claims.map((claim) => claim.metadata?.name));
  const volumes = [
    ...claims.map((claim) => ({ name: claim.metadata?.name, persistentVolumeClaim: { claimName: claim.metadata?.name } })),
    ...(template.spec?.volumes ?? []).filter((volume) => !names.has(volume.name)),
  ];
  return validatePodTemplate(claims.length > 0 ? { ...template, spec: { ...template.spec, volumes } } : template, options, `${path}.template`);
}

function selfOf(object: KubeObject): ValidationIssue[] {
  const issues = new Issues();
  validateMetadata(object.metadata ?? {}, 'metadata', issues);
  const name = object.metadata?.name;
  if (name) {
    issues.check('metadata.name', name, checkSubdomain(name));
    if (object.kind === 'CronJob' && name.length > 52) {
      issues.invalid('metadata.name', name, 'must be no more than 52 characters');
    }
  }
  return issues.list;
}

/** Workloads that keep their Pods running: a selector that fits, and Pods that always restart. */
function lastingWorkload(object: KubeObject, options: ValidationOptions): ValidationIssue[] {
  const issues = new Issues();
  const spec = object.spec ?? {};
  const labels = spec.template?.metadata?.labels ?? {};
  let selects = true;
  if (spec.selector != null) {
    selects = validateSelector(spec.selector, labels, object.kind!, 'spec', issues);
  } else if (object.kind === 'DaemonSet') {
    // No selector selects nothing.
    issues.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`');
  } else {
    issues.required('spec.selector');
    issues.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`');
  }
  if (!selects && object.kind !== 'DaemonSet') {
    // Upstream stops here: without a selector there is no template to look at.
    issues.invalid('spec.selector', spec.selector, 'invalid label selector');
    return issues.list;
  }
  const pod = spec.template?.spec ?? {};
  if ((pod.restartPolicy || 'Always') !== 'Always') {
    issues.notSupported('spec.template.spec.restartPolicy', pod.restartPolicy, ['Always']);
  }
  if (pod.activeDeadlineSeconds != null) {
    const kind = object.kind === 'Deployment' ? 'ReplicaSet' : object.kind;
    issues.forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`);
  }
  return [...issues.list, ...templateOf(spec, options, 'spec')];
}

/** Pods of a Job must be allowed to end. */
function jobSpec(spec: any, path: string): ValidationIssue[] {
  const issues = new Issues();
  const field = `${path}.template.spec.restartPolicy`;
  const policy = spec?.template?.spec?.restartPolicy || 'Always';
  if (policy === 'Always') {
    issues.required(field, 'valid values: "OnFailure", "Never"');
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    issues.notSupported(field, policy, ['OnFailure', 'Never']);
  } else if (spec.podFailurePolicy != null && policy !== 'Never') {
    issues.invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
  return issues.list;
}

function validateSpec(spec: PodSpec, path: string, rules: ValidationRules, issues: Issues): void {
  if (rules.sound.has(spec)) {
    validateAccount(spec, path, issues);
    return;
  }
  const asked = spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  // Of a Pod, and not of a template, the API server makes a negative one 1: pkg/apis/core/v1/conversion.go
  const graceSeconds = rules.isPod && asked < 0 ? 1 : asked;
  const volumes = validateVolumes(spec.volumes ?? [], `${path}.volumes`, rules, issues);
  validateContainers(spec, path, volumes, graceSeconds, rules, issues);
  if (!['Always', 'OnFailure', 'Never'].includes(spec.restartPolicy || 'Always')) {
    issues.notSupported(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
  }
  validatePodSecurity(spec, path, rules, issues);
  validateOperatingSystem(spec, path, rules, issues);
  validateAccount(spec, path, issues);
  if (spec.activeDeadlineSeconds != null) {
    issues.check(`${path}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, outside(spec.activeDeadlineSeconds, 1, 2 ** 31 - 1));
  }
}

function validateAccount({ serviceAccountName }: PodSpec, path: string, issues: Issues): void {
  if (serviceAccountName) issues.check(`${path}.serviceAccountName`, serviceAccountName, checkSubdomain(serviceAccountName));
}
