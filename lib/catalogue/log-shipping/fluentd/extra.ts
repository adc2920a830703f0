/**
 * Extra configuration in the form of Fluentd's own YAML: `{ system: {...}, config: [{ filter: { $tag: ..., $type: ... } }] }`.
 * https://docs.fluentd.org/configuration/config-file-yaml
 */
import { Element, element, Param } from './elements';

const ELEMENTS = ['source', 'filter', 'match', 'label', 'worker'];

export interface Extra {
  readonly system: Record<string, any>;
  readonly elements: readonly Element[];
}

export function extraElements(extra: Readonly<Record<string, any>> = {}): Extra {
  for (const key of Object.keys(extra)) {
    if (key !== 'system' && key !== 'config') throw new Error(`extraConfig.${key}: is no section of Fluentd's YAML: use "system" and "config"`);
  }
  if (extra.config !== undefined && !Array.isArray(extra.config)) {
    throw new Error('extraConfig.config: is not a list: give one like [{ filter: { $tag: "**", $type: "grep" } }]');
  }
  return {
    system: extra.system ?? {},
    elements: (extra.config ?? []).flatMap((entry: Record<string, any>, i: number) => Object.entries(entry).map(([name, body]) => {
      const path = `extraConfig.config[${i}].${name}`;
      if (!ELEMENTS.includes(name)) throw new Error(`${path}: is no element of Fluentd: use one of ${ELEMENTS.join(', ')}`);
      return toElement(name, body, path);
    })),
  };
}

function toElement(name: string, body: Record<string, any>, path: string): Element {
  const params: Record<string, Param> = {};
  const children: Element[] = [];
  const { $tag, $name, $arg, config, ...rest } = body;
  for (const [key, value] of Object.entries(rest)) {
    const at = `${path}.${key}`;
    if (/^\$/.test(key)) params[`@${key.slice(1)}`] = value;
    else if (Array.isArray(value) && value.every((v) => typeof v !== 'object')) params[key] = value.map(String);
    else if (Array.isArray(value)) children.push(...value.map((v, i) => toElement(key, v, `${at}[${i}]`)));
    else if (typeof value === 'object' && value !== null) children.push(toElement(key, value, at));
    else params[key] = value;
  }
  for (const [i, entry] of (config ?? []).entries()) {
    for (const [child, c] of Object.entries<any>(entry)) children.push(toElement(child, c, `${path}.config[${i}].${child}`));
  }
  return element(name, $tag ?? $name ?? $arg, params, ...children);
}
