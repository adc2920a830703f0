/** A deep copy of plain JSON. `structuredClone` does more than that, and takes twenty times as long for a small value. */
export function copy<T>(json: T): T {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(copy) as T;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(json)) out[key] = copy((json as Record<string, unknown>)[key]);
  return out as T;
}
