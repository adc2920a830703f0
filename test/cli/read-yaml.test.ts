import * as fc from 'fast-check';
import { InputError } from '../../lib/cli/input-error';
import { readYaml } from '../../lib/cli/read-yaml';
import { FOREIGN } from '../report/helpers';

const read = (text: string) => readYaml(text, 'web.yaml');
const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const data = (yaml: string) => read(`${object('a')}${yaml}\n`).objects[0].object as any;

describe('documents and lists', () => {
  test('each object has its file and line', () => {
    const { objects } = read(`# comment\n---\n${object('a')}---\n---\n${object('b')}`);
    expect(objects.map((o) => [o.object.metadata!.name, o.origin, o.line])).toEqual([['a', 'web.yaml', 3], ['b', 'web.yaml', 8]]);
  });

  test('a List is taken apart, its items keep their lines', () => {
    const { objects } = read('apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n');
    expect(objects.map((o) => [o.object.kind, o.object.metadata!.name, o.line])).toEqual([['Pod', 'a', 4], ['Pod', 'b', 7]]);
  });

  test('items of a typed list get the kind that the API leaves out, and a list may hold lists', () => {
    const { objects } = read('apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}}]\n---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod}]}, null, 3]\n');
    expect(objects.map((o) => o.object)).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } },
      { apiVersion: 'v1', kind: 'Pod' },
    ]);
  });

  test('what is no object is left out with a note, empty documents without', () => {
    const { objects, notes } = read(`a: 1\n---\nhello\n---\n# nothing\n---\n${object('a')}`);
    expect(objects).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining('web.yaml:1: left out: not a Kubernetes object'), expect.stringContaining('web.yaml:3: left out')]);
  });

  test('JSON is YAML', () => expect(read('{"apiVersion": "v1", "kind": "Pod"}').objects).toHaveLength(1));
});

describe('scalars are what Kubernetes reads', () => {
  test.each([
    ['a: yes', true], ['a: 0644', 420], ['a: 1e3', 1000], ['a: "yes"', 'yes'], ['a: 2001-01-01', '2001-01-01'], ['a: 12:30', '12:30'],
    ['a: ~', null], ['a: 8080:80', '8080:80'],
  ])('%s', (yaml, value) => expect(data(yaml).a).toBe(value));

  test('merge keys are merged', () => expect(data('x: &x {a: 1, b: 1}\ny1: {<<: *x, b: 2}').y1).toEqual({ a: 1, b: 2 }));
});

describe('text that is not what it should be', () => {
  test.each([
    ['a: [1, 2\nb: 3\n', /^web\.yaml:2: not YAML: Flow sequence/],
    ['a:\n\t- b\n', /^web\.yaml:2: not YAML: Tabs are not allowed/],
    ['a: *nope\n', /^web\.yaml:1: Unresolved alias .*nope/],
    ['? [a]\n: b\n', /^web\.yaml:1: a key is a map, a list or an alias/],
    ['a: &a b\n*a : c\n', /^web\.yaml:2: a key is a map, a list or an alias/],
    ['x: {{ .Values.x }}\n', /^web\.yaml:1: a key is a map.*looks like a template: render it first/],
    ['{{- if .Values.on }}\na: 1\n{{- end }}\n', /^web\.yaml:\d: .*looks like a template: render it first/],
  ])('%j is a named error with file and line', (text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });

  test('a key that is there twice is told, and the last one counts, as with Helm', () => {
    const { objects, notes } = read(`${object('a')}data: 1\ndata: 2\n`);
    expect(objects[0].object.data).toBe(2);
    expect(notes).toEqual(['web.yaml:5: a key is there twice, and the last one counts: remove one of them']);
  });
});

describe('dangerous text', () => {
  test('an alias bomb is refused, by name and at once', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const bomb = [level('a', '"lol"'), ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, i) => level(name, `*${'abcdefgh'[i]}`))].join('');
    const start = Date.now();
    expect(() => read(bomb)).toThrow(/^web\.yaml:1: alias bomb: /);
    expect(Date.now() - start).toBeLessThan(2000);
  });

  test('a bomb of merges, and one of a large anchor, are refused too', () => {
    const merges = ['a: &a {x: 1}', ...['b', 'c', 'd', 'e', 'f', 'g'].map((n, i) => `${n}: &${n} {<<: [${Array(9).fill(`*${'abcdef'[i]}`).join(', ')}]}`)].join('\n');
    expect(() => read(merges)).toThrow(/alias bomb/);
    const wide = `a: &a [${Array(2000).fill(1).join(',')}]\nb: [${Array(900).fill('*a').join(', ')}]\n`;
    expect(() => read(wide)).toThrow(/alias bomb/);
  });

  test('aliases without number are refused: each costs a look through the whole document', () => {
    expect(() => read(Array.from({ length: 1001 }, (_, i) => `a${i}: &x${i} 1\nb${i}: *x${i}`).join('\n'))).toThrow(/alias bomb/);
  });

  test('a map with 20,000 keys is read in linear time', () => {
    const start = Date.now();
    expect(Object.keys(data(Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')))).toHaveLength(20_003);
    expect(Date.now() - start).toBeLessThan(10_000);
  });

  test('anchors as people use them are fine', () => {
    const text = `${object('a')}x: &labels {app: web}\nitems2: [${Array(200).fill('*labels').join(', ')}]\n`;
    expect((read(text).objects[0].object as any).items2[199]).toEqual({ app: 'web' });
  });

  test('an alias inside of its anchor is refused', () => {
    expect(() => read('a: &a [*a]')).toThrow(/an alias inside of its own anchor/);
    expect(() => read('a: &a {b: {c: *a}}')).toThrow(/an alias inside of its own anchor/);
  });

  test.each([['['.repeat(20_000)], [`${'{a: '.repeat(5000)}1${'}'.repeat(5000)}`], [`a: ${'['.repeat(300)}${']'.repeat(300)}`]])('endless nesting is refused', (text) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(/nested/);
  });

  test('__proto__ and constructor are names like any other', () => {
    const out = data('__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }');
    expect(({} as any).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(out)).toBe(Object.prototype);
    expect(Object.keys(out)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
  });

  test('tags make no objects and run nothing', () => {
    const { objects, notes } = read(`${object('a')}f: !!js/function "function () { throw 1 }"\ng: !!binary aGk=\nh: !!python/object/apply:os.system ["true"]\n`);
    expect((objects[0].object as any).f).toBe('function () { throw 1 }');
    expect((objects[0].object as any).g).toBe('aGk=');
    expect(notes).toHaveLength(3);
  });

  test('aliases share nothing afterwards', () => {
    const out = data('x: &x {a: 1}\ny1: *x');
    out.x.a = 2;
    expect(out.y1.a).toBe(1);
  });
});

test('any text at all gives objects or an InputError', () => {
  const pieces = ['&a ', '*a', '<<: ', '- ', '\n', '  ', '{', '}', '[', ']', ': ', '? ', '| ', '>-\n', '"', '\'', '#', '---\n', '!!set ', '!x ', '%YAML 1.2\n', 'kind: List\n', '\u0000', '\ufeff', ','];
  const mutated = fc.tuple(fc.nat(FOREIGN.length), fc.nat(40), fc.array(fc.constantFrom(...pieces), { maxLength: 6 }))
    .map(([at, cut, more]) => FOREIGN.slice(0, at) + more.join('') + FOREIGN.slice(at + cut));
  fc.assert(fc.property(fc.oneof(mutated, fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...pieces, 'a', 'kind: Pod')).map((p) => p.join(''))), (text) => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message).toMatch(/^web\.yaml:\d+: /);
    }
  }), { numRuns: 800 });
});
