import { app, foreign, found, native, own, sidecar } from './pod';
import { PodAnalysis } from '../../lib/pod/analysis';
import { findingText } from '../../lib/rules/finding';
import { findingsOf, isFatal, RULES } from '../../lib/rules/index';
import { NO_NEIGHBOURS } from '../../lib/rules/rule';

test('every rule says who it is', () => {
  const codes = RULES.map((r) => r.code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const rule of RULES) {
    expect(rule.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.summary).toMatch(/^[A-Z].*\.$/);
    expect(rule.source).toMatch(/^(https:\/\/|docs\/)/);
    expect(['error', 'warning', 'info']).toContain(rule.severity);
  }
});

test('errors come first, and equal ones once', () => {
  const findings = findingsOf(foreign({ containers: [app({ image: 'x', ports: [{ containerPort: 0 }, { containerPort: 0 }] }), app({ image: 'x' })] }));
  const order = findings.map((f) => ['error', 'warning', 'info'].indexOf(f.severity));
  expect(order).toEqual([...order].sort());
  expect(new Set(findings.map(findingText)).size).toBe(findings.length);
});

test('an acknowledged error keeps its reason and fails nothing', () => {
  const acknowledged = [{ code: 'container-name-taken', reason: 'on purpose', path: 'containers[app]' }];
  const [finding] = found('container-name-taken', own({ containers: [app(), app()] }, { acknowledged }));
  expect(finding.acknowledged).toBe('on purpose');
  expect(isFatal(finding)).toBe(false);
  expect(findingText(finding)).toMatch(/\[acknowledged: on purpose\]$/);
});

test('a rule that fails is a finding', () => {
  const pod = own({ initContainers: [native()] }, { containers: { proxy: sidecar() } });
  const autoscalers = new Proxy([], { get: () => { throw new Error('no autoscalers today'); } });
  const unreadable = findingsOf(pod, { ...NO_NEIGHBOURS, autoscalers }).filter((f) => f.code === 'unreadable');
  expect(unreadable.map((f) => `${f.severity} ${f.message}`)).toEqual(expect.arrayContaining([
    'warning the rule hpa-request-missing can\'t read this Pod: no autoscalers today',
  ]));
});

test('an intent that was edited by hand', () => {
  const intent: any = {
    v: 1, target: '1.x', form: 5, containers: { app: 'x', proxy: { by: 1, loopbackPorts: 'x' } }, acknowledged: 'all', external: [null, 5, { ports: 'x' }],
    fronts: {}, budget: { pod: { cpu: 'x' }, sidecarShare: 'half' }, problems: [{ kind: 'cycle', severity: 'fatal' }], notes: [null], grace: 5,
  };
  const pod = PodAnalysis.of({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { containers: [app()] } }, intent)!;
  expect(findingsOf(pod).filter((f) => f.code === 'unreadable').map(findingText)).toEqual([]);
});

test('a Pod of 500 containers and 10,000 variables is read in a moment', () => {
  const many = Array.from({ length: 250 }, (_, i) => i);
  const env = Array.from({ length: 10000 }, (_, i) => ({ name: `V${i}`, value: String(i) }));
  const pod = own({
    volumes: many.map((i) => ({ name: `v${i}`, emptyDir: {} })),
    initContainers: many.map((i) => native({ name: `s${i}`, ports: [{ name: `p${i}`, containerPort: 1000 + i }], volumeMounts: many.map((j) => ({ name: `v${j}`, mountPath: `/v/${j}` })) })),
    containers: many.map((i) => app({ name: `a${i}`, ports: [{ containerPort: 5000 + i }], ...(i === 0 ? { env } : {}) })),
  }, { containers: Object.fromEntries(many.map((i) => [`s${i}`, sidecar({ by: `s${i}` })])), budget: { pod: { cpu: '1' }, eachSidecar: { cpu: '1m' } } });
  const started = Date.now();
  expect(findingsOf(pod).filter((f) => f.code === 'unreadable')).toEqual([]);
  expect(Date.now() - started).toBeLessThan(5000);
});

test('one full stop or question mark at the end of each sentence', () => {
  const f = { code: 'c', severity: 'error', path: 'p', assumed: false };
  expect(findingText({ ...f, message: 'it is "5mb"; did you mean "5M"?', mend: 'write 5M' })).toBe('error c: p: it is "5mb"; did you mean "5M"? Mend: write 5M.');
  expect(findingText({ ...f, message: 'a', mend: 'b.' })).toBe('error c: p: a. Mend: b.');
});
