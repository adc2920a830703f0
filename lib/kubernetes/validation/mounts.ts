/**
 * Mounts and block devices of a container (ValidateVolumeMounts, ValidateVolumeDevices in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 */
import { Container, PodSpec, Volume } from '../types';
import { backsteps, Issues, notDescending } from './issues';
import { ValidationRules } from './rules';
import { isForgotten } from './volumes';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];

/** By the rules of one run: asked for by each container, and a Pod may have hundreds of both. */
const forgottenBy = new WeakMap<ValidationRules, { spec: PodSpec; names: Set<string> }>();

function forgottenIn(spec: PodSpec, rules: ValidationRules): Set<string> {
  const known = forgottenBy.get(rules);
  if (known?.spec === spec) return known.names;
  const names = new Set((spec.volumes ?? []).filter((volume) => isForgotten(volume, rules)).map((volume) => volume.name));
  forgottenBy.set(rules, { spec, names });
  return names;
}

export function validateMounts(
  container: Container, path: string, spec: PodSpec, volumes: Map<string, Volume>, rules: ValidationRules, issues: Issues,
): void {
  const mounts = container.volumeMounts ?? [];
  const forgotten = forgottenIn(spec, rules);
  const devices: any[] = container.volumeDevices ?? [];
  const list = `${path}.volumeMounts`;
  const taken = new Set<string>();
  // As upstream: of two entries with one name, the last one counts (GetVolumeDeviceMap).
  const devicePaths = new Map(devices.map((device) => [device.name ?? '', device.devicePath ?? '']));
  for (const [i, mount] of mounts.entries()) {
    const at = `${list}[${i}]`;
    const name = mount.name ?? '';
    if (forgotten.has(name)) {
      continue;
    }
    const mountPath = mount.mountPath ?? '';
    if (name === '') {
      issues.required(`${at}.name`);
    }
    if (!volumes.has(name)) {
      issues.notFound(`${at}.name`, name);
    }
    if (mountPath === '') {
      issues.required(`${at}.mountPath`);
    }
    if (taken.has(mountPath)) {
      issues.invalid(`${at}.mountPath`, mountPath, 'must be unique');
    }
    taken.add(mountPath);
    if (devicePaths.has(name)) {
      issues.invalid(`${at}.name`, name, 'must not already exist in volumeDevices');
    }
    if ([...devicePaths.values()].includes(mountPath)) {
      issues.invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices');
    }
    // Upstream leaves the index out of the fields from here on.
    if (mount.subPath) {
      issues.check(`${list}.subPath`, mount.subPath, notDescending(mount.subPath));
    }
    if (mount.subPathExpr) {
      if (mount.subPath) {
        issues.invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive');
      }
      issues.check(`${list}.subPathExpr`, mount.subPathExpr, notDescending(mount.subPathExpr));
    }
    validatePropagation(mount.mountPropagation, container, `${list}.mountPropagation`, issues);
    if (rules.recursiveReadOnly) {
      validateRecursiveReadOnly(mount, `${list}.recursiveReadOnly`, issues);
    }
  }
  validateDevices(devices, container, `${path}.volumeDevices`, volumes, issues);
}

function validatePropagation(propagation: string | undefined, container: Container, path: string, issues: Issues): void {
  if (propagation == null) {
    return;
  }
  if (!PROPAGATIONS.includes(propagation)) {
    issues.notSupported(path, propagation, PROPAGATIONS);
  }
  if (propagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    issues.forbidden(path, 'Bidirectional mount propagation is available only to privileged containers');
  }
}

function validateRecursiveReadOnly(mount: any, path: string, issues: Issues): void {
  const value = mount.recursiveReadOnly;
  if (value === 'Enabled' || value === 'IfPossible') {
    if (mount.readOnly !== true) {
      issues.forbidden(path, 'may only be specified when readOnly is true');
    }
    if (mount.mountPropagation != null && mount.mountPropagation !== 'None') {
      issues.forbidden(path, 'may only be specified when mountPropagation is None or not specified');
    }
  } else if (value != null && value !== 'Disabled') {
    issues.notSupported(path, value, ['Disabled', 'IfPossible', 'Enabled']);
  }
}

function validateDevices(devices: readonly any[], container: Container, path: string, volumes: Map<string, Volume>, issues: Issues): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mountPaths = new Map((container.volumeMounts ?? []).map((mount) => [mount.name ?? '', mount.mountPath ?? '']));
  for (const [i, device] of devices.entries()) {
    const at = `${path}[${i}]`;
    const name = device.name ?? '';
    const devicePath = device.devicePath ?? '';
    const volume = volumes.get(name);
    if (name === '') {
      issues.required(`${at}.name`);
    }
    if (names.has(name)) {
      issues.invalid(`${at}.name`, name, 'must be unique');
    }
    if (!volume) {
      issues.notFound(`${at}.name`, name);
    } else if (volume.persistentVolumeClaim == null && volume.ephemeral == null) {
      issues.invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    }
    if (devicePath === '') {
      issues.required(`${at}.devicePath`);
    }
    if (paths.has(devicePath)) {
      issues.invalid(`${at}.devicePath`, devicePath, 'must be unique');
    }
    if (backsteps(devicePath)) {
      issues.invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')");
    } else {
      paths.add(devicePath);
    }
    if (mountPaths.has(name)) {
      issues.invalid(`${at}.name`, name, 'must not already exist in volumeMounts');
    }
    if ([...mountPaths.values()].includes(devicePath)) {
      issues.invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts');
    }
    if (name !== '') {
      names.add(name);
    }
  }
}
