/**
 * A hostile text is refused, or comes out as one datum: the generated files, arguments and variables are read as their
 * products read them, once with a harmless word in some place and once with the hostile text, and must differ in that text alone.
 */
import { App, Chart } from 'cdk8s';
import { expanded, readConfig } from './config-readers';
import { announce, runs, SEED } from './inputs';
import { dataOf, difference } from './one-datum';
import { chanceOf, CONSTRUCTS, RECIPES } from './random-catalogue';
import { at, build, Call, Place, placesOf, print, Recipe, withAt } from './recipe';
import { HOSTILE } from './spoil';
import { Sidecar, WorkloadWithSidecars } from '../../lib';

announce();

/** A word that is in nothing else. */
const MARK = 'zq7zq';

/** Where text is meant to be read by another program, or tells a path or a host that is taken apart: by the call and the place's last name. */
function isMeantSo(recipe: Recipe, place: Place, hostile: string): boolean {
  const calls = place.map((_, i) => at(recipe, place.slice(0, i))).filter((r): r is Call => r instanceof Call).map((c) => c.of);
  const names = place.filter((p): p is string => typeof p === 'string');
  const last = calls[calls.length - 1];
  return [
    // Whole files, programs, templates and raw fields of the user's own, and variables whose text the kubelet expands by contract.
    /^(ConfigSource|SharedVolume)\.files$/.test(last), last === 'VaultFile.template', last === 'EnvSource.text' && /\$/.test(hostile),
    /^(args|command|extraArgs|fields|extraConfig|settings|extraConfiguration)$/.test(names.find((n) => /^(args|command|extraArgs|fields|extra|settings)/.test(n)) ?? ''),
    last === 'AppNotification.command' && /\$/.test(hostile),
    // An address is taken apart into host, port and path; a glob into directory and pattern; a field of Vault needs a longer template when it is no plain word.
    names.includes('url') || names.includes('endpoint') || last === 'LogSource.files' || last === 'VaultFile.kvField',
    // Of a probe's path the query is left out.
    names.includes('probePaths') && hostile.includes('?'),
    // Names of objects are made of it.
    names.includes('inNamespace') || names.includes('podLabels'),
    // Lists that are written in the order of the alphabet.
    names.includes('configMaps') || names.includes('secrets') || names.includes('folders'),
  ].some(Boolean);
}

function written(recipe: Recipe): any[] {
  const chart = new Chart(new App(), 'c', { namespace: 'n', disableResourceNameHashes: true });
  const made = build(recipe, chart);
  if (Sidecar.isSidecar(made)) {
    new WorkloadWithSidecars(chart, 'w', { targetVersion: '1.35', podSecurity: 'privileged', containers: [{ name: 'app', image: 'a:1', portNumber: 8080 }], sidecars: [made] });
  }
  return chart.toJson();
}

test('hostile text in every text of the catalogue', () => {
  const wrong: string[] = [];
  let taken = 0;
  const { numRuns } = runs(0.1);
  for (let i = 0; i < numRuns && wrong.length < 10; i++) {
    const chance = chanceOf(SEED + i * 7907);
    const recipe = RECIPES.construct(CONSTRUCTS[i % CONSTRUCTS.length], chance);
    const places = placesOf(recipe).filter((p) => typeof at(recipe, p) === 'string');
    if (!places.length) continue;
    const place = places[chance.below(places.length)];
    const before = chance.below(3) ? at(recipe, place) as string : '';
    let benign;
    try {
      benign = dataOf(written(withAt(recipe, place, before + MARK)));
    } catch {
      // Nor does a harmless word fit there.
      continue;
    }
    for (let n = 0; n < 3; n++) {
      const hostile = HOSTILE[chance.below(HOSTILE.length)];
      if (isMeantSo(recipe, place, hostile)) continue;
      const text = chance.below(2) ? MARK + hostile : hostile + MARK;
      const changed = withAt(recipe, place, before + text);
      let objects;
      try {
        objects = written(changed);
      } catch {
        // Refused: how is the other test's to judge.
        continue;
      }
      taken++;
      let found: string | undefined;
      try {
        found = difference(benign, dataOf(objects), MARK, text);
      } catch (error) {
        found = `can't be read: ${(error as Error).message}`;
      }
      if (found) wrong.push(`SEED=${SEED} case ${i}, ${place.join('.')} = ${JSON.stringify(text)}: ${found.slice(0, 600)}\n  ${print(changed).slice(0, 1500)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(numRuns / 20);
});

test.each<[string, string, RegExp | string]>([
  ['nginx.conf', 'a "b; c";', 'b; c'], ['nginx.conf', 'a b; } c;', /unexpected "}"/], ['nginx.conf', 'a b', /end of/], ['nginx.conf', 'a "b"c;', /behind a quote/],
  ['fluentd.conf', "<a>\n  b 'it\\'s # c'\n</a>\n", "it's # c"], ['fluentd.conf', "<a>\n  b 'x' y\n</a>\n", /bad quotes/], ['fluentd.conf', '<a>\n  b "#{`id`}"\n</a>\n', /unexpected/],
  ['fluentd.conf', '<a>\n@include x\n</a>\n', /unexpected/], ['pgbouncer.ini', "[databases]\na = user='x y''z'\n", "x y'z"], ['pgbouncer.ini', '%include x\n', /unexpected/],
  ['helper.conf', 'a = "x\\"y"\n', '"x"y'], ['helper.conf', 'a = "x" ; b\n', /unexpected/], ['hook.sh', "#!/bin/sh\nexec 'a b' 'c'\\''d'\n", "c'd"],
  ['hook.sh', '#!/bin/sh\nexec a; b\n', /bare words/], ['a.yaml', 'a: 0b11\n', /YAML 1.1 reads/],
])('the reader of %s knows %j', (name, text, expected) => {
  if (expected instanceof RegExp) expect(() => readConfig(name, text)).toThrow(expected);
  else expect(JSON.stringify(readConfig(name, text))).toContain(JSON.stringify(expected).slice(1, -1));
});

test('a replaced variable is another datum', () => {
  expect(expanded('a$(B)c$$')).toBe('a\u0001Bc$');
  expect(difference(['x zq7zq'], ['x \u0001B'], MARK, '$(B)')).toMatch(/became/);
  expect(difference(['zq7zq', 'b'], ['zq7zq', '; c', 'b'], MARK, 'zq7zq; c')).toMatch(/2 items became 3/);
  expect(difference([{ a: 'zq7zq' }], [{ a: 'it\'s' }], MARK, 'it\'s')).toBeUndefined();
});
