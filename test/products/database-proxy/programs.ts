/**
 * Runs the real Cloud SQL Auth Proxy and the real PgBouncer on what the library generates, on 127.0.0.1. They are found
 * as $CLOUD_SQL_PROXY_BIN and $PGBOUNCER_BIN or on the PATH, PostgreSQL's programs in $POSTGRES_BIN_DIR or where Debian
 * puts them; what is not there is said and its suites are skipped.
 *
 *   CLOUD_SQL_PROXY_BIN=... PGBOUNCER_BIN=... npx jest -c jest.outside.json --testPathPatterns test/products/database-proxy
 */
import { ChildProcess, execFile, spawn, spawnSync, SpawnSyncReturns } from 'child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { basename, dirname, join, relative } from 'path';
import { promisify } from 'util';
import { SidecarContribution } from '../../../lib/sidecar';
import { until } from '../process';

/** PgBouncer and PostgreSQL refuse to run as root. */
export const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

function tryRun(program: string, args: string[], as: object = {}): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', ...as });
}

function said<T>(found: T | undefined, what: string): T | undefined {
  if (!found) process.stderr.write(`SKIPPED: no ${what}, nothing was checked against the product\n`);
  return found;
}

const cloudSqlProxy = [process.env.CLOUD_SQL_PROXY_BIN ?? 'cloud-sql-proxy'].find((p) => tryRun(p, ['--version']).status === 0);
export const CLOUD_SQL_PROXY_BIN = said(cloudSqlProxy && reachable(cloudSqlProxy), 'cloud-sql-proxy in $CLOUD_SQL_PROXY_BIN or on the PATH');

const pgBouncer = [process.env.PGBOUNCER_BIN ?? 'pgbouncer'].map((program) => {
  const [, minor] = tryRun(program, ['--version']).stdout?.match(/PgBouncer 1\.(\d+)/) ?? [];
  return { program, minor: Number(minor) };
}).find(({ minor }) => minor >= 18);

export const PGBOUNCER_BIN = said(pgBouncer && reachable(pgBouncer.program), 'PgBouncer of 1.18 or newer in $PGBOUNCER_BIN or on the PATH');

/** Before 1.23 TERM cut clients. */
export const PGBOUNCER_WAITS = said(pgBouncer && pgBouncer.minor >= 23, 'PgBouncer of 1.23 or newer, which waits for its clients at TERM');

/** Settings that the library gives and older releases do not know: https://www.pgbouncer.org/changelog.html */
const SINCE: Readonly<Record<string, number>> = { auth_dbname: 19, max_prepared_statements: 21 };

/** The configuration without what this release does not know. */
export function forThisPgBouncer(ini: string): string {
  const unknown = Object.keys(SINCE).filter((setting) => SINCE[setting] > pgBouncer!.minor);
  return ini.split('\n').filter((line) => !unknown.some((setting) => line.startsWith(`${setting} =`))).join('\n');
}

/**
 * A program that the user without rights may run: a cache can lie in a home directory that is closed to him.
 *
 * @param whole what is copied, where the program needs more than itself
 */
function reachable(program: string, whole: string = program): string {
  if (!('uid' in NOBODY) || tryRun(program, ['--version'], NOBODY).status === 0) return program;
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  chownSync(folder, NOBODY.uid!, NOBODY.gid!);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(whole, join(folder, basename(whole)), { recursive: true });
  return join(folder, basename(whole), relative(whole, program));
}

const postgresDir = [process.env.POSTGRES_BIN_DIR, ...(existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').map((v) => `/usr/lib/postgresql/${v}/bin`) : [])]
  .find((d): d is string => d !== undefined && existsSync(join(d, 'initdb')) && existsSync(join(d, 'psql')));

export const POSTGRES_BIN_DIR = said(
  postgresDir && dirname(reachable(join(postgresDir, 'initdb'), dirname(postgresDir))), 'PostgreSQL in $POSTGRES_BIN_DIR or /usr/lib/postgresql');

/** A directory that stands for the container's file system. */
export class Sandbox {
  public readonly root = mkdtempSync(join(tmpdir(), 'database-proxy-test-'));

  constructor() {
    if ('uid' in NOBODY) chownSync(this.root, NOBODY.uid!, NOBODY.gid!);
  }

  public path(path: string): string {
    return join(this.root, path);
  }

  public write(path: string, text: string): string {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Lays the generated files down, and returns the container's words and variables with paths inside the sandbox. */
  public layDown(contribution: SidecarContribution, change: (text: string) => string = (t) => t): { words: string[]; env: Record<string, string> } {
    const container = contribution.containers![0];
    const paths = (container.mounts ?? []).map((m) => m.path).sort((a, b) => b.length - a.length);
    const anyPath = new RegExp(`(?<![\\w./-])(${paths.join('|') || '$^'})(?=[/"';\\s]|$)`, 'gm');
    const inside = (text: string) => text.replace(anyPath, (p) => this.path(p)).replace(/0\.0\.0\.0/g, '127.0.0.1');
    for (const mount of container.mounts ?? []) {
      const { files, source } = mount.volume._toPart();
      if (source?.emptyDir) mkdirSync(this.path(mount.path), { recursive: true });
      for (const [file, text] of Object.entries(files ?? {})) this.write(join(mount.path, file), change(inside(text)));
    }
    const env: Record<string, string> = { PATH: process.env.PATH! };
    for (const [name, source] of Object.entries(container.env ?? {})) env[name] = inside(source._toEnv(name).value ?? '');
    return { words: [...container.command ?? [], ...container.args ?? []].map(inside), env };
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A process of its own group. */
export class Running {
  public output = '';
  public code?: number | null;
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;

  constructor(words: string[], env: Record<string, string>) {
    this.child = spawn(words[0], words.slice(1), { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...NOBODY });
    this.child.stdout!.on('data', (d) => this.output += d);
    this.child.stderr!.on('data', (d) => this.output += d);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code) => {
        this.code = code;
        resolve();
      });
      this.child.once('error', (error) => {
        this.output += error.message;
        this.code = null;
        resolve();
      });
    });
  }

  /** As the kubelet: to the first process alone. */
  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Its code, and after how many milliseconds. */
  public async end(): Promise<{ code: number | null; after: number }> {
    const began = Date.now();
    await this.ended;
    return { code: this.code!, after: Date.now() - began };
  }

  /** Ends everything that was started here, and nothing else. */
  public async remove(): Promise<void> {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // All have ended.
    }
    if (this.code === undefined) await this.ended;
  }
}

/** A PostgreSQL server with the database `orders` and the user `app`. */
export class Postgres {
  public static async start(sandbox: Sandbox, port: number): Promise<Postgres> {
    const dir = sandbox.path('postgres');
    const bin = (program: string) => join(POSTGRES_BIN_DIR!, program);
    const password = sandbox.write('superuser', 'super');
    const made = spawnSync(bin('initdb'), ['-D', dir, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8', '--locale=C', '--no-sync'], { ...NOBODY, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    const running = new Running([
      bin('postgres'), '-D', dir, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${sandbox.root}`, '-c', 'fsync=off',
    ], { PATH: process.env.PATH! });
    const postgres = new Postgres(running, port);
    await until('PostgreSQL is up', async () => (await postgres.ask('postgres', 'super', 'postgres', 'SELECT 1', port)) === '1');
    await postgres.ask('postgres', 'super', 'postgres', 'CREATE ROLE app LOGIN PASSWORD \'first\'', port);
    await postgres.ask('postgres', 'super', 'postgres', 'CREATE DATABASE orders OWNER app', port);
    return postgres;
  }

  private constructor(public readonly running: Running, public readonly port: number) {}

  public ask(user: string, password: string, database: string, sql: string, port: number): Promise<string> {
    return ask(user, password, database, sql, port);
  }
}

export async function ask(user: string, password: string, database: string, sql: string, port: number): Promise<string> {
  const run = promisify(execFile)(join(POSTGRES_BIN_DIR!, 'psql'), ['-X', '-A', '-t', '-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', database, '-c', sql], {
    env: { PATH: process.env.PATH, PGPASSWORD: password, PGCONNECT_TIMEOUT: '5', PGSSLMODE: 'disable' },
  });
  return (await run).stdout.trim();
}
