/**
 * Generated configuration as its product reads it: a tree in which each text is one datum. Written from the products' own
 * parsers, so that a text which ends a value, begins a comment or is replaced by something else shows as another tree.
 */
import { parse as parseYaml } from 'yaml';

export type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree };

/** What a product would put in place of a text: no plain text can hold this character. */
const REPLACED = '\u0001';

/** The tree of a file by its name: the names are those that the catalogue gives its files. */
export function readConfig(name: string, text: string): Tree {
  if (/\.(ya?ml|json)$/.test(name)) return readYaml(name, text);
  if (name === 'nginx.conf') return nginx(text);
  if (name === 'haproxy.cfg') return haproxy(text);
  if (name === 'fluentd.conf') return fluentd(text);
  if (name === 'pgbouncer.ini') return ini(text);
  if (name === 'helper.conf' || name === 'first.conf') return hcl(text);
  if (name.endsWith('.sh')) return shell(text);
  return text;
}

/** Products read YAML 1.1 (go-yaml, libyaml, PyYAML) or 1.2: both must see the same. */
function readYaml(name: string, text: string): Tree {
  const [one, two] = (['1.1', '1.2'] as const).map((version) => parseYaml(text, { version, merge: false, maxAliasCount: 0 }));
  if (JSON.stringify(one) !== JSON.stringify(two)) throw new Error(`${name}: YAML 1.1 reads ${JSON.stringify(one)}, YAML 1.2 ${JSON.stringify(two)}`);
  return /envoy|otelcol|vector|fluent-bit/.test(name) ? withVariables(name, one) : one;
}

/** `${X}` is replaced by the collector (`$$` is one "$") and by Fluent Bit; by Vector no more since 0.57, but references to its secrets. */
function withVariables(name: string, tree: any): Tree {
  if (Array.isArray(tree)) return tree.map((t) => withVariables(name, t));
  if (tree instanceof Date) return tree.toISOString();
  if (typeof tree === 'object' && tree !== null) return Object.fromEntries(Object.entries(tree).map(([k, v]) => [k, withVariables(name, v)]));
  if (typeof tree !== 'string') return tree;
  if (/otelcol/.test(name)) return tree.replace(/\$\$|\$\{[^}]*\}|\$[A-Za-z_]\w*/g, (m) => (m === '$$' ? '$' : `${REPLACED}${m.slice(1)}`));
  if (/vector/.test(name)) return tree.replace(/SECRET\[[^\]]*\]/g, (m) => REPLACED + m);
  return /fluent-bit/.test(name) ? tree.replace(/\$\{[^}]*\}/g, (m) => `${REPLACED}${m.slice(1)}`) : tree;
}

/** https://github.com/nginx/nginx/blob/release-1.29.3/src/core/ngx_conf_file.c (ngx_conf_read_token) */
function nginx(text: string): Tree {
  let at = 0;
  const read = (inBlock: boolean): Tree[] => {
    const directives: Tree[] = [];
    let words: string[] = [];
    while (at < text.length) {
      const c = text[at];
      if (/\s/.test(c)) { at++; } else if (c === '#') { while (at < text.length && text[at] !== '\n') at++; } else if (c === ';') {
        if (!words.length) throw new Error('nginx: unexpected ";"');
        directives.push(words);
        words = [];
        at++;
      } else if (c === '{') {
        at++;
        directives.push([...words, { block: read(true) }]);
        words = [];
      } else if (c === '}') {
        if (words.length || !inBlock) throw new Error('nginx: unexpected "}"');
        at++;
        return directives;
      } else { words.push(word()); }
    }
    if (inBlock || words.length) throw new Error('nginx: unexpected end of file');
    return directives;
  };
  const word = (): string => {
    const quote = /["']/.test(text[at]) ? text[at++] : undefined;
    let out = '';
    for (; at < text.length; at++) {
      const c = text[at];
      if (c === '\\') {
        const next = text[++at];
        out += ({ '"': '"', "'": "'", '\\': '\\', 't': '\t', 'r': '\r', 'n': '\n' } as any)[next] ?? `\\${next}`;
      } else if (quote ? c === quote : /[\s;{]/.test(c)) {
        if (quote) {
          at++;
          if (!/[\s;{)]/.test(text[at] ?? '')) throw new Error(`nginx: unexpected "${text[at]}" behind a quote`);
        }
        return out;
      } else { out += c; }
    }
    throw new Error('nginx: unexpected end of a word');
  };
  return read(false);
}

/** https://docs.haproxy.org/3.2/configuration.html#2.2 */
function haproxy(text: string): Tree {
  return text.split('\n').map((line) => {
    const words: string[] = [];
    let out: string | undefined;
    for (let i = 0; i < line.length; i++) {
      const c = line[i];
      if (c === '\\') { out = (out ?? '') + (({ n: '\n', r: '\r', t: '\t' } as any)[line[i + 1]] ?? line[i + 1] ?? ''); i++; } else if (c === "'") {
        const end = line.indexOf("'", i + 1);
        if (end < 0) throw new Error(`haproxy: unmatched quote in ${line}`);
        out = (out ?? '') + line.slice(i + 1, end);
        i = end;
      } else if (c === '"') {
        out ??= '';
        for (i++; i < line.length && line[i] !== '"'; i++) {
          if (line[i] === '\\') out += line[++i];
          else if (line[i] === '$') out += `${REPLACED}$`;
          else out += line[i];
        }
        if (i >= line.length) throw new Error(`haproxy: unmatched quote in ${line}`);
      } else if (c === '#') { break; } else if (/\s/.test(c)) {
        if (out !== undefined) words.push(out);
        out = undefined;
      } else { out = (out ?? '') + c; }
    }
    if (out !== undefined) words.push(out);
    return words;
  });
}

/** https://github.com/fluent/fluentd/blob/v1.19.0/lib/fluent/config/v1_parser.rb and literal_parser.rb */
function fluentd(text: string): Tree {
  const root: Tree[] = [];
  const open: Array<{ name: string; into: Tree[] }> = [{ name: '', into: root }];
  for (const line of text.split('\n')) {
    const [, begin, arg] = /^\s*<([a-zA-Z_@][\w@.]*)(?:\s+(.*))?>\s*$/.exec(line) ?? [];
    const [, end] = /^\s*<\/([^>]*)>\s*$/.exec(line) ?? [];
    if (begin) {
      const into: Tree[] = [];
      open[open.length - 1].into.push({ name: begin, arg: arg ?? null, into });
      open.push({ name: begin, into });
    } else if (end !== undefined) {
      if (open.pop()!.name !== end) throw new Error(`fluentd: </${end}> ends nothing`);
    } else if (line.trim()) {
      const [, key, value] = /^\s*(\S+)(?:\s+(.*))?$/.exec(line)!;
      if (key === '@include' || /^[#<]/.test(key)) throw new Error(`fluentd: unexpected ${line}`);
      open[open.length - 1].into.push([key, fluentdValue(value ?? '')]);
    }
  }
  if (open.length !== 1) throw new Error('fluentd: unexpected end of file');
  return root;
}

function fluentdValue(value: string): Tree {
  if (value.startsWith("'")) {
    const whole = /^'((?:\\.|[^'\\])*)'$/.exec(value);
    if (!whole) throw new Error(`fluentd: bad quotes in ${value}`);
    return whole[1].replace(/\\([\\'])/g, '$1');
  }
  // Ruby is run inside: what is in there must be a variable of our own.
  if (value.startsWith('"')) {
    if (!/^"#\{ENV\['\w+'\]\}"$/.test(value)) throw new Error(`fluentd: unexpected ${value}`);
    return REPLACED + value;
  }
  if (/^[[{]/.test(value)) {
    const escaped = value.replace(/"#\{ENV\['(\w+)'\]\}"/g, (_, name) => JSON.stringify(`${REPLACED}${name}`));
    if (/(?<!\\)#\{/.test(escaped)) throw new Error(`fluentd: Ruby in ${value}`);
    return JSON.parse(escaped.replace(/\\#/g, '#'));
  }
  return value;
}

/** https://github.com/pgbouncer/pgbouncer/blob/pgbouncer_1_24_1/lib/usual/cfparser.c */
function ini(text: string): Tree {
  let section = '';
  return text.split('\n').flatMap((line): Tree[] => {
    if (/^\s*([;#].*)?$/.test(line)) return [];
    if (/^\s*%include/.test(line)) throw new Error(`ini: unexpected ${line}`);
    const [, begin] = /^\s*\[([^\]]*)\]\s*$/.exec(line) ?? [];
    if (begin !== undefined) {
      section = begin;
      return [`[${begin}]`];
    }
    const at = /^(?:'(?:[^']|'')*'|[^=])*?=/.exec(line);
    if (!at) throw new Error(`ini: no "=" in ${line}`);
    const key = line.slice(0, at[0].length - 1).trim();
    const value = line.slice(at[0].length).trim();
    return [[unquoted(key), section === 'databases' ? pairs(value) : value]];
  });
}

const unquoted = (text: string) => (text.startsWith("'") ? text.slice(1, -1).replace(/''/g, "'") : text);

function pairs(text: string): Tree {
  const found: Tree[] = [];
  let rest = text;
  while (rest.trim()) {
    const pair = /^\s*([\w.-]+)=('(?:[^']|'')*'|[^\s']+)(?=\s|$)/.exec(rest);
    if (!pair) throw new Error(`ini: not a pair: ${rest}`);
    found.push([pair[1], unquoted(pair[2])]);
    rest = rest.slice(pair[0].length);
  }
  return found;
}

/** https://github.com/hashicorp/hcl/blob/v1.0.0/hcl/scanner/scanner.go */
function hcl(text: string): Tree {
  const tokens = text.match(/"(?:\\.|[^"\\\n])*"|[A-Za-z_][\w.-]*|0?\d+|[{}[\],=]|\n|[^\S\n]+|[\s\S]/g) ?? [];
  return tokens.filter((t) => t.trim()).map((t) => {
    if (!t.startsWith('"')) {
      if (!/^([A-Za-z_][\w.-]*|\d+|[{}[\],=])$/.test(t)) throw new Error(`hcl: unexpected ${JSON.stringify(t)}`);
      return t;
    }
    return `"${(JSON.parse(t) as string).replace(/\$\{/g, REPLACED)}`;
  });
}

/** Words of POSIX' shell, of scripts in single quotes; a script of our own is one text. */
function shell(text: string): Tree {
  const [, words] = /^#!\/bin\/sh\nexec ([\s\S]*)\n$/.exec(text) ?? [];
  if (words === undefined) return text;
  const found: string[] = [];
  let rest = words;
  while (rest) {
    const word = /^(?:'[^']*'|\\')+/.exec(rest);
    if (!word) throw new Error(`shell: bare words in ${rest}`);
    found.push(word[0].replace(/'([^']*)'|\\(')/g, (_all, plain, quote) => plain ?? quote));
    rest = rest.slice(word[0].length).replace(/^ /, '');
  }
  return found;
}

/**
 * What the kubelet makes of args, command and env: `$(X)` is replaced, `$$` is one "$".
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/third_party/forked/golang/expansion/expand.go
 */
export function expanded(text: string): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (_, name) => (name === undefined ? '$' : `${REPLACED}${name}`));
}
