/** Finds or builds the oracle, a Go program on Kubernetes' own libraries, and asks it. */
import { execFileSync, spawn } from 'child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'fs';
import { homedir, tmpdir } from 'os';
import { join, resolve } from 'path';
import { createInterface } from 'readline';

/** Where the program's source is looked for; ORACLE_DIR names another place. */
const SOURCE = process.env.ORACLE_DIR ?? resolve(__dirname, '..', '..', '..', 'shared', 'oracle');

/** The program's path, or why there is none. ORACLE_BIN names one that is built already. */
export function findOracle(): { bin: string } | { missing: string } {
  if (process.env.ORACLE_BIN) return existsSync(process.env.ORACLE_BIN) ? { bin: process.env.ORACLE_BIN } : { missing: `ORACLE_BIN: no file ${process.env.ORACLE_BIN}` };
  if (!existsSync(join(SOURCE, 'main.go'))) return { missing: 'no source of the oracle (ORACLE_DIR) and no program (ORACLE_BIN)' };
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch {
    return { missing: 'no Go to build the oracle with' };
  }
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-sidecars');
  mkdirSync(cache, { recursive: true });
  const bin = join(cache, 'oracle');
  // Built from a copy: the source may be read-only. Go's own cache makes the second build a matter of seconds.
  const copy = mkdtempSync(join(tmpdir(), 'oracle-'));
  cpSync(SOURCE, copy, { recursive: true });
  execFileSync('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', bin, '.'], { cwd: copy, stdio: ['ignore', 'inherit', 'inherit'] });
  return { bin };
}

/** Answers to lines, one by one, in their order. */
export async function ask(bin: string, lines: Iterable<string>, onAnswer: (answer: any, i: number) => void, flags: string[] = ['--compact', '--with-input']): Promise<void> {
  const oracle = spawn(bin, flags, { stdio: ['pipe', 'pipe', 'inherit'] });
  const done = readAnswers(oracle.stdout, onAnswer);
  for (const line of lines) {
    if (!oracle.stdin.write(`${line}\n`)) await new Promise((drained) => oracle.stdin.once('drain', drained));
  }
  oracle.stdin.end();
  await done;
}

/** Answers to Pods that the oracle makes up by itself. */
export async function askGenerated(bin: string, gen: string[], onAnswer: (answer: any, i: number) => void): Promise<void> {
  const generator = spawn(bin, ['gen', ...gen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const oracle = spawn(bin, ['--compact', '--with-input'], { stdio: ['pipe', 'pipe', 'inherit'] });
  generator.stdout.pipe(oracle.stdin);
  await readAnswers(oracle.stdout, onAnswer);
}

async function readAnswers(stream: NodeJS.ReadableStream, onAnswer: (answer: any, i: number) => void): Promise<void> {
  let i = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) if (line) onAnswer(JSON.parse(line), i++);
}

/** Printed at the start of each run, so that it can be repeated: SEED=... */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
export const COUNT = Number(process.env.COUNT ?? 100_000);
