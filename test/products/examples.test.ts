/** Every container of every example whose product can be had goes through that product's own check; the others are said. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ofManifests, Plain } from './plain';
import { refereeFor } from './referees';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'cdk8s.yaml')));

function synthesize(name: string): any[] {
  const outdir = mkdtempSync(join(tmpdir(), `example-${name}-`));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => require(join(EXAMPLES, name, 'main.ts')));
    return readdirSync(outdir).flatMap((file) => parseAllDocuments(readFileSync(join(outdir, file), 'utf8'), { version: '1.1' }).map((d) => d.toJS()));
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

/** Containers of users, and those whose products no package carries: what is generated for these is checked without them. */
const NOBODY_JUDGES = /^(myapp|registry\.example\.com)\/|\/(grafana|redis):|\/nginx-unprivileged:[\d.]+$|k8s-sidecar:|oauth2-proxy:|git-sync:|spiffe-helper:|config-reloader:/;

describe.each(names)('examples/%s', (name) => {
  test('is what its products take', async () => {
    const by = (p: Plain) => `${p.name} (${p.image})`;
    for (const p of ofManifests(synthesize(name))) {
      const referee = refereeFor(p);
      if (!referee) expect(p.image).toMatch(NOBODY_JUDGES);
      else if (!referee.judge) process.stderr.write(`skipped: ${name}: ${by(p)}, for want of ${referee.name}\n`);
      else expect([by(p), await referee.judge(p)]).toEqual([by(p), undefined]);
    }
  });
});

test('and each of them refuses a mistake', async () => {
  const heard = new Set<string>();
  for (const p of names.flatMap((name) => ofManifests(synthesize(name)))) {
    const referee = refereeFor(p);
    if (!referee?.judge || heard.has(referee.name) || Object.keys(p.files).length === 0) continue;
    heard.add(referee.name);
    const wrong = (text: string) => (referee.name.startsWith('Fluent Bit') ? text.replace(/^( +- name: )/m, '$1no-') : `nonsense: 1\n${text}`);
    const files = Object.fromEntries(Object.entries(p.files).map(([path, text]) => [path, wrong(text)]));
    expect([referee.name, await referee.judge({ ...p, files })]).toEqual([referee.name, expect.any(String)]);
  }
  expect(heard.size).toBeGreaterThan(0);
});
