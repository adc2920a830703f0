/**
 * Security contexts (ValidateSecurityContext, validatePodSpecSecurityContext, validateHostUsers in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 */
import { Container, PodSpec } from '../types';
import { Issues, notDescending, outside } from './issues';
import { ValidationRules } from './rules';

const MOST = 2 ** 31 - 1;
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

export function validateContainerSecurity(container: Container, path: string, hostUsers: boolean, rules: ValidationRules, issues: Issues): void {
  const context = container.securityContext;
  if (context == null) {
    return;
  }
  const at = `${path}.securityContext`;
  validateIds(context, ['runAsUser', 'runAsGroup'], at, issues);
  if (rules.procMount && context.procMount != null) {
    if (!['Default', 'Unmasked'].includes(context.procMount)) {
      issues.notSupported(`${at}.procMount`, context.procMount, ['Default', 'Unmasked']);
    }
    if (hostUsers && context.procMount === 'Unmasked') {
      issues.invalid(`${at}.procMount`, context.procMount, '`hostUsers` must be false to use `Unmasked`');
    }
  }
  validateSeccomp(context.seccompProfile, `${at}.seccompProfile`, issues);
  validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`, issues);
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true) {
      issues.invalid(at, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
    }
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      issues.invalid(at, context, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
    }
  }
}

export function validatePodSecurity(spec: PodSpec, path: string, rules: ValidationRules, issues: Issues): void {
  const at = `${path}.securityContext`;
  const context = spec.securityContext;
  if (context != null) {
    validateIds(context, ['fsGroup', 'runAsUser', 'runAsGroup'], at, issues);
    for (const [i, group] of (context.supplementalGroups ?? []).entries()) {
      issues.check(`${at}.supplementalGroups[${i}]`, group, outside(group, 0, MOST));
    }
    validateSeccomp(context.seccompProfile, `${at}.seccompProfile`, issues);
    validateAppArmor(context.appArmorProfile, `${at}.appArmorProfile`, issues);
  }
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    // Inside Kubernetes, the host's namespaces and this one are part of the security context.
    issues.invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  }
  validateSysctls(spec, `${at}.sysctls`, issues);
  if (spec.hostUsers === false) {
    validateUserNamespace(spec, path, rules, issues);
  }
}

/** What does not go together with a user namespace of the Pod's own (validateHostUsers). */
function validateUserNamespace(spec: PodSpec, path: string, rules: ValidationRules, issues: Issues): void {
  const message = 'when `hostUsers` is false';
  for (const [field, name] of [['hostNetwork', 'hostNetwork'], ['hostPID', 'HostPID'], ['hostIPC', 'HostIPC']]) {
    if (spec[field] === true && !(field === 'hostNetwork' && rules.userNamespaceOnHostNetwork)) {
      issues.forbidden(`${path}.${name}`, message);
    }
  }
  // The kubelet cannot map the owner of a block device.
  for (const list of ['initContainers', 'containers'] as const) {
    for (const [i, container] of (spec[list] ?? []).entries()) {
      if (container.volumeDevices?.length) {
        issues.forbidden(`${path}.${list}[${i}].volumeDevices`, message);
      }
    }
  }
}

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

/** Names of sysctls, and those of a namespace that the Pod shares with the host (validateSysctls). */
function validateSysctls(spec: PodSpec, path: string, issues: Issues): void {
  const names = new Set<string>();
  for (const [i, { name = '' }] of ((spec.securityContext?.sysctls ?? []) as { name?: string }[]).entries()) {
    const at = `${path}[${i}].name`;
    if (name === '') {
      issues.required(at);
    } else if (name.length > 253 || !SYSCTL.test(name)) {
      issues.invalid(at, name, 'must have at most 253 characters: lower-case letters, digits, "-" and "_" between dots');
    } else if (names.has(name)) {
      issues.duplicate(at, name);
    }
    names.add(name);
    if (spec.hostNetwork === true && name.startsWith('net.')) {
      issues.invalid(at, name, "may not be specified when 'hostNetwork' is true");
    } else if (spec.hostIPC === true && /^(fs\.mqueue\.|kernel\.(sem|shm|msg)(all|max|mnb|mni|_rmid_forced)?$)/.test(name)) {
      issues.invalid(at, name, "may not be specified when 'hostIPC' is true");
    }
  }
}

function validateIds(context: any, fields: readonly string[], path: string, issues: Issues): void {
  for (const field of fields) {
    if (context[field] != null) {
      issues.check(`${path}.${field}`, context[field], outside(context[field], 0, MOST));
    }
  }
}

function validateSeccomp(profile: any, path: string, issues: Issues): void {
  if (profile == null || !validateProfileType(profile, path, 'seccompProfile', issues)) {
    return;
  }
  const file = profile.localhostProfile;
  if (profile.type === 'Localhost') {
    if (file == null) {
      issues.required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost');
    } else {
      issues.check(`${path}.localhostProfile`, file, notDescending(file));
    }
  } else if (file != null) {
    issues.invalid(`${path}.localhostProfile`, file, 'can only be set when seccomp type is Localhost');
  }
}

function validateAppArmor(profile: any, path: string, issues: Issues): void {
  if (profile == null || !validateProfileType(profile, path, 'appArmorProfile', issues)) {
    return;
  }
  const name = profile.localhostProfile;
  if (profile.type === 'Localhost') {
    if (!name) {
      issues.required(`${path}.localhostProfile`, 'must be set when AppArmor type is Localhost');
    } else if (name !== name.trim()) {
      issues.invalid(`${path}.localhostProfile`, name, 'must not be padded with whitespace');
    }
  } else if (name != null) {
    issues.invalid(`${path}.localhostProfile`, name, 'can only be set when AppArmor type is Localhost');
  }
}

function validateProfileType(profile: any, path: string, what: string, issues: Issues): boolean {
  if (!profile.type) {
    issues.required(`${path}.type`, `type is required when ${what} is set`);
    return false;
  }
  if (!PROFILE_TYPES.includes(profile.type)) {
    issues.notSupported(`${path}.type`, profile.type, PROFILE_TYPES);
    return false;
  }
  return true;
}
