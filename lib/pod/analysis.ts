/**
 * What a finished Pod template will do: each part is worked out when it is first asked for, by Kubernetes' own rules.
 * Works on the library's own templates and on YAML that others made.
 */
import { inferIntent } from './infer';
import { PodIntent, Role } from './intent';
import { plannedStop, stopBehaviour } from './shutdown';
import { nameOf, runsToCompletion, templateOf, textOf } from './workload-json';
import { isOn } from '../kubernetes/features';
import { jobEnd, JobEnd } from '../kubernetes/job-end';
import { evaluatePodSecurity, PodSecurityViolation } from '../kubernetes/pod-security';
import { QosClass, qosClass } from '../kubernetes/qos';
import { Amounts, livePod, defaultPod, podLimits, podRequests, ResourceBreakdown, resourceBreakdown } from '../kubernetes/resources';
import { StartSequence, startSequence } from '../kubernetes/start-sequence';
import { StopSequence } from '../kubernetes/stop-sequence';
import { Container, KubeObject, PodSpec, PodTemplate } from '../kubernetes/types';

/** One container with its part in the Pod. */
export interface AnalyzedContainer {
  readonly container: Container;
  readonly name: string;
  readonly list: 'initContainers' | 'containers';
  readonly role: Role;
  /** An init container with restartPolicy Always. */
  readonly isNative: boolean;
  /** Runs as long as the app does: a native or classic sidecar, or an app container. */
  readonly isLongRunning: boolean;
  /** "initContainers[envoy]", for messages. */
  readonly at: string;
}

export type PodSecurityName = 'restricted' | 'baseline' | 'privileged';

export class PodAnalysis {
  /** Reads a workload; undefined where the object makes no Pods. */
  public static of(object: KubeObject, intent?: PodIntent): PodAnalysis | undefined {
    const template = templateOf(object);
    return template && new PodAnalysis(object, template, intent ?? inferIntent(object, template));
  }

  public readonly kind: string;
  public readonly name: string;
  public readonly spec: PodSpec;
  public readonly containers: readonly AnalyzedContainer[];
  private memo: Record<string, unknown> = {};

  private constructor(public readonly object: KubeObject, public readonly template: PodTemplate, public readonly intent: PodIntent) {
    this.kind = object.kind!;
    this.name = nameOf(object);
    this.spec = listsOf(template.spec);
    this.containers = [...this.analyzed('initContainers'), ...this.analyzed('containers')];
  }

  public get namespace(): string | undefined {
    return this.object.metadata?.namespace;
  }

  /** "Deployment/web", the beginning of every path in messages. */
  public get path(): string {
    return `${this.kind}/${this.name}`;
  }

  public get sidecars(): readonly AnalyzedContainer[] {
    return this.containers.filter((c) => c.role === 'sidecar');
  }

  public get apps(): readonly AnalyzedContainer[] {
    return this.containers.filter((c) => c.role === 'app');
  }

  public get runsToCompletion(): boolean {
    return runsToCompletion(this.kind, this.template);
  }

  /** The Pod as the API server stores it: limits have become requests, amounts are rounded. */
  public get live(): PodSpec {
    return this.once('live', () => (this.kind === 'Pod' ? defaultPod(this.spec) : livePod(this.spec)));
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
  public get restrictedViolations(): PodSecurityViolation[] {
    return this.once('restricted', () => evaluatePodSecurity({ ...this.template, spec: this.spec }, 'restricted'));
  }

  public get baselineViolations(): PodSecurityViolation[] {
    return this.once('baseline', () => evaluatePodSecurity({ ...this.template, spec: this.spec }, 'baseline'));
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

  private analyzed(list: 'initContainers' | 'containers'): AnalyzedContainer[] {
    return (this.spec[list] ?? []).map((container) => {
      const isNative = list === 'initContainers' && container.restartPolicy === 'Always';
      // A map as name must not be printed: its `toString` may be no function.
      const name = typeof container.name === 'object' ? textOf(container.name) : container.name;
      const role = this.intent.containers[name]?.role ?? (list === 'containers' ? 'app' : isNative ? 'sidecar' : 'init');
      return {
        container, list, role, isNative, name, at: `${list}[${name}]`,
        isLongRunning: isNative || list === 'containers',
      };
    });
  }

  private once<T>(key: string, make: () => T): T {
    if (!(key in this.memo)) this.memo[key] = make();
    return this.memo[key] as T;
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
