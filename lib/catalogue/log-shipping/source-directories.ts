import { SharedVolume } from '../../sidecar/shared-volume';

/** A directory that the sidecar mounts for a source. */
export interface SourceDirectory {
  readonly path: string;
  readonly sizeLimit?: string;
  /** A volume of the user's; else the app's directory is shared. */
  readonly volume?: SharedVolume;
}

/** A mount of the sidecar, and of the app where `shared`. */
export interface DirectoryMount {
  readonly path: string;
  readonly volume: SharedVolume;
  readonly shared: boolean;
}

/**
 * One mount for each directory that is not inside another: an emptyDir below a shared directory would hide what the
 * app writes there.
 */
export function mountDirectories(directories: readonly SourceDirectory[]): DirectoryMount[] {
  const mounts: DirectoryMount[] = [];
  const byLength = [...directories].sort((a, b) => a.path.length - b.path.length);
  for (const d of byLength) {
    const outer = mounts.find((m) => d.path === m.path || (!d.volume && m.shared && d.path.startsWith(`${m.path}/`)));
    if (outer) {
      if (d.volume && d.volume.name !== outer.volume.name) {
        throw new Error(`sources: the directory "${d.path}" is named with two volumes ("${outer.volume.name}" and "${d.volume.name}"): give one`);
      }
      continue;
    }
    const limits = directories.filter((x) => !x.volume && (x.path === d.path || x.path.startsWith(`${d.path}/`))).map((x) => x.sizeLimit);
    const given = [...new Set(limits.filter((l): l is string => l !== undefined))];
    if (given.length > 1) {
      throw new Error(`sources: the directory "${d.path}" has two size limits (${given.join(' and ')}): give one, it is one volume`);
    }
    const volume = d.volume ?? SharedVolume.appDirectory(d.path, given.length ? { sizeLimit: given[0] } : {});
    mounts.push({ path: d.path, volume, shared: !d.volume });
  }
  return mounts;
}
