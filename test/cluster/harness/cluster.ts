/**
 * What the tests of one file share: a namespace that enforces Pod Security `restricted` and goes away with them, the
 * sink that all actors tell their events, and a memory of every state that a Pod was seen in.
 */
import { Api, sleep, until } from './api';
import { actorImage } from './image';

/** Something that happened to a container: see ../actor/events.go. */
export interface ActorEvent {
  readonly pod: string;
  readonly as: string;
  readonly process: 'main' | 'hook';
  readonly event: string;
  /** Milliseconds since 1970, by the node's clock. */
  readonly at: number;
  readonly data?: any;
}

/** A Pod as it was seen. */
export interface PodState {
  readonly at: number;
  readonly type: string;
  readonly pod: any;
}

const SINK = 'sink';

export class Cluster {
  public static async open(): Promise<Cluster> {
    const api = await Api.connect();
    const image = await actorImage(api);
    const namespace = `sidecars-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 6)}`;
    const cluster = new Cluster(api, image, namespace);
    await cluster.makeNamespace(namespace, { 'pod-security.kubernetes.io/enforce': 'restricted' });
    api.watch(`/api/v1/namespaces/${namespace}/pods`, (event) => cluster.remember(event.type, event.object));
    await cluster.startSink();
    return cluster;
  }

  /** Every state of every Pod, oldest first; the last one of a Pod that is gone has type DELETED. */
  public readonly states = new Map<string, PodState[]>();
  private readonly namespaces: string[] = [];
  private sinkAddress = '';

  private constructor(public readonly api: Api, public readonly image: string, public readonly namespace: string) {}

  /** `host:port` for the environment variable EVENTS of an actor. */
  public get events(): string {
    return `${this.sinkAddress}:9000`;
  }

  /** Where log lines are posted. */
  public get lines(): string {
    return `http://${this.sinkAddress}:9001/lines`;
  }

  public async makeNamespace(name: string, labels: Record<string, string> = {}): Promise<void> {
    await this.api.must('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    this.namespaces.push(name);
    // Pods are refused until their ServiceAccount is there.
    await until(`the default ServiceAccount of ${name}`, 60, async () => (
      (await this.api.ask('GET', `/api/v1/namespaces/${name}/serviceaccounts/default`)).status === 200));
  }

  public async close(): Promise<void> {
    for (const namespace of this.namespaces) await this.api.ask('DELETE', `/api/v1/namespaces/${namespace}`);
    // Those that another run left behind when it was killed.
    for (const { metadata } of (await this.api.get('/api/v1/namespaces')).items) {
      const old = Date.now() - Date.parse(metadata.creationTimestamp) > 3_600_000;
      if (/^sidecars-[0-9a-z]+-[0-9a-z]{4}$/.test(metadata.name) && old) await this.api.ask('DELETE', `/api/v1/namespaces/${metadata.name}`);
    }
    this.api.close();
  }

  /** What the actors of a Pod told, or of all Pods whose names begin so; in the order in which it happened. */
  public async eventsOf(pod: string): Promise<ActorEvent[]> {
    const found: ActorEvent[] = await this.fromSink(`events?pod=${pod}`);
    return found.sort((a, b) => a.at - b.at);
  }

  /** How often each line arrived. */
  public async forwardedLines(): Promise<Record<string, number>> {
    return this.fromSink('lines');
  }

  /** Asks a Pod's port by HTTP, through the API server. */
  public ask(pod: string, port: number, path: string, method = 'GET'): Promise<{ status: number; body: any }> {
    return this.api.ask(method, `/api/v1/namespaces/${this.namespace}/pods/${pod}:${port}/proxy${path}`);
  }

  /** The last that was seen of a Pod. */
  public last(pod: string): any {
    return this.states.get(pod)?.at(-1)?.pod;
  }

  private fromSink(path: string): Promise<any> {
    return this.api.get(`/api/v1/namespaces/${this.namespace}/pods/${SINK}:9001/proxy/${path}`);
  }

  private remember(type: string, pod: any): void {
    const name = pod.metadata?.name;
    if (!name) return;
    if (!this.states.has(name)) this.states.set(name, []);
    this.states.get(name)!.push({ at: Date.now(), type, pod });
  }

  private async startSink(): Promise<void> {
    await this.api.must('POST', `/api/v1/namespaces/${this.namespace}/pods`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: SINK },
      spec: {
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{
          name: 'sink', image: this.image, args: ['sink'], ports: [{ containerPort: 9001 }],
          // It tells when a connection was closed: others must not keep it from the CPU.
          resources: { requests: { cpu: '200m' } },
          readinessProbe: { httpGet: { path: '/healthz', port: 9001 }, periodSeconds: 1 },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        }],
      },
    });
    this.sinkAddress = await until('the sink', 60, () => {
      const status = this.last(SINK)?.status;
      return status?.conditions?.some((c: any) => c.type === 'Ready' && c.status === 'True') && status.podIP;
    });
    await sleep(0);
  }
}
