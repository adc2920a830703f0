/**
 * Containers of all kinds (validateContainers, validateInitContainers, validateContainerCommon in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 * Their resources are another subject: see limit-range.ts and resources.ts.
 */
import { checkLabel, checkPortName } from '../names';
import { Container, isNativeSidecar, PodSpec, Volume } from '../types';
import { validateEnv } from './env';
import { validateHandlers } from './handlers';
import { Issues, outside } from './issues';
import { validateMounts } from './mounts';
import { ValidationRules } from './rules';
import { validateContainerSecurity } from './security-context';
import { validatePullPolicy } from './volumes';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';

/** Everything about the containers of one Pod. */
export function validateContainers(
  spec: PodSpec, path: string, volumes: Map<string, Volume>, graceSeconds: number, rules: ValidationRules, issues: Issues,
): void {
  const mains = spec.containers ?? [];
  if (mains.length === 0) {
    issues.required(`${path}.containers`);
  }
  const names = new Set<string>();
  for (const [i, container] of mains.entries()) {
    const at = `${path}.containers[${i}]`;
    if (names.has(container.name ?? '')) {
      issues.duplicate(`${at}.name`, container.name ?? '');
    }
    names.add(container.name ?? '');
    if (rules.sound.has(container)) continue;
    validateCommon(container, at, spec, volumes, rules, issues);
    validateHandlers(container, at, graceSeconds, rules, issues);
    if (rules.restartPolicies === 'any') {
      validateRestartPolicy(container, at, issues);
    } else if (rules.restartPolicies === 'refused' && container.restartPolicy != null) {
      issues.forbidden(`${at}.restartPolicy`, 'may not be set for non-init containers');
    }
  }
  validateHostPorts(mains, `${path}.containers`, spec, rules, issues);

  for (const [i, container] of (spec.initContainers ?? []).entries()) {
    const at = `${path}.initContainers[${i}]`;
    if (!rules.sound.has(container)) {
      validateCommon(container, at, spec, volumes, rules, issues);
      validateInit(container, at, graceSeconds, rules, issues);
    }
    if (names.has(container.name ?? '')) {
      issues.duplicate(`${at}.name`, container.name ?? '');
    } else if (container.name) {
      names.add(container.name);
    }
    // Each for itself, since init containers run one by one. Upstream always blames the first, and forgets that sidecars stay.
    validateHostPorts([container], `${path}.initContainers`, spec, rules, issues);
  }
}

function validateInit(container: Container, path: string, graceSeconds: number, rules: ValidationRules, issues: Issues): void {
  if (!rules.sidecars) {
    // The API server forgets restartPolicy, and then refuses what only a sidecar may have.
    forbidSidecarFields(container, path, issues);
    return;
  }
  if (rules.restartPolicies === 'any') {
    validateRestartPolicy(container, path, issues);
  } else if (rules.restartPolicies === 'refused' && container.restartPolicy != null && !isNativeSidecar(container)) {
    issues.notSupported(`${path}.restartPolicy`, container.restartPolicy, ['Always']);
  }
  if (isNativeSidecar(container)) {
    validateHandlers(container, path, graceSeconds, rules, issues);
  } else {
    forbidSidecarFields(container, path, issues);
  }
}

function forbidSidecarFields(container: Container, path: string, issues: Issues): void {
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (container[field] != null) {
      issues.forbidden(`${path}.${field}`, ONLY_SIDECARS);
    }
  }
}

function validateRestartPolicy(container: Container, path: string, issues: Issues): void {
  const rules: any[] = container.restartPolicyRules ?? [];
  if (container.restartPolicy == null) {
    if (rules.length > 0) {
      issues.required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used');
    }
  } else if (!RESTART_POLICIES.includes(container.restartPolicy)) {
    issues.notSupported(`${path}.restartPolicy`, container.restartPolicy, RESTART_POLICIES);
  }
}

function validateCommon(
  container: Container, path: string, spec: PodSpec, volumes: Map<string, Volume>, rules: ValidationRules, issues: Issues,
): void {
  if (!container.name) {
    issues.required(`${path}.name`);
  } else {
    issues.check(`${path}.name`, container.name, checkLabel(container.name));
  }
  if (!container.image) {
    issues.required(`${path}.image`);
  } else if (rules.isPod && container.image !== container.image.trim()) {
    // In a template it is fine, for the sake of those who replace it later.
    issues.invalid(`${path}.image`, container.image, 'must not have leading or trailing whitespace');
  }
  const message = container.terminationMessagePolicy || 'File';
  if (!['File', 'FallbackToLogsOnError'].includes(message)) {
    issues.notSupported(`${path}.terminationMessagePolicy`, message, ['File', 'FallbackToLogsOnError']);
  }
  validatePorts(container, `${path}.ports`, issues);
  validateEnv(container, path, spec.volumes ?? [], rules, issues);
  validateMounts(container, path, spec, volumes, rules, issues);
  validatePullPolicy(container.imagePullPolicy, `${path}.imagePullPolicy`, issues);
  validateContainerSecurity(container, path, spec.hostUsers !== false, rules, issues);
}

function validatePorts(container: Container, path: string, issues: Issues): void {
  const names = new Set<string>();
  for (const [i, port] of (container.ports ?? []).entries()) {
    const at = `${path}[${i}]`;
    if (port.name) {
      const broken = checkPortName(port.name);
      issues.check(`${at}.name`, port.name, broken);
      if (!broken && names.has(port.name)) {
        issues.duplicate(`${at}.name`, port.name);
      }
      names.add(port.name);
    }
    if (!port.containerPort) {
      issues.required(`${at}.containerPort`);
    } else {
      issues.check(`${at}.containerPort`, port.containerPort, outside(port.containerPort, 1, 65535));
    }
    if (port.hostPort) {
      issues.check(`${at}.hostPort`, port.hostPort, outside(port.hostPort, 1, 65535));
    }
    if (port.protocol && !PROTOCOLS.includes(port.protocol)) {
      issues.notSupported(`${at}.protocol`, port.protocol, PROTOCOLS);
    }
  }
}

/** Two of these containers on one port of the host (checkHostPortConflicts), and ports of a Pod on the host's network. */
function validateHostPorts(containers: readonly Container[], path: string, spec: PodSpec, rules: ValidationRules, issues: Issues): void {
  const taken = new Set<string>();
  const mains = path.endsWith('.containers');
  for (const [i, container] of containers.entries()) {
    for (const [j, port] of (container.ports ?? []).entries()) {
      const at = `${path}[${i}].ports[${j}].hostPort`;
      // A Pod's ports become host ports by defaulting; a template's only when it is a Pod.
      const hostPort = port.hostPort || (spec.hostNetwork === true && rules.isPod ? port.containerPort : 0);
      if (!hostPort) {
        continue;
      }
      const key = `${port.protocol || 'TCP'}/${port.hostIP ?? ''}/${hostPort}`;
      if (taken.has(key)) {
        issues.duplicate(at, key);
      }
      taken.add(key);
      if (mains && spec.hostNetwork === true && hostPort !== port.containerPort) {
        issues.invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true');
      }
    }
  }
}
