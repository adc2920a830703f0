/** Who starts when: upstream scenarios 1, 2, 9, 12, 15, 26 and 28 (kubernetes/test/e2e_node/container_lifecycle_test.go). */
import { startDiffers } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { SidecarPhase, StartGate } from '../../lib';

const scenario = scenarios();

scenario.both('three sidecars, one started, one healthy, one behind a set-up container that has completed', async (stage) => {
  const files = stage.sidecar('files', {
    phase: SidecarPhase.CONFIGURATION,
    setUp: [stage.container('fetch', ['-exit-after=1'])],
    containers: [stage.container('files')],
  });
  const logs = stage.sidecar('logs', { containers: [stage.container('logs')] });
  const proxy = stage.sidecar('proxy', { phase: SidecarPhase.NETWORK, containers: [stage.healthyContainer('proxy', 8090, ['-start-delay=2'])] });
  const workload = stage.workload('order', { containers: [stage.appContainer()], sidecars: [proxy, logs, files] });
  const pod = await (await stage.start(workload)).running();
  await pod.event('app', 'start');
  expect(pod.plan.start.map((s) => s.container)).toEqual(['fetch', 'files', 'logs', 'proxy', 'app']);
  expect(startDiffers(pod.plan, await pod.events(), pod.manifest)).toEqual([]);
});

scenario('the app starts after a slow sidecar is healthy, and within the time of its next probe', async (stage) => {
  const slow = stage.sidecar('slow', { containers: [stage.healthyContainer('slow', 8090, ['-start-delay=6'])] });
  const workload = stage.workload('slow', { containers: [stage.appContainer()], sidecars: [slow] });
  const pod = await (await stage.start(workload)).running();
  const started = await pod.event('app', 'start');
  const healthy = await pod.event('slow', 'healthy');
  const began = await pod.event('slow', 'start');
  expect(startDiffers(pod.plan, await pod.events(), pod.manifest)).toEqual([]);
  expect(healthy.at - began.at).toBeGreaterThanOrEqual(6000);
  // The plan: a probe comes each second. The rest is what a busy node takes to make a container.
  expect(pod.plan.start[0].probedAfterSeconds).toBe(1);
  expect(started.at - healthy.at).toBeLessThan(6000);
});

scenario('of three sidecars in a row each waits for the health of the one before', async (stage) => {
  const row = [1, 2, 3].map((n) => stage.sidecar(`s${n}`, {
    containers: [stage.healthyContainer(`s${n}`, 8090 + n, ['-start-delay=1.5'], n > 1 ? { startAfter: [{ name: `s${n - 1}`, gate: StartGate.HEALTHY }] } : {})],
  }));
  const workload = stage.workload('row', { containers: [stage.appContainer()], sidecars: [row[2], row[0], row[1]] });
  const pod = await (await stage.start(workload)).running();
  await pod.event('app', 'start');
  expect(pod.plan.start.map((s) => s.container)).toEqual(['s1', 's2', 's3', 'app']);
  expect(startDiffers(pod.plan, await pod.events(), pod.manifest)).toEqual([]);
});

scenario('a sidecar that never gets healthy holds the Pod, for as long as the plan said before its first restart', async (stage) => {
  const never = stage.sidecar('never', { containers: [stage.healthyContainer('never', 8090, ['-start-delay=1000'], {}, { startupSeconds: 5 })] });
  const workload = stage.workload('never', { containers: [stage.appContainer()], sidecars: [never] });
  const pod = await stage.start(workload);
  const began = await pod.event('never', 'start');
  const term = await pod.event('never', 'term');
  await pod.until('a restart', () => pod.statusOf('never')?.restartCount > 0);
  expect(pod.status.phase).toBe('Pending');
  expect(pod.condition('Initialized').status).toBe('False');
  expect(pod.condition('Initialized').message).toContain('never');
  expect((await pod.events()).some((e) => e.as === 'app')).toBe(false);
  const gaveUp = pod.plan.start[0].givesUpAfterSeconds!;
  expect(pod.plan.startupHoldSeconds).toBe(gaveUp);
  const took = (term.at - began.at) / 1000;
  expect(took).toBeGreaterThan(4);
  expect(took).toBeLessThan(gaveUp + 1.5);
});

scenario('a set-up container that fails keeps the sidecars behind it, and the app, from starting', async (stage) => {
  const files = stage.sidecar('files', { setUp: [stage.container('fetch', ['-exit-after=0', '-code=1'])], containers: [stage.container('files')] });
  const early = stage.sidecar('early', { phase: SidecarPhase.CONFIGURATION, containers: [stage.container('early')] });
  const workload = stage.workload('fails', { containers: [stage.appContainer()], sidecars: [early, files] });
  const pod = await stage.start(workload);
  await pod.until('two tries', () => pod.statusOf('fetch')?.restartCount >= 1);
  const events = await pod.events();
  expect(events.filter((e) => e.event === 'start').map((e) => e.as).filter((name, i, all) => all.indexOf(name) === i)).toEqual(['early', 'fetch']);
  expect(pod.statusOf('early').restartCount).toBe(0);
  expect(pod.status.phase).toBe('Pending');
});
