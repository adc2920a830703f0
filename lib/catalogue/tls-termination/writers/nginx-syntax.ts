/**
 * nginx's configuration as data: a directive has a name, arguments, and maybe a block of further ones.
 * https://nginx.org/en/docs/beginners_guide.html#conf_structure
 */
export interface Directive {
  name: string;
  args: string[];
  block?: Directive[];
}

export function directive(name: string, ...args: Array<string | number>): Directive {
  return { name, args: args.map(String) };
}

export function block(name: string, args: string[], ...content: Array<Directive | undefined | Directive[]>): Directive {
  return { name, args, block: content.flat().filter((d) => d !== undefined) };
}

/** A line of a `map`: its key is a value like others. */
export function entry(key: string, value: string): Directive {
  return { name: quoted(key), args: [value] };
}

export function printDirectives(directives: Directive[], indent: string = ''): string {
  return directives.map((d) => {
    const head = indent + [d.name, ...d.args.map(quoted)].join(' ');
    return d.block ? `${head} {\n${printDirectives(d.block, `${indent}  `)}${indent}}\n` : `${head};\n`;
  }).join('');
}

/** Inside double quotes nginx knows the escapes \" \\ \t \r \n; a "$" begins a variable in both forms. */
function quoted(arg: string): string {
  if (/^[A-Za-z0-9_.:/$=@%+*,?&()[\]-]+$/.test(arg)) return arg;
  return `"${arg.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
}

/** The arguments of a directive that a user wrote as text; undefined where the text is more or less than that. */
export function parseArguments(text: string): string[] | undefined {
  const args: string[] = [];
  let rest = text.trim();
  while (rest) {
    const quotedWord = rest.match(/^(["'])((?:\\[\s\S]|(?!\1)[^\\])*)\1/);
    const bareWord = rest.match(/^(?:\$\{\w+\}|\\\S|[^\s;{}\\])+/);
    // A quote or "#" begins something else at the beginning of a word, and is a character like others inside of one.
    const word = quotedWord ?? (/^["'#]/.test(rest) ? null : bareWord);
    if (!word || /^\S/.test(rest.slice(word[0].length))) return undefined;
    args.push(unescaped(quotedWord ? quotedWord[2] : word[0]));
    rest = rest.slice(word[0].length).trimStart();
  }
  return args;
}

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, c) => ({ 't': '\t', 'r': '\r', 'n': '\n', '"': '"', '\'': '\'', '\\': '\\' })[c as string] ?? whole);
}
