import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lib/cli/run';
import { INTENT_ANNOTATION } from '../../lib/pod/intent';
import { RULES } from '../../lib/rules';
import { FOREIGN } from '../report/helpers';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cli-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function cli(args: string[], { stdin = '', hasColours = false } = {}) {
  let out = '';
  let err = '';
  const code = run(args, { out: (t) => { out += t; }, err: (t) => { err += t; }, stdin: () => stdin, hasColours });
  return { code, out, err };
}

/** Nothing to say against it but infos. */
const CLEAN = `
apiVersion: v1
kind: Pod
metadata: { name: clean }
spec:
  terminationGracePeriodSeconds: 30
  containers:
    - name: app
      image: app:1.0.0
      resources: { requests: { cpu: 10m, memory: 16Mi }, limits: { cpu: 10m, memory: 16Mi } }
`;
/** The API server refuses it. */
const BROKEN = CLEAN.replace('clean', 'broken').replace('name: app\n', 'name: App_1\n');
/** Only warnings and infos. */
const WARNED = FOREIGN;

/** What this library wrote, with what it meant. */
function written(intent: Record<string, unknown>, yaml = CLEAN): string {
  const text = JSON.stringify({ v: 1, target: '1.33', form: 'native', containers: {}, ...intent });
  return yaml.replace(/metadata: \{ name: (\w+) \}/, (_, name) => `metadata: { name: ${name}, annotations: { ${INTENT_ANNOTATION}: '${text}' } }`);
}

describe('report', () => {
  test('tells the start order of YAML that others made', () => {
    const { code, out, err } = cli(['report', file('web.yaml', FOREIGN)]);
    expect([code, err]).toEqual([0, '']);
    expect([...out.matchAll(/^ {2}(\d)\. {2}(\S+) +(?:native sidecar|init|app) /gm)].map((m) => `${m[1]} ${m[2]}`)).toEqual(['1 proxy', '2 migrate', '3 watcher', '4 app']);
  });

  test('reads folders, several files and standard input, in that order', () => {
    mkdirSync(join(folder, 'sub', '.hidden'), { recursive: true });
    file('sub/b.yml', CLEAN.replace('clean', 'second'));
    file('sub/a.json', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"first"},"spec":{"containers":[{"name":"app","image":"a:1"}]}}');
    file('sub/c.txt', 'not read');
    file('sub/.hidden/x.yaml', 'not: [read');
    symlinkSync(folder, join(folder, 'sub', 'loop'));
    const { code, out } = cli(['plan', join(folder, 'sub'), '-', file('third.yaml', CLEAN.replace('clean', 'last'))], { stdin: CLEAN.replace('clean', 'stdin') });
    expect(code).toBe(0);
    expect(JSON.parse(out).map((p: any) => p.name)).toEqual(['first', 'second', 'stdin', 'last']);
  });

  test('every format holds every workload', () => {
    const path = file('two.yaml', `${CLEAN}---\n${FOREIGN}`);
    for (const format of ['text', 'markdown', 'mermaid', 'html', 'json']) {
      const { code, out } = cli(['report', '--format', format, path]);
      expect(code).toBe(0);
      expect(out).toContain('clean');
      expect(out).toContain('watcher');
    }
    expect(cli(['report', '--format', 'html', path]).out).toMatch(/^<!DOCTYPE html>/);
    expect(JSON.parse(cli(['report', '--format', 'json', path]).out)[1].findings.length).toBeGreaterThan(0);
  });

  test('one workload as Mermaid is a diagram, several are blocks of Markdown', () => {
    const path = file('two.yaml', `${CLEAN}---\n${FOREIGN}`);
    expect(cli(['report', '--format=mermaid', '--workload', 'Pod/clean', path]).out).toMatch(/^flowchart TB\n/);
    expect(cli(['report', '--format=mermaid', path]).out.match(/^```mermaid\nflowchart TB$/gm)).toHaveLength(2);
  });

  test('colours only where the terminal has them', () => {
    const path = file('web.yaml', FOREIGN);
    // eslint-disable-next-line no-control-regex
    const colours = /\u001b\[\d+m/g;
    expect(cli(['report', path]).out).not.toMatch(colours);
    const coloured = cli(['report', path], { hasColours: true }).out;
    expect(coloured).toMatch(/\u001b\[33mwarning\u001b\[0m/);
    expect(coloured.replace(colours, '')).toBe(cli(['report', path]).out);
  });

  test('is for the version that is asked for, else for the one that was written', () => {
    const path = file('web.yaml', FOREIGN);
    const starts = (...args: string[]) => JSON.parse(cli(['plan', ...args]).out)[0];
    expect(starts(path).targetVersion).toBe('1.33');
    // Before 1.29 the field is dropped: the "sidecar" has to end before the next one starts.
    expect(starts('--target', '1.27', path)).toMatchObject({ targetVersion: '1.27', start: [{}, { waitsFor: 'proxy', until: 'completed' }, {}, {}] });
    const ours = file('ours.yaml', written({ target: '1.30' }));
    expect(starts(ours).targetVersion).toBe('1.30');
    expect(starts('--target=v1.34.2', ours).targetVersion).toBe('1.34');
  });

  test('what this library wrote is not inferred', () => {
    const [plan] = JSON.parse(cli(['plan', file('ours.yaml', written({ containers: { app: { role: 'app', drainSeconds: 7 } } }))]).out);
    expect(plan.assumed).toBe(false);
    expect(plan.stop[0]).toMatchObject({ container: 'app', goneSeconds: 7, assumed: false });
  });
});

describe('check', () => {
  test('exit code 0 and a count where nothing is wrong', () => {
    const { code, out, err } = cli(['check', '--strict', file('clean.yaml', CLEAN)]);
    expect(out).toMatch(/^0 errors, 0 warnings, \d+ infos? in 1 workload$/m);
    expect([code, err]).toEqual([0, '']);
  });

  test('exit code 1 for an error, which stands on a line with file, line, code and mend', () => {
    const path = file('broken.yaml', `${CLEAN}---\n${BROKEN}`);
    const { code, out } = cli(['check', path]);
    expect(code).toBe(1);
    const line = out.split('\n').find((l) => l.includes('error container-name-invalid'))!;
    expect(line).toMatch(new RegExp(`^${path}:13: error container-name-invalid: Pod/broken › containers\\[App_1\\]\\.name: .* Mend: .*\\.$`));
  });

  test('warnings fail only if asked to', () => {
    const path = file('warned.yaml', WARNED);
    expect(cli(['check', path])).toMatchObject({ code: 0, out: expect.stringMatching(/0 errors, [1-9]\d* warning/) });
    expect(cli(['check', '--strict', path]).code).toBe(1);
  });

  test('what was acknowledged does not fail, and stays to be seen', () => {
    const codes = [...new Set(JSON.parse(cli(['check', '--format', 'json', file('broken.yaml', BROKEN)]).out).map((f: any) => f.code))];
    const acknowledged = codes.map((code) => ({ code, reason: 'we know' }));
    const { code, out } = cli(['check', '--strict', file('ours.yaml', written({ acknowledged }, BROKEN))]);
    expect(code).toBe(0);
    expect(out).toContain('[acknowledged: we know]');
    expect(out).toMatch(/^0 errors, 0 warnings, .*acknowledged beside\)$/m);
  });

  test('heeds Services of the same files', () => {
    const intent = { containers: { app: { role: 'app' } }, fronts: [{ container: 'app', port: 8443, appPort: 8080 }] };
    const ours = written(intent, CLEAN).replace('name: clean,', 'name: clean, labels: { app: web },');
    const service = (port: number) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: ${port}}]}\n`;
    const codes = (port: number) => JSON.parse(cli(['check', '--format', 'json', file('a.yaml', ours), file('b.yaml', service(port))]).out).map((f: any) => f.code);
    expect(codes(8080)).toContain('service-past-proxy');
    expect(codes(8443)).not.toContain('service-past-proxy');
  });

  test('files without workloads are no error, but said', () => {
    const { code, err } = cli(['check', file('map.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')]);
    expect(code).toBe(0);
    expect(err).toContain('no workload among 1 objects');
  });
});

test('rules lists every rule, once, with severity, summary and source', () => {
  const all = JSON.parse(cli(['rules', '--format', 'json']).out);
  expect(all.map((r: any) => r.code)).toEqual([...RULES].map((r) => r.code).sort());
  for (const rule of all) expect(rule).toEqual({ code: expect.any(String), severity: expect.stringMatching(/^(error|warning|info)$/), summary: expect.any(String), source: expect.any(String) });
  const { out } = cli(['rules']);
  for (const { code, source } of all) {
    expect(out).toContain(code);
    expect(out).toContain(source);
  }
  expect(cli(['rules', '--format', 'markdown']).out.split('\n')).toHaveLength(all.length + 3);
});

test('trade-off compares a sidecar with a node agent', () => {
  const { code, out } = cli(['trade-off', '--pods', '300', '--nodes', '20', '--sidecar', 'cpu=50m,memory=64Mi', '--node-agent', 'cpu=200m,memory=256Mi']);
  expect(code).toBe(0);
  expect(out).toMatch(/cpu +15 +4 +4 Pods per node +node agent/);
});

describe('bad input is a line on stderr and exit code 2', () => {
  test.each<[string, () => string[], RegExp]>([
    ['no command', () => [], /^Usage: /],
    ['an unknown command', () => ['reprot'], /command: "reprot" is none: use report, check, plan, rules, trade-off/],
    ['an unknown option', () => ['report', '--foo'], /Unknown option '--foo'/],
    ['no files', () => ['report'], /files: none given: name files or folders/],
    ['a file that is not there', () => ['report', join(folder, 'nope.yaml')], /nope\.yaml: there is no such file or folder/],
    ['a folder without manifests', () => ['check', folder], /no manifest in this folder/],
    ['YAML with an error', () => ['check', file('bad.yaml', 'a: 1\nb: [1\n')], /bad\.yaml:\d: not YAML/],
    ['an alias bomb', () => ['report', file('bomb.yaml', ['a: &a [x]', ...['b', 'c', 'd', 'e'].map((n, i) => `${n}: &${n} [${Array(30).fill(`*${'abcd'[i]}`).join(',')}]`)].join('\n'))], /bomb\.yaml:1: alias bomb/],
    ['an unknown format', () => ['report', '--format', 'pdf', file('a.yaml', CLEAN)], /--format: "pdf" is none that this command knows: use text, markdown, mermaid, html, json/],
    ['a format of another command', () => ['check', '--format', 'html', file('a.yaml', CLEAN)], /use text, json/],
    ['no version', () => ['report', '--target', 'new', file('a.yaml', CLEAN)], /--target: "new" is no Kubernetes version/],
    ['a workload that is not there', () => ['report', '--workload', 'Pod/x', file('a.yaml', CLEAN)], /--workload: "Pod\/x" is not there: name one of Pod\/clean/],
    ['files for rules', () => ['rules', 'x.yaml'], /rules: "x\.yaml" is one argument too many/],
    ['no number of Pods', () => ['trade-off', '--pods', 'many'], /--pods: "many" is not a whole number above 0/],
    ['no size', () => ['trade-off', '--pods', '1', '--nodes', '1', '--sidecar', '50m'], /--sidecar: "50m" is not a size: write requests such as cpu=50m/],
    ['an amount that is none', () => ['trade-off', '--pods', '1', '--nodes', '1', '--sidecar', 'cpu=x', '--node-agent', 'cpu=1'], /sidecar\.cpu: "x" is not a Kubernetes quantity/],
  ])('%s', (_, args, message) => {
    const { code, out, err } = cli(args());
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});

test('a workload without a Pod template is told, the others are reported, and the exit code is 3', () => {
  const { code, out, err } = cli(['report', file('a.yaml', `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: empty}\nspec: 3\n---\n${CLEAN}`)]);
  expect(code).toBe(3);
  expect(out).toContain('Pod/clean');
  expect(err).toMatch(/a\.yaml:1: Deployment\/empty could not be analyzed: it has no Pod template/);
});

test('help names every command and every exit code', () => {
  const { code, out } = cli(['--help']);
  expect(code).toBe(0);
  for (const word of ['report', 'check', 'plan', 'rules', 'trade-off', '--target', '--strict', '--format', '--workload', 'Exit codes']) expect(out).toContain(word);
  expect(cli(['report', '-h']).out).toBe(out);
});

test('--version is the version of the package', () => {
  expect(cli(['--version'])).toMatchObject({ code: 0, out: `${JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')).version}\n` });
});
