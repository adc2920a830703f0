/**
 * A value of the public API as it would be written in a program: calls, and plain values. It can be built, printed so that
 * it can be pasted, and changed in one place.
 */
import * as cdk8s from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as lib from '../../lib';

/** `LogOutput.loki({...})`, `new EnvoyProxySidecar(chart, 'x', {...})`. */
export class Call {
  constructor(public readonly of: string, public readonly args: readonly Recipe[]) {}
}

/** Where a program would write `chart` or another variable that is there already. */
export class Name {
  constructor(public readonly name: 'chart' | 'configMap' | 'secret') {}
}

export type Recipe = unknown;

export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

const PUBLIC: Record<string, any> = { ...lib, Duration: cdk8s.Duration };

/** The value itself. A step that is refused throws what the library throws. */
export function build(recipe: Recipe, scope: Construct): any {
  if (recipe instanceof Name) {
    if (recipe.name === 'chart') return scope;
    // One of each in a chart.
    return scope.node.tryFindChild(recipe.name)
      ?? (recipe.name === 'secret' ? kplus.Secret.fromSecretName(scope, 'secret', 'tokens') : kplus.ConfigMap.fromConfigMapName(scope, 'configMap', 'settings'));
  }
  if (recipe instanceof Call) {
    const args = recipe.args.map((a) => build(a, scope));
    const [, made] = /^new (\w+)$/.exec(recipe.of) ?? [];
    if (made) return new PUBLIC[made](...args);
    const [type, method] = recipe.of.split('.');
    return PUBLIC[type][method](...args);
  }
  if (Array.isArray(recipe)) return recipe.map((item) => build(item, scope));
  if (isPlain(recipe)) return Object.fromEntries(Object.entries(recipe).map(([key, value]) => [key, build(value, scope)]));
  return recipe;
}

export function print(recipe: Recipe): string {
  if (recipe instanceof Name) return recipe.name;
  if (recipe instanceof Call) return `${recipe.of}(${recipe.args.map(print).join(', ')})`;
  if (Array.isArray(recipe)) return `[${recipe.map(print).join(', ')}]`;
  if (isPlain(recipe)) return `{ ${Object.entries(recipe).map(([k, v]) => `${JSON.stringify(k)}: ${print(v)}`).join(', ')} }`;
  if (typeof recipe === 'string') return JSON.stringify(recipe.length > 200 ? `${recipe.slice(0, 40)}... (${recipe.length})` : recipe);
  if (typeof recipe === 'object' && recipe !== null) return `<${recipe.constructor?.name ?? 'an object without prototype'}>`;
  return typeof recipe === 'bigint' ? `${recipe}n` : typeof recipe === 'function' ? '<function>' : String(recipe);
}

export type Place = ReadonlyArray<string | number>;

/** Every place of a recipe: arguments, members, items, and calls as a whole. What is given by the test itself is none. */
export function placesOf(recipe: Recipe, place: Place = []): Place[] {
  if (recipe instanceof Name) return recipe.name === 'chart' ? [] : [place];
  const inside = recipe instanceof Call
    // What cdk8s takes is not asked for.
    ? recipe.of.startsWith('Duration.') ? [] : recipe.args.flatMap((a, i) => (/^(new |ServiceMesh\.)/.test(recipe.of) && i < 2 ? [] : placesOf(a, [...place, i])))
    : Array.isArray(recipe) ? recipe.flatMap((v, i) => placesOf(v, [...place, i]))
      : isPlain(recipe) ? Object.keys(recipe).flatMap((key) => placesOf(recipe[key], [...place, key])) : [];
  return place.length ? [place, ...inside] : inside;
}

export function at(recipe: Recipe, place: Place): Recipe {
  return place.reduce<any>((inner, step) => (inner instanceof Call ? inner.args[step as number] : inner?.[step]), recipe);
}

/** The recipe with something else in one place; where the place is gone, the recipe as it is. */
export function withAt(recipe: Recipe, [step, ...rest]: Place, by: Recipe): Recipe {
  if (step === undefined) return by;
  if (recipe instanceof Call) return new Call(recipe.of, recipe.args.map((a, i) => (i === step ? withAt(a, rest, by) : a)));
  if (Array.isArray(recipe)) return recipe.map((v, i) => (i === step ? withAt(v, rest, by) : v));
  return isPlain(recipe) && step in recipe ? { ...recipe, [step]: withAt(recipe[step], rest, by) } : recipe;
}

/** The recipe with a key of a map renamed. */
export function withKey(recipe: Recipe, place: Place, key: string): Recipe {
  const map = at(recipe, place.slice(0, -1));
  if (!isPlain(map)) return recipe;
  const renamed = Object.entries(map).map(([k, v]) => [k === place[place.length - 1] ? key : k, v]);
  return withAt(recipe, place.slice(0, -1), Object.fromEntries(renamed));
}
