/**
 * Makes one file of each program in build/: the library, the command line and the plugin.
 *
 * An app pays for `require` at each synth. Reading some hundred small files costs more than all that is in them, and no
 * app needs the whole catalogue: so the library becomes one file whose parts run when they are first asked for.
 */
import { existsSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { build } from 'esbuild';

const ROOT = resolve(__dirname, '..');
const BUILD = join(ROOT, 'build');
// Installed beside the library: peers, and what the package brings along.
const EXTERNAL = ['cdk8s', 'cdk8s-plus-28', 'constructs', 'yaml'];

interface Assembly {
  readonly types: Record<string, { readonly kind: string; readonly name: string; readonly symbolId: string }>;
}

/** A getter for each public class and enum, which the assembly of jsii knows with their files. */
function lazyIndex(): { names: string[]; code: string } {
  const assembly: Assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  const values = Object.values(assembly.types).filter((type) => type.kind !== 'interface').sort((a, b) => (a.name < b.name ? -1 : 1));
  const getters = values.map(({ name, symbolId }) => {
    const [file, symbol] = symbolId.split(':');
    return `lazy('${name}', () => require('${file.replace(/^lib\//, './')}').${symbol});`;
  });
  const lazy = 'const lazy = (name, get) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get });';
  return { names: values.map((value) => value.name), code: [lazy, ...getters].join('\n') };
}

async function main(): Promise<void> {
  // A third less to read at each start. Names and short lines stay, for whoever reads a stack trace.
  const small = { minifyWhitespace: true, minifySyntax: true, lineLimit: 140 } as const;
  const common = { ...small, bundle: true, platform: 'node', target: 'node20', external: EXTERNAL, allowOverwrite: true, logLevel: 'warning' } as const;
  const { names, code } = lazyIndex();
  await build({
    ...common,
    stdin: { contents: code, resolveDir: BUILD, sourcefile: 'index.js' },
    // Never run: what Node reads to know which names `import { ... }` may ask for.
    // https://nodejs.org/api/esm.html#commonjs-namespaces
    footer: { js: `0 && (module.exports = { ${names.join(', ')} });` },
    outfile: join(BUILD, 'index.js'),
  });
  for (const program of ['cli/main.js', 'plugin/index.js']) {
    const file = join(BUILD, program);
    // `require.main === module` asks whether a file is the program: here it is.
    if (existsSync(file)) await build({ ...common, entryPoints: [file], outfile: file, define: { 'require.main': 'module' } });
  }
}

void main();
