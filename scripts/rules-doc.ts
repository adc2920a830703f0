/**
 * Writes docs/rules.md, the list of all rules, from the rules themselves: `npx tsx scripts/rules-doc.ts`.
 * test/rules/doc.test.ts fails when the page is not up to date.
 */
import { readFileSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { markdown, markdownCode } from '../lib/report/escape';
import { RULES } from '../lib/rules';
import { Rule } from '../lib/rules/rule';

const ROOT = resolve(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'rules.md');

const HEAD = `<!-- Written by scripts/rules-doc.ts from lib/rules: change it there. -->
# Rules

What the library looks for in every Pod, with the code by which a finding is [acknowledged](errors.md) and the source that the rule rests on. The severity
is the rule's usual one; a finding can weigh less where it rests on something that was assumed. A rule with a star speaks of what a Pod is *meant* to do: on YAML
that others made it is marked \`assumed\`, and a warning at most.

\`npx cdk8s-sidecars rules\` prints the same list, \`npx cdk8s-sidecars check\` applies it to any manifest.

| code | severity | what it finds | source |
|---|---|---|---|
`;

/** "https://... (SyncPod)" as a link with its remark; "docs/errors.md" as one beside this page. */
function source(text: string): string {
  const [, address, remark] = /^(\S+)(?: \((.*)\))?$/.exec(text)!;
  const page = /^docs\/(.*)\.md$/.exec(address)?.[1];
  if (page !== undefined) return `[${page}](${page}.md)`;
  const { hostname, pathname } = new URL(address);
  const [, owner, repository, kind, id] = pathname.split('/');
  const label = hostname !== 'github.com' ? hostname.replace(/^www\./, '')
    : kind === 'issues' || kind === 'pull' ? `${owner}/${repository}#${id}` : `${owner}/${repository}`;
  return `[${remark ? markdown(remark) : label}](${address})`;
}

function row({ code, severity, summary, source: where, needsIntent }: Rule): string {
  return `| ${markdownCode(code)}${needsIntent ? ' *' : ''} | ${severity} | ${markdown(summary)} | ${source(where)} |`;
}

/** The page as it should be. */
export function rulesPage(): string {
  return HEAD + [...RULES].sort((a, b) => (a.code < b.code ? -1 : 1)).map(row).join('\n') + '\n';
}

/** The page as it is. */
export function rulesPageNow(): string {
  return readFileSync(PAGE, 'utf8');
}

if (require.main === module) writeFileSync(PAGE, rulesPage());
