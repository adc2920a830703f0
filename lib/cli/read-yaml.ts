/**
 * YAML as Kubernetes reads it: version 1.1 without the types that its Go library leaves out, many documents in a file.
 *
 * The text may come from anybody. Nothing in it is run, no tag makes an object, `__proto__` is a name like any other, and
 * text that grows when it is read (aliases of aliases) or that is nested without end is refused.
 */
// Only a program reads YAML, and scripts/bundle.ts puts its reader into that program: nothing for users to install.
// eslint-disable-next-line import/no-extraneous-dependencies
import { Document, isAlias, isCollection, isNode, isScalar, LineCounter, parseAllDocuments, visit, YAMLError } from 'yaml';
import { InputError } from './input-error';
import { FoundObject, isObject, itemsOf } from '../report/analyze-objects';

/** What a text holds, and what was noticed beside. */
export interface ReadYaml {
  readonly objects: FoundObject[];
  /** "web.yaml:12: ...": things that a person should know, none of them fatal. */
  readonly notes: string[];
}

/** Tags that https://github.com/kubernetes-sigs/yaml does not know, or reads as text. */
const LEFT_OUT = /:(binary|omap|pairs|set|timestamp)$/;

/** In a document, and references to one anchor with those inside of it multiplied; what people write has a handful. */
const MOST_ALIASES = 1000;
/** Values that aliases may add to those that stand in the text. */
const MOST_ADDED_VALUES = 100_000;
/** No Kubernetes object comes near it; an OpenAPI schema in a CRD has about 60. */
const DEEPEST = 200;

/**
 * Reads all Kubernetes objects of a text; lists are taken apart.
 *
 * @param origin the file's name for messages
 * @throws InputError for text that is no YAML, or that is dangerous
 */
export function readYaml(text: string, origin: string): ReadYaml {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    lineCounter: lines,
    logLevel: 'error',
    // Messages with a piece of the text cost quadratic time where there are many.
    prettyErrors: false,
    // The check of the parser compares each key with each: see inspect.
    uniqueKeys: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !(LEFT_OUT.test(tag.tag) || tag.format === 'TIME')),
  });
  const objects: FoundObject[] = [];
  const notes: string[] = [];
  for (const document of documents as Document.Parsed[]) {
    const place = (offset = 0) => `${origin}:${lines.linePos(offset).line}`;
    const [error] = document.errors;
    if (error) throw new InputError(`${place(error.pos[0])}: ${parseError(error)}${templateHint(text)}`);
    notes.push(...document.warnings.map((w) => `${place(w.pos[0])}: ${firstLine(w)}`));
    const shape = inspect(document);
    if (shape.aliases > MOST_ALIASES) throw aliasBomb(place(document.contents?.range?.[0]));
    for (const offset of shape.wrongKeys) throw new InputError(`${place(offset)}: a key is a map, a list or an alias, and must be a text${templateHint(text)}`);
    // Helm and older kubectl take the last one; kubectl with validation refuses.
    notes.push(...shape.repeatedKeys.map((offset) => `${place(offset)}: a key is there twice, and the last one counts: remove one of them`));
    const value = valueOf(document, text, place(document.contents?.range?.[0]));
    objects.push(...found(value, document, (offset) => lines.linePos(offset).line, origin));
    if (value !== null && value !== undefined && !isObject(value)) {
      notes.push(`${place(document.contents?.range?.[0])}: left out: not a Kubernetes object, which has apiVersion and kind`);
    }
  }
  return { objects, notes };
}

function found(value: unknown, document: Document.Parsed, lineOf: (offset: number) => number, origin: string): FoundObject[] {
  const at = (node: unknown) => lineOf((isNode(node) && node.range?.[0]) || 0);
  const items = (value as { items?: unknown } | null)?.items;
  if (!isObject(value) || !value.kind!.endsWith('List') || !Array.isArray(items)) {
    return itemsOf(value).map((object) => ({ object, origin, line: at(document.contents) }));
  }
  return items.flatMap((item, i) => (
    itemsOf({ ...value, items: [item] }).map((object) => ({ object, origin, line: at(document.getIn(['items', i], true)) }))
  ));
}

function valueOf(document: Document.Parsed, text: string, place: string): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    const { message } = error as Error;
    if (/alias count/i.test(message)) throw aliasBomb(place);
    if (error instanceof RangeError) throw tooDeep(place);
    throw new InputError(`${place}: ${message}`);
  }
  return plainCopy(value, text.length + MOST_ADDED_VALUES, place);
}

/** A tree without shared or circular parts, whose size is bounded by that of the text. */
function plainCopy(value: unknown, budget: number, place: string): unknown {
  let left = budget;
  const copy = (v: unknown, depth: number): unknown => {
    if (--left < 0) throw aliasBomb(place);
    if (v === null || typeof v !== 'object') return v;
    if (depth > DEEPEST) throw tooDeep(place);
    if (Array.isArray(v)) return v.map((item) => copy(item, depth + 1));
    // fromEntries defines its properties, so that "__proto__" is one of them and not the prototype.
    return Object.fromEntries(Object.entries(v).map(([key, item]) => [key, copy(item, depth + 1)]));
  };
  return copy(value, 0);
}

function aliasBomb(place: string): InputError {
  return new InputError(`${place}: alias bomb: aliases (*name) make this document much larger, or slower to read, than its text: write the values out`);
}

function tooDeep(place: string): InputError {
  return new InputError(`${place}: nested deeper than ${DEEPEST} levels, or an alias inside of its own anchor: no Kubernetes object is like that`);
}

/** What the parser takes and Kubernetes does not, by place, and what costs time to resolve. */
function inspect(document: Document.Parsed): { wrongKeys: number[]; repeatedKeys: number[]; aliases: number } {
  const noticed = { wrongKeys: [] as number[], repeatedKeys: [] as number[], aliases: 0 };
  visit(document, {
    Alias() {
      noticed.aliases++;
    },
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const offset = (isNode(key) && key.range?.[0]) || 0;
        if (isCollection(key) || isAlias(key)) noticed.wrongKeys.push(offset);
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) noticed.repeatedKeys.push(offset);
        seen.add(key.value);
      }
    },
  });
  return noticed;
}

function parseError(error: YAMLError): string {
  return error.code === 'RESOURCE_EXHAUSTION' ? 'nested too deep to be read' : `not YAML: ${firstLine(error)}`;
}

function firstLine(error: YAMLError): string {
  return error.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
}

function templateHint(text: string): string {
  return text.includes('{{') ? ': it looks like a template: render it first, for example with `helm template`' : '';
}
