/** A random construct of the catalogue on a random workload, and everything that a user may then do with it. */
import { resolve } from 'path';
import { App, Chart } from 'cdk8s';
import { publicTypes } from './public-types';
import { Chance, RandomRecipes } from './random-recipe';
import { RandomWorkload, randomWorkload } from './random-workload';
import { build, Call, print, Recipe } from './recipe';
import { spoil } from './spoil';
import { PodReport, Sidecar } from '../../lib';

export const RECIPES = new RandomRecipes(publicTypes(resolve(__dirname, '../../lib/index.ts')));
export const CONSTRUCTS = RECIPES.constructs;

/** Park and Miller's generator: the same numbers for the same seed, on every machine. */
export function chanceOf(seed: number): Chance {
  let state = (Math.abs(Math.floor(seed)) * 7919) % 2147483646 + 1;
  return {
    below(n) {
      state = (state * 48271) % 2147483647;
      return Math.floor(((state - 1) / 2147483646) * n);
    },
  };
}

export interface RandomCase {
  readonly text: string;
  readonly of: string;
  readonly recipe: Recipe;
  readonly workload: RandomWorkload;
  /** A secret stands in a place that takes no text. */
  readonly secret: boolean;
  readonly spoiled: boolean;
}

/** Case `i` of a run: constructs in turn, and two of three spoiled in one place or two. */
export function randomCase(seed: number, i: number): RandomCase {
  const chance = chanceOf(seed + i * 7907);
  const of = CONSTRUCTS[i % CONSTRUCTS.length];
  const whole: Call = RECIPES.construct(of, chance);
  const workload = randomWorkload(chance);
  let recipe: Recipe = whole;
  let secret = false;
  const faults = [0, 1, 1, 1, 2][chance.below(5)];
  for (let n = 0; n < faults; n++) {
    const made = spoil(recipe, chance);
    recipe = made.recipe;
    // What the first fault has changed says nothing of what is taken there.
    secret ||= made.secret && faults === 1;
  }
  return { of, recipe, workload, secret, spoiled: faults > 0, text: `case ${i}, on a ${workload.text}: ${print(recipe)}` };
}

export interface Outcome {
  readonly objects: any[];
  readonly findings: ReadonlyArray<{ code: string; severity: string; message: string; path: string; mend?: string }>;
  /** Everything that was written or can be printed. */
  readonly said: string;
}

/** Builds, attaches, reports and writes. */
export function play({ recipe, workload }: Pick<RandomCase, 'recipe' | 'workload'>): Outcome {
  const chart = new Chart(new App(), 'c', { namespace: 'shop' });
  const made = build(recipe, chart);
  if (!Sidecar.isSidecar(made)) {
    const objects = chart.toJson();
    return { objects, findings: [], said: JSON.stringify(objects) };
  }
  const pod = workload.make(chart).attach(made);
  const { findings } = pod;
  const said = [findings.map((f) => `${f.code} ${f.path} ${f.message} ${f.mend}`).join('\n')];
  const unreadable = findings.some((f) => f.code === 'unreadable' || f.code === 'field-type');
  if (!unreadable) {
    const { plan } = pod;
    for (const render of [PodReport.text, PodReport.markdown, PodReport.html, PodReport.json]) said.push(render(plan, findings));
    said.push(PodReport.mermaid(plan));
  }
  const objects = chart.toJson();
  said.push(JSON.stringify(objects));
  return { objects, findings, said: said.join('\n') };
}
