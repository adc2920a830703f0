/** A container as a kubelet would start it: its words, variables and generated files, from a contribution or from finished YAML. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { Sidecar, SidecarContainer } from '../../lib/sidecar';

export interface Plain {
  readonly name: string;
  readonly image: string;
  readonly words: string[];
  readonly env: Record<string, string>;
  /** Generated files by their paths. */
  readonly files: Record<string, string>;
  /** Whatever is mounted. */
  readonly mounts: string[];
}

const POD: Readonly<Record<string, string>> = {
  'metadata.name': 'shop-1', 'metadata.namespace': 'prod', 'metadata.uid': 'u-1', 'spec.nodeName': 'node-1', 'status.podIP': '127.0.0.1', 'status.hostIP': '127.0.0.1',
};

type EnvVar = { value?: string; valueFrom?: Record<string, any> };

/** As the kubelet fills it; a secret's value is named after its key. */
function valueOf({ value, valueFrom }: EnvVar): string {
  if (value !== undefined) return value;
  if (valueFrom?.secretKeyRef) return `secret-${valueFrom.secretKeyRef.key}`;
  if (valueFrom?.resourceFieldRef) return valueFrom.resourceFieldRef.resource.endsWith('cpu') ? '1' : '268435456';
  return POD[valueFrom?.fieldRef?.fieldPath] ?? 'of-a-label';
}

function plain(name: string, image: string, words: string[], vars: Array<[string, EnvVar]>, files: Record<string, string>, mounts: string[]): Plain {
  const env: Record<string, string> = {};
  const expand = (text: string) => text.replaceAll(Sidecar.WORKLOAD_NAME, 'shop').replace(/\$\((\w+)\)/g, (all, v) => env[v] ?? all);
  for (const [key, source] of vars) env[key] = expand(valueOf(source));
  return { name, image, words: words.map(expand), env, files, mounts };
}

export function ofContribution(c: SidecarContainer): Plain {
  const files = (c.mounts ?? []).flatMap((m) => Object.entries(m.volume._toPart().files ?? {}).map(([name, text]) => [join(m.path, name), text]));
  const vars = Object.entries(c.env ?? {}).map(([name, source]): [string, EnvVar] => [name, source._toEnv(name)]);
  return plain(c.name, c.image, [...c.command ?? [], ...c.args ?? []], vars, Object.fromEntries(files), (c.mounts ?? []).map((m) => m.path));
}

/** All containers of all workloads in finished YAML, with the ConfigMaps beside them as files. */
export function ofManifests(objects: any[]): Plain[] {
  const data = new Map<string, Record<string, string>>(objects.filter((o) => o?.kind === 'ConfigMap').map((o) => [o.metadata.name, o.data ?? {}]));
  const pods = objects.map((o) => (o?.kind === 'Pod' ? o.spec : (o?.spec?.jobTemplate ?? o)?.spec?.template?.spec)).filter((spec) => spec?.containers);
  return pods.flatMap((spec) => [...spec.initContainers ?? [], ...spec.containers].map((c: any) => {
    const files = Object.fromEntries((c.volumeMounts ?? []).flatMap((m: any) => {
      const volume = (spec.volumes ?? []).find((v: any) => v.name === m.name);
      const maps = [volume?.configMap, ...(volume?.projected?.sources ?? []).map((s: any) => s.configMap)].filter(Boolean);
      return maps.flatMap((map: any) => Object.entries(data.get(map.name) ?? {}).map(([key, text]) => {
        const path = map.items?.find((i: any) => i.key === key)?.path ?? key;
        return [m.subPath ? m.mountPath : join(m.mountPath, path), text] as [string, string];
      }));
    }));
    const vars = (c.env ?? []).map((e: any): [string, EnvVar] => [e.name, e]);
    return plain(c.name, c.image, [...c.command ?? [], ...c.args ?? []], vars, files, (c.volumeMounts ?? []).map((m: any) => m.mountPath));
  }));
}

/** A directory that stands for the container's file system. */
export class Box {
  public readonly root = mkdtempSync(join(tmpdir(), 'product-test-'));

  public path(path: string): string {
    return join(this.root, path);
  }

  public write(path: string, text: string): string {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
    return this.path(path);
  }

  /** Lays the files down, and returns words and variables, with paths inside the box. */
  public layDown(p: Plain, change: (text: string, path: string) => string = (t) => t): { words: string[]; env: Record<string, string> } {
    const longest = [...p.mounts].sort((a, b) => b.length - a.length).map((m) => m.replace(/[.]/g, '\\.'));
    const anyPath = longest.length ? new RegExp(`(?<![\\w./-])(${longest.join('|')})(?=[/"'\\s:;,]|$)`, 'gm') : undefined;
    const inside = (text: string) => (anyPath ? text.replace(anyPath, (m) => this.path(m)) : text);
    for (const mount of p.mounts) if (!(mount in p.files)) mkdirSync(this.path(mount), { recursive: true });
    for (const [path, text] of Object.entries(p.files)) this.write(path, change(inside(text), path));
    return { words: p.words.map(inside), env: Object.fromEntries(Object.entries(p.env).map(([k, v]) => [k, inside(v)])) };
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
