/**
 * Each example synthesizes to exactly the YAML that a person has reviewed: examples/<name>/expected.k8s.yaml. After a
 * wanted change run the test with UPDATE_EXPECTED=1, and read the difference before you commit it.
 */
import { mkdtempSync, readdirSync, readFileSync, existsSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { PodAnalysis } from '../lib/pod/analysis';
import { findingsOf } from '../lib/rules';

const EXAMPLES = join(__dirname, '..', 'examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'cdk8s.yaml')));

function synthesize(name: string): string {
  const outdir = mkdtempSync(join(tmpdir(), `example-${name}-`));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => require(join(EXAMPLES, name, 'main.ts')));
    return readdirSync(outdir).sort().map((file) => readFileSync(join(outdir, file), 'utf8')).join('---\n');
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

/** Examples whose Pods need more than Pod Security restricted, and why: the list is to stay short. */
const NEEDS_MORE: Readonly<Record<string, { readonly level: string; readonly reason: string }>> = {
  'log-node-agent': { level: 'privileged', reason: 'it reads the log files of the node, which belong to root, through hostPath volumes' },
};

test('there are examples', () => expect(names.length).toBeGreaterThanOrEqual(6));

describe.each(names)('examples/%s', (name) => {
  let text: string;
  beforeAll(() => { text = synthesize(name); });

  test('gives the reviewed YAML', () => {
    const file = join(EXAMPLES, name, 'expected.k8s.yaml');
    if (process.env.UPDATE_EXPECTED) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  const { level, reason } = NEEDS_MORE[name] ?? { level: 'restricted', reason: undefined };
  test(`every Pod passes Pod Security ${level}${reason ? ` (${reason})` : ''} and has no error, read back as YAML`, () => {
    const pods = parseAllDocuments(text).map((d) => PodAnalysis.of(d.toJS())).filter((p) => p !== undefined);
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(pod.podSecurity).toBe(level);
      expect(findingsOf(pod).filter((f) => f.severity === 'error')).toEqual([]);
    }
  });
});
