import { spawnSync } from 'child_process';
import { existsSync, readdirSync, statSync } from 'fs';
import { join, resolve } from 'path';

export const ROOT = resolve(__dirname, '..', '..');
const PACKED = join(ROOT, 'dist', 'js');

/** The packed library as users get it; built anew where a source is younger. */
export function tarball(): string {
  const known = packed();
  if (known && statSync(known).mtimeMs > youngest(join(ROOT, 'lib'))) return known;
  run('npm', ['run', 'build'], ROOT);
  return packed()!;
}

export function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const result = attempt(command, args, cwd, env);
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${result.status}\n${result.text}`);
  return result.text;
}

export function attempt(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): { status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd, encoding: 'utf8', maxBuffer: 256e6, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env },
  });
  return { status, text: `${stdout}${stderr}${error ?? ''}` };
}

function packed(): string | undefined {
  if (!existsSync(PACKED)) return undefined;
  const file = readdirSync(PACKED).find((name) => name.endsWith('.tgz'));
  return file && join(PACKED, file);
}

function youngest(folder: string): number {
  return Math.max(...readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? youngest(path) : statSync(path).mtimeMs;
  }));
}
