/** Random values of any type of the public API: mostly good ones, by what their names say. */
import { ANYTHING, NUMBERS, TEXTS, USUAL } from './hints';
import { Member, PublicTypes, Type } from './public-types';
import { Call, Name, Recipe } from './recipe';

/** Where chance comes from. */
export interface Chance {
  /** A whole number from 0 up to and without `n`. */
  below(n: number): number;
}

/** Types that come from cdk8s and cdk8s-plus. */
const FOREIGN: Readonly<Record<string, (chance: Chance) => Recipe>> = {
  Construct: () => new Name('chart'),
  IConfigMap: () => new Name('configMap'),
  ISecret: () => new Name('secret'),
  Duration: (chance) => new Call('Duration.seconds', [[1, 5, 30, 300][chance.below(4)]]),
};

/** Of the ways to make a value, those that fit in most places. */
const FAVOURITES = ['EnvSource.secret', 'LogSource.files', 'TlsCertificate.secret', 'OidcIssuer.discovered'];

const DEEPEST = 7;

export class RandomRecipes {
  private readonly ways = new Map<string, Array<{ of: string; args: readonly Member[] }>>();

  constructor(private readonly types: PublicTypes) {}

  /** Everything that can stand in a chart by itself: `new` of a sidecar or agent, and the functions that make one. */
  public get constructs(): string[] {
    const made = [...this.types.classes.values()].flatMap((c) => {
      if (c.construct && !c.abstract && (c.parent === 'Sidecar' || c.parent === 'Construct') && c.name !== 'WorkloadWithSidecars') return [`new ${c.name}`];
      return [...c.statics].filter(([, s]) => s.gives === c.name && (s.args[0]?.type as any)?.ref === 'Construct').map(([method]) => `${c.name}.${method}`);
    });
    return made.sort();
  }

  /** A random construct with the id "it". */
  public construct(of: string, chance: Chance): Call {
    const [, made] = /^new (\w+)$/.exec(of) ?? [];
    const [type, method] = of.split('.');
    const members = made ? this.types.classes.get(made)!.construct! : this.types.classes.get(type)!.statics.get(method)!.args;
    return new Call(of, [new Name('chart'), 'it', this.value(members[2].type, `${of}.props`, chance, 0)]);
  }

  public value(type: Type, name: string, chance: Chance, depth: number): Recipe {
    if (type === 'text') return pick(hintFor(TEXTS, name), chance);
    if (type === 'number') return pick(hintFor(NUMBERS, name), chance);
    if (type === 'boolean') return chance.below(2) === 1;
    if (type === 'anything') return pick(hintFor(ANYTHING, name), chance);
    if ('list' in type) return this.list(type.list, `${name}`, chance, depth);
    if ('map' in type) {
      if (type.map === 'anything') return pick(hintFor(ANYTHING, name), chance);
      const keys = [...hintFor(TEXTS, `${name}{}`)];
      const count = 1 + chance.below(Math.min(2, keys.length));
      const drawn = Array.from({ length: count }, () => keys.splice(chance.below(keys.length), 1)[0]);
      return Object.fromEntries(drawn.map((key) => [key, this.value(type.map, name, chance, depth + 1)]));
    }
    return this.reference(type.ref, name, chance, depth);
  }

  private list(of: Type, name: string, chance: Chance, depth: number): Recipe[] {
    if (typeof of === 'string' && of !== 'boolean') {
      const values: unknown[] = [...hintFor<unknown>(of === 'text' ? TEXTS : of === 'number' ? NUMBERS : ANYTHING, name)];
      return Array.from({ length: 1 + chance.below(Math.min(2, values.length)) }, () => values.splice(chance.below(values.length), 1)[0]);
    }
    return Array.from({ length: 1 + (chance.below(3) === 0 ? 1 : 0) }, () => this.value(of, name, chance, depth + 1));
  }

  private reference(ref: string, name: string, chance: Chance, depth: number): Recipe {
    const foreign = FOREIGN[ref];
    if (foreign) return foreign(chance);
    const values = this.types.enums.get(ref);
    if (values) return pick(values, chance);
    const struct = this.types.structs.get(ref);
    if (struct) return this.struct(struct, ref, chance, depth);
    const ways = this.waysTo(ref);
    if (!ways.length) throw new Error(`the fuzz knows no way to make a ${ref} (for ${name}): teach it in random-recipe.ts`);
    // The first that is named is taken half of the time.
    const favourite = ways.find((w) => FAVOURITES.includes(w.of));
    const { of, args } = favourite && chance.below(2) ? favourite : pick(ways, chance);
    return this.call(of, args, chance, depth);
  }

  private call(of: string, args: readonly Member[], chance: Chance, depth: number): Call {
    const given: Recipe[] = [];
    for (const arg of args) {
      if (arg.optional && (depth >= DEEPEST || chance.below(2) === 0)) break;
      given.push(this.value(arg.type, `${of}.${arg.name}`, chance, depth + 1));
    }
    return new Call(of, given);
  }

  /** All that is required, and a few of what is not. */
  private struct(members: readonly Member[], owner: string, chance: Chance, depth: number): Recipe {
    const optional = members.filter((m) => m.optional);
    const extra = new Set<Member>();
    // One in eight is made without what is usual.
    for (const group of chance.below(8) ? USUAL[owner] ?? [] : []) {
      const usual = pick(group.split('|'), chance);
      extra.add(members.find((m) => m.name === usual)!);
    }
    const wanted = depth >= DEEPEST ? 0 : chance.below(depth === 0 ? 5 : 3);
    for (let i = 0; i < wanted && optional.length; i++) extra.add(optional[chance.below(optional.length)]);
    return Object.fromEntries(members.filter((m) => !m.optional || extra.has(m)).map((m) => [m.name, this.value(m.type, `${owner}.${m.name}`, chance, depth + 1)]));
  }

  private waysTo(ref: string): Array<{ of: string; args: readonly Member[] }> {
    const known = this.ways.get(ref);
    if (known) return known;
    const found = [...this.types.classes.values()].flatMap((c) => [...c.statics].filter(([, s]) => s.gives === ref).map(([method, { args }]) => ({ of: `${c.name}.${method}`, args })));
    this.ways.set(ref, found);
    return found;
  }
}

function pick<T>(from: readonly T[], chance: Chance): T {
  return from[chance.below(from.length)];
}

function hintFor<T>(hints: ReadonlyArray<readonly [RegExp, readonly T[]]>, name: string): readonly T[] {
  return hints.find(([pattern]) => pattern.test(name))![1];
}
