/**
 * Fluentd's configuration as data, and its printer. https://docs.fluentd.org/configuration/config-file
 * Text is put in single quotes, where nothing but the quote and the backslash has a meaning.
 */

/** A variable of the process, read when the configuration is. */
export interface Variable {
  readonly variable: string;
}

export type Param = string | number | boolean | Variable | readonly string[] | { readonly json: Readonly<Record<string, string | Variable>> };

export interface Element {
  readonly name: string;
  readonly arg?: string;
  readonly params: Readonly<Record<string, Param | undefined>>;
  readonly children: readonly Element[];
}

export function element(name: string, arg: string | undefined, params: Record<string, Param | undefined>, ...children: Element[]): Element {
  return { name, ...(arg === undefined ? {} : { arg }), params, children };
}

export function isVariable(p: unknown): p is Variable {
  return typeof p === 'object' && p !== null && 'variable' in p;
}

export function print(elements: readonly Element[], indent = ''): string {
  return elements.map((e) => {
    const params = Object.entries(e.params).filter(([, v]) => v !== undefined).map(([k, v]) => `${indent}  ${k} ${value(v!)}\n`);
    return `${indent}<${e.name}${e.arg === undefined ? '' : ` ${e.arg}`}>\n${params.join('')}${print(e.children, `${indent}  `)}${indent}</${e.name}>\n`;
  }).join('');
}

function value(p: Param): string {
  if (typeof p === 'number' || typeof p === 'boolean') return String(p);
  if (typeof p === 'string') return `'${p.replace(/[\\']/g, '\\$&')}'`;
  if (isVariable(p)) return `"${code(p)}"`;
  if ('json' in p) return `{${Object.entries(p.json).map(([k, v]) => `${json(k)}:${isVariable(v) ? `"${code(v)}"` : json(v)}`).join(',')}}`;
  return `[${p.map(json).join(',')}]`;
}

/** Ruby is run inside double quotes: names of variables are our own. */
function code(v: Variable): string {
  return `#{ENV['${v.variable}']}`;
}

function json(text: string): string {
  return JSON.stringify(text).replace(/#/g, '\\#');
}

/** A literal of Ruby, for the few programs that there are. */
export function ruby(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
