/**
 * The containers of one synthesis, known by their content. A sidecar stands in many Pods, word for word the same: what can
 * be said of it alone is worked out for the first of them, and known for all others.
 */
import { AnalyzedContainer, ContainerList, Verdicts } from './analyzed-container';
import { ContainerPart } from './contribution';
import { LoweredContainer } from './lower';
import { Container } from '../kubernetes/types';

/** JSON has one word for null, NaN and Infinity: what may be any of them is not taken for another one. */
const AMBIGUOUS = /[:,[]null[,\]}]/;

/** Containers that differ in their arguments alone, such as a workload's name: no check of a single container reads those. */
interface Kind {
  readonly verdicts: Map<string, Verdicts>;
  /** Stands for all but what is a container's own: image, arguments and values of variables. */
  readonly outline: number;
}

/** Containers of which some check has nothing to say, wherever they stand. */
export interface SoundContainers {
  has(container: object): boolean;
  add(container: object): void;
}

export class KnownContainers {
  private readonly byText = { initContainers: new Map<string, Container>(), containers: new Map<string, Container>() };
  private readonly kindsByText = { initContainers: new Map<string, Kind>(), containers: new Map<string, Kind>() };
  private readonly kinds = new Map<object, Kind>();
  private readonly outlinesByText = new Map<string, number>();
  private readonly outlinesOfPods = new Map<string, Verdicts>();
  private readonly analyzed = new Map<Container, Map<string, AnalyzedContainer>>();
  private readonly sound = new Map<string, SoundContainers>();
  private readonly loweredParts = new Map<ContainerPart, Map<string, LoweredContainer>>();
  /** What stands for a lowered container, which is known by itself. */
  private readonly ofLowered = new Map<Container, Partial<Record<ContainerList, Container>>>();

  /** What became of a contributed container, by whatever else that depends on. Nobody may change it. */
  public lowered(part: ContainerPart, dependsOn: string, lower: () => LoweredContainer): LoweredContainer {
    return known(known(this.loweredParts, part, () => new Map<string, LoweredContainer>()), dependsOn, () => {
      const made = lower();
      this.ofLowered.set(made.container, {});
      return made;
    });
  }

  /** The one object that stands for all containers of this content in this list. Nobody may change it. */
  public one(list: ContainerList, container: Container, made: (container: Container) => Container): Container {
    const ones = this.ofLowered.get(container);
    return ones ? ones[list] ??= this.oneByText(list, container, made) : this.oneByText(list, container, made);
  }

  private oneByText(list: ContainerList, container: Container, made: (container: Container) => Container): Container {
    const { args } = container;
    const text = JSON.stringify(args === undefined ? container : { ...container, args: undefined });
    const isPlain = args === undefined || (Array.isArray(args) && args.every((arg) => typeof arg === 'string'));
    if (!isPlain || isAmbiguous(text)) return made(container);
    const whole = args === undefined ? text : `${text} ${JSON.stringify(args)}`;
    let one = this.byText[list].get(whole);
    if (!one) {
      one = made(container);
      this.byText[list].set(whole, one);
      this.kinds.set(one, known(this.kindsByText[list], `${text} ${args !== undefined}`, () => ({ verdicts: new Map(), outline: this.outlineOf(container) })));
    }
    return one;
  }

  /** Whether this very object stands for all containers of its content. */
  public has(container: object): boolean {
    return this.kinds.has(container);
  }

  /**
   * What is known of all Pods of this outline.
   *
   * @returns undefined where a container is not known, or the fields can't be told apart as JSON
   */
  public ofOutline(fields: unknown, lists: ReadonlyArray<readonly Container[]>): Verdicts | undefined {
    const text = JSON.stringify(fields);
    if (isAmbiguous(text)) return undefined;
    const ids: string[] = [];
    for (const list of lists) {
      for (const container of list) {
        const kind = this.kinds.get(container);
        if (!kind) return undefined;
        ids.push(String(kind.outline));
      }
      ids.push('');
    }
    return known(this.outlinesOfPods, `${ids.join(' ')}${text}`, () => new Map());
  }

  /** A known container's analysis, by whatever else it depends on. */
  public analysisOf(container: Container, dependsOn: string, make: (verdicts: Verdicts) => AnalyzedContainer): AnalyzedContainer {
    const analyses = known(this.analyzed, container, () => new Map<string, AnalyzedContainer>());
    return known(analyses, dependsOn, () => make(known(this.kinds.get(container)!.verdicts, dependsOn, () => new Map())));
  }

  /** The containers that were found to be in order by some check, in Pods that are alike as far as the check looks at them. */
  public soundBy(check: string): SoundContainers {
    return known(this.sound, check, () => {
      const kinds = new Set<Kind | undefined>();
      return {
        has: (container) => kinds.has(this.kinds.get(container)),
        add: (container) => kinds.add(this.kinds.get(container)),
      };
    });
  }

  private outlineOf({ args: _, image, env, ...rest }: Container): number {
    // Nobody has read the container yet: a list may hold anything.
    const variables = Array.isArray(env) ? env.map((e: unknown) => (isMap(e) ? { ...e, value: withoutText(e.value) } : e)) : env;
    const outline = { ...rest, image: withoutText(image), env: variables };
    return known(this.outlinesByText, JSON.stringify(outline), () => this.outlinesByText.size);
  }
}

/** Of another type it stays: that is a mistake, which has to be told. */
function withoutText(value: unknown): unknown {
  return typeof value === 'string' ? '' : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isAmbiguous(json: string): boolean {
  return json.includes('null') && AMBIGUOUS.test(json);
}

function known<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, value = make());
  return value;
}
