/** docs/rules.md is written from the rules: `npx tsx scripts/rules-doc.ts` writes it anew. */
import { existsSync } from 'fs';
import { join } from 'path';
import { RULES } from '../../lib/rules';
import { rulesPage, rulesPageNow } from '../../scripts/rules-doc';

test('docs/rules.md is up to date: npx tsx scripts/rules-doc.ts', () => {
  expect(rulesPageNow()).toBe(rulesPage());
});

test('it has a row for each rule, and every page of ours that it names is there', () => {
  const rows = rulesPage().split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.map((r) => /`([^`]+)`/.exec(r)![1]).sort()).toEqual(RULES.map((r) => r.code).sort());
  const pages = [...rulesPage().matchAll(/\]\(([a-z-]+\.md)\)/g)].map((m) => m[1]);
  expect(pages.filter((page) => !existsSync(join(__dirname, '../../docs', page)))).toEqual([]);
});
