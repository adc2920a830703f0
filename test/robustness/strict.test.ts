/**
 * A value of another type than the signature says is never taken in silence: every place of a program that was taken gets one,
 * and each is refused. JavaScript, `any` and the kernels of other languages give such values.
 */
import { announce, freshChart, runs, SEED } from './inputs';
import { chanceOf, CONSTRUCTS, RECIPES } from './random-catalogue';
import { at, build, Call, isPlain, Name, Place, placesOf, print, Recipe, withAt } from './recipe';
import { CustomSidecar, WorkloadWithSidecars } from '../../lib';

announce();

/** Raw fields in Kubernetes' or the product's own terms: their types are for the rules to say, or for the product. */
const RAW = /^(fields|settings|extraConfig|extraConfiguration|extraSettings|rules|proxyConfig)$/;

const isRaw = (recipe: Recipe, place: Place) => place.some((step) => typeof step === 'string' && RAW.test(step))
  || place.some((_, i) => {
    const call = at(recipe, place.slice(0, i));
    return call instanceof Call && call.of === 'SharedVolume.of' && place[i] === 1;
  });

/** Made, and asked once what it contributes: some checks wait for that. */
function use(recipe: Recipe): void {
  const chart = freshChart();
  const made = build(recipe, chart);
  if (made instanceof CustomSidecar) new WorkloadWithSidecars(chart, 'w', { containers: [{ image: 'a:1' }], sidecars: [made] }).apiObject.toJson();
}

/** One of each type that this one is not. */
function otherThan(value: Recipe, amount: boolean): unknown[] {
  const all: Array<[string, unknown]> = [['string', 'zq7zq'], ['number', 7], ['boolean', true], ['list', [['zq7zq']]], ['map', { zq7zq: 'zq7zq' }], ['null', null]];
  // Kubernetes reads amounts that are numbers, too.
  const type = Array.isArray(value) ? 'list' : value instanceof Call || value instanceof Name ? 'map' : isPlain(value) ? 'map' : typeof value;
  return all.filter(([name]) => name !== type && !(amount && (name === 'number' || name === 'null'))).map(([, other]) => other);
}

test('no wrong type is taken', () => {
  const wrong = new Map<string, string>();
  let tried = 0;
  const { numRuns } = runs(0.05);
  for (let i = 0; tried < numRuns; i++) {
    const chance = chanceOf(SEED + i * 7907);
    const of = CONSTRUCTS[i % CONSTRUCTS.length];
    const recipe = RECIPES.construct(of, chance);
    try {
      use(recipe);
    } catch {
      tried++;
      continue;
    }
    for (const place of placesOf(recipe).filter((p) => !isRaw(recipe, p))) {
      const others = otherThan(at(recipe, place), place.includes('resources') || lastCall(recipe, place).startsWith('SidecarResources.'));
      const by = others[chance.below(others.length)];
      const changed = withAt(recipe, place, by);
      tried++;
      try {
        use(changed);
      } catch {
        continue;
      }
      const where = `${of} ${place.filter((p) => typeof p === 'string').join('.')} ${lastCall(recipe, place)}`;
      if (!wrong.has(where)) wrong.set(where, `${JSON.stringify(by)} in place of ${print(at(recipe, place)).slice(0, 80)}`);
    }
  }
  expect([...wrong].map(([where, what]) => `SEED=${SEED} ${where}: ${what}`)).toEqual([]);
});

function lastCall(recipe: Recipe, place: Place): string {
  const calls = place.map((_, i) => at(recipe, place.slice(0, i))).filter((r): r is Call => r instanceof Call);
  return calls[calls.length - 1].of;
}
