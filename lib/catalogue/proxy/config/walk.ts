import { Json } from './json';

/** One member of an object somewhere in a configuration. */
export interface Member {
  /** Where: `static_resources.clusters[orders].type`. */
  path: string;
  key: string;
  value: any;
  parent: Json;
}

/** Members whose content is no configuration: names of one's own choice, in which "cluster" is a word like any other. */
const FREE = new Set(['json_format', 'filter_metadata', 'metadata']);

/** Every member of every object, from the top down. List items go by their name where they have one. */
export function members(node: any, path: string = ''): Member[] {
  if (Array.isArray(node)) {
    return node.flatMap((item, i) => members(item, `${path}[${typeof item?.name === 'string' ? item.name : i}]`));
  }
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const at = path ? `${path}.${key}` : key;
    return [{ path: at, key, value, parent: node }, ...(FREE.has(key) ? [] : members(value, at))];
  });
}
