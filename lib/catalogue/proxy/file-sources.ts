import { ENVOY } from './envoy';
import { SharedVolume, SidecarMount } from '../../sidecar';

/** A volume with certificates, made once for each Pod under a name that no other sidecar's volume has. */
export interface FileSource {
  /** The same for the same files, and fit for a path. */
  readonly key: string;
  readonly volume: (name: string) => SharedVolume;
}

/** Collects what must be mounted, each volume once, at a path that does not depend on the workload. */
export class FileSources {
  private readonly byKey = new Map<string, FileSource>();

  /** The directory in which the files of this source will be. */
  public add(source: FileSource): string {
    if (!this.byKey.has(source.key)) this.byKey.set(source.key, source);
    return `${ENVOY.paths.certificates}/${source.key}`;
  }

  public get any(): boolean {
    return this.byKey.size > 0;
  }

  public mounts(container: string): SidecarMount[] {
    return [...this.byKey.values()].map((source, i) => ({
      volume: source.volume(`${container.slice(0, 50)}-tls-${i + 1}`), path: `${ENVOY.paths.certificates}/${source.key}`, readOnly: true,
    }));
  }
}
