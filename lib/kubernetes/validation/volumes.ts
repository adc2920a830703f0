/**
 * Volumes of a Pod (ValidateVolumes, validateVolumeSource in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 * Sources that this library never writes are counted and not looked into.
 */
import { checkLabel, checkSubdomain } from '../names';
import { Volume } from '../types';
import { validateFieldRef, validateResourceFieldRef } from './env';
import { backsteps, Issues, outside, reservedPath } from './issues';
import { ValidationRules } from './rules';

/** In the order in which upstream looks: the first one is the volume's type, all others are one too many. */
const SOURCES = [
  'emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker',
  'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'quobyte', 'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume',
  'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image',
];
const HOST_PATH_TYPES = ['', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];
const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

/** Whether the API server forgets a volume, and its mounts, before it looks at them. */
export function isForgotten(volume: Volume | undefined, rules: ValidationRules): boolean {
  return volume?.image != null && rules.imageVolumes === 'dropped';
}

/** Checks all volumes and gives those that may be mounted: a broken one does not exist for the API server. */
export function validateVolumes(volumes: readonly Volume[], path: string, rules: ValidationRules, issues: Issues): Map<string, Volume> {
  const good = new Map<string, Volume>();
  for (const [i, volume] of volumes.entries()) {
    if (isForgotten(volume, rules)) {
      continue;
    }
    const at = `${path}[${i}]`;
    const own = new Issues();
    validateSource(volume, at, rules, own);
    if (!volume.name) {
      own.required(`${at}.name`);
    } else {
      own.check(`${at}.name`, volume.name, checkLabel(volume.name));
    }
    if (good.has(volume.name ?? '')) {
      own.duplicate(`${at}.name`, volume.name);
    }
    if (own.list.length === 0) {
      good.set(volume.name, volume);
    }
    issues.list.push(...own.list);
  }
  return good;
}

function validateSource(volume: Volume, path: string, rules: ValidationRules, issues: Issues): void {
  const [first, ...others] = SOURCES.filter((source) => volume[source] != null && (source !== 'image' || rules.imageVolumes === 'on'));
  for (const source of others) {
    issues.forbidden(`${path}.${source}`, 'may not specify more than 1 volume type');
  }
  // No source at all is an emptyDir.
  const source = first && volume[first];
  const at = `${path}.${first}`;
  switch (first) {
    case 'emptyDir':
      if (String(source.sizeLimit ?? '').trim().startsWith('-') && /[1-9]/.test(String(source.sizeLimit))) {
        issues.forbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
      }
      break;
    case 'hostPath':
      validateHostPath(source, at, issues);
      break;
    case 'secret':
    case 'configMap':
      required(source, first === 'secret' ? 'secretName' : 'name', at, issues);
      validateMode(source.defaultMode, `${at}.defaultMode`, issues);
      validateItems(source.items, at, issues);
      break;
    case 'persistentVolumeClaim':
      required(source, 'claimName', at, issues);
      break;
    case 'downwardAPI':
      validateMode(source.defaultMode, `${at}.defaultMode`, issues);
      validateDownwardFiles(source.items, at, issues);
      break;
    case 'projected':
      validateMode(source.defaultMode, `${at}.defaultMode`, issues);
      validateProjection(source, at, issues);
      break;
    case 'nfs':
      required(source, 'server', at, issues);
      required(source, 'path', at, issues);
      if (!String(source.path ?? '').startsWith('/')) {
        issues.invalid(`${at}.path`, source.path ?? '', 'must be an absolute path');
      }
      break;
    case 'csi':
      if (!source.driver) {
        issues.required(`${at}.driver`);
      } else {
        issues.check(`${at}.driver`, source.driver, checkSubdomain(source.driver.toLowerCase()));
      }
      break;
    case 'ephemeral':
      if (source.volumeClaimTemplate == null) {
        issues.required(`${at}.volumeClaimTemplate`);
      }
      break;
    case 'image':
      if (rules.isPod) {
        required(source, 'reference', at, issues);
      }
      validatePullPolicy(source.pullPolicy, `${at}.pullPolicy`, issues);
      break;
    default:
  }
}

/** imagePullPolicy, of a container or of an image volume; absent is filled in by defaulting. */
export function validatePullPolicy(policy: unknown, path: string, issues: Issues): void {
  if (policy != null && policy !== '' && !['Always', 'IfNotPresent', 'Never'].includes(String(policy))) {
    issues.notSupported(path, policy, ['Always', 'IfNotPresent', 'Never']);
  }
}

function validateHostPath(source: any, path: string, issues: Issues): void {
  if (!source.path) {
    issues.required(`${path}.path`);
    return;
  }
  issues.check(`${path}.path`, source.path, backsteps(source.path));
  if (!HOST_PATH_TYPES.includes(source.type ?? '')) {
    issues.notSupported(`${path}.type`, source.type, HOST_PATH_TYPES);
  }
}

function validateItems(items: any[] | undefined, path: string, issues: Issues): void {
  for (const [i, item] of (items ?? []).entries()) {
    const at = `${path}.items[${i}]`;
    required(item, 'key', at, issues);
    required(item, 'path', at, issues);
    issues.check(`${at}.path`, item.path ?? '', reservedPath(item.path ?? ''));
    validateMode(item.mode, `${at}.mode`, issues);
  }
}

/** Upstream blames the volume and not the file, for want of an index. */
function validateDownwardFiles(files: any[] | undefined, path: string, issues: Issues): void {
  for (const file of files ?? []) {
    required(file, 'path', path, issues);
    issues.check(`${path}.path`, file.path ?? '', reservedPath(file.path ?? ''));
    if (file.fieldRef != null) {
      validateFieldRef(file.fieldRef, `${path}.fieldRef`, 'volume', issues);
      if (file.resourceFieldRef != null) {
        issues.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
      }
    } else if (file.resourceFieldRef != null) {
      validateResourceFieldRef(file.resourceFieldRef, `${path}.resourceFieldRef`, 'volume', issues);
    } else {
      issues.required(path, 'one of fieldRef and resourceFieldRef is required');
    }
    validateMode(file.mode, `${path}.mode`, issues);
  }
}

function validateProjection(projection: any, path: string, issues: Issues): void {
  const taken = new Set<string>();
  const claim = (file: unknown) => {
    if (file && taken.has(String(file))) {
      issues.invalid(path, file, 'conflicting duplicate paths');
    }
    taken.add(String(file));
  };
  for (const [i, source] of (projection.sources ?? []).entries()) {
    const at = `${path}.sources[${i}]`;
    for (const kind of ['secret', 'configMap']) {
      if (source[kind] != null) {
        required(source[kind], 'name', `${at}.${kind}`, issues);
        validateItems(source[kind].items, `${at}.${kind}`, issues);
        (source[kind].items ?? []).forEach((item: any) => claim(item.path));
      }
    }
    if (source.downwardAPI != null) {
      validateDownwardFiles(source.downwardAPI.items, `${at}.downwardAPI`, issues);
      (source.downwardAPI.items ?? []).forEach((file: any) => claim(file.path));
    }
    const token = source.serviceAccountToken;
    if (token != null) {
      const seconds = token.expirationSeconds ?? 3600;
      if (seconds < 600 || seconds > 2 ** 32) {
        issues.invalid(`${at}.serviceAccountToken.expirationSeconds`, seconds,
          seconds < 600 ? 'may not specify a duration less than 10 minutes' : 'may not specify a duration larger than 2^32 seconds');
      }
      if (!token.path) {
        issues.required(`${path}.path`);
      } else {
        issues.check(`${path}.path`, token.path, reservedPath(token.path));
      }
    }
    const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate'];
    if (kinds.filter((kind) => source[kind] != null).length > 1) {
      issues.forbidden(at, 'may not specify more than 1 volume type per source');
    }
  }
}

function required(object: any, field: string, path: string, issues: Issues): void {
  if (!object[field]) {
    issues.required(`${path}.${field}`);
  }
}

function validateMode(mode: number | undefined, path: string, issues: Issues): void {
  if (mode != null && outside(mode, 0, 0o777)) {
    issues.invalid(path, mode, FILE_MODE);
  }
}
