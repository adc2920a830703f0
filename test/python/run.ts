/**
 * Builds the Python package, installs it with pip into a folder of its own, and runs the tests beside this file there.
 * Needs Python with venv; says so where there is none.
 */
import { spawnSync, SpawnSyncReturns } from 'child_process';
import { mkdtempSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';

const ROOT = resolve(__dirname, '..', '..');

function attempt(command: string, args: string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 256e6 });
}

function run(command: string, args: string[]): void {
  const { status, stdout, stderr, error } = attempt(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stdout}${stderr}${error ?? ''}`);
}

/** From `Ran 12 tests` and `FAILED (failures=1, errors=2)`, the closing lines of unittest. */
function counts(text: string): { passed: number; failed: number; skipped: number } {
  const of = (what: string) => Number(new RegExp(`\\b${what}=(\\d+)`).exec(text)?.[1] ?? 0);
  const failed = of('failures') + of('errors');
  const skipped = of('skipped');
  return { passed: Number(/^Ran (\d+) tests?/m.exec(text)?.[1] ?? 0) - failed - skipped, failed, skipped };
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-sidecars-python-'));
  try {
    const venv = attempt('python3', ['-m', 'venv', folder]);
    if (venv.status !== 0) {
      console.log(`skipped: needs python3 with venv: ${(venv.stdout || venv.stderr || `${venv.error}`).trim().split('\n')[0]}`);
      console.log('0 passed, 0 failed');
      return;
    }
    run('npx', ['--no-install', 'jsii-pacmak', '--target', 'python', '--outdir', join(folder, 'dist')]);
    const wheels = join(folder, 'dist', 'python');
    const wheel = readdirSync(wheels).find((name) => name.endsWith('.whl'))!;
    const python = join(folder, 'bin', 'python');
    run(python, ['-m', 'pip', 'install', '--quiet', join(wheels, wheel), 'pyyaml']);
    const tests = attempt(python, ['-m', 'unittest', 'discover', '--verbose', '--start-directory', __dirname]);
    const text = `${tests.stdout}${tests.stderr}`;
    console.log(text);
    const { passed, failed, skipped } = counts(text);
    console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
    process.exitCode = tests.status === 0 && passed > 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
