/**
 * One per App: knows its hosts (workloads with sidecars), and lives up for the time of a synth call, so that what
 * validation assembled is what is written, and nothing stale outlives the call.
 *
 * cdk8s validates every construct of the app once and then again for each chart. A synth call that comes in by a way
 * that is not wrapped here (the jsii kernel calls prototypes) finds no memory and works everything out again: it costs
 * twice and is never wrong.
 */
import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Answers } from './answers';
import { inOrder, ReadyContributions } from './host';
import { Materials } from './materials';
import { indexNeighbours } from './neighbours';
import { reportUnadopted, reportUnattached } from './unadopted';
import { PodAnalysis } from '../pod/analysis';
import { copy } from '../pod/copy';
import { KnownParts } from '../pod/known-parts';
import { isFatal } from '../rules';
import { Finding, findingText } from '../rules/finding';
import { Neighbours } from '../rules/rule';

const SYNTHESIS = Symbol.for('cdk8s-sidecars.Synthesis/1');
const WRAPPED = Symbol.for('cdk8s-sidecars.wrapped/1');

/**
 * A workload with sidecars, as the synthesis sees it.
 *
 * @internal
 */
export interface SynthesisHost {
  readonly _api: ApiObject;
  readonly sidecars: readonly unknown[];
  /** Attaches what the scope requires. */
  _attachRequired(): void;
  /** Asks the sidecars for their contributions, and makes the objects that these need. */
  _ready(): ReadyContributions;
  /** The finished object and its findings, worked out anew. */
  _compute(neighbours: Neighbours, ready: ReadyContributions | undefined): HostResult;
}

export interface HostResult {
  readonly object: any;
  readonly findings: Finding[];
  /** Made anew at each call: hardly anybody asks, and a thousand of them would be kept for the whole synthesis. */
  readonly analysis: () => PodAnalysis;
}

/** A sidecar or the user's own numbers made the engine throw: told like a finding, beside those of other workloads. */
interface Failure {
  readonly error: Error;
}

const newKnown = () => new KnownParts((part) => inOrder(part));

class Memory {
  public readonly parts = newKnown();
  public readonly answers = new Map<Chart, Answers>();
}

export class Synthesis {
  public static of(construct: IConstruct): Synthesis {
    const root = construct.node.root as any;
    return root[SYNTHESIS] ?? new Synthesis(root);
  }

  private readonly hosts: SynthesisHost[] = [];
  /** What is being synthesized: the root, or one chart; undefined outside of a call. */
  private active?: IConstruct;
  private prepared = false;
  private results = new Map<SynthesisHost, HostResult | Failure>();
  /** What was found so far, also of objects that were handed out. */
  private told = new Map<SynthesisHost, readonly Finding[]>();
  private ready = new Map<SynthesisHost, ReadyContributions>();
  private neighboursMemo?: Neighbours;
  private memory = new Memory();

  private constructor(private readonly root: IConstruct) {
    Object.defineProperty(root, SYNTHESIS, { value: this });
    for (const method of ['synth', 'synthYaml']) this.wrap(root, method, method === 'synth');
    // The root is validated before everything below it.
    root.node.addValidation({ validate: () => this.prepare() });
  }

  public register(host: SynthesisHost): void {
    this.hosts.push(host);
    this.wrap(Chart.of(host._api), 'toJson', false);
  }

  /** What this call's workloads have in common. */
  public get knownParts(): KnownParts {
    return this.active ? this.memory.parts : newKnown();
  }

  /** What sidecars said of this call's workloads in a chart, where the files of their answers stand. */
  public answersIn(chart: Chart): Answers {
    // Between two calls a sidecar may be changed.
    if (!this.active) return new Answers();
    const { answers } = this.memory;
    if (!answers.has(chart)) answers.set(chart, new Answers());
    return answers.get(chart)!;
  }

  /** @throws what a sidecar or the engine threw for this workload */
  public resultOf(host: SynthesisHost): HostResult {
    const outcome = this.outcomeOf(host);
    if ('error' in outcome) throw outcome.error;
    return outcome;
  }

  /**
   * The object to write, for the caller to keep and to change. It is not held any longer: whoever asks again has it worked out again.
   *
   * @throws like `resultOf`
   */
  public handOut(host: SynthesisHost): any {
    const { object } = this.resultOf(host);
    this.results.delete(host);
    return this.active ? this.memory.parts.unshared(object) : copy(object);
  }

  /** The same outside of a synth call: everything that was attached or changed since counts. */
  public freshResultOf(host: SynthesisHost): HostResult {
    if (!this.active) this.refresh(this.hosts);
    return this.resultOf(host);
  }

  /** What a validation of this host has to say now: errors, if the host is part of what is synthesized. */
  public errorsOf(host: SynthesisHost): string[] {
    if (!this.isAsked(host._api)) return [];
    const told = this.told.get(host);
    if (told) return told.filter(isFatal).map(findingText);
    const outcome = this.outcomeOf(host);
    if ('error' in outcome) return [`error sidecar-failed: ${outcome.error.message}`];
    return outcome.findings.filter(isFatal).map(findingText);
  }

  private outcomeOf(host: SynthesisHost): HostResult | Failure {
    const known = this.results.get(host);
    if (known) return known;
    if (!this.active) this.neighboursMemo = undefined;
    let outcome: HostResult | Failure;
    try {
      outcome = host._compute(this.neighbours, this.ready.get(host));
    } catch (error) {
      outcome = { error: error as Error };
    }
    this.ready.delete(host);
    if (this.active) {
      this.results.set(host, outcome);
      if ('findings' in outcome) this.told.set(host, outcome.findings);
    }
    return outcome;
  }

  private get neighbours(): Neighbours {
    this.neighboursMemo ??= indexNeighbours(this.root);
    return this.neighboursMemo;
  }

  /** A chart that is synthesized alone validates only itself. */
  private isAsked(api: IConstruct): boolean {
    if (!this.active || this.active === this.root) return true;
    return Chart.of(api).node.scopes.includes(this.active);
  }

  private prepare(): string[] {
    if (this.prepared) return [];
    if (this.active) this.prepared = true;
    for (const c of this.root.node.findAll()) if (Chart.isChart(c)) this.wrap(c, 'toJson', false);
    this.refresh(this.hosts.filter((h) => this.isAsked(h._api)));
    return this.unadopted().filter(isFatal).map(findingText);
  }

  private refresh(hosts: readonly SynthesisHost[]): void {
    // The objects of earlier answers are about to be counted anew.
    this.memory = new Memory();
    for (const host of hosts) host._attachRequired();
    const materials = [...new Set(hosts.map((h) => Chart.of(h._api)))].flatMap((chart) => Materials.find(chart) ?? []);
    for (const m of materials) m.begin();
    for (const host of hosts) {
      try {
        const ready = host._ready();
        if (this.active) this.ready.set(host, ready);
      } catch {
        // Told by the host's own validation, which meets the same error.
      }
    }
    for (const m of materials) m.end();
    this.results.clear();
    this.told.clear();
    this.neighboursMemo = undefined;
  }

  private unadopted(): Finding[] {
    return reportUnadopted(this.root, new Set(this.hosts.map((h) => h._api)), (api) => this.isAsked(api));
  }

  private wrap(target: any, method: string, warns: boolean): void {
    const original = target[method];
    if (typeof original !== 'function' || original[WRAPPED]) return;
    const wrapped = (...args: unknown[]) => {
      if (this.active) return original.apply(target, args);
      this.active = target;
      try {
        const out = original.apply(target, args);
        if (warns) this.warn();
        return out;
      } finally {
        this.active = undefined;
        this.prepared = false;
        this.results = new Map();
        this.told = new Map();
        this.ready = new Map();
        this.memory = new Memory();
        this.neighboursMemo = undefined;
      }
    };
    Object.defineProperty(wrapped, WRAPPED, { value: true });
    target[method] = wrapped;
  }

  /** To stderr: the cdk8s CLI shows it, and swallows what goes to stdout. */
  private warn(): void {
    const warnings = this.hosts.flatMap((h) => this.told.get(h) ?? this.resultOf(h).findings).filter((f) => f.severity === 'warning' && f.acknowledged === undefined);
    const attached = new Set(this.hosts.flatMap((h) => h.sidecars));
    for (const finding of [...warnings, ...this.unadopted(), ...reportUnattached(this.root, attached)]) process.stderr.write(`cdk8s-sidecars: ${findingText(finding)}\n`);
  }
}
