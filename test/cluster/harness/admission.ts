/**
 * What the API server says of an object without making it, to be held against what the library says: accepted or not,
 * Pod Security level, effective requests and limits as a ResourceQuota counts them, QoS class.
 */
import { Answer, until } from './api';
import { Cluster } from './cluster';
import { tally } from './compare';
import { Quantity } from '../../../lib/kubernetes/quantity';
import { PodAnalysis } from '../../../lib/pod/analysis';

const QUOTA = 'none';
const RESOURCES = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'requests.ephemeral-storage', 'limits.ephemeral-storage'];
const LEVELS = ['restricted', 'baseline'] as const;

export class Admission {
  public static async open(cluster: Cluster): Promise<Admission> {
    const name = (end: string) => `${cluster.namespace}-${end}`;
    for (const level of LEVELS) {
      await cluster.makeNamespace(name(level), { 'pod-security.kubernetes.io/enforce': level, 'pod-security.kubernetes.io/warn': level });
    }
    await cluster.makeNamespace(name(QUOTA));
    const path = `/api/v1/namespaces/${name(QUOTA)}/resourcequotas`;
    await cluster.api.must('POST', path, {
      apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: QUOTA }, spec: { hard: Object.fromEntries(RESOURCES.map((r) => [r, '0'])) },
    });
    await until('the quota to be counted', 30, async () => (await cluster.api.get(`${path}/${QUOTA}`)).status?.used);
    const { major, minor } = await cluster.api.get('/version');
    return new Admission(cluster, name, `${major}.${String(minor).replace(/\D/g, '')}`);
  }

  /** Kinds that this cluster does not know, so that nothing was learnt of them. */
  public readonly unknownKinds = new Set<string>();
  private readonly resources = new Map<string, Array<{ kind: string; name: string; namespaced: boolean }>>();

  private constructor(private readonly cluster: Cluster, private readonly namespace: (end: string) => string, public readonly version: string) {}

  /** What of a program's output the API server refuses, or warns of. Accounts are made for real, since Pods need theirs. */
  public async refusals(manifests: any[]): Promise<string[]> {
    const out: string[] = [];
    for (const account of manifests.filter((m) => m.kind === 'ServiceAccount')) {
      for (const end of [...LEVELS, QUOTA]) await this.cluster.api.apply(without(account), this.namespace(end));
    }
    for (const manifest of manifests) {
      const answer = await this.dryRun(manifest);
      if (!answer) continue;
      tally.verdicts++;
      const name = `${manifest.kind}/${manifest.metadata.name}`;
      // Pod Security is compared by level below: of templates it only warns.
      const byLevel = manifest.kind === 'Pod' && /violates PodSecurity/.test(answer.body.message);
      if (answer.status >= 300 && !byLevel) out.push(`${name} refused: ${answer.body.message}`);
      out.push(...answer.warnings.filter((w) => !w.startsWith('would violate PodSecurity')).map((w) => `${name}: ${w}`));
    }
    return out;
  }

  /** A server-side apply with dry run, in the namespace that enforces `restricted`; undefined for an unknown kind. */
  public async dryRun(manifest: any): Promise<Answer | undefined> {
    const path = await this.pathOf(manifest, this.namespace('restricted'));
    if (!path) return undefined;
    const query = 'dryRun=All&fieldManager=cdk8s-sidecars-test&force=true&fieldValidation=Strict';
    return this.cluster.api.ask('PATCH', `${path}?${query}`, without(manifest), 'application/apply-patch+yaml');
  }

  /** Where API server and library differ about a workload's Pods. */
  public async differences(pod: PodAnalysis): Promise<string[]> {
    const out: string[] = [];
    const say = (what: string, server: unknown, ours: unknown) => {
      tally.verdicts++;
      if (server !== ours) out.push(`${pod.path}: ${what}: the API server says ${server}, the library ${ours}`);
    };
    const [level, live] = await this.levelOf(pod);
    const own = pod.restrictedViolations.length === 0 ? 'restricted' : pod.baselineViolations.length === 0 ? 'baseline' : 'privileged';
    say('Pod Security', level, own);
    if (live) say('QoS class', live.status.qosClass, pod.qos);
    const requested = await this.requested(pod);
    for (const [field, amounts] of [['requests', pod.requests], ['limits', pod.limits]] as const) {
      for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
        tally.sums++;
        const ours = amounts.get(resource);
        const server = requested[`${field}.${resource}`];
        const same = ours && server ? ours.compare(Quantity.parse(server)) === 0 : !server && (!ours || ours.compare(Quantity.parse('0')) === 0);
        if (!same) out.push(`${pod.path}: ${field}.${resource}: the quota counts ${server ?? 'nothing'}, the library ${ours ?? 'nothing'}`);
      }
    }
    return out;
  }

  private async levelOf(pod: PodAnalysis): Promise<[string, any]> {
    for (const level of LEVELS) {
      const { status, body } = await this.create(pod, level);
      if (status < 300) return [level, body];
      if (!/violates PodSecurity/.test(body.message)) return [`no: ${body.message}`, undefined];
    }
    return ['privileged', undefined];
  }

  /** A quota of nothing is exceeded by what a Pod asks for, and says so; a Pod that asks for nothing passes. */
  private async requested(pod: PodAnalysis): Promise<Record<string, string>> {
    const { status, body } = await this.create(pod, QUOTA);
    if (status < 300) return {};
    const text = /requested: (.*?), used:/.exec(body.message)?.[1];
    if (!text) throw new Error(`${pod.path}: ${body.message}`);
    return Object.fromEntries(text.split(',').map((part) => part.split('=') as [string, string]));
  }

  private create(pod: PodAnalysis, end: string): Promise<Answer> {
    const { metadata, spec } = pod.template;
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'asked', namespace: undefined }, spec };
    return this.cluster.api.ask('POST', `/api/v1/namespaces/${this.namespace(end)}/pods?dryRun=All&fieldValidation=Strict`, body);
  }

  private async pathOf({ apiVersion, kind, metadata }: any, namespace: string): Promise<string | undefined> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    if (!this.resources.has(base)) this.resources.set(base, (await this.cluster.api.ask('GET', base)).body?.resources ?? []);
    const resource = this.resources.get(base)!.find((r) => r.kind === kind && !r.name.includes('/'));
    if (!resource) {
      this.unknownKinds.add(`${apiVersion} ${kind}`);
      return undefined;
    }
    return `${base}/${resource.namespaced ? `namespaces/${namespace}/` : ''}${resource.name}/${metadata.name}`;
  }
}

/** In our own namespace. */
function without(manifest: any): any {
  const { namespace: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}
