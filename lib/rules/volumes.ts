/** Whether what is mounted is there, and what is there is mounted. */
import { listed } from './about';
import { Rule } from './rule';
import { Volume } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';

const SOURCE = 'https://kubernetes.io/docs/concepts/storage/volumes/';

export const volumeNotDeclared: Rule = {
  code: 'volume-not-declared',
  severity: 'error',
  summary: 'A container mounts a volume that the Pod does not have.',
  source: SOURCE,
  checkOutline(pod) {
    const known = new Set([...(pod.spec.volumes ?? []).map((v) => v.name), ...claimsOf(pod)]);
    return pod.containers.flatMap((c) => [...c.container.volumeMounts ?? [], ...c.container.volumeDevices ?? []]
      .filter((m) => m.name && !known.has(m.name))
      .map((m) => ({
        at: `${c.at}.${m.mountPath ? `volumeMounts[${m.mountPath}]` : `volumeDevices[${m.devicePath}]`}`,
        message: `the Pod has no volume "${m.name}"${known.size ? ` (it has ${listed([...known].slice(0, 10))}${known.size > 10 ? ', ...' : ''})` : ''}`,
        mend: `declare the volume "${m.name}", or mount one that is there`,
      })));
  },
};

export const volumeUnused: Rule = {
  code: 'volume-unused',
  severity: 'info',
  summary: 'A volume is declared, and no container mounts it.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go',
  checkOutline(pod) {
    // An injected container may mount volumes of the Pod.
    if (pod.intent.external?.length) return [];
    const all = [...pod.containers.map((c) => c.container), ...pod.spec.ephemeralContainers ?? []];
    const used = new Set(all.flatMap((c) => [
      ...c.volumeMounts ?? [], ...c.volumeDevices ?? [],
      ...(c.env ?? []).map((e) => ({ name: e.valueFrom?.fileKeyRef?.volumeName })),
    ].map((m) => m.name)));
    const unused = new Map((pod.spec.volumes ?? []).filter((v) => v.name && !used.has(v.name)).map((v) => [v.name, v]));
    return [...unused].map(([name, volume]) => ({
      at: `volumes[${name}]`,
      message: `no container mounts the volume "${name}"${isClaim(volume) ? ', and yet the Pod finds no node before its claim is there' : ': the kubelet leaves it out'}`,
      mend: 'mount it, or remove it',
      severity: isClaim(volume) ? 'warning' as const : 'info' as const,
    }));
  },
};

/**
 * The kubelet skips what nobody mounts (processPodVolumes), so that an unused Secret need not even exist. The scheduler
 * asks for the claims of all volumes: https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/scheduler/framework/plugins/volumebinding/binder.go
 */
function isClaim(volume: Volume): boolean {
  return Boolean(volume.persistentVolumeClaim || volume.ephemeral);
}

export const volumeNameTaken: Rule = {
  code: 'volume-name-taken',
  severity: 'error',
  summary: 'Two volumes of a Pod have the same name.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (ValidateVolumes)',
  checkOutline(pod) {
    const claims = new Set(claimsOf(pod));
    const first = new Map<string, string>();
    return (pod.spec.volumes ?? []).flatMap((v) => {
      if (!v.name) return [];
      const source = sourceOf(v);
      const other = first.get(v.name);
      if (other === undefined) first.set(v.name, source);
      if (claims.has(v.name)) {
        // Some write the claim there as a placeholder, which says the same.
        return [{
          at: `volumes[${v.name}]`,
          severity: v.persistentVolumeClaim ? 'info' as const : 'warning' as const,
          message: `the StatefulSet has a volumeClaimTemplate "${v.name}" too, which takes its place: this ${source} is never mounted`,
          mend: 'rename one of them',
        }];
      }
      if (other === undefined) return [];
      return [{
        at: `volumes[${v.name}]`,
        message: other === source ? `the volume "${v.name}" (${source}) is declared twice` : `the name "${v.name}" is taken: it stands for a ${other} and for a ${source}`,
        mend: other === source ? 'declare it once' : 'rename one of them',
      }];
    });
  },
};

function claimsOf(pod: PodAnalysis): string[] {
  return pod.claims.map((claim) => claim.metadata?.name).filter((name) => name);
}

/** `configMap "web"`, `emptyDir`. */
function sourceOf(volume: Record<string, any>): string {
  const kind = Object.keys(volume).find((key) => key !== 'name' && volume[key] != null) ?? 'emptyDir';
  const name = volume[kind]?.name ?? volume[kind]?.secretName ?? volume[kind]?.claimName ?? volume[kind]?.path;
  return typeof name === 'string' ? `${kind} "${name}"` : kind;
}
