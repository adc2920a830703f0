import { StopBehaviour, StopOptions, stopSequence } from '../../lib/kubernetes/stop-sequence';
import { Container, PodSpec } from '../../lib/kubernetes/types';

const main = (name: string, preStop?: any): Container => ({ name, image: 'x:1', ...preStop && { lifecycle: { preStop } } });
const sidecar = (name: string, preStop?: any): Container => ({ ...main(name, preStop), restartPolicy: 'Always' });
const sleep = (seconds: number) => ({ sleep: { seconds } });
const spec = (grace: number | undefined, initContainers: Container[], ...containers: Container[]): PodSpec =>
  ({ initContainers, containers, ...grace !== undefined && { terminationGracePeriodSeconds: grace } });
const needs = (seconds: Record<string, number>): Record<string, StopBehaviour> =>
  Object.fromEntries(Object.entries(seconds).map(([name, drainSeconds]) => [name, { drainSeconds }]));
/** "name TERM..exit", with ! for the killed. */
const timeline = (pod: PodSpec, options: StopOptions = {}) => stopSequence(pod, options).steps
  .map(({ container, termSeconds, exitSeconds, killed }) => `${container} ${termSeconds}..${exitSeconds}${killed ? '!' : ''}`);
const three = (grace: number, ...hooks: any[]) => spec(grace, [sidecar('s1', hooks[0]), sidecar('s2', hooks[1]), sidecar('s3', hooks[2])], main('m'));
const all = { m: 1.25, s1: 1.25, s2: 1.25, s3: 1.25 };

describe('as in the tests of Kubernetes', () => {
  // pkg/kubelet/kuberuntime/kuberuntime_termination_order_test.go
  test('TestTerminationOrderingSidecarsInReverseOrder', () => {
    const { steps } = stopSequence(three(30), { behaviour: needs(all) });
    expect(steps.map(({ container, termSeconds, graceSeconds }) => [container, termSeconds, graceSeconds]))
      .toEqual([['m', 0, 30], ['s3', 1.25, 29], ['s2', 2.5, 28], ['s1', 3.75, 27]]);
  });

  test('TestTerminationOrderingObeysGrace', () => {
    const { steps } = stopSequence(three(2), { behaviour: needs(all) });
    expect(steps.map(({ container, termSeconds, outOfTurn }) => [container, termSeconds, outOfTurn]))
      .toEqual([['m', 0, false], ['s3', 1.25, false], ['s2', 2, true], ['s1', 2, true]]);
  });

  // test/e2e_node/container_lifecycle_test.go
  test('sidecars in reverse order after all mains have exited', () => {
    expect(timeline(three(100), { behaviour: needs({ m: 0, s1: 5, s2: 5, s3: 5 }) })).toEqual(['m 0..0', 's3 0..5', 's2 5..10', 's1 10..15']);
  });

  test('a main that overruns the grace leaves 2 s to everyone', () => {
    const result = stopSequence(three(5), { behaviour: needs({ m: 20, s1: 20, s2: 1, s3: 20 }) });
    expect(result).toMatchObject({ killed: ['m', 's3', 's1'], totalSeconds: 7, worstCaseSeconds: 7, orderly: false });
    expect(result.steps.find(({ container }) => container === 's2')).toMatchObject({ termSeconds: 5, exitSeconds: 6, killed: false });
  });

  test('a sidecar that overruns the grace is the only one killed', () => {
    expect(timeline(three(5), { behaviour: needs({ m: 1, s1: 1, s2: 20, s3: 1 }) })).toEqual(['m 0..1', 's3 1..2', 's2 2..5!', 's1 5..6']);
  });

  test('preStop of all at once, then TERM in order', () => {
    const options: StopOptions = { behaviour: needs({ s1: 1, s2: 1, s3: 1 }), exited: ['m'], cause: 'completion' };
    expect(timeline(three(30, sleep(1), sleep(1), sleep(1)), options)).toEqual(['s3 1..2', 's2 2..3', 's1 3..4']);
  });

  test('preStop hooks that never end: all killed together after grace + 2', () => {
    const behaviour = Object.fromEntries(['s1', 's2', 's3'].map((name) => [name, { preStopSeconds: Infinity, ignoresTerm: true }]));
    const hook = { exec: { command: ['sh', '-c', 'while true; do sleep 1; done'] } };
    const result = stopSequence(three(30, hook, hook, hook), { behaviour, exited: ['m'], cause: 'completion' });
    expect(result.steps.map(({ exitSeconds, killed }) => [exitSeconds, killed])).toEqual([[32, true], [32, true], [32, true]]);
    expect(result.neededGraceSeconds).toBeUndefined();
  });

  test('a hook of the main that eats the grace', () => {
    const pod = spec(5, [sidecar('s1'), sidecar('s2')], main('m', sleep(20)));
    const result = stopSequence(pod, { behaviour: needs({ m: 5, s1: 1, s2: 1 }) });
    expect(result.steps.map(({ container, termSeconds, exitSeconds, killed }) => [container, termSeconds, exitSeconds, killed]))
      .toEqual([['m', 5, 7, true], ['s2', 5, 6, false], ['s1', 5, 6, false]]);
    expect(result.steps[0].preStop).toMatchObject({ kind: 'sleep', seconds: 20, cutShort: true });
  });

  test('a hook of a sidecar that eats the grace', () => {
    expect(timeline(three(5, undefined, sleep(30)), { behaviour: needs({ m: 0, s1: 1, s2: 20, s3: 0 }) }))
      .toEqual(['m 0..0', 's3 0..0', 's2 5..7!', 's1 5..6']);
  });

  test('no grace, no hook: killContainer with 0', () => {
    const options: StopOptions = { behaviour: needs({ s1: 1 }), exited: ['m'], cause: 'completion' };
    expect(stopSequence(spec(0, [sidecar('s1', sleep(1))], main('m')), options).steps[0]).toMatchObject({ termSeconds: 0, graceSeconds: 2 });
    expect(stopSequence(spec(0, [sidecar('s1', sleep(1))], main('m')), options).steps[0].preStop).toBeUndefined();
  });

  test('a deleted Pod has 1 s at least, which a hook may use', () => {
    const { steps, graceSeconds } = stopSequence(spec(0, [], main('m', sleep(5))));
    expect(graceSeconds).toBe(1);
    expect(steps[0]).toMatchObject({ termSeconds: 1, preStop: { cutShort: true } });
    expect(stopSequence(spec(-5, [], main('m'))).graceSeconds).toBe(1);
    expect(stopSequence(spec(-5, [], main('m')), { cause: 'completion' }).graceSeconds).toBe(1);
  });
});

describe('as measured on a kubelet', () => {
  test('PID 1 without a TERM handler uses up the rest of the grace', () => {
    const result = stopSequence(spec(5, [sidecar('s')], main('m')), { behaviour: { m: { drainSeconds: 0 }, s: { ignoresTerm: true } } });
    expect(result).toMatchObject({ totalSeconds: 5, killed: ['s'], orderly: true, neededGraceSeconds: 1, smallestGraceSeconds: 1 });
  });

  test('the last sidecar deaf: the first one gets TERM when it is killed', () => {
    const behaviour = { m: { drainSeconds: 6 }, s1: { drainSeconds: 1 }, s2: { ignoresTerm: true } };
    const pod = spec(10, [sidecar('s1'), sidecar('s2')], main('m'));
    expect(timeline(pod, { behaviour })).toEqual(['m 0..6', 's2 6..10!', 's1 10..11']);
    expect(stopSequence(pod, { behaviour }).steps[2].graceSeconds).toBe(2);
  });

  test('everybody deaf', () => {
    const behaviour = { m: { ignoresTerm: true }, s1: { ignoresTerm: true }, s2: { ignoresTerm: true } };
    const result = stopSequence(spec(5, [sidecar('s1'), sidecar('s2')], main('m')), { behaviour });
    expect(result.steps.map(({ termSeconds, exitSeconds }) => [termSeconds, exitSeconds])).toEqual([[0, 5], [5, 7], [5, 7]]);
    expect(result).toMatchObject({ totalSeconds: 7, worstCaseSeconds: 7 });
    expect(result.neededGraceSeconds).toBeUndefined();
  });

  test('a longer preStop of a sidecar delays its own TERM only', () => {
    expect(timeline(spec(30, [sidecar('s', sleep(8))], main('m', sleep(2))), { behaviour: needs({ m: 1, s: 1 }) })).toEqual(['m 2..3', 's 8..9']);
    expect(timeline(spec(30, [sidecar('s', sleep(1))], main('m', sleep(2))), { behaviour: needs({ m: 1, s: 1 }) })).toEqual(['m 2..3', 's 3..4']);
  });
});

describe('the grace period to write', () => {
  test('is the sum of what follows one another', () => {
    const pod = spec(undefined, [sidecar('s1'), sidecar('s2')], main('m', sleep(5)));
    const result = stopSequence(pod, { behaviour: needs({ m: 25, s1: 4, s2: 3 }) });
    expect(result).toMatchObject({ graceSeconds: 30, orderly: false, neededGraceSeconds: 37, worstCaseSeconds: 32 });
    const raised = stopSequence(pod, { graceSeconds: 37, behaviour: needs({ m: 25, s1: 4, s2: 3 }) });
    expect(raised).toMatchObject({ orderly: true, killed: [], totalSeconds: 37 });
  });

  test('the floor of 2 s makes a smaller one do', () => {
    const result = stopSequence(spec(60, [sidecar('s')], main('m')), { behaviour: needs({ m: 5, s: 2 }) });
    expect(result).toMatchObject({ neededGraceSeconds: 7, smallestGraceSeconds: 5 });
  });

  test('the smallest one is orderly, and one second less is not', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const n = (k: number) => Math.floor(seed * (k + 7) * 2654435761 / 256) % 12;
      const pod = spec(30, [sidecar('s1', sleep(n(1))), sidecar('s2', sleep(n(2)))], main('m1', sleep(n(3))), main('m2'));
      const behaviour = needs({ m1: n(4), m2: n(5) / 2, s1: n(6), s2: n(7) });
      const { smallestGraceSeconds, neededGraceSeconds } = stopSequence(pod, { behaviour });
      const at = (graceSeconds: number) => stopSequence(pod, { behaviour, graceSeconds });
      expect(at(neededGraceSeconds!)).toMatchObject({ orderly: true, killed: [] });
      expect(at(smallestGraceSeconds!).orderly).toBe(true);
      expect(smallestGraceSeconds! === 1 || !at(smallestGraceSeconds! - 1).orderly).toBe(true);
      // Parts of a second may come on top, since the kubelet cuts them off.
      const late = Array.from({ length: 60 }, (_, grace) => at(grace)).filter((stop) => stop.totalSeconds > stop.worstCaseSeconds + 1);
      expect(late).toEqual([]);
    }
  });

  test('a deaf container that nobody waits for does not matter', () => {
    const behaviour = { m: { drainSeconds: 5 }, s1: { ignoresTerm: true }, s2: { drainSeconds: 3 } };
    expect(stopSequence(spec(30, [sidecar('s1'), sidecar('s2')], main('m')), { behaviour }))
      .toMatchObject({ totalSeconds: 30, killed: ['s1'], orderly: true, neededGraceSeconds: 8 });
  });
});

describe('what is known and what is assumed', () => {
  test.each([
    [{ exec: { command: ['sleep', '7'] } }, 7],
    [{ exec: { command: ['/bin/sleep', '1m'] } }, 60],
    [{ exec: { command: ['sh', '-c', 'sleep 7'] } }, 7],
    [{ exec: { command: ['/bin/bash', '-ec', ' exec sleep 2.5; '] } }, 2.5],
    [{ sleep: { seconds: 3 } }, 3],
  ])('reads the length off %j', (preStop, seconds) => {
    expect(stopSequence(spec(90, [], main('m', preStop))).steps[0].preStop).toMatchObject({ seconds, assumed: false });
  });

  test.each([
    { exec: { command: ['sh', '-c', 'sleep 7 && curl localhost'] } },
    { exec: { command: ['sh', '-c', 'sleep $N'] } },
    { exec: { command: ['/quit'] } },
    { httpGet: { port: 1 } },
  ])('assumes the length of %j', (preStop) => {
    expect(stopSequence(spec(90, [], main('m', preStop)), { assumedPreStopSeconds: 4 }).steps[0].preStop).toMatchObject({ seconds: 4, assumed: true });
  });

  test('a drain time that is not given is assumed', () => {
    const { steps } = stopSequence(spec(30, [sidecar('s')], main('m')), { behaviour: needs({ m: 3 }), assumedDrainSeconds: 2 });
    expect(steps.map(({ container, exitSeconds, assumed }) => [container, exitSeconds, assumed])).toEqual([['m', 3, false], ['s', 5, true]]);
  });

  test('who leaves in its hook is gone before its turn, and still stopped in order', () => {
    const pod = spec(30, [sidecar('s1'), sidecar('s2', { exec: { command: ['/quit'] } })], main('m'));
    const behaviour = { m: { drainSeconds: 10 }, s2: { preStopSeconds: 1, leavesInPreStop: true }, s1: { drainSeconds: 1 } };
    const { steps } = stopSequence(pod, { behaviour });
    expect(steps.map(({ container, termSeconds, exitSeconds }) => [container, termSeconds, exitSeconds]))
      .toEqual([['m', 0, 10], ['s2', 10, 1], ['s1', 10, 11]]);
  });
});

describe('by version', () => {
  const pod = spec(30, [sidecar('s1'), sidecar('s2')], main('m'));
  const behaviour = needs({ m: 5, s1: 1, s2: 1 });

  test('1.28 with the gate on has sidecars and no order', () => {
    expect(timeline(pod, { behaviour, version: '1.28', gates: { SidecarContainers: true } })).toEqual(['m 0..5', 's2 0..1', 's1 0..1']);
  });

  test('without sidecars, only mains run', () => {
    expect(timeline(pod, { behaviour, version: '1.27' })).toEqual(['m 0..5']);
  });

  test('plain init containers are through; classic sidecars stop beside the app', () => {
    expect(timeline(spec(30, [main('i')], main('app'), main('proxy', sleep(10))), { behaviour: needs({ app: 5, proxy: 1 }) }))
      .toEqual(['app 0..5', 'proxy 10..11']);
  });
});
