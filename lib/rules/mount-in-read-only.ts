import { cleanPath } from './mount-path-taken';
import { Report, Rule } from './rule';
import { Volume, VolumeMount } from '../kubernetes/types';

/** Volumes that are mounted read-only whatever the mount says, and in which the kubelet makes such directories itself. */
const KUBELET_MAKES_DIRECTORIES = ['configMap', 'secret', 'projected', 'downwardAPI'] as const;

/**
 * The runtime makes what a mount stands on inside the volume above it, which a read-only mount refuses: the container
 * does not start unless the volume has it already. In ConfigMaps and their like the kubelet makes a directory for each
 * mount, but no file, which a subPath mount of one file needs.
 */
export const mountInReadOnly: Rule = {
  code: 'mount-in-read-only',
  severity: 'warning',
  summary: 'A volume is mounted inside another one that is mounted read-only.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/volume/util/nested_volumes.go',
  checkOutline(pod) {
    const volumes = new Map((pod.spec.volumes ?? []).map((v) => [v.name, v]));
    return pod.containers.flatMap((c) => c.once(nestedMounts, () => nestedMounts(c.container.volumeMounts ?? []))
      .flatMap(({ mount, above }) => judge(volumes.get(above.name), c.at, mount, above)));
  },
};

/** The mounts inside of another one. */
function nestedMounts(mounts: VolumeMount[]): Array<{ mount: VolumeMount; above: VolumeMount }> {
  if (mounts.length < 2) return [];
  const byPath = new Map(mounts.filter((m) => m.mountPath).map((m) => [cleanPath(m.mountPath), m]));
  return [...byPath].flatMap(([path, mount]) => {
    const above = nearest(byPath, path);
    return above ? [{ mount, above }] : [];
  });
}

/** The mount right above a path; "/" holds everything. */
function nearest(byPath: ReadonlyMap<string, VolumeMount>, path: string): VolumeMount | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = byPath.get(path.slice(0, end));
    if (found) return found;
  }
  return undefined;
}

function judge(volume: Volume | undefined, at: string, m: VolumeMount, above: VolumeMount): Report[] {
  const makes = volume !== undefined && KUBELET_MAKES_DIRECTORIES.some((kind) => volume[kind]) && !above.subPath && !above.subPathExpr;
  const part = m.subPath ?? m.subPathExpr;
  if (makes ? !part : above.readOnly !== true) return [];
  const inside = cleanPath(m.mountPath).slice(cleanPath(above.mountPath).length + 1);
  return [{
    at: `${at}.volumeMounts[${m.mountPath}]`,
    message: `is inside ${above.mountPath}, where the volume "${above.name}" is mounted read-only: ${makes
      ? `there the kubelet makes a directory "${inside}" for it, which fits only if ${part} is a directory too`
      : `the container starts only if that volume has "${inside}" already`}`,
    mend: makes ? 'mount the file at a path outside, or put both into one projected volume' : 'mount it at a path outside',
  }];
}
