/** How long a classic sidecar waits for the app to end: it gets TERM at the same time, and only its hook delays it. */
import { assembled, contribution, pod, sidecar } from './contributions';
import { PodAnalysis } from '../../lib/pod/analysis';
import { AssembleInput } from '../../lib/pod/assemble';
import { planOf } from '../../lib/pod/plan';

function classic(more: Partial<AssembleInput> = {}, part = sidecar('logs', { drainSeconds: 4 })) {
  const { template, intent } = assembled([contribution('logs', { containers: [part] })], { form: 'classic', target: '1.36', ...more });
  const logs = template.spec.containers.find((c) => c.name === 'logs')!;
  const plan = planOf(PodAnalysis.of({ kind: 'Deployment', metadata: { name: 'web' }, spec: { template } }, intent)!);
  return { seconds: logs.lifecycle?.preStop?.sleep?.seconds, plan };
}

test('a second longer than an app that uses its whole time, hook included', () => {
  const template = pod({ containers: [{ name: 'app', lifecycle: { preStop: { sleep: { seconds: 5 } } } }] });
  const { seconds, plan } = classic({ template, appDrainSeconds: 7 });
  expect(seconds).toBe(13);
  const [app, logs] = ['app', 'logs'].map((name) => plan.stop.find((s) => s.container === name)!);
  expect(logs.termSeconds).toBeGreaterThan(app.goneSeconds);
});

test('what the author says counts', () => {
  expect(classic({ appDrainSeconds: 7 }, sidecar('logs', { classicPreStopSeconds: 3 })).seconds).toBe(3);
});

test('an assumed drain time makes no hook that Kubernetes refuses for the user\'s own grace period', () => {
  const template = pod({ terminationGracePeriodSeconds: 6 });
  expect(classic({ template, userGrace: true }).seconds).toBe(2);
  // What was said is not bent: that the sum does not fit is a finding.
  expect(classic({ template, userGrace: true, appDrainSeconds: 6 }).seconds).toBe(7);
});
