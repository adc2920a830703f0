/**
 * What the Pods of one synthesis have in common: containers known by their content, volumes by their source, Pods by their
 * outline. A sidecar stands in many Pods, word for word the same: what can be said of it alone is worked out for the first
 * of them, and known for all others. Nobody may change what is handed out here.
 */
import { AnalyzedContainer, ContainerList, Verdicts } from './analyzed-container';
import { copy } from './copy';
import { LoweredParts, oneOf } from './lowered-parts';
import { known } from './memory';
import type { StartOrder } from './order';
import { Container, Volume } from '../kubernetes/types';

/** JSON has one word for null, NaN and Infinity: what may be any of them is not taken for another one. */
const AMBIGUOUS = /[:,[]null[,\]}]/;

/** Verdicts by whatever else they depend on. */
type VerdictsBy = Map<string, Verdicts>;

/** What containers have in common that differ in texts of their own alone: image, arguments and values of variables. */
interface Outline {
  readonly id: number;
  readonly verdicts: VerdictsBy;
  /** By image and values of variables. */
  readonly kinds: Map<string, Kind>;
  first?: Container;
}

/** Containers that differ in their arguments alone, such as a workload's name. */
interface Kind {
  readonly outline: Outline;
  readonly verdicts: VerdictsBy;
  readonly byArgs: Map<string, Container>;
}

/** Containers of which some check has nothing to say, wherever they stand. */
export interface SoundContainers {
  has(container: object): boolean;
  add(container: object): void;
}

export class KnownParts {
  private readonly outlines = { initContainers: new Map<string, Outline>(), containers: new Map<string, Outline>() };
  private readonly kinds = new Map<object, Kind>();
  private readonly pods = new Map<string, Verdicts>();
  private readonly analyzed = new Map<Container, Map<string, AnalyzedContainer>>();
  private readonly sound = new Map<string, SoundContainers>();
  private readonly settings = new Map<string, LoweredParts>();
  private readonly orders = new Map<string, StartOrder>();
  /** By their sources. */
  private readonly volumes = new Map<object, Map<string, Volume>>();
  private readonly ids = new Map<object, number>();
  private count = 0;

  /** @param written a copy of a part as it is to be written */
  public constructor(private readonly written: <T>(part: T) => T) {}

  /** The one object that stands for all volumes of this name and source. Nobody may change it. */
  public volume(name: string, source: Record<string, any>): Volume {
    return known(known(this.volumes, source, () => new Map<string, Volume>()), name, () => {
      const volume: Volume = this.written({ name, ...source });
      this.idOf(volume);
      return volume;
    });
  }

  /** The start order of the same parts among containers of the same names. */
  public order(parts: readonly object[], names: unknown, make: () => StartOrder): StartOrder {
    return known(this.orders, `${parts.map((part) => this.idOf(part)).join()} ${JSON.stringify(names)}`, make);
  }

  /** What became of contributed containers in Pods that agree in all else that this depends on. */
  public loweredIn(setting: string): LoweredParts {
    return known(this.settings, setting, () => new LoweredParts());
  }

  /** The one object that stands for all containers of this content in this list. Nobody may change it. */
  public one(list: ContainerList, container: Container): Container {
    return oneOf(list, container, () => this.oneByContent(list, container));
  }

  private oneByContent(list: ContainerList, container: Container): Container {
    const { args, image, env } = container;
    const isPlain = args === undefined || (Array.isArray(args) && args.every((arg) => typeof arg === 'string'));
    // Nobody has read the container yet: a list may hold anything.
    const variables = Array.isArray(env) ? env.map((e: unknown) => (isMap(e) ? { ...e, value: outlineOf(e.value) } : e)) : env;
    const text = JSON.stringify({ ...container, args: args && 0, image: outlineOf(image), env: variables });
    if (!isPlain || isAmbiguous(text)) return this.written(container);
    const outline = known(this.outlines[list], text, (): Outline => ({ id: this.count++, verdicts: new Map(), kinds: new Map() }));
    const texts = JSON.stringify([image, Array.isArray(env) ? env.map((e) => textOr0(e?.value)) : 0]);
    const kind = known(outline.kinds, texts, () => ({ outline, verdicts: new Map(), byArgs: new Map() }));
    return known(kind.byArgs, args === undefined ? '' : JSON.stringify(args), () => {
      const one = outline.first ? this.another(outline.first, container) : this.written(container);
      outline.first ??= one;
      this.kinds.set(one, kind);
      return one;
    });
  }

  /** Whether this very object stands for all containers of its content. */
  public has(container: object): boolean {
    return this.kinds.has(container);
  }

  /** Whether a container or volume is as it is to be written. */
  public isWritten(part: object): boolean {
    return this.kinds.has(part) || this.ids.has(part);
  }

  /** The object, which is the caller's own, with copies in place of the parts that other Pods may share. */
  public unshared<T>(json: T): T {
    if (typeof json !== 'object' || json === null) return json;
    if (this.isWritten(json)) return copy(json);
    for (const key of Object.keys(json) as Array<keyof T>) json[key] = this.unshared(json[key]);
    return json;
  }

  private idOf(part: object): number {
    return known(this.ids, part, () => this.ids.size);
  }

  /** A container of the same outline, which shares all but its own texts with it. */
  private another(first: Container, container: Container): Container {
    const { image, args, env } = container;
    return { ...first, ...(image !== undefined && { image }), ...(args && { args: [...args] }), ...(env && { env: this.written(env) }) };
  }

  /**
   * What is known of all Pods of this outline.
   *
   * @returns undefined where a container is not known, or the fields can't be told apart as JSON
   */
  public ofPod(fields: unknown, volumes: readonly Volume[], lists: ReadonlyArray<readonly Container[]>): Verdicts | undefined {
    // A volume of raw fields may be anything, also a number.
    const text = JSON.stringify([fields, volumes.map((volume) => this.ids.get(volume) ?? [volume])]);
    if (isAmbiguous(text)) return undefined;
    const ids: string[] = [];
    for (const list of lists) {
      for (const container of list) {
        const kind = this.kinds.get(container);
        if (!kind) return undefined;
        ids.push(String(kind.outline.id));
      }
      ids.push('');
    }
    return known(this.pods, `${ids.join(' ')}${text}`, () => new Map());
  }

  /** A known container's analysis, by whatever else it depends on. */
  public analysisOf(container: Container, dependsOn: string, make: (outline: Verdicts, texts: Verdicts) => AnalyzedContainer): AnalyzedContainer {
    const analyses = known(this.analyzed, container, () => new Map<string, AnalyzedContainer>());
    return known(analyses, dependsOn, () => {
      const kind = this.kinds.get(container)!;
      return make(known(kind.outline.verdicts, dependsOn, () => new Map()), known(kind.verdicts, dependsOn, () => new Map()));
    });
  }

  /** The containers that were found to be in order by some check, in Pods that are alike as far as the check looks at them. */
  public soundBy(check: string): SoundContainers {
    return known(this.sound, check, () => {
      const outlines = new Set<Outline | undefined>();
      return {
        has: (container) => outlines.has(this.kinds.get(container)?.outline),
        add: (container) => outlines.add(this.kinds.get(container)?.outline),
      };
    });
  }
}

/** What Kubernetes' own checks see of an image or value: whether it is one. What is a mistake stays, and has to be told. */
function outlineOf(text: unknown): unknown {
  return typeof text === 'string' && text !== '' && text === text.trim() ? 'x' : text;
}

const textOr0 = (value: unknown) => (typeof value === 'string' ? value : 0);

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isAmbiguous(json: string): boolean {
  return json.includes('null') && AMBIGUOUS.test(json);
}
