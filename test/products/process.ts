/** What suites share that start a program: found or skipped, its own process group, ports, patience. */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import * as net from 'net';

/** The program that a variable names, or one of the PATH that answers `check`; said where there is none. */
export function programOf(variable: string, name: string, check: string[]): string | undefined {
  const candidate = process.env[variable] ?? name;
  if (spawnSync(candidate, check).status === 0) return candidate;
  process.stderr.write(`SKIPPED: no ${name} in $${variable} or on the PATH, nothing was checked against the product\n`);
  return undefined;
}

/** `describe`, or a skipped suite where the program is not there. */
export const describeIf = (found: unknown): jest.Describe => (found ? describe : describe.skip);

/** A process of its own group. */
export class Running {
  public output = '';
  /** undefined while it runs. */
  public code?: number | null;
  public readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(words: string[], env: Record<string, string> = {}, as: { uid?: number; gid?: number } = {}) {
    this.child = spawn(words[0], words.slice(1), { env: { PATH: process.env.PATH!, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...as });
    this.child.stdout!.on('data', (d) => this.output += d);
    this.child.stderr!.on('data', (d) => this.output += d);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null) => {
        this.code = code;
        resolve(code);
      };
      this.child.once('exit', end);
      this.child.once('error', (e) => {
        this.output += e.message;
        end(null);
      });
    });
  }

  /** As the kubelet: to the first process alone. */
  public stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  /** Ends everything that was started here, and nothing else. */
  public async remove(): Promise<void> {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // All have ended.
    }
    await this.ended;
  }

  /** Waits for a condition; fails with its output when it ends before. */
  public async until(what: string, condition: () => Promise<boolean> | boolean, seconds: number = 20): Promise<void> {
    await until(what, async () => {
      if (this.code !== undefined) throw new Error(`ended with ${this.code}: ${this.output.slice(-3000)}`);
      return condition();
    }, seconds, () => this.code !== undefined);
  }
}

export async function until(
  what: string, condition: () => Promise<boolean> | boolean, seconds: number = 20, hopeless: () => boolean = () => false,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (let last: unknown; ; last = undefined) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end || hopeless()) throw new Error(`not within ${seconds} s: ${what} (${last})`);
    await new Promise((r) => setTimeout(r, 50));
  }
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<net.Server>((resolve) => {
    const s: net.Server = net.createServer().listen(0, '127.0.0.1', () => resolve(s));
  })));
  const ports = servers.map((s) => (s.address() as net.AddressInfo).port);
  await Promise.all(servers.map((s) => new Promise((r) => s.close(r))));
  return ports;
}

/** Status and text, or nothing where nobody answers. */
export async function get(port: number, path: string): Promise<{ status: number; text: string } | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}
