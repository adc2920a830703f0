/** Whether two outputs are the same but for one text, and that text came through as one datum. */
import { expanded, readConfig, Tree } from './config-readers';

/** Files, programs and variables of what was written, as those read them who get them. */
export function dataOf(objects: readonly any[], expand = true): Tree {
  const kubelet = (text: string) => (expand ? expanded(text) : text);
  return objects.map((object): Tree => {
    const { metadata: _, ...rest } = object;
    if (object.kind === 'ConfigMap') {
      return Object.fromEntries(Object.entries<string>(object.data ?? {}).map(([name, text]) => [name, readConfig(name, text)]));
    }
    const spec = object.spec?.jobTemplate?.spec.template ?? object.spec?.template ?? (object.kind === 'Pod' ? object : undefined);
    if (!spec) return rest;
    const containers = [...spec.spec.initContainers ?? [], ...spec.spec.containers];
    return containers.map((c: any): Tree => ({
      name: c.name, command: (c.command ?? []).map(kubelet), args: (c.args ?? []).map(kubelet),
      env: (c.env ?? []).map((e: any) => ({ ...e, ...(typeof e.value === 'string' ? { value: kubelet(e.value) } : {}) })),
      mounts: (c.volumeMounts ?? []).map((m: any) => [m.mountPath, m.subPath ?? null]),
      probes: [c.startupProbe ?? null, c.readinessProbe ?? null, c.livenessProbe ?? null],
    }));
  });
}

/** Ways in which a writer may have to put a text that its reader takes back. */
const WRITTEN: ReadonlyArray<(text: string) => string> = [
  (t) => t,
  (t) => JSON.stringify(t).slice(1, -1),
  (t) => t.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'),
  (t) => t.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  (t) => t.replace(/[.*/]/g, '\\$&'),
  // Half a character can't be written so.
  (t) => (/\p{Surrogate}/u.test(t) ? t : encodeURIComponent(t)),
  (t) => (/\p{Surrogate}/u.test(t) ? t : encodeURI(t)),
  (t) => t.replace(/-/g, '_').toUpperCase(),
  (t) => t.toLowerCase(),
  (t) => t.toUpperCase(),
  (t) => t.trim(),
  (t) => t.replace(/'/g, "'\\''"),
  (t) => t.replace(/'/g, "\\'"),
  // A list in one flag is read as CSV: https://pkg.go.dev/github.com/spf13/pflag#StringSliceVar
  (t) => t.replace(/^([^=]*=)?([\s\S]*)$/, (_, flag, value) => `${flag ?? ''}"${value.replace(/"/g, '""')}"`),
];

/** The first difference that is not the one text for the other; undefined where there is none. */
export function difference(benign: Tree, hostile: Tree, mark: string, text: string, path = ''): string | undefined {
  if (typeof benign === 'string' && typeof hostile === 'string') {
    if (benign === hostile) return undefined;
    const all = WRITTEN.flatMap((w) => [benign.split(mark).join(w(text)), w(benign.split(mark).join(text)), benign.split(w(mark)).join(w(text))]);
    return all.includes(hostile) ? undefined : `${path}: ${JSON.stringify(benign)} became ${JSON.stringify(hostile)}`;
  }
  if (Array.isArray(benign) && Array.isArray(hostile)) {
    if (benign.length !== hostile.length) return `${path}: ${benign.length} items became ${hostile.length}: ${JSON.stringify(hostile).slice(0, 300)}`;
    for (let i = 0; i < benign.length; i++) {
      const found = difference(benign[i], hostile[i], mark, text, `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  const isMap = (t: Tree): t is { [key: string]: Tree } => typeof t === 'object' && t !== null && !Array.isArray(t);
  if (isMap(benign) && isMap(hostile)) return difference(Object.entries(benign).flat(), Object.entries(hostile).flat(), mark, text, path);
  return Object.is(benign, hostile) ? undefined : `${path}: ${JSON.stringify(benign)} became ${JSON.stringify(hostile)}`;
}
