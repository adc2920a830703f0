/** Files of an OCI image: the kubelet mounts them, and they never change while the Pod lives. */
import { featureState, isOn, onSince } from '../../../kubernetes/features';
import { KubernetesVersion } from '../../../kubernetes/version';
import { SidecarContribution } from '../../../sidecar/contribution';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { ImagePart } from '../source-part';
import { SyncContext, nameOf } from './context';

/** The release that lets an image volume be mounted with a subPath: KEP-4639. */
const FOLDERS_SINCE = '1.33';

export function imageContribution(source: ImagePart, context: SyncContext): SidecarContribution {
  requireImageVolumes(source, context.pod.targetVersion);
  const { reference, pullPolicy, folder: subPath } = source;
  const volume = SharedVolume.of(nameOf(context, 'files'), { image: { reference, ...(pullPolicy ? { pullPolicy } : {}) } });
  return { app: { mounts: [{ volume, path: context.path, readOnly: true, subPath }] } };
}

function requireImageVolumes(source: ImagePart, target: string): void {
  const state = featureState('ImageVolume', target);
  const instead = 'use ConfigSource.git(), or target a newer Kubernetes';
  if (state === 'absent') {
    throw new Error(`source: an image volume is not possible on Kubernetes ${target}, which does not know it (on from ${onSince('ImageVolume')}): ${instead}`);
  }
  if (!isOn('ImageVolume', target, source.gateIsOn ? { ImageVolume: true } : {})) {
    throw new Error(`source: an image volume is not possible on Kubernetes ${target}, where it is off by default (on from ${onSince('ImageVolume')}): `
      + `${instead}, or turn the feature gate ImageVolume on and say so with "featureGateIsOn"`);
  }
  if (source.folder !== undefined && !KubernetesVersion.parse(target).isAtLeast(FOLDERS_SINCE)) {
    throw new Error(`source: folder "${source.folder}" of an image volume is not possible on Kubernetes ${target}: it needs ${FOLDERS_SINCE}, so mount the whole image`);
  }
}
