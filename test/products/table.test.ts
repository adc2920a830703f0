/** docs/proof.md shows the very table of this suite. After a wanted change: UPDATE_EXPECTED=1. */
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { documented } from './table';

const FILE = join(__dirname, '..', '..', 'docs', 'proof.md');
const TABLE = /(?<=<!-- products: test\/products\/products\.ts -->\n)[\s\S]*?(?=<!-- \/products -->)/;

test('the table in docs/proof.md is the one of this run', () => {
  const text = readFileSync(FILE, 'utf8');
  expect(text).toMatch(TABLE);
  if (process.env.UPDATE_EXPECTED) writeFileSync(FILE, text.replace(TABLE, () => `${documented()}\n`));
  expect(TABLE.exec(readFileSync(FILE, 'utf8'))![0]).toBe(`${documented()}\n`);
});
