/**
 * Synthesizes every examples/<name>/ with the real `cdk8s synth` into examples/<name>/dist/ and prints what each Pod
 * will do. Names on the command line choose some of them.
 */
import { execFile } from 'child_process';
import { existsSync, readdirSync, rmSync } from 'fs';
import { delimiter, join, resolve } from 'path';

const ROOT = resolve(__dirname, '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const REPORT = join(ROOT, 'build', 'cli', 'main.js');

interface Outcome {
  readonly ok: boolean;
  readonly text: string;
}

function run(file: string, args: string[], cwd: string): Promise<Outcome> {
  // The app command of a cdk8s.yaml finds tsx as it would in a project of its own.
  const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}` };
  return new Promise((done) => {
    execFile(process.execPath, [file, ...args], { cwd, env, maxBuffer: 256e6 }, (error, stdout, stderr) => {
      done({ ok: !error, text: [stdout, stderr].map((s) => s.trim()).filter((s) => s).join('\n') });
    });
  });
}

/** `--check-upgrade=false`: otherwise cdk8s asks the registry for a newer version at each run. */
async function synthesize(name: string): Promise<Outcome> {
  const folder = join(ROOT, 'examples', name);
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const synth = await run(join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'), ['synth', '--check-upgrade=false'], folder);
  if (!synth.ok) return synth;
  const files = existsSync(dist) ? readdirSync(dist).filter((f) => f.endsWith('.yaml')).sort().map((f) => join(dist, f)) : [];
  if (files.length === 0) return { ok: false, text: `${synth.text}\nexamples/${name}: cdk8s synth wrote no file into dist/` };
  return run(REPORT, ['report', ...files], folder);
}

/** Two at a time: a synthesis keeps one core busy. */
async function inPairs<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]);
  };
  await Promise.all([worker(), worker()]);
  return results;
}

async function main(): Promise<void> {
  const all = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'cdk8s.yaml'))).sort();
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length) throw new Error(`no such example: ${unknown.join(', ')}; there are ${all.join(', ')}`);

  const names = wanted.length ? wanted : all;
  const outcomes = await inPairs(names, synthesize);
  for (const [i, { ok, text }] of outcomes.entries()) {
    const title = `examples/${names[i]}`;
    console.log(`\n${title}${ok ? '' : ' FAILED'}\n${'='.repeat(title.length)}\n${text}`);
  }
  const failed = outcomes.filter((o) => !o.ok).length;
  console.log(`\n${names.length - failed} examples synthesized into examples/<name>/dist/, ${failed} failed`);
  process.exitCode = failed || !names.length ? 1 : 0;
}

void main();
