/** The hand-written apps must say what the library's say, or comparing them means nothing. */
import { deepStrictEqual } from 'assert';
import { App, Chart, Testing } from 'cdk8s';
import { deploymentByHand, NAME } from './by-hand';
import { CATALOGUE, custom, templateOf } from './scenarios';

/** Defaults that cdk8s-plus spells out. */
const DEFAULTS = new Set(['imagePullPolicy', 'privileged', 'scheme']);

export function checkSameContent(): void {
  for (const sidecars of [CATALOGUE, custom(3)]) {
    const ours = templateOf(sidecars).find((o) => o.kind === 'Deployment')!;
    const chart = new Chart(new App(), 'chart-0', { namespace: 'shop' });
    deploymentByHand(ours)(chart, NAME);
    const theirs = Testing.synth(chart).find((o) => o.kind === 'Deployment')!;
    deepStrictEqual(comparable(theirs), comparable(ours));
  }
}

/** Order aside where it means nothing, and without what is generated. */
function comparable(value: any): any {
  if (Array.isArray(value)) {
    const items = value.map(comparable);
    return items.every((i) => typeof i?.name === 'string') && !items.some((i) => i.image) ? items.sort((a, b) => (a.name < b.name ? -1 : 1)) : items;
  }
  if (typeof value === 'string') return value.replace(/-c8[0-9a-f]{6}\b/g, '');
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).filter((key) => !DEFAULTS.has(key)).sort().map((key) => [key, comparable(value[key])]));
}
