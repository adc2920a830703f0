/**
 * Raw Kubernetes fields laid over what was built: maps merge, null deletes, and lists of objects merge by the key that
 * strategic merge patch uses for them; all other lists are replaced.
 * https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */

/** Merge keys by field name, as the `patchMergeKey` tags of k8s.io/api/core/v1/types.go say. */
const MERGE_KEYS: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  // The key is containerPort alone in the API, which loses a port that is open for TCP and UDP.
  ports: ['containerPort', 'protocol'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  resourceClaims: ['name'],
};

/** Volume sources: naming another one replaces the one that was there, or the API would refuse the volume. */
function keepsOneSource(before: Record<string, any>, after: Record<string, any>): Record<string, any> {
  const sources = Object.keys(after).filter((k) => k !== 'name' && after[k] !== null);
  if (sources.length === 0) return before;
  return Object.fromEntries(Object.entries(before).filter(([k]) => k === 'name' || sources.includes(k)));
}

const isMap = (value: unknown): value is Record<string, any> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` laid on `base`; neither is changed. */
export function mergeFields(base: any, over: any, field = ''): any {
  if (isMap(base) && isMap(over)) return mergeMaps(base, over);
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(base, over, field);
  return withoutNulls(over);
}

function mergeMaps(base: Record<string, any>, over: Record<string, any>): Record<string, any> {
  const out: Record<string, any> = { ...base };
  for (const key of Object.keys(over)) {
    // A key such as "__proto__" from parsed YAML must become a plain field, or nothing.
    if (key === '__proto__') continue;
    const value = over[key];
    if (value === null) delete out[key];
    else if (value !== undefined) out[key] = key in base ? mergeFields(base[key], value, key) : withoutNulls(value);
  }
  return out;
}

function mergeLists(base: any[], over: any[], field: string): any[] {
  const keys = MERGE_KEYS[field];
  if (!keys || !over.every(isMap)) return withoutNulls(over);
  const id = (item: any) => JSON.stringify(keys.map((k) => (k === 'protocol' ? item[k] ?? 'TCP' : item[k])));
  const out: any[] = [...base];
  const places = new Map<string, number>();
  for (let i = base.length - 1; i >= 0; i--) if (isMap(base[i])) places.set(id(base[i]), i);
  for (const item of over) {
    const at = places.get(id(item));
    if (item.$patch === 'delete') {
      if (at !== undefined) out[at] = undefined;
      places.delete(id(item));
    } else if (at !== undefined) {
      out[at] = mergeMaps(field === 'volumes' ? keepsOneSource(out[at], item) : out[at], item);
    } else {
      places.set(id(item), out.length);
      out.push(withoutNulls(item));
    }
  }
  return out.filter((item) => item !== undefined);
}

function withoutNulls(value: any): any {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([k, v]) => v !== null && v !== undefined && k !== '__proto__').map(([k, v]) => [k, withoutNulls(v)]));
}
