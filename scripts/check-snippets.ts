/**
 * Compiles all code that readers may copy: the @example of each docstring, and every ```ts block of README.md and docs/.
 *
 * jsii-rosetta knows the docstrings and the README from the assembly. The pages of docs/ are given to it as readmes of
 * submodules, in a copy of the assembly, so that one tool and one fixture serve them all.
 */
import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';

const ROOT = resolve(__dirname, '..');
const FIXTURE = join('rosetta', 'default.ts-fixture');

interface Assembly {
  readonly name: string;
  readonly types: Record<string, { readonly name: string }>;
  readme?: { markdown: string };
  submodules?: Record<string, { readme?: { markdown: string } }>;
}

/** What each snippet may use without importing it: all of the public API, and a chart to put things into. */
function fixture(assembly: Assembly): string {
  const names = Object.values(assembly.types).map((type) => type.name).sort();
  return [
    '// Written by scripts/check-snippets.ts from the public API: what code in docs and docstrings may use as it is.',
    "import { ApiObject, App, Chart, Cron, Duration, Helm, Include, JsonPatch, Lazy, Size, Testing, Yaml } from 'cdk8s';",
    "import * as kplus from 'cdk8s-plus-28';",
    "import { Construct, IConstruct } from 'constructs';",
    `import {\n${names.map((name) => `  ${name},\n`).join('')}} from 'cdk8s-sidecars';`,
    '',
    'declare global {',
    '  const app: App;',
    '  const chart: Chart;',
    '}',
    '',
    '/// here',
    '',
  ].join('\n');
}

/** jsii-rosetta puts code into the fixture with `String.replace`, to which `$'` is more than text. */
const asReplacement = (code: string) => code.replace(/\$/g, '$$$$');

/** A program that imports this library itself is whole: it gets no fixture around it. */
function prepare(markdown: string): string {
  return markdown.replace(/^```(?:ts|typescript)[ \t]*\n([\s\S]*?)^```/gm, (_, code: string) => (
    /from ['"]cdk8s-sidecars['"]/.test(code) ? `\`\`\`ts nofixture\n${code}\`\`\`` : `\`\`\`ts\n${asReplacement(code)}\`\`\``
  ));
}

function pages(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md')).sort().map((file) => `${folder}/${file}`.replace(/\\/g, '/'));
}

function main(): void {
  const assembly: Assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
  mkdirSync(join(ROOT, 'rosetta'), { recursive: true });
  writeFileSync(join(ROOT, FIXTURE), fixture(assembly));

  const read = (page: string) => prepare(readFileSync(join(ROOT, page), 'utf8'));
  assembly.readme = { markdown: read('README.md') };
  assembly.submodules = { ...assembly.submodules };
  for (const page of pages('docs')) assembly.submodules[`${assembly.name}.${page.replace(/[./]/g, '_')}`] = { readme: { markdown: read(page) } };

  const copy = mkdtempSync(join(tmpdir(), 'cdk8s-sidecars-snippets-'));
  try {
    mkdirSync(join(copy, 'rosetta'));
    writeFileSync(join(copy, FIXTURE), fixture(assembly));
    writeFileSync(join(copy, '.jsii'), JSON.stringify(assembly, (key, value) => (key === 'example' ? asReplacement(value) : value)));
    writeFileSync(join(copy, 'package.json'), readFileSync(join(ROOT, 'package.json')));
    const rosetta = join(ROOT, 'node_modules', 'jsii-rosetta', 'bin', 'jsii-rosetta');
    const result = spawnSync(process.execPath, [rosetta, 'extract', '--strict', '--directory', ROOT, copy], { encoding: 'utf8', cwd: ROOT });
    const tablet = join(copy, '.jsii.tabl.json');
    const count = existsSync(tablet) ? Object.keys(JSON.parse(readFileSync(tablet, 'utf8')).snippets).length : 0;
    const failed = result.status !== 0;
    if (failed) console.error(`${result.stdout}${result.stderr}`);
    console.log(`${count} snippets of README.md, docs/ and the docstrings ${failed ? 'do not all compile' : 'compile'}`);
    process.exitCode = failed ? 1 : 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

main();
