import * as names from '../../lib/kubernetes/names';

const x = (count: number) => 'x'.repeat(count);

describe('names that the API server takes', () => {
  test.each<[string, names.NameCheck, string[], string[]]>([
    ['container', names.checkLabel, ['a', '0', 'a-b', '1a', x(63)], ['', 'A', 'a.b', '-a', 'a-', 'a_b', x(64), 'ä']],
    ['subdomain', names.checkSubdomain, ['a.b', 'a-b.c', '1.2', x(253)], ['', 'a..b', '.a', 'a.', 'A', 'a_b', x(254)]],
    ['Service', names.checkServiceName, ['a', 'a-1'], ['1a', '', 'a.b', '-a', x(64)]],
    ['port', names.checkPortName, ['http', 'h2c-1', '1a', x(15)], ['', 'HTTP', '80', 'a--b', '-a', 'a-', x(16), 'a_b']],
    ['ConfigMap key', names.checkConfigMapKey, ['a', '.a', 'A_b.c-d', x(253)], ['', '.', '..', '..a', 'a/b', 'a b', x(254)]],
    ['label key', names.checkLabelKey, ['a', 'A_b', 'ex.com/a', `ex.com/${x(63)}`], ['', 'a b', '-a', 'A.com/a', 'a/b/c', '/a', 'a/', x(64)]],
    ['annotation key', names.checkAnnotationKey, ['a', 'EX.com/A', 'a/b'], ['', 'a b', 'a/b/c', x(64)]],
    ['label value', names.checkLabelValue, ['', 'a', 'A_b.c', x(63)], ['-a', 'a b', 'a/b', x(64)]],
    ['env, relaxed', (name) => names.checkEnvName(name, '1.32'), ['A', '1A', 'A B', '..', '~'], ['', 'A=B', 'ä', '\t']],
    ['env, strict', (name) => names.checkEnvName(name, '1.31'), ['A', '_a', 'a.b-c', '.a'], ['', '1A', 'A B', 'A=B', '.', '..a']],
  ])('%s', (_, check, good, bad) => {
    expect(good.filter((name) => check(name) !== undefined)).toEqual([]);
    expect(bad.filter((name) => check(name) === undefined)).toEqual([]);
  });

  test('a rule says how to mend the name', () => {
    expect(names.checkLabel('My_App.1')).toMatch(/at most 63 lower-case letters.*: write "my-app-1" instead$/);
    expect(names.checkPortName('Metrics_Prometheus')).toMatch(/: write "metrics-prometh" instead$/);
    expect(names.checkPortName('8080')).toMatch(/at least one letter.*: write "p8080" instead$/);
    expect(names.checkEnvName('1A', '1.29')).toMatch(/^before Kubernetes 1.32 .*: write "_1A" instead$/);
    expect(names.checkLabel('')).toMatch(/^must not be empty: it must be at most 63/);
  });

  test('every mend is a name that passes', () => {
    const checks: names.NameCheck[] = [
      names.checkLabel, names.checkSubdomain, names.checkServiceName, names.checkPortName, names.checkConfigMapKey, names.checkLabelKey,
      names.checkLabelValue, (name) => names.checkEnvName(name, '1.29'), (name) => names.checkEnvName(name, '1.33'),
    ];
    const texts = [
      'A', 'My App', 'a__b', '-', '--a--', 'a..b', '..a', '...', '8080', '1A', 'A=B', 'ä', 'Ünïcode name', x(300), `${x(62)}-a`, `${x(14)}-b`, 'a/b/c', 'A.B/c d',
      'x.'.repeat(200), '$(x)', 'a\nb',
    ];
    for (const check of checks) {
      for (const text of texts) {
        const mend = /: write "(.*)" instead$/s.exec(check(text) ?? '')?.[1];
        if (mend !== undefined) {
          expect([text, mend, check(mend)]).toEqual([text, mend, undefined]);
        }
      }
    }
  });

  test('sizes count bytes', () => {
    expect(names.annotationsSize({ ä: 'b', c: 'dd' })).toBe(6);
    expect(names.checkLabelValue('ä'.repeat(40))).toBeDefined();
  });
});
