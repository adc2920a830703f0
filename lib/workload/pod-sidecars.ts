import { ApiObject, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Attachment, AttachmentOptions, newAttachment } from './attachment';
import { finishedObject, Host, HostSettings, readyContributions, ReadyContributions } from './host';
import { Materials } from './materials';
import { ResourceBudget } from './resource-budget';
import { HostResult, Synthesis, SynthesisHost } from './synthesis';
import { Target, targetOf, targetsIn, TargetSelector } from './target';
import { KubeObject } from '../kubernetes/types';
import { FrontPart } from '../pod/contribution';
import { copy } from '../pod/copy';
import { PodPlan, planOf } from '../pod/plan';
import { textOf } from '../pod/workload-json';
import { requireRuleCode } from '../rules';
import { Finding } from '../rules/finding';
import { readingOf } from '../rules/reading';
import { Neighbours } from '../rules/rule';
import { ISidecarHost, Sidecar, SidecarForm } from '../sidecar';
import { requireSeconds, requireText } from '../sidecar/arguments';
import { requiredSidecarsFor, requireTarget } from '../sidecar/defaults-store';
import { plainJson } from '../sidecar/plain-json';
import { requireShape, ValueShape } from '../sidecar/value-shape';

const HOSTS = Symbol.for('cdk8s-sidecars.hosts/1');

/** Chooses one workload where a construct holds several (Include, Helm, a List). */
export interface PodSidecarsSelector {
  /**
   * Kind of the object: Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob or Pod.
   *
   * @default - any
   */
  readonly objectKind?: string;
  /**
   * `metadata.name` of the object.
   *
   * @default - any
   */
  readonly objectName?: string;
}

/** Settings of one workload. */
export interface PodSidecarsSettings {
  /**
   * Caps for what the Pod may ask for.
   *
   * @default - none
   */
  readonly budget?: ResourceBudget;
  /**
   * Seconds that the app needs from TERM to exit. Part of the shutdown budget.
   *
   * @default - 10 are planned with, and marked as assumed
   */
  readonly appDrainSeconds?: number;
  /**
   * Kubernetes version that this workload is for.
   *
   * @default - from SidecarDefaults, else "1.33"
   */
  readonly targetVersion?: string;
  /**
   * Native or classic form.
   *
   * @default - from SidecarDefaults, else by the target version
   */
  readonly form?: SidecarForm;
  /**
   * Pod Security level that this workload is meant to pass: `restricted`, `baseline` or `privileged`.
   *
   * @default restricted
   */
  readonly podSecurity?: string;
}

const SETTINGS: ValueShape = {
  fields: { budget: { instance: 'ResourceBudget', method: '_toIntent', make: 'use ResourceBudget.of({ sidecarShare: 0.3 })' }, appDrainSeconds: 'anything', targetVersion: 'text', form: { oneOf: Object.values(SidecarForm) }, podSecurity: 'text' },
};

/**
 * The thing that has sidecars: one workload of any origin, and what is attached to it.
 *
 * @example
 * declare const deployment: kplus.Deployment;
 * declare const logs: Sidecar;
 * PodSidecars.of(deployment).attach(logs);
 */
export class PodSidecars extends Construct implements ISidecarHost, SynthesisHost {
  /**
   * The sidecars of a workload: a cdk8s-plus workload of any version, a plain ApiObject, or one object picked out of an
   * Include, a Helm chart or a `kind: List`. The same workload gives the same object.
   *
   * @throws when the construct has no workload, or several and the selector does not choose one
   */
  public static of(workload: IConstruct, selector: PodSidecarsSelector = {}): PodSidecars {
    return PodSidecars.adopt(targetOf(workload, selector as TargetSelector));
  }

  /** Adopts every workload in a scope, as it is now. */
  public static allIn(scope: IConstruct): PodSidecars[] {
    return targetsIn(scope).map((target) => PodSidecars.adopt(target));
  }

  private static adopt(target: Target): PodSidecars {
    const api = target.api as any;
    if (!api[HOSTS]) Object.defineProperty(api, HOSTS, { value: new Map<number | undefined, PodSidecars>() });
    const known = api[HOSTS].get(target.item);
    if (known) return known;
    const made = new PodSidecars(target);
    api[HOSTS].set(target.item, made);
    return made;
  }

  /** @internal */
  public readonly _api: ApiObject;
  /** Kind of the workload, e.g. `Deployment`. */
  public readonly workloadKind: string;
  /** `metadata.name` of the workload. */
  public readonly workloadName: string;
  private readonly attachments: Attachment[] = [];
  private readonly settings: HostSettings = { patches: [], acknowledged: [] };
  private readonly synthesis: Synthesis;
  private readonly originalJson: () => any;

  private constructor(private readonly target: Target) {
    super(target.api, target.item === undefined ? 'Sidecars' : `Sidecars${target.item}`);
    this._api = target.api;
    this.workloadKind = target.kind;
    // YAML of others may hold anything there; what is no text is the rules' to tell.
    this.workloadName = textOf(target.name);
    this.originalJson = this._api.toJson.bind(this._api);
    // The one place where the engine enters cdk8s: what comes after cdk8s' own rendering loses nothing of newer Kubernetes.
    // Whoever asks may change what he gets. The items of a List are asked for by each other, and so are kept.
    this._api.toJson = () => (target.item === undefined ? this.synthesis.handOut(this) : copy(this.synthesis.resultOf(this).object));
    this.synthesis = Synthesis.of(this._api);
    this.synthesis.register(this);
    this.node.addValidation({ validate: () => this.synthesis.errorsOf(this) });
  }

  /** Namespace of the workload, where it names one. */
  public get workloadNamespace(): string | undefined {
    if (this.target.item === undefined) return this._api.metadata.namespace;
    return this.originalJson().items[this.target.item].metadata?.namespace ?? this._api.metadata.namespace;
  }

  /** Scope for constructs that belong to this workload alone. */
  public get hostScope(): Construct {
    return this;
  }

  /** The attached sidecars, in the order of attachment. */
  public get sidecars(): Sidecar[] {
    return this.attachments.map((a) => a.sidecar);
  }

  /**
   * Attaches a sidecar. Attaching the same one again changes nothing.
   *
   * @throws when the value is not a sidecar, or its name is taken by another one on this workload
   */
  public attach(sidecar: Sidecar, options: AttachmentOptions = {}): this {
    const attachment = newAttachment(sidecar, options);
    const present = this.attachments.find((a) => a.sidecar === sidecar || a.name === attachment.name);
    if (present && present.sidecar !== sidecar) {
      throw new Error(`name: "${attachment.name}" is already the name of the sidecar ${present.sidecar.node.path} on ${this.path}: give this attachment another \`name\``);
    }
    if (present) return this;
    this.attachments.push(attachment);
    try {
      sidecar.bind(this);
    } catch (error) {
      throw new Error(`sidecar "${attachment.name}" on ${this.path}: bind() failed: ${(error as Error).message}`, { cause: error });
    }
    return this;
  }

  /**
   * Lays raw Kubernetes fields over a container of the finished Pod, whoever brought it. Lists merge by their
   * strategic-merge key, null deletes. Checked by the rules like everything else.
   */
  public patchContainer(name: string, fields: { [field: string]: any }): this {
    requireText('name', name);
    requireShape('fields', fields, { map: 'anything' });
    this.settings.patches.push({ container: name, fields: plainJson(fields, `patchContainer("${name}")`) });
    return this;
  }

  /** Sets budget, drain time, version, form or Pod Security level; what is not named stays as it was. */
  public configure(settings: PodSidecarsSettings): this {
    requireShape('', settings, SETTINGS);
    const { budget, appDrainSeconds, targetVersion, form, podSecurity } = settings;
    if (budget) this.settings.budget = budget._toIntent();
    if (appDrainSeconds !== undefined) {
      requireSeconds('appDrainSeconds', appDrainSeconds);
      this.settings.appDrainSeconds = appDrainSeconds;
    }
    if (targetVersion !== undefined) this.settings.targetVersion = requireTarget('targetVersion', targetVersion);
    if (form !== undefined) this.settings.form = form;
    if (podSecurity !== undefined) {
      if (podSecurity !== 'restricted' && podSecurity !== 'baseline' && podSecurity !== 'privileged') {
        throw new Error(`podSecurity: "${podSecurity}" is not a Pod Security level: use "restricted", "baseline" or "privileged"`);
      }
      this.settings.podSecurity = podSecurity;
    }
    return this;
  }

  /**
   * Accepts a finding, with a reason. It stays in the report and no longer fails synth.
   *
   * @throws when no rule has this code, or the reason is empty
   * @param code the finding's code
   * @param reason why it is right here
   * @param path only findings whose path contains this text; default: all of this workload
   */
  public acknowledge(code: string, reason: string, path?: string): this {
    requireText('code', code);
    requireRuleCode(code);
    if (path !== undefined) requireText('path', path);
    if (typeof reason !== 'string' || !reason.trim()) throw new Error(`reason: acknowledging "${code}" needs a reason that others can read`);
    this.settings.acknowledged.push({ code, reason, ...(path !== undefined ? { path } : {}) });
    return this;
  }

  /** What this Pod will do, by Kubernetes' own rules. */
  public get plan(): PodPlan {
    const { pod } = readingOf(this.synthesis.freshResultOf(this).analysis());
    if (!pod) throw new Error(`${this.path}: nothing of its Pod can be read: see its findings`);
    return planOf(pod);
  }

  /** What the rules have to say about this workload, errors first. */
  public get findings(): Finding[] {
    return [...this.synthesis.freshResultOf(this).findings];
  }

  /**
   * What a Service must name to come in by the front door.
   *
   * @internal
   */
  public _frontOf(appPort: number): FrontPart | undefined {
    const fronts = readyContributions(this.host()).contributions.flatMap((c) => c.front ?? []);
    // A proxy in front of a proxy: follow the chain to its outermost port.
    let front = fronts.find((f) => f.appPort === appPort);
    for (let i = 0; front && i < fronts.length; i++) front = fronts.find((f) => f.appPort === front!.port) ?? front;
    return front;
  }

  /** @internal */
  public _ownWorkload(userGrace: boolean): this {
    this.settings.ownWorkload = true;
    this.settings.userGrace = userGrace;
    return this;
  }

  /** @internal */
  public _attachRequired(): void {
    for (const sidecar of requiredSidecarsFor(this._api)) {
      if (!this.attachments.some((a) => a.sidecar === sidecar)) this.attach(sidecar);
    }
  }

  /** @internal */
  public _compute(neighbours: Neighbours, ready: ReadyContributions | undefined): HostResult {
    const { item } = this.target;
    // Rendering it costs cdk8s-plus about as much as the rest costs us. An item of a List is read anew: by now its
    // neighbours in the List may have their sidecars.
    const json = item === undefined && ready ? ready.object : this.originalJson();
    const host = this.host(item === undefined ? json : json.items[item]);
    const { object, analysis, findings } = finishedObject(host, ready ?? readyContributions(host), neighbours);
    if (item === undefined) return { object, analysis, findings };
    return { object: { ...json, items: json.items.map((other: any, i: number) => (i === item ? object : other)) }, analysis, findings };
  }

  /** @internal */
  public _ready(): ReadyContributions {
    return readyContributions(this.host());
  }

  private host(object: KubeObject = this.baseObject()): Host {
    return {
      construct: this,
      object,
      namespace: this.workloadNamespace,
      attachments: this.attachments,
      settings: this.settings,
      answers: () => this.synthesis.answersIn(Chart.of(this._api)),
      knownParts: () => this.synthesis.knownParts,
      materials: () => Materials.in(Chart.of(this._api)),
    };
  }

  private get path(): string {
    return `${this.workloadKind}/${this.workloadName}`;
  }

  private baseObject(): KubeObject {
    const json = this.originalJson();
    return this.target.item === undefined ? json : json.items[this.target.item];
  }
}
