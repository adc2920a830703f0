/**
 * Runs the real Envoy on what the library generates: with the very arguments of the container, the files of its
 * volumes laid into a temporary directory, everything on 127.0.0.1. Envoy is found as $ENVOY_BIN or on the PATH; where
 * it is not, the suites say so and are skipped.
 *
 *   ENVOY_BIN=/path/to/envoy npx jest --testPathIgnorePatterns /node_modules/ --testPathPatterns test/products/envoy
 */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import * as http from 'http';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { parse, stringify } from 'yaml';
import { Sidecar, SidecarContribution } from '../../../lib/sidecar';
import { until as waitUntil } from '../process';

export const ENVOY_BIN = findEnvoy();

/** `describe`, or a skipped suite that says why. */
export const describeEnvoy: jest.Describe = ENVOY_BIN ? describe : describe.skip;

if (!ENVOY_BIN) process.stderr.write('SKIPPED: no envoy in $ENVOY_BIN or on the PATH, nothing was checked against the product\n');

function findEnvoy(): string | undefined {
  const candidate = process.env.ENVOY_BIN ?? 'envoy';
  const run = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
  return run.status === 0 && /version:/.test(run.stdout) ? candidate : undefined;
}

/** A directory that stands for the container's file system: `/etc/envoy` is `<root>/etc/envoy`. */
export class Sandbox {
  public readonly root = mkdtempSync(join(tmpdir(), 'envoy-test-'));

  public write(path: string, text: string): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Lays the generated files down, with the paths in them inside the sandbox, and returns the container's arguments and environment likewise. */
  public layDown(contribution: SidecarContribution): { args: string[]; env: Record<string, string> } {
    const container = contribution.containers![0];
    const paths = container.mounts!.map((m) => m.path);
    const inside = (text: string) => paths.reduce((t, p) => t.replace(new RegExp(`(?<![\\w./-])${p}(?=[/"'\\s]|$)`, 'gm'), join(this.root, p)), text);
    for (const mount of container.mounts!) {
      for (const [file, text] of Object.entries(mount.volume._toPart().files ?? {})) this.write(join(mount.path, file), inside(text));
    }
    // As the kubelet fills them, for a Pod "pod-1" with the limits of the default size.
    const fields: Record<string, string> = { 'metadata.name': 'pod-1', 'metadata.namespace': 'test', 'limits.cpu': '1', 'limits.memory': String(256 * 1024 * 1024) };
    const values: Record<string, string> = {};
    const expand = (text: string) => text.replaceAll(Sidecar.WORKLOAD_NAME, 'shop').replace(/\$\((\w+)\)/g, (_, name) => values[name] ?? `unset ${name}`);
    for (const [name, source] of Object.entries(container.env ?? {})) {
      const { value, valueFrom } = source._toEnv(name);
      values[name] = value === undefined ? fields[valueFrom.fieldRef?.fieldPath ?? valueFrom.resourceFieldRef.resource] : expand(value);
    }
    return { args: container.args!.map((a) => expand(inside(a))), env: values };
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What `envoy --mode validate` says: undefined for a configuration that it accepts. */
export function refusal(contribution: SidecarContribution, change?: (config: any) => any): string | undefined {
  const sandbox = new Sandbox();
  try {
    const { args, env } = sandbox.layDown(contribution);
    if (change) {
      const file = join(sandbox.root, 'etc/envoy/envoy.yaml');
      writeFileSync(file, stringify(change(parse(readFileSync(file, 'utf8')))));
    }
    const run = spawnSync(ENVOY_BIN!, ['--mode', 'validate', ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
    return run.status === 0 ? undefined : run.stderr.slice(-3000);
  } finally {
    sandbox.remove();
  }
}

/** A running Envoy. */
export class RunningEnvoy {
  /** Starts it, and waits until its `/ready` has this status. */
  public static async start(contribution: SidecarContribution, adminPort: number, sandbox: Sandbox, status: number = 200): Promise<RunningEnvoy> {
    const { args, env } = sandbox.layDown(contribution);
    const child = spawn(ENVOY_BIN!, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, ...env } });
    const envoy = new RunningEnvoy(child, sandbox);
    try {
      await until(async () => {
        if (child.exitCode !== null) throw new Error(`envoy ended with ${child.exitCode}: ${envoy.errors.slice(-3000)}`);
        return (await request({ port: adminPort, path: '/ready' })).status === status;
      });
    } catch (error) {
      await envoy.stop();
      throw error;
    }
    return envoy;
  }

  public output = '';
  public errors = '';
  public readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess, public readonly sandbox: Sandbox) {
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdout!.on('data', (d) => this.output += d);
    child.stderr!.on('data', (d) => this.errors += d);
  }

  /** Ends the process group that was started here, and no other. */
  public async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    const began = Date.now();
    if (this.child.exitCode === null) {
      process.kill(-this.child.pid!, signal);
      await this.ended;
    }
    this.sandbox.remove();
    return Date.now() - began;
  }
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export function request(options: http.RequestOptions & { body?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { body: sent, ...rest } = options;
    const r = http.request({ host: '127.0.0.1', agent: false, ...rest }, (answer) => {
      let body = '';
      answer.on('data', (d) => body += d);
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }));
      answer.on('error', reject);
    });
    r.on('error', reject);
    r.end(sent);
  });
}

/** Waits; a program that ended will not come up, which is told at once. */
export async function until(condition: () => Promise<boolean>, seconds: number = 15): Promise<void> {
  let ended = false;
  await waitUntil(String(condition), () => condition().catch((e) => {
    ended = /ended with/.test(e.message);
    throw e;
  }), seconds, () => ended);
}
