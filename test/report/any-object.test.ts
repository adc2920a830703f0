import * as fc from 'fast-check';
import { GUESSED } from './helpers';
import { readYaml } from '../../lib/cli/read-yaml';
import { PodReport } from '../../lib/report';
import { analyzeObjects, itemsOf } from '../../lib/report/analyze-objects';

const [{ object: WEB }] = readYaml(GUESSED, 'web.yaml').objects;

/** Paths of every value in a tree. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([key, v]) => pathsOf(v, [...path, key]))];
}

function replaced(tree: any, path: string[], value: unknown): any {
  if (path.length === 0) return value;
  const copy = Array.isArray(tree) ? [...tree] : { ...tree };
  copy[path[0]] = replaced(copy[path[0]], path.slice(1), value);
  return copy;
}

const odd = fc.constantFrom<unknown>(
  null, undefined, 0, -1, 1.5, 1e21, NaN, '', 'x', '-', '1e400', '99999999999999999999', '100m', true, [], [null], ['x'], [[]], {}, { name: 'x' },
  { name: null }, { name: '__proto__' }, { toString: 1, valueOf: 1 }, [{ toString: null }], [{ name: 'constructor' }], 'Always', '\u0000',
);

test('whatever stands in a manifest, each report is made or the reason said, and nothing throws', () => {
  const paths = pathsOf(WEB);
  const mutations = fc.array(fc.tuple(fc.constantFrom(...paths), odd), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(mutations, fc.constantFrom('1.27', '1.33', '1.36'), (changes, target) => {
    // A place may be gone after an earlier change: then the next one makes a tree of another shape there.
    const object = changes.reduce((tree, [path, value]) => {
      try {
        return replaced(tree, path, value);
      } catch {
        return tree;
      }
    }, WEB as any);
    for (const { plan, findings, failure } of analyzeObjects([{ object, origin: 'web.yaml' }], { target })) {
      // Any other text is the message of an error that nobody foresaw.
      if (failure !== undefined) expect(['it has no Pod template with a spec', 'nothing of its Pod can be read']).toContain(failure);
      if (!plan) continue;
      for (const render of [PodReport.text, PodReport.markdown, PodReport.html, PodReport.json]) expect(render(plan, [...findings])).not.toBe('');
      expect(PodReport.mermaid(plan)).toMatch(/^flowchart/);
    }
  }), { numRuns: 400 });
});

test('a resource or container called like a property of every object is one like any other', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'constructor', image: 'a:1', resources: { requests: { toString: '1', cpu: '1' } } }] },
  };
  const [{ plan, failure }] = analyzeObjects([{ object, origin: 'a' }]);
  expect(failure).toBeUndefined();
  expect(PodReport.text(plan!)).toMatch(/constructor +app +1 \/ - +- +1 \/ -/);
});

test.each([[null], [3], ['x'], [[]], [{}], [{ kind: 'Pod' }], [{ apiVersion: 1, kind: 'Pod' }], [{ apiVersion: 'v1', kind: 'List', items: 3 }]])(
  'of %j nothing is taken for a workload', (value) => expect(analyzeObjects(itemsOf(value).map((object) => ({ object, origin: 'a' })))).toEqual([]),
);

test('a custom resource that is called like a workload is none', () => {
  const object = { apiVersion: 'example.com/v1', kind: 'Job', metadata: { name: 'j' }, spec: { template: { spec: { containers: [] } } } };
  expect(analyzeObjects([{ object, origin: 'a' }])).toEqual([]);
});
