/**
 * Which volumes a Pod may bring: check_restrictedVolumes.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { Volume } from '../types';
import { CheckPod, joinQuote, pluralize, PodSecurityCheck, sorted } from './check';

const ALLOWED = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

/** In the order in which upstream names them, should a volume have two. */
const FORBIDDEN = [
  'hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'nfs', 'iscsi', 'glusterfs', 'rbd', 'flexVolume', 'cinder', 'cephfs',
  'flocker', 'fc', 'azureFile', 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'storageos',
];

const restrictedVolumes: CheckPod = (spec) => {
  const bad = (spec.volumes ?? []).map((volume, i) => ({ volume, i, type: forbiddenType(volume) })).filter(({ type }) => type !== undefined);
  const names = bad.map(({ volume }) => volume.name);
  const types = sorted(bad.map(({ type }) => type!));
  return bad.length === 0 ? undefined : {
    reason: 'restricted volume types',
    detail: `${pluralize('volume', 'volumes', names.length)} ${joinQuote(names)} ${pluralize('uses', 'use', names.length)} `
      + `${pluralize('restricted volume type', 'restricted volume types', types.length)} ${joinQuote(types)}`,
    containers: [],
    paths: bad.map(({ i, type }) => type === 'unknown' ? `spec.volumes[${i}]` : `spec.volumes[${i}].${type}`),
  };
};

function forbiddenType(volume: Volume): string | undefined {
  const sources = Object.keys(volume).filter((key) => key !== 'name' && volume[key] != null);
  // A volume without a source is an emptyDir: pkg/apis/core/v1/defaults.go (SetDefaults_Volume).
  if (sources.length === 0 || ALLOWED.some((type) => sources.includes(type))) {
    return undefined;
  }
  return FORBIDDEN.find((type) => sources.includes(type)) ?? 'unknown';
}

export const VOLUME_CHECKS: readonly PodSecurityCheck[] = [{
  id: 'restrictedVolumes',
  level: 'restricted',
  versions: [{ since: 0, check: restrictedVolumes, overrides: ['hostPathVolumes'] }],
}];
