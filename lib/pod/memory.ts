/** What is known by this key, or now made known. */
export function known<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key);
  if (value !== undefined || map.has(key)) return value!;
  const made = make();
  map.set(key, made);
  return made;
}
