import { cleanPath } from './mount-path-taken';
import { Report, Rule } from './rule';
import { Volume, VolumeMount } from '../kubernetes/types';

/** Volumes that the kubelet mounts read-only, whatever the mount says. */
const ALWAYS_READ_ONLY = ['configMap', 'secret', 'projected', 'downwardAPI'] as const;
/** Volumes whose root is a directory: a mount of one needs a directory to stand on. */
const DIRECTORIES = [...ALWAYS_READ_ONLY, 'emptyDir'];

/**
 * The runtime makes the directory that a mount stands on inside the volume above it, which a read-only mount refuses. It
 * works only where the volume has that directory already: the keys of a ConfigMap or Secret never are directories, what
 * other volumes hold is not known here.
 */
export const mountInReadOnly: Rule = {
  code: 'mount-in-read-only',
  severity: 'error',
  summary: 'A volume is mounted inside another one that is mounted read-only.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#configmap',
  check(pod) {
    const volumes = new Map((pod.spec.volumes ?? []).map((v) => [v.name, v]));
    return pod.containers.flatMap((c) => {
      const mounts = c.container.volumeMounts ?? [];
      if (mounts.length < 2) return [];
      const byPath = new Map(mounts.filter((m) => m.mountPath).map((m) => [cleanPath(m.mountPath), m]));
      return [...byPath].flatMap(([path, m]) => {
        const above = nearest(byPath, path);
        return above ? judge(volumes, c.at, m, above) : [];
      });
    });
  },
};

/** The mount right above a path; "/" holds everything. */
function nearest(byPath: ReadonlyMap<string, VolumeMount>, path: string): VolumeMount | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const found = byPath.get(path.slice(0, end));
    if (found) return found;
  }
  return undefined;
}

function judge(volumes: ReadonlyMap<string, Volume>, at: string, m: VolumeMount, above: VolumeMount): Report[] {
  const source = volumes.get(above.name);
  const own = volumes.get(m.name);
  const always = source && ALWAYS_READ_ONLY.some((kind) => source[kind]);
  if (!always && above.readOnly !== true) return [];
  const inside = cleanPath(m.mountPath).slice(cleanPath(above.mountPath).length + 1);
  const isDirectory = own !== undefined && !m.subPath && !m.subPathExpr && DIRECTORIES.some((kind) => own[kind]);
  const fails = always && !above.subPath && !above.subPathExpr && isDirectory && !hasFolders(source);
  return [{
    at: `${at}.volumeMounts[${m.mountPath}]`,
    message: fails
      ? `is inside ${above.mountPath}, where the volume "${above.name}" is mounted read-only: the container can't start, for the directory "${inside}" can't be made there`
      : `is inside ${above.mountPath}, where the volume "${above.name}" is mounted read-only: the container starts only if that volume has "${inside}" already`,
    mend: 'mount it at a path outside, or mount single files of the other volume with subPath',
    severity: fails ? 'error' : 'warning',
  }];
}

/** `items` may put a key at a path with folders. */
function hasFolders(source: Volume): boolean {
  const parts: any[] = [source, ...source.projected?.sources ?? []];
  const inFolder = (file: any) => String(file?.path ?? '').includes('/');
  return parts.some((part) => part.podCertificate !== undefined
    || ['configMap', 'secret', 'downwardAPI'].some((kind) => (part[kind]?.items ?? []).some(inFolder))
    || inFolder(part.serviceAccountToken) || inFolder(part.clusterTrustBundle));
}
