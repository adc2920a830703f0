/**
 * What a Pod for Linux or Windows may not set (validateOS, validateLinux, validateWindows, validateWindowsHostProcessPod in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go). It matters here since a
 * sidecar that is made safe for Linux is refused in a Pod for Windows.
 */
import { Container, PodSpec } from '../types';
import { Issues } from './issues';
import { ValidationRules } from './rules';

const POD_FIELDS = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser', 'runAsGroup',
  'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy',
];
const CONTAINER_FIELDS = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation',
  'procMount', 'runAsUser', 'runAsGroup',
];

export function validateOperatingSystem(spec: PodSpec, path: string, rules: ValidationRules, issues: Issues): void {
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  // Most Pods name no system and have nothing of Windows.
  const isPlain = spec.os == null && spec.securityContext?.windowsOptions == null
    && lists.every((list) => (spec[list] ?? []).every((c: Container) => c.securityContext?.windowsOptions == null));
  if (isPlain) return;
  const containers = lists.flatMap((list) => (spec[list] ?? []).map((container, i) => ({ container, at: `${path}.${list}[${i}].securityContext` })));
  validateHostProcess(spec, path, containers, issues);
  if (spec.os == null) {
    return;
  }
  switch (spec.os.name) {
    case undefined:
    case '':
      issues.required(`${path}.os.name`);
      break;
    case 'linux':
      forbid([{ context: spec.securityContext, at: `${path}.securityContext` }, ...containers.map(contextOf)],
        ['windowsOptions'], 'windows options cannot be set for a linux pod', issues);
      break;
    case 'windows':
      forbidOnWindows(spec, path, containers, rules, issues);
      break;
    default:
      issues.notSupported(`${path}.os`, spec.os.name, ['linux', 'windows']);
  }
}

interface Place {
  readonly container: Container;
  readonly at: string;
}

function contextOf({ container, at }: Place): { context: any; at: string } {
  return { context: container.securityContext, at };
}

function forbid(places: { context: any; at: string }[], fields: readonly string[], message: string, issues: Issues): void {
  for (const { context, at } of places) {
    for (const field of fields) {
      if (context?.[field] != null && !(field === 'sysctls' && context.sysctls.length === 0)) {
        issues.forbidden(`${at}.${field}`, message);
      }
    }
  }
}

function forbidOnWindows(spec: PodSpec, path: string, containers: readonly Place[], rules: ValidationRules, issues: Issues): void {
  const message = 'cannot be set for a windows pod';
  for (const field of ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace']) {
    // Of the host's namespaces, false is as good as absent.
    if (spec[field] === true || (spec[field] === false && !field.endsWith('PID') && !field.endsWith('IPC'))) {
      issues.forbidden(`${path}.${field}`, message);
    }
  }
  if (spec.resources != null && rules.podResources) {
    issues.forbidden(`${path}.resources`, 'may not be set for a windows pod');
  }
  forbid([{ context: spec.securityContext, at: `${path}.securityContext` }], POD_FIELDS, message, issues);
  forbid(containers.map(contextOf), CONTAINER_FIELDS, message, issues);
}

/** All containers of a Pod are processes of a Windows host, or none. */
function validateHostProcess(spec: PodSpec, path: string, containers: readonly Place[], issues: Issues): void {
  const pod: boolean | undefined = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  for (const { container, at } of containers) {
    const own: boolean | undefined = container.securityContext?.windowsOptions?.hostProcess;
    if (pod != null && own != null && pod !== own) {
      issues.invalid(`${at}.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${pod}`);
    }
    count += own ?? pod ? 1 : 0;
  }
  if (count > 0 && count !== containers.length) {
    issues.invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  }
  if (count > 0 && spec.hostNetwork !== true) {
    issues.invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers');
  }
}
