/**
 * Environment variables (ValidateEnv, ValidateEnvFrom in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 */
import { checkConfigMapKey, checkEnvName, checkLabel, checkLabelKey, checkSubdomain } from '../names';
import { Container, Volume } from '../types';
import { backsteps, Issues } from './issues';
import { ValidationRules } from './rules';

const ENV_FIELDS = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs',
  'status.podIP', 'status.podIPs',
];
/** Fields that the downward API knows, of which a variable may use some and a volume others (ConvertDownwardAPIFieldLabel). */
const KNOWN_FIELDS = [...ENV_FIELDS, 'metadata.annotations', 'metadata.labels', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'spec.host'];
const VOLUME_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid'];
const RESOURCES = ['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage'];

/** env and envFrom of a container. */
export function validateEnv(container: Container, path: string, volumes: readonly Volume[], rules: ValidationRules, issues: Issues): void {
  for (const [i, variable] of (container.env ?? []).entries()) {
    const at = `${path}.env[${i}]`;
    if (!variable.name) {
      issues.required(`${at}.name`);
    } else {
      issues.check(`${at}.name`, variable.name, checkEnvName(variable.name, rules.version, rules.gates));
    }
    if (variable.valueFrom != null) {
      validateValueFrom(variable.valueFrom, variable.value ?? '', `${at}.valueFrom`, volumes, rules, issues);
    }
  }
  for (const [i, source] of (container.envFrom ?? []).entries()) {
    validateEnvFrom(source, `${path}.envFrom`, i, rules, issues);
  }
}

function validateValueFrom(from: any, value: string, path: string, volumes: readonly Volume[], rules: ValidationRules, issues: Issues): void {
  const kinds = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', ...rules.envFiles ? ['fileKeyRef'] : []];
  const given = kinds.filter((kind) => from[kind] != null);
  if (from.fieldRef != null) {
    validateFieldRef(from.fieldRef, `${path}.fieldRef`, 'env', issues);
  }
  if (from.resourceFieldRef != null) {
    validateResourceFieldRef(from.resourceFieldRef, `${path}.resourceFieldRef`, 'env', issues);
  }
  for (const kind of ['configMapKeyRef', 'secretKeyRef']) {
    if (from[kind] != null) {
      validateKeyRef(from[kind], `${path}.${kind}`, issues);
    }
  }
  if (given.includes('fileKeyRef')) {
    validateFileKeyRef(from.fileKeyRef, `${path}.fileKeyRef`, volumes, rules, issues);
  }
  if (given.length === 0) {
    issues.invalid(path, '', `must specify one of: ${kinds.map((kind) => `\`${kind}\``).join(', ')}`);
  } else if (value !== '') {
    issues.invalid(path, '', 'may not be specified when `value` is not empty');
  } else if (given.length > 1) {
    issues.invalid(path, '', 'may not have more than one field specified at a time');
  }
}

/** A field of the Pod, for a variable or for a file (validateObjectFieldSelector). */
export function validateFieldRef(ref: any, path: string, use: 'env' | 'volume', issues: Issues): void {
  const field: string = ref.fieldPath ?? '';
  if (field === '') {
    issues.required(`${path}.fieldPath`);
    return;
  }
  if ((ref.apiVersion || 'v1') !== 'v1') {
    issues.invalid(`${path}.fieldPath`, field, `error converting fieldPath: unsupported pod version: ${ref.apiVersion}`);
    return;
  }
  const subscript = /^([^[]+)\['(.*)'\]$/s.exec(field);
  if (subscript) {
    const [, name, key] = subscript;
    if (name === 'metadata.annotations') {
      issues.check(path, key, checkLabelKey(key.toLowerCase()));
    } else if (name === 'metadata.labels') {
      issues.check(path, key, checkLabelKey(key));
    } else {
      issues.invalid(`${path}.fieldPath`, field, `error converting fieldPath: field label does not support subscript: ${field}`);
    }
    return;
  }
  const allowed = use === 'env' ? ENV_FIELDS : VOLUME_FIELDS;
  if (!KNOWN_FIELDS.includes(field)) {
    issues.invalid(`${path}.fieldPath`, field, `error converting fieldPath: field label not supported: ${field}`);
  } else if (!allowed.includes(field === 'spec.host' ? 'spec.nodeName' : field)) {
    issues.notSupported(`${path}.fieldPath`, field, allowed);
  }
}

/** A container's request or limit, for a variable or for a file (validateContainerResourceFieldSelector). */
export function validateResourceFieldRef(ref: any, path: string, use: 'env' | 'volume', issues: Issues): void {
  const resource: string = ref.resource ?? '';
  if (use === 'volume' && !ref.containerName) {
    issues.required(`${path}.containerName`);
  } else if (resource === '') {
    issues.required(`${path}.resource`);
  } else if (!RESOURCES.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource)) {
    issues.notSupported(`${path}.resource`, resource, RESOURCES);
  }
}

/** A key in a ConfigMap or Secret (validateConfigMapKeySelector, validateSecretKeySelector). */
function validateKeyRef(ref: any, path: string, issues: Issues): void {
  issues.check(`${path}.name`, ref.name ?? '', checkSubdomain(ref.name ?? ''));
  if (!ref.key) {
    issues.required(`${path}.key`);
  } else {
    issues.check(`${path}.key`, ref.key, checkConfigMapKey(ref.key));
  }
}

/** A key in a file of an emptyDir (validateFileKeySelector, validateFileKeyRefVolumes). */
function validateFileKeyRef(ref: any, path: string, volumes: readonly Volume[], rules: ValidationRules, issues: Issues): void {
  if (!ref.key) {
    issues.required(`${path}.key`);
  } else {
    issues.check(`${path}.key`, ref.key, checkEnvName(ref.key, rules.version, rules.gates));
  }
  if (!ref.path) {
    issues.required(`${path}.path`);
  } else {
    issues.check(`${path}.path`, ref.path, backsteps(ref.path));
  }
  const volume = volumes.find(({ name }) => name === ref.volumeName);
  if (!ref.volumeName) {
    issues.required(`${path}.volumeName`);
  } else {
    issues.check(`${path}.volumeName`, ref.volumeName, checkLabel(ref.volumeName));
  }
  if (!volume) {
    issues.notFound(`${path}.volumeName`, ref.volumeName ?? '');
  } else if (volume.emptyDir == null && Object.keys(volume).length > 1) {
    issues.invalid(`${path}.volumeName`, ref.volumeName, 'referenced volume must be of type emptyDir');
  }
}

function validateEnvFrom(source: any, path: string, index: number, rules: ValidationRules, issues: Issues): void {
  const at = `${path}[${index}]`;
  if (source.prefix) {
    issues.check(`${at}.prefix`, source.prefix, checkEnvName(source.prefix, rules.version, rules.gates));
  }
  const given = ['configMapRef', 'secretRef'].filter((kind) => source[kind] != null);
  for (const kind of given) {
    const name: string = source[kind].name ?? '';
    if (name === '') {
      issues.required(`${at}.${kind}.name`);
    } else {
      // Upstream lets a trailing "-" through here, as in the prefix of a name (maskTrailingDash).
      issues.check(`${at}.${kind}.name`, name, checkSubdomain(name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name));
    }
  }
  // Upstream blames the whole list here.
  if (given.length === 0) {
    issues.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
  } else if (given.length > 1) {
    issues.invalid(path, '', 'may not have more than one field specified at a time');
  }
}
