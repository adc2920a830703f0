/**
 * What a finished Pod template will do: each part is worked out when it is first asked for, by Kubernetes' own rules.
 * Works on the library's own templates and on YAML that others made.
 */
import { AnalyzedContainer, ContainerList, nameIn, Surroundings, Verdicts } from './analyzed-container';
import { inferIntent } from './infer';
import { PodIntent } from './intent';
import { KnownParts } from './known-parts';
import { known } from './memory';
import { plannedStop, stopBehaviour } from './shutdown';
import { nameOf, runsToCompletion, templateOf } from './workload-json';
import { isOn } from '../kubernetes/features';
import { jobEnd, JobEnd } from '../kubernetes/job-end';
import { evaluatePodSecurity, PodSecurityLevel, PodSecurityViolation } from '../kubernetes/pod-security';
import { QosClass, qosClass } from '../kubernetes/qos';
import { Amounts, livePod, defaultPod, podLimits, podRequests, ResourceBreakdown, resourceBreakdown } from '../kubernetes/resources';
import { StartSequence, startSequence } from '../kubernetes/start-sequence';
import { StopSequence } from '../kubernetes/stop-sequence';
import { KubeObject, PodSpec, PodTemplate } from '../kubernetes/types';

export { AnalyzedContainer } from './analyzed-container';

export type PodSecurityName = 'restricted' | 'baseline' | 'privileged';

/** Parts of Pods of which some check has nothing to say. */
export type Sound = { has(part: object): boolean };

const NONE: Sound = { has: () => false };

/** What Pods that are worked out together may share. */
export interface AnalysisMemory {
  readonly known: KnownParts;
  /** The intent, as JSON. */
  readonly intentText: string;
}

export class PodAnalysis {
  /**
   * Reads a workload; undefined where the object makes no Pods.
   *
   * @param memory where Pods that are alike share what was worked out of them
   */
  public static of(object: KubeObject, intent?: PodIntent, memory?: AnalysisMemory): PodAnalysis | undefined {
    const template = templateOf(object);
    return template && new PodAnalysis(object, template, intent ?? inferIntent(object, template), memory);
  }

  public readonly kind: string;
  public readonly name: string;
  public readonly spec: PodSpec;
  public readonly containers: readonly AnalyzedContainer[];
  public readonly sidecars: readonly AnalyzedContainer[];
  public readonly apps: readonly AnalyzedContainer[];
  private readonly memo: Verdicts = new Map();

  private constructor(
    public readonly object: KubeObject, public readonly template: PodTemplate, public readonly intent: PodIntent, private readonly memory?: AnalysisMemory,
  ) {
    this.kind = object.kind!;
    this.name = nameOf(object);
    this.spec = listsOf(template.spec);
    const around: Surroundings = {
      target: intent.target, gates: intent.featureGates, assumed: intent.assumed === true, hostNetwork: this.spec.hostNetwork === true,
    };
    this.containers = [...this.analyzed('initContainers', around), ...this.analyzed('containers', around)];
    this.sidecars = this.containers.filter((c) => c.role === 'sidecar');
    this.apps = this.containers.filter((c) => c.role === 'app');
  }

  public get namespace(): string | undefined {
    return this.object.metadata?.namespace;
  }

  /** "Deployment/web", the beginning of every path in messages. */
  public get path(): string {
    return `${this.kind}/${this.name}`;
  }

  public get runsToCompletion(): boolean {
    return runsToCompletion(this.kind, this.template);
  }

  /** The Pod as the API server stores it: limits have become requests, amounts are rounded. */
  public get live(): PodSpec {
    return this.once('live', () => {
      const of = this.kind === 'Pod' ? defaultPod : livePod;
      // Sums of the Pod go into what it says for itself.
      if (this.spec.resources !== undefined || this.spec.overhead !== undefined) return of(this.spec);
      const resourcesOf = (c: AnalyzedContainer) => c.once(of, () => of({ containers: [], [c.list]: [c.container] })[c.list]![0].resources);
      const live = (list: ContainerList) => this.containers.filter((c) => c.list === list)
        .map((c) => (c.container.resources ? { ...c.container, resources: resourcesOf(c) } : c.container));
      return { ...this.spec, ...(this.spec.initContainers && { initContainers: live('initContainers') }), containers: live('containers') };
    });
  }

  public get requests(): Amounts {
    return this.once('requests', () => podRequests(this.live, this.resourceOptions));
  }

  public get limits(): Amounts {
    return this.once('limits', () => podLimits(this.live, this.resourceOptions));
  }

  public get breakdown(): ResourceBreakdown {
    return this.once('breakdown', () => resourceBreakdown(this.live, this.resourceOptions));
  }

  public get qos(): QosClass {
    return this.once('qos', () => qosClass(this.live, this.resourceOptions));
  }

  public get start(): StartSequence {
    return this.once('start', () => startSequence(this.spec, { version: this.intent.target, gates: this.intent.featureGates }));
  }

  public get stop(): StopSequence {
    return this.once('stop', () => plannedStop(this.spec, this.intent));
  }

  /** How its Pod ends by itself; undefined for one that runs on. */
  public get end(): JobEnd | undefined {
    if (!this.runsToCompletion) return undefined;
    return this.once('end', () => {
      const classic = this.sidecars.filter((c) => c.list === 'containers');
      return jobEnd(this.spec, {
        behaviour: stopBehaviour(this.spec, this.intent),
        classicSidecars: classic.map((c) => c.name),
        quitters: classic.filter((c) => this.intent.containers[c.name]?.quit).map((c) => c.name),
        version: this.intent.target, gates: this.intent.featureGates,
      });
    });
  }

  /** What Pod Security level `restricted` has against it. */
  public get restrictedViolations(): readonly PodSecurityViolation[] {
    return this.once('restricted', () => this.violations('restricted'));
  }

  public get baselineViolations(): readonly PodSecurityViolation[] {
    return this.once('baseline', () => this.violations('baseline'));
  }

  /** The strictest level that the Pod passes, what webhooks inject included. */
  public get podSecurity(): PodSecurityName {
    const own: PodSecurityName = this.restrictedViolations.length === 0 ? 'restricted' : this.baselineViolations.length === 0 ? 'baseline' : 'privileged';
    const levels: PodSecurityName[] = ['restricted', 'baseline', 'privileged'];
    const worst = Math.max(levels.indexOf(own), ...(this.intent.external ?? []).map((e) => levels.indexOf(e.podSecurity ?? 'restricted')));
    return levels[worst];
  }

  /** Whether the target version counts Pod-level resources. */
  public get resourceOptions(): { skipPodLevelResources: boolean } {
    return { skipPodLevelResources: !isOn('PodLevelResources', this.intent.target, this.intent.featureGates) };
  }

  /**
   * What follows from the Pod's outline, worked out when it is first asked for. That is all of its spec and intent, the claims of a
   * StatefulSet and annotations with security profiles; but not names, labels, other annotations or the workload's own fields, not the
   * ServiceAccount, and of containers neither image nor arguments nor the values of variables.
   */
  public onceForOutline<T>(key: unknown, make: () => T): T {
    const { outline } = this;
    return outline ? known(outline as Map<unknown, T>, key, make) : make();
  }

  /** A StatefulSet's volumeClaimTemplates. */
  public get claims(): readonly any[] {
    return (this.kind === 'StatefulSet' && this.object.spec?.volumeClaimTemplates) || [];
  }

  /**
   * Runs a check in which the verdict on a container rests on its outline and on some fields of the Pod's, and that on a spec of sound
   * containers on the Pod's outline alone. It is told what was in order in Pods with equal fields; if it finds nothing, so is all of
   * this one.
   */
  public unlessSound<T>(check: string, fields: () => unknown, run: (sound: Sound) => readonly T[]): readonly T[] {
    const { outline } = this;
    const parts = this.memory?.known;
    if (!parts) return run(NONE);
    const sound = this.onceForOutline(`fields ${check}`, () => parts.soundBy(`${check} ${JSON.stringify(fields())}`));
    const whole = `whole ${check}`;
    const { spec } = this.template;
    const isWhole = outline?.has(whole) && this.containers.every(({ container }) => sound.has(container));
    const found = run({ has: (object) => (object === spec ? isWhole === true : sound.has(object)) });
    if (found.length === 0) {
      for (const { container } of this.containers) if (parts.has(container)) sound.add(container);
      outline?.set(whole, true);
    }
    return found;
  }

  private violations(level: PodSecurityLevel): readonly PodSecurityViolation[] {
    // All that a check looks at but containers: https://kubernetes.io/docs/concepts/security/pod-security-standards/
    const fields = () => {
      const { securityContext, hostNetwork, hostPID, hostIPC, hostUsers, os, volumes = [], ephemeralContainers } = this.spec;
      const sources = volumes.map((volume) => Object.keys(volume).filter((key) => volume[key] != null));
      return [securityContext, hostNetwork, hostPID, hostIPC, hostUsers, os, sources, ephemeralContainers, this.securityProfiles];
    };
    return this.unlessSound(level, fields, (sound) => {
      if (sound.has(this.template.spec)) return [];
      const others = this.containers.filter(({ container }) => !sound.has(container));
      const of = (list: ContainerList) => others.filter((c) => c.list === list).map((c) => c.container);
      const rest = { ...this.spec, initContainers: of('initContainers'), containers: of('containers') };
      if (others.length === 0 || evaluatePodSecurity({ ...this.template, spec: rest }, level).length === 0) return [];
      return evaluatePodSecurity({ ...this.template, spec: this.spec }, level);
    });
  }

  /** Annotations from before there were fields for them. */
  private get securityProfiles(): Array<[string, unknown]> {
    return Object.entries(this.template.metadata?.annotations ?? {}).filter(([key]) => /apparmor|seccomp/.test(key));
  }

  private get outline(): Verdicts | undefined {
    const { memory } = this;
    return memory && this.once('outline', () => {
      const { containers, initContainers = [], volumes = [], serviceAccountName, ...rest } = this.spec;
      if (!Array.isArray(volumes)) return undefined;
      const fields = [this.kind, memory.intentText, rest, typeof serviceAccountName, this.claims, this.securityProfiles];
      return memory.known.ofPod(fields, volumes, [initContainers, containers]);
    });
  }

  private analyzed(list: ContainerList, around: Surroundings): AnalyzedContainer[] {
    const { intent, memory } = this;
    const parts = memory?.known;
    const setting = parts && `${list} ${JSON.stringify(around)}`;
    return (this.spec[list] ?? []).map((container) => {
      const name = nameIn(container);
      // A container may be called as a property of every object.
      const own = Object.prototype.hasOwnProperty.call(intent.containers, name) ? intent.containers[name] : undefined;
      const make = (outline?: Verdicts, texts?: Verdicts) => new AnalyzedContainer(container, list, own, around, outline, texts);
      return parts?.has(container) ? parts.analysisOf(container, `${setting} ${JSON.stringify(own)}`, make) : make();
    });
  }

  /** What follows from this Pod, worked out when it is first asked for. */
  public once<T>(key: unknown, make: () => T): T {
    return known(this.memo as Map<unknown, T>, key, make);
  }
}

/** YAML that others made may say `containers: null`, or have none. */
function listsOf(spec: PodSpec): PodSpec {
  const list = (value: unknown): any[] => (Array.isArray(value) ? value.filter((v) => v && typeof v === 'object') : []);
  return {
    ...spec,
    containers: list(spec.containers),
    ...(spec.initContainers === undefined ? {} : { initContainers: list(spec.initContainers) }),
  };
}
