/** Who stops when: upstream scenarios 51 to 56 and 63 to 67 (container_lifecycle_test.go, kuberuntime_termination_order_test.go). */
import * as kplus from 'cdk8s-plus-28';
import { stopDiffers, stopTimes } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { seconds, Stage } from './harness/stage';

const scenario = scenarios();
const acknowledged = 'this test is about what happens then';

/** One sidecar for each number: the seconds that it drains. */
function drains(stage: Stage, ...each: number[]) {
  return each.map((drain, i) => stage.sidecar(`s${i + 1}`, { containers: [stage.container(`s${i + 1}`, [`-drain=${drain}`], { drainSeconds: drain })] }));
}

scenario.both('sidecars stop after the app, the last one first', async (stage) => {
  const workload = stage.workload('reverse', { containers: [stage.appContainer(['-drain=2'])], sidecars: drains(stage, 1, 2, 1), appDrainSeconds: 2 });
  const pod = await (await stage.start(workload)).running();
  const { events, last } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
  if (stage.isNative) {
    const times = stopTimes(events, ['app', 's3', 's2', 's1']);
    expect(Object.entries(times.term).sort((a, b) => a[1] - b[1]).map(([name]) => name)).toEqual(['app', 's3', 's2', 's1']);
    expect(last.status.initContainerStatuses.map((c: any) => c.state.terminated.exitCode)).toEqual([0, 0, 0]);
  }
});

scenario.both('the app\'s hook and drain, and a sidecar that uses its whole drain time, within the raised grace period', async (stage) => {
  const workload = stage.workload('hook', {
    containers: [stage.appContainer(['-drain=20'], { lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '5']) } })],
    sidecars: drains(stage, 8), appDrainSeconds: 20,
  });
  const pod = await (await stage.start(workload)).running();
  expect(pod.plan.gracePeriodRaisedFrom).toBe(30);
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('an app that overruns the grace period: it and the slow sidecars are killed, a quick one is not', async (stage) => {
  const workload = stage.workload('overrun', {
    containers: [stage.appContainer(['-drain=20'])], sidecars: drains(stage, 20, 1, 20), appDrainSeconds: 20, terminationGracePeriod: seconds(5),
  }).acknowledge('grace-period-too-short', acknowledged);
  const pod = await (await stage.start(workload)).running();
  expect(pod.plan.stop.filter((s) => s.killed).map((s) => s.container).sort()).toEqual(['app', 's1', 's3']);
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('a sidecar that overruns the grace period leaves two seconds to the one before it', async (stage) => {
  const workload = stage.workload('side-overrun', {
    containers: [stage.appContainer(['-drain=3'])], sidecars: drains(stage, 1, 20), appDrainSeconds: 3, terminationGracePeriod: seconds(8),
  }).acknowledge('grace-period-too-short', acknowledged);
  const pod = await (await stage.start(workload)).running();
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('a sidecar that ignores TERM holds the Pod until the grace period is over', async (stage) => {
  const deaf = stage.sidecar('deaf', { containers: [stage.container('deaf', ['-ignore-term'], { ignoresTerm: true })] });
  const workload = stage.workload('deaf', {
    containers: [stage.appContainer(['-drain=2'])], sidecars: [...drains(stage, 1), deaf], appDrainSeconds: 2, terminationGracePeriod: seconds(8),
  });
  const pod = await (await stage.start(workload)).running();
  expect(pod.plan.stop.filter((s) => s.killed).map((s) => s.container)).toEqual(['deaf']);
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('hooks of sidecars run at once, beside the app\'s; TERM still comes in turn', async (stage) => {
  const workload = stage.workload('hooks', { containers: [stage.appContainer(['-drain=4'])], sidecars: drains(stage, 1, 1), appDrainSeconds: 4 });
  for (const [name, length] of [['s1', 2], ['s2', 7]] as const) {
    workload.patchContainer(name, { lifecycle: { preStop: { exec: { command: ['sleep', String(length)] } } } });
  }
  const pod = await (await stage.start(workload)).running();
  const { events } = await pod.delete();
  const begins = events.filter((e) => e.event === 'hook-start' || (e.as === 'app' && e.event === 'term')).map((e) => e.at);
  expect(begins).toHaveLength(3);
  expect(Math.max(...begins) - Math.min(...begins)).toBeLessThan(1500);
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('the app\'s hook eats the grace period', async (stage) => {
  const workload = stage.workload('eaten', {
    containers: [stage.appContainer(['-drain=1'], { lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '20']) } })],
    sidecars: drains(stage, 1, 1), appDrainSeconds: 1, terminationGracePeriod: seconds(5),
  }).acknowledge('grace-period-too-short', acknowledged);
  const pod = await (await stage.start(workload)).running();
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('a sidecar\'s hook eats the grace period', async (stage) => {
  const workload = stage.workload('side-eaten', {
    containers: [stage.appContainer(['-drain=1'])], sidecars: drains(stage, 1, 1), appDrainSeconds: 1, terminationGracePeriod: seconds(6),
  }).acknowledge('grace-period-too-short', acknowledged).acknowledge('prestop-leaves-early', acknowledged);
  workload.patchContainer('s2', { lifecycle: { preStop: { exec: { command: ['sleep', '30'] } } } });
  const pod = await (await stage.start(workload)).running();
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('a Pod that is deleted before its second sidecar is healthy does not wait for what never ran', async (stage) => {
  const [one] = drains(stage, 1);
  const never = stage.sidecar('never', { containers: [stage.healthyContainer('never', 8090, ['-start-delay=1000', '-drain=1'], { drainSeconds: 1 })] });
  const workload = stage.workload('unborn', { containers: [stage.appContainer()], sidecars: [one, never], terminationGracePeriod: seconds(60) });
  const pod = await stage.start(workload);
  await pod.event('never', 'start');
  const { events, seconds: took } = await pod.delete();
  expect(events.some((e) => e.as === 'app')).toBe(false);
  expect(stopTimes(events, ['s1', 'never']).killed).toEqual([]);
  expect(took).toBeLessThan(15);
});

scenario('hooks that never end: both are cut at the end of the grace period, and what had them is killed', async (stage) => {
  const workload = stage.workload('endless', {
    containers: [stage.appContainer(['-drain=1'])], sidecars: drains(stage, 20, 20), appDrainSeconds: 1, terminationGracePeriod: seconds(5),
  }).acknowledge('grace-period-too-short', acknowledged);
  for (const name of ['s1', 's2']) workload.patchContainer(name, { lifecycle: { preStop: { exec: { command: ['sleep', '600'] } } } });
  const pod = await (await stage.start(workload)).running();
  expect(pod.plan.stop.filter((s) => s.killed).map((s) => s.container).sort()).toEqual(['s1', 's2']);
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('a hook that fails changes nothing', async (stage) => {
  const workload = stage.workload('failing-hook', { containers: [stage.appContainer(['-drain=2'])], sidecars: drains(stage, 1), appDrainSeconds: 2 });
  workload.patchContainer('s1', { lifecycle: { preStop: { exec: { command: ['/actor', 'hook', '-code=1'] } } } });
  const pod = await (await stage.start(workload)).running();
  const { events, last } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
  expect(last.status.initContainerStatuses[0].state.terminated.exitCode).toBe(0);
});

scenario('a sleep of the kubelet\'s own, in the app and in a sidecar', async (stage) => {
  const workload = stage.workload('sleep', { containers: [stage.appContainer(['-drain=1'])], sidecars: drains(stage, 1, 1), appDrainSeconds: 1 });
  for (const [name, length] of [['app', 4], ['s2', 2]] as const) workload.patchContainer(name, { lifecycle: { preStop: { sleep: { seconds: length } } } });
  // Such a sleep tells nobody when it begins: a hook that ends at once does.
  workload.patchContainer('s1', { lifecycle: { preStop: { exec: { command: ['sleep', '0'] } } } });
  const pod = await (await stage.start(workload)).running();
  expect(pod.plan.stop.find((s) => s.container === 'app')).toMatchObject({ preStopSeconds: 4, termSeconds: 4 });
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});

scenario('no grace at all: the kubelet makes it one second, and everyone has two', async (stage) => {
  const workload = stage.workload('graceless', {
    // A little less than its second: at its very end the sidecar's TERM and the app's exit come in either order.
    containers: [stage.appContainer(['-drain=0.8'])], sidecars: drains(stage, 1), appDrainSeconds: 1, terminationGracePeriod: seconds(1),
  }).acknowledge('grace-period-too-short', acknowledged);
  const pod = await (await stage.start(workload)).running();
  const { events } = await pod.delete();
  expect(stopDiffers(pod.plan, events)).toEqual([]);
});
