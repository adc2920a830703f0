/**
 * The API server of the cluster that KUBECONFIG names, whatever way of signing in it describes: through one
 * `kubectl proxy` on a socket that nobody else can open. A process for each call would cost more than the call.
 */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import { existsSync, mkdtempSync, rmSync } from 'fs';
import * as http from 'http';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

export interface Answer {
  readonly status: number;
  readonly body: any;
  /** What the API server warns of (the `Warning` headers). */
  readonly warnings: string[];
}

export interface WatchEvent {
  readonly type: string;
  readonly object: any;
}

const PLURALS: Record<string, string> = {
  ConfigMap: 'configmaps', Secret: 'secrets', Service: 'services', ServiceAccount: 'serviceaccounts', Pod: 'pods',
  Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets', ReplicaSet: 'replicasets', Job: 'jobs',
  CronJob: 'cronjobs', Role: 'roles', RoleBinding: 'rolebindings', NetworkPolicy: 'networkpolicies',
};

/** Where an object lives in the API. */
export function pathOf(object: any, namespace: string): string {
  const plural = PLURALS[object.kind];
  if (!plural) throw new Error(`${object.kind}: the harness does not know its plural`);
  const base = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  return `${base}/namespaces/${object.metadata?.namespace ?? namespace}/${plural}`;
}

export class Api {
  public static async connect(): Promise<Api> {
    if (!process.env.KUBECONFIG) throw new Error('KUBECONFIG: not set: name the kubeconfig of a cluster that may be played with (CONTRIBUTING.md)');
    const folder = mkdtempSync(join(tmpdir(), 'cluster-test-'));
    const socket = join(folder, 'api');
    const proxy = spawn(kubectl(), ['proxy', `--unix-socket=${socket}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    const api = new Api(socket, folder, proxy);
    await until('kubectl proxy', 30, async () => existsSync(socket) && (await api.get('/version').catch(() => undefined)));
    return api;
  }

  /** Watches by path. */
  private readonly current = new Map<string, http.ClientRequest>();
  private closed = false;

  private constructor(private readonly socketPath: string, private readonly folder: string, private readonly proxy: ChildProcess) {}

  public close(): void {
    this.closed = true;
    for (const watch of this.current.values()) watch.destroy();
    this.proxy.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @throws on any answer but 2xx */
  public async get(path: string): Promise<any> {
    return this.must('GET', path);
  }

  /** @throws on any answer but 2xx */
  public async must(method: string, path: string, body?: unknown, contentType?: string): Promise<any> {
    const answer = await this.ask(method, path, body, contentType);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.message ?? JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Server-side apply, as `kubectl apply --server-side` does it. */
  public async apply(object: any, namespace: string, options: { dryRun?: boolean } = {}): Promise<Answer> {
    const query = `fieldManager=cdk8s-sidecars-test&force=true&fieldValidation=Strict${options.dryRun ? '&dryRun=All' : ''}`;
    return this.ask('PATCH', `${pathOf(object, namespace)}/${object.metadata.name}?${query}`, object, 'application/apply-patch+yaml');
  }

  public ask(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'Content-Type': contentType };
      const request = http.request({ socketPath: this.socketPath, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({
          status: response.statusCode!, body: parsed(Buffer.concat(chunks).toString()), warnings: warningsOf(response.headers.warning),
        }));
      });
      request.setTimeout(60_000, () => request.destroy(new Error(`${method} ${path}: no answer within 60 s`)));
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /**
   * Tells every change from now on, until `close`. The server ends a watch when its time is over, and somebody on the way
   * may drop it on a busy machine, without a word: then it is taken up where it ended.
   * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
   */
  public watch(path: string, on: (event: WatchEvent) => void): void {
    let version: string | undefined;
    const open = () => {
      if (this.closed) return;
      let rest = '';
      const from = version === undefined ? '' : `&resourceVersion=${version}`;
      const request = http.request({ socketPath: this.socketPath, path: `${path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=45${from}` }, (response) => {
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop()!;
          for (const line of lines.filter(Boolean)) tell(JSON.parse(line));
        });
        response.on('error', () => undefined);
      });
      request.on('error', () => undefined);
      request.setTimeout(60_000, () => request.destroy());
      request.on('close', () => setTimeout(open, 200));
      request.end();
      this.current.set(path, request);
    };
    const tell = (event: WatchEvent) => {
      if (event.type === 'ERROR') {
        // What was missed is gone for good: what a test waits for then may never come, and it should say why.
        process.stderr.write(`watch of ${path}: ${JSON.stringify(event.object)}\n`);
        version = undefined;
        return;
      }
      version = event.object.metadata.resourceVersion;
      if (event.type !== 'BOOKMARK') on(event);
    };
    open();
  }
}

/** The program: $KUBECTL, the one on the PATH, or the one beside the kubeconfig. */
export function kubectl(): string {
  const beside = process.env.KUBECONFIG && join(dirname(process.env.KUBECONFIG), 'bin', 'kubectl');
  const candidates = [process.env.KUBECTL, beside, 'kubectl'].filter((c): c is string => Boolean(c));
  const found = candidates.find((c) => spawnSync(c, ['version', '--client'], { stdio: 'ignore' }).status === 0);
  if (!found) throw new Error(`no kubectl: tried ${candidates.join(', ')}; set KUBECTL`);
  return found;
}

/** Asks until there is an answer. */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T> | T): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as NonNullable<T>;
    if (Date.now() > deadline) throw new Error(`${what}: did not happen within ${seconds} s`);
    await sleep(0.1);
  }
}

export const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function warningsOf(header: unknown): string[] {
  // 299 - "text", joined by commas where there are several: https://kubernetes.io/blog/2020/09/03/warnings/
  return typeof header === 'string' ? [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((m) => m[1].replace(/\\(.)/g, '$1')) : [];
}
