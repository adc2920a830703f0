import { readFileSync } from 'fs';
import { join } from 'path';
import { Answer, answerFor, compareArithmetic, compareQuantity } from '../oracle/compare-arithmetic';

function lines(file: string): Answer[] {
  return readFileSync(join(__dirname, 'golden', file), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
}

/** Every leaf of what is expected, as "path: value"; null is absent. */
function leaves(expected: unknown, got: unknown, path: string, visit: (path: string, expected: unknown, got: unknown) => void): void {
  if (expected === null || typeof expected !== 'object') {
    visit(path, expected ?? undefined, Array.isArray(got) ? `[${got.join(' ')}]` : got);
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    leaves(value, (got as Answer | undefined)?.[key], path ? `${path}.${key}` : key, visit);
  }
}

const ELSEWHERE = /^(?:accepted|errors|psa)(?:\.|$)|^limitRange\.podErrors$/;

describe('worked cases, checked with Kubernetes 1.36.4', () => {
  const cases = lines('cases.jsonl');

  test('all are there', () => {
    expect(cases).toHaveLength(62);
  });

  test.each(cases.map((each) => [`${each.id} ${each.note}`, each] as const))('%s', (_, { pod, opts, expect: expected }) => {
    const ours = answerFor(pod, opts);
    leaves(expected, ours, '', (path, want, got) => {
      if (!ELSEWHERE.test(path)) expect([path, got]).toEqual([path, want]);
    });
  });
});

describe('200 random Pods, answered by Kubernetes 1.36.4', () => {
  const answers = lines('fixed-open.jsonl');

  test('all are there, and some have LimitRanges, quotas, Pod-level resources and mistakes', () => {
    expect(answers).toHaveLength(200);
    expect(answers.filter(({ limitRange }) => limitRange).length).toBeGreaterThan(10);
    expect(answers.filter(({ quotaError }) => quotaError).length).toBeGreaterThan(5);
    expect(answers.filter(({ podLevel }) => podLevel).length).toBeGreaterThan(20);
    expect(answers.filter(({ accepted }) => !accepted).length).toBeGreaterThan(10);
  });

  test.each(answers.map((answer) => [answer.id as string, answer] as const))('%s', (_, answer) => {
    expect(compareArithmetic(answer)).toEqual([]);
  });

  test('the comparison itself sees a difference', () => {
    const answer: Answer = structuredClone(answers.find(({ defaulted }) => defaulted?.requests.cpu && defaulted.qos === 'Burstable')!);
    answer.defaulted.requests.cpu = '12345m';
    answer.defaulted.qos = 'BestEffort';
    answer.quota.pods = '2';
    expect(compareArithmetic(answer).map((line) => line.split(':')[0])).toEqual(['defaulted.requests', 'defaulted.qos', 'quota']);
  });
});

describe('1500 random texts, read by Kubernetes 1.36.4', () => {
  const answers = lines('quantities.jsonl');

  test('all are there, and many are no quantities', () => {
    expect(answers).toHaveLength(1500);
    expect(answers.filter(({ error }) => error).length).toBeGreaterThan(300);
  });

  test('each is read as Kubernetes reads it', () => {
    expect(answers.flatMap(({ text, ...answer }) => compareQuantity(text, answer))).toEqual([]);
  });

  test('the comparison itself sees a difference', () => {
    expect(compareQuantity('1', { error: 'no' })).toHaveLength(1);
    expect(compareQuantity('x', { canonical: '1' })).toHaveLength(1);
    expect(compareQuantity('1Gi', { canonical: '1G', format: 'DecimalSI', exact: '1000000000', milliUp: '1', unitUp: '1' })).toHaveLength(5);
  });
});
