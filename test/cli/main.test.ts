/** The program itself, as a shell runs it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOREIGN } from '../report/helpers';

const ROOT = join(__dirname, '..', '..');
const MAIN = join(ROOT, 'lib', 'cli', 'main.ts');
const TSX = require.resolve('tsx/cjs');

function program(args: string[], input = '', env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', TSX, MAIN, ...args], { input, encoding: 'utf8', cwd: ROOT, env: { ...process.env, ...env } });
  return { status, stdout, stderr };
}

const BROKEN = FOREIGN.replace('name: watcher', 'name: Watcher_1');

test('reports from standard input, without colours into a pipe', () => {
  const { status, stdout, stderr } = program(['report', '-'], FOREIGN);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/1\. {2}proxy .*\n {2}2\. {2}migrate .*\n {2}3\. {2}watcher .*\n {2}4\. {2}app /);
  // eslint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/\u001b/);
});

test('check: 0 without an error, 1 with --strict and a warning, 1 with an error, 2 for what is no YAML', () => {
  expect(program(['check', '-'], FOREIGN).status).toBe(0);
  expect(program(['check', '--strict', '-'], FOREIGN).status).toBe(1);
  expect(program(['check', '-'], BROKEN)).toMatchObject({ status: 1, stdout: expect.stringContaining('error container-name-invalid') });
  expect(program(['check', '-'], 'a: [')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^cdk8s-sidecars: stdin:1: not YAML/) });
});

test('a pipe that is closed early is no error', () => {
  const many = Array.from({ length: 200 }, (_, i) => FOREIGN.replace('name: web\n', `name: web-${i}\n`)).join('---');
  const shell = spawnSync('sh', ['-c', `"${process.execPath}" --require "${TSX}" "${MAIN}" report - | head -n 1`], { input: many, encoding: 'utf8', cwd: ROOT });
  expect(shell.stderr).toBe('');
  expect(shell.stdout).toContain('Deployment/web-0');
});

test('is a program for node, and runs nothing when it is only required', () => {
  expect(readFileSync(MAIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const { status, stdout } = spawnSync(process.execPath, ['--require', TSX, '-e', `require(${JSON.stringify(MAIN)}); console.log('required')`], { encoding: 'utf8', cwd: ROOT });
  expect([status, stdout]).toEqual([0, 'required\n']);
});

test('the library itself does not load the YAML reader', () => {
  const script = `require(${JSON.stringify(join(ROOT, 'lib'))});
    const own = Object.keys(require.cache).filter((f) => /lib.(cli|plugin)/.test(f) || (/node_modules.yaml/.test(f) && !/cdk8s.node_modules.yaml/.test(f)));
    console.log(JSON.stringify(own));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', TSX, '-e', script], { encoding: 'utf8', cwd: ROOT });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([]);
});
