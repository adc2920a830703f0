/**
 * Runs what the library generates for configuration sync on the real products: a temporary directory stands for the
 * container's file system, everything on 127.0.0.1. What a suite needs and can't find, it says, and is skipped.
 *
 *   BAO_BIN=/path/to/bao npx jest --testPathIgnorePatterns /node_modules/ --testPathPatterns test/products/config-sync
 */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as http from 'http';
import * as net from 'net';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { SidecarContainer } from '../../../lib/sidecar';
import { env } from '../../catalogue/config-sync/helpers';

/** The program, if it is there. */
export function found(program: string | undefined, versionArgument: string): string | undefined {
  if (!program) return undefined;
  const run = spawnSync(program, [versionArgument], { encoding: 'utf8' });
  return run.error ? undefined : program;
}

/** `describe`, or a skipped suite that says why. */
export function describeWith(program: string | undefined, missing: string): jest.Describe {
  if (program) return describe;
  process.stderr.write(`SKIPPED: ${missing}: nothing was checked against the product\n`);
  return describe.skip as jest.Describe;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until the check answers, at most 15 seconds. */
export async function eventually<T>(what: string, check: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 15000; Date.now() < end; await sleep(50)) {
    const answer = await check();
    if (answer) return answer;
  }
  throw new Error(`not within 15 seconds: ${what}`);
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Answer {
  status: number;
  text: string;
}

export async function request(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = http.request(url, { method, headers }, (answer) => {
      let text = '';
      answer.on('data', (d) => (text += d)).on('end', () => resolve({ status: answer.statusCode!, text }));
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** An HTTP server that keeps what it was asked. */
export class Recorder {
  public static async start(
    answer: (path: string, body: any) => { status: number; body?: unknown } = () => ({ status: 200 }), port = 0,
  ): Promise<Recorder> {
    const calls: string[] = [];
    const server = http.createServer((q, s) => {
      let text = '';
      q.on('data', (d) => (text += d)).on('end', () => {
        calls.push(`${q.method} ${q.url}`);
        const { status, body } = answer(q.url!, text ? JSON.parse(text) : undefined);
        s.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
      });
    });
    server.listen(port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new Recorder(server, calls);
  }

  private constructor(private readonly server: http.Server, public readonly calls: string[]) {}

  public get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A process of ours, with all it printed. */
export class Running {
  public output = '';
  public readonly exit: Promise<number | string>;

  constructor(public readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', (d) => (this.output += d));
    // Not "close": children that live on keep the pipes open.
    this.exit = new Promise((resolve) => process.once('exit', (code, signal) => setTimeout(() => resolve(code ?? signal!), 50)));
  }

  public get alive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  public async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    if (this.alive) this.process.kill(signal);
    return this.exit;
  }

  /** Ends it and all that it started: it leads a group of its own. */
  public async end(): Promise<void> {
    try {
      globalThis.process.kill(-this.process.pid!, 'SIGKILL');
    } catch {
      // None of them is left.
    }
    await this.exit;
  }
}

/** A directory that stands for a container's file system: `/etc/app` is `<root>/etc/app`. */
export class Sandbox {
  public readonly root = mkdtempSync(join(tmpdir(), 'config-sync-'));
  private readonly running: Running[] = [];

  public path(path: string): string {
    return join(this.root, path);
  }

  public write(path: string, text: string, mode = 0o644): string {
    const file = this.path(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }

  public read(path: string): string | undefined {
    return existsSync(this.path(path)) ? readFileSync(this.path(path), 'utf8') : undefined;
  }

  public spawn(command: string[], variables: Record<string, string | undefined> = {}): Running {
    const own = { ...process.env, ...variables };
    const child = spawn(command[0], command.slice(1), { cwd: this.root, env: own, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const running = new Running(child);
    this.running.push(running);
    return running;
  }

  /** Lays the container's generated files and directories down; answers how its texts read inside the sandbox. */
  public layDown(container: SidecarContainer): (text: string) => string {
    const mounts = [...container.mounts!].sort((a, b) => b.path.length - a.path.length);
    const inside = (text: string) => mounts.reduce((t, m) => t.replace(new RegExp(`(?<![\\w./-])${m.path}(?=[/"\\s]|$)`, 'gm'), this.path(m.path)), text);
    for (const mount of mounts) {
      mkdirSync(this.path(mount.path), { recursive: true });
      for (const [file, text] of Object.entries(mount.volume._toPart().files ?? {})) this.write(join(mount.path, file), inside(text));
    }
    return inside;
  }

  /** Starts the container's command (another program in place of the image's) with its environment. */
  public start(container: SidecarContainer, program?: string, variables: Record<string, string> = {}): Running {
    const inside = this.layDown(container);
    const command = [...container.command!, ...(container.args ?? [])].map(inside);
    if (program) command[0] = program;
    const own = Object.fromEntries(Object.entries(env(container)).map(([name, value]) => [name, inside(value)]));
    return this.spawn(command, { ...own, ...variables });
  }

  public async remove(): Promise<void> {
    for (const running of this.running) await running.end();
    rmSync(this.root, { recursive: true, force: true });
  }
}
