/** Volumes of contributions: declared once, mounted many times, the app's own where it has one. */
import { ContainerPart, Contribution, MountPart, VolumePart } from './contribution';
import { copy } from './copy';
import { imageFor, ImagePolicy } from './image-policy';
import { Problem } from './intent';
import { KnownParts } from './known-parts';
import { Container, Volume, VolumeMount } from '../kubernetes/types';

/** Where a ServiceAccount token is mounted by convention; client libraries look nowhere else. */
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
export const TOKEN_VOLUME = 'sidecar-api-access';

export interface VolumeContext {
  /** App containers that sidecars share with, by attachment. */
  chosen: (contribution: Contribution) => Container[];
  images: ImagePolicy;
  problems: Problem[];
}

/** Collects volume declarations and answers each container's mounts. */
export class VolumeTable {
  private readonly declared: Volume[];
  private readonly sources = new Map<string, Record<string, any>>();

  constructor(existing: Volume[], private readonly known?: KnownParts) {
    this.declared = [...existing];
    for (const volume of existing) this.sources.set(volume.name, volume);
  }

  public get volumes(): Volume[] {
    return this.declared;
  }

  /**
   * Declares a volume once. Another source under the same name is declared beside it, so that the rule on volume names
   * sees both: nothing is silently dropped.
   */
  public declare(name: string, source: Record<string, any>): void {
    const known = this.sources.get(name);
    if (known && (known === source || sourceText(known) === sourceText(source))) return;
    this.sources.set(name, source);
    this.declared.push(this.known?.volume(name, source) ?? { name, ...copy(source) });
  }
}

/** Mounts of one contributed container, its volumes declared in `table`. */
export function mountsOf(part: ContainerPart, contribution: Contribution, table: VolumeTable, context: VolumeContext): VolumeMount[] {
  const mounts = (part.mounts ?? []).map((m) => mountOf(m, contribution, table, context, part.name));
  if (part.apiAccess) {
    table.declare(TOKEN_VOLUME, TOKEN_SOURCE);
    mounts.push({ name: TOKEN_VOLUME, mountPath: TOKEN_PATH, readOnly: true });
  }
  return mounts;
}

/** Puts the contribution's mounts into a chosen app container; one that is there already is left as it is. */
export function mountInApp(app: Container, contribution: Contribution, table: VolumeTable, context: VolumeContext): void {
  for (const mount of contribution.app.mounts ?? []) {
    const own = mount.volume.appPath === undefined ? undefined : ownMount(app, mount.volume.appPath);
    if (own) continue;
    const made = mountOf(mount, contribution, table, context, app.name);
    const same = app.volumeMounts?.some((m) => m.mountPath === made.mountPath && m.name === made.name && m.subPath === made.subPath);
    if (!same) app.volumeMounts = [...(app.volumeMounts ?? []), made];
  }
}

function mountOf(mount: MountPart, contribution: Contribution, table: VolumeTable, context: VolumeContext, container: string): VolumeMount {
  const { volume } = mount;
  if (volume.appPath !== undefined) {
    const shared = sharedMount(volume, mount, contribution, context, container);
    if (shared) return shared;
  }
  if (volume.source) table.declare(volume.name, mirrored(volume.source, context));
  return json(volume.name, mount);
}

/** The app's own volume at the shared path, if it has one: at that very path, or above it. */
function sharedMount(
  volume: VolumePart, mount: MountPart, contribution: Contribution, context: VolumeContext, container: string,
): VolumeMount | undefined {
  for (const app of context.chosen(contribution)) {
    const own = ownMount(app, volume.appPath!);
    if (!own) continue;
    const found = json(own.name, mount);
    if (clean(own.mountPath) === volume.appPath) {
      for (const key of ['subPath', 'subPathExpr'] as const) if (own[key] !== undefined) found[key] = own[key];
      return found;
    }
    if (clean(mount.mountPath) === volume.appPath) return { ...found, mountPath: own.mountPath };
    context.problems.push({
      kind: 'field-conflict', severity: 'error', at: `initContainers[${container}].volumeMounts[${mount.mountPath}]`,
      message: `is to show the app's ${volume.appPath}, but the app mounts the volume "${own.name}" above it, at ${own.mountPath}`,
      mend: `mount it at ${volume.appPath} in the sidecar too, or give the app a volume of its own at ${volume.appPath}`,
    });
    return found;
  }
  return undefined;
}

function ownMount(app: Container, path: string): VolumeMount | undefined {
  const mounts = (app.volumeMounts ?? []).filter((m) => m.mountPath !== undefined && (path === clean(m.mountPath) || path.startsWith(`${clean(m.mountPath)}/`)));
  return mounts.sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
}

const clean = (path: string) => path.replace(/\/+$/, '') || '/';

/** An image volume is pulled like any image. */
function mirrored(source: Record<string, any>, context: VolumeContext): Record<string, any> {
  if (typeof source.image?.reference !== 'string') return source;
  return { ...source, image: { ...source.image, reference: imageFor(source.image.reference, context.images) } };
}

function json(name: string, mount: MountPart): VolumeMount {
  const out: VolumeMount = { name, mountPath: mount.mountPath };
  if (mount.readOnly) out.readOnly = true;
  if (mount.subPath !== undefined) out.subPath = mount.subPath;
  return out;
}

/** The same three sources that the ServiceAccount admission plugin would mount into every container. */
const TOKEN_SOURCE = {
  projected: {
    defaultMode: 0o444,
    sources: [
      // 3607 s is what the plugin itself writes: kubelet and API server know it and extend it for old clients.
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ],
  },
};

function sourceText(volume: Record<string, any>): string {
  return JSON.stringify(sortKeys({ ...volume, name: undefined }));
}

/** Most objects are written in order already. */
function sorted(keys: string[]): string[] {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1] > keys[i]) return keys.sort();
  return keys;
}

/**
 * Keys in alphabetical order at every depth: equal sources give equal text, and output reads as cdk8s orders it.
 *
 * @param isDone objects that are taken as they are
 */
export function sortKeys(value: any, isDone: (object: object) => boolean = () => false): any {
  if (Array.isArray(value)) return value.map((item) => sortKeys(item, isDone));
  if (typeof value !== 'object' || value === null || isDone(value)) return value;
  const out: Record<string, any> = {};
  for (const key of sorted(Object.keys(value))) {
    if (value[key] !== undefined && value[key] !== null) out[key] = sortKeys(value[key], isDone);
  }
  return out;
}
