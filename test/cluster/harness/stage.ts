/** Where one scenario is played: it makes Pods with the library, puts them into the cluster, and sees what they do. */
import { Chart, Duration, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { pathOf, until } from './api';
import { ActorEvent, Cluster } from './cluster';
import {
  CustomSidecar, CustomSidecarProps, EnvSource, HealthCheck, HealthCheckOptions, PodPlan, SidecarContainer, SidecarForm, SidecarResources,
  WorkloadKind, WorkloadWithSidecars, WorkloadWithSidecarsProps,
} from '../../../lib';

/** Long enough for anything on a machine that is busy with other things too. */
const PATIENCE = 120;

export class Stage {
  public readonly chart: Chart;

  constructor(public readonly cluster: Cluster, public readonly id: string, public readonly form: SidecarForm, chart?: Chart) {
    this.chart = chart ?? new Chart(Testing.app(), id, { namespace: cluster.namespace });
  }

  /** Makes an object fit for what stands in for a product: another release of it may lack something. */
  public fit: (manifest: any) => any = (manifest) => manifest;

  public get isNative(): boolean {
    return this.form === SidecarForm.NATIVE_SIDECAR;
  }

  /** A container that an actor plays, as part of a sidecar. */
  public container(name: string, flags: string[] = [], rest: Partial<SidecarContainer> = {}): SidecarContainer {
    return {
      name, image: this.cluster.image, args: ['run', ...flags],
      resources: SidecarResources.of({ cpu: '5m', memory: '16Mi', cpuLimit: '1', memoryLimit: '64Mi' }),
      ...rest,
      env: { AS: EnvSource.text(name), EVENTS: EnvSource.text(this.cluster.events), ...rest.env },
    };
  }

  /** The same with a port on which its health is asked for; the app waits for it. */
  public healthyContainer(name: string, port: number, flags: string[] = [], rest: Partial<SidecarContainer> = {},
    health: HealthCheckOptions = {}): SidecarContainer {
    const address = `http://127.0.0.1:${port}/healthz`;
    return this.container(name, [`-listen=:${port}`, ...flags], {
      health: HealthCheck.http(port, '/healthz', { classicWaitCommand: ['/actor', 'wait', address], ...health }),
      ...rest,
    });
  }

  public sidecar(name: string, props: CustomSidecarProps): CustomSidecar {
    return new CustomSidecar(this.chart, name, props);
  }

  /** An app container that an actor plays. */
  public appContainer(flags: string[] = [], rest: Partial<kplus.ContainerProps> = {}): kplus.ContainerProps {
    const name = rest.name ?? 'app';
    return {
      name,
      image: this.cluster.image,
      args: ['run', ...flags],
      // cdk8s-plus says Always otherwise, and no registry has this image.
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      resources: {
        cpu: { request: kplus.Cpu.millis(5), limit: kplus.Cpu.millis(1000) },
        memory: { request: Size.mebibytes(16), limit: Size.mebibytes(64) },
      },
      ...rest,
      envVariables: { AS: kplus.EnvValue.fromValue(name), EVENTS: kplus.EnvValue.fromValue(this.cluster.events), ...rest.envVariables },
    };
  }

  /** A workload of the scenario's form, a bare Pod unless told. */
  public workload(name: string, props: Partial<WorkloadWithSidecarsProps> & Pick<WorkloadWithSidecarsProps, 'containers'>): WorkloadWithSidecars {
    return new WorkloadWithSidecars(this.chart, `pod-${name}`, {
      kind: WorkloadKind.pod(), form: this.form, metadata: { name: `${this.id}-${name}` }, ...props,
    });
  }

  /**
   * Applies all that the chart makes and returns it.
   *
   * @throws when the library has an error finding that is not acknowledged, or the API server refuses an object
   */
  public async apply(): Promise<any[]> {
    const manifests = Testing.synth(this.chart).map((m) => this.fit(m));
    // What others refer to comes first.
    const rank = (m: any) => (/Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job/.test(m.kind) ? 1 : 0);
    for (const manifest of [...manifests].sort((a, b) => rank(a) - rank(b))) {
      const { status, body } = await this.cluster.api.apply(manifest, this.cluster.namespace);
      if (status >= 300) throw new Error(`${manifest.kind}/${manifest.metadata.name}: ${status} ${body?.message ?? body}`);
    }
    return manifests;
  }

  /** Applies everything, and returns the bare Pod that the workload is. */
  public async start(workload: WorkloadWithSidecars): Promise<Played> {
    const errors = workload.findings.filter((f) => f.severity === 'error' && f.acknowledged === undefined);
    if (errors.length) throw new Error(`the library's own findings: ${errors.map((f) => `${f.code}: ${f.message}`).join('; ')}`);
    const { plan } = workload;
    const manifests = await this.apply();
    const name = workload.apiObject.name;
    return new Played(this, name, plan, templateOf(manifests.find((m) => m.metadata.name === name && m.kind === workload.apiObject.kind)));
  }

  /** Applies everything, and returns the first Pod of a Job, Deployment and so on. */
  public async startPodOf(workload: WorkloadWithSidecars): Promise<Played> {
    const owner = await this.start(workload);
    const name = await owner.until('its first Pod', () => this.podsOf(workload)[0]);
    return new Played(this, name, owner.plan, owner.manifest);
  }

  /** Asks until there is an answer. */
  public waitFor<T>(what: string, ask: () => Promise<T> | T): Promise<NonNullable<T>> {
    return until(`${this.id}: ${what}`, PATIENCE, ask);
  }

  /** Names of the Pods that a workload has or had, oldest first. */
  public podsOf(workload: WorkloadWithSidecars): string[] {
    return [...this.cluster.states.keys()].filter((name) => name.startsWith(`${workload.apiObject.name}-`));
  }

  /** The workload's own object as it stands in the cluster. */
  public async objectOf(workload: WorkloadWithSidecars): Promise<any> {
    const { apiVersion, kind, name } = workload.apiObject;
    return this.cluster.api.get(`${pathOf({ apiVersion, kind }, this.cluster.namespace)}/${name}`);
  }
}

function templateOf(manifest: any): any {
  const { spec } = manifest;
  return manifest.kind === 'Pod' ? manifest : manifest.kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template;
}

/** A Pod in the cluster, and the plan that the library had for it. */
export class Played {
  private deletedAt = 0;

  constructor(private readonly stage: Stage, public readonly name: string, public readonly plan: PodPlan, public readonly manifest: any) {}

  public get status(): any {
    return this.stage.cluster.last(this.name)?.status ?? {};
  }

  public statusOf(container: string): any {
    return [...(this.status.initContainerStatuses ?? []), ...(this.status.containerStatuses ?? [])].find((c) => c.name === container);
  }

  public condition(type: string): any {
    return this.status.conditions?.find((c: any) => c.type === type);
  }

  /** Waits until every container runs, or until the given ones do. */
  public async running(...containers: string[]): Promise<this> {
    const names = containers.length ? containers : this.plan.containers.filter((c) => c.role !== 'set-up' && c.role !== 'init').map((c) => c.name);
    await this.until(`${names.join(', ')} running`, () => names.every((name) => this.statusOf(name)?.state?.running));
    return this;
  }

  public async ready(): Promise<this> {
    await this.until('Ready', () => this.condition('Ready')?.status === 'True');
    return this;
  }

  public async ended(): Promise<this> {
    await this.until('its end', () => ['Succeeded', 'Failed'].includes(this.status.phase));
    return this;
  }

  public async until<T>(what: string, ask: () => Promise<T> | T, seconds = PATIENCE): Promise<NonNullable<T>> {
    try {
      return await until(what, seconds, ask);
    } catch (error) {
      throw new Error(`${this.name}: ${(error as Error).message}; phase ${this.status.phase}; ${await this.story()}`, { cause: error });
    }
  }

  /** How each container is, and the last words of those that are not well. */
  private async story(): Promise<string> {
    const { api, namespace } = this.stage.cluster;
    const statuses = [...(this.status.initContainerStatuses ?? []), ...(this.status.containerStatuses ?? [])];
    const told = statuses.map(async ({ name, state, restartCount, ready }) => {
      const path = `/api/v1/namespaces/${namespace}/pods/${this.name}/log?container=${name}&tailLines=15${restartCount > 0 ? '&previous=true' : ''}`;
      const log = ready ? '' : (await api.ask('GET', path).catch(() => ({ body: '' }))).body;
      return `${name} ${JSON.stringify(state)}${typeof log === 'string' && log ? `\n${log}` : ''}`;
    });
    return (await Promise.all(told)).join('; ');
  }

  public async events(): Promise<ActorEvent[]> {
    return this.stage.cluster.eventsOf(this.name);
  }

  /** Waits for an event of a container. */
  public async event(container: string, event: string, seconds = PATIENCE): Promise<ActorEvent> {
    return this.until(`${container}: ${event}`, async () => (await this.events()).find((e) => e.as === container && e.event === event), seconds);
  }

  /** Deletes the Pod and waits until it is gone. Returns the seconds that this took, and what happened from then on. */
  public async delete(): Promise<{ seconds: number; events: ActorEvent[]; last: any }> {
    const { api, namespace, states } = this.stage.cluster;
    this.deletedAt = Date.now();
    await api.must('DELETE', `${pathOf({ apiVersion: 'v1', kind: 'Pod' }, namespace)}/${this.name}`);
    const gone = await this.until('its deletion', () => states.get(this.name)?.find((s) => s.type === 'DELETED'));
    const events = (await this.events()).filter((e) => e.at >= this.deletedAt - 50);
    return { seconds: (gone.at - this.deletedAt) / 1000, events, last: gone.pod };
  }
}

export const seconds = (n: number) => Duration.seconds(n);
