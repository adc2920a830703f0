/** README.md and docs/ name what is there: every construct of the catalogue, and no page or folder that is not. */
import { existsSync, readdirSync, readFileSync } from 'fs';
import { dirname, join } from 'path';
import * as library from '../lib';

const ROOT = join(__dirname, '..');
/** Written by the build, and by those who run the proofs. */
const ELSEWHERE = ['API.md', 'docs/proof.md'];

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(ROOT, 'docs')).filter((f) => f.endsWith('.md')).map((f) => `docs/${f}`)];
const constructs = [
  ...Object.entries(library).filter(([, value]) => (value as any)?.prototype instanceof library.Sidecar).map(([name]) => name),
  library.LogShipperNodeAgent.name,
];
const table = read('README.md').split('\n').filter((line) => line.startsWith('| ['));

test.each(pages)('%s: every link inside the repository leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((m) => m[1]).filter((link) => !/^[a-z]+:/.test(link));
  const targets = links.map((link) => join(dirname(page), link)).filter((target) => !ELSEWHERE.includes(target));
  expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
});

test.each(constructs)('%s: stands in the catalogue of the README, with a page, and in an example', (name) => {
  const row = table.find((line) => line.includes(`\`${name}\``));
  expect(row).toMatch(/\]\(docs\/[a-z-]+\.md[#)]/);
  expect(read(/docs\/[a-z-]+\.md/.exec(row!)![0])).toContain(name);
  const examples = readdirSync(join(ROOT, 'examples')).map((e) => `examples/${e}/main.ts`).filter((f) => existsSync(join(ROOT, f)));
  // A CustomSidecar is what the docs of those who write their own show.
  if (name !== 'CustomSidecar') expect(examples.some((file) => new RegExp(`\\b${name}\\b`).test(read(file)))).toBe(true);
});
