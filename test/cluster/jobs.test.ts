/**
 * Jobs and CronJobs with sidecars, of which Kubernetes itself has no end-to-end test; upstream scenarios 34 to 41 and 75
 * to 79 as Jobs.
 */
import { Cron, Duration } from 'cdk8s';
import { sleep } from './harness/api';
import { startDiffers, tally, tolerance } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { Played, Stage } from './harness/stage';
import { SharedVolume, WorkloadKind, WorkloadWithSidecars } from '../../lib';

const scenario = scenarios();
const job = WorkloadKind.job({ backoffLimit: 0 });

async function jobEnd(stage: Stage, workload: WorkloadWithSidecars, pod: Played): Promise<string> {
  return pod.until('the end of the Job', async () => (
    (await stage.objectOf(workload)).status.conditions?.find((c: any) => c.type === 'Complete' || c.type === 'Failed')?.type));
}

/** The seconds that the plan has between the app's end and the Pod's, against those that it took. */
async function endDiffers(pod: Played, sidecars: string[]): Promise<string[]> {
  const planned = Number(/\((\d+(?:\.\d+)?) s\)/.exec(pod.plan.end!)?.[1] ?? 0);
  const events = await pod.events();
  const appEnd = events.find((e) => e.as === 'app' && e.event === 'gone')!.at;
  const lastEnd = Math.max(...sidecars.map((name) => events.filter((e) => e.as === name && e.event === 'gone').at(-1)!.at));
  const took = (lastEnd - appEnd) / 1000;
  // The kubelet sees that the app has ended within a second or two: that is not part of the stop.
  const firstTerm = Math.min(...events.filter((e) => e.event === 'term').map((e) => e.at));
  const stop = (lastEnd - firstTerm) / 1000;
  tally.stopErrors.push(stop - planned);
  return Math.abs(stop - planned) <= tolerance(planned) ? [] : [`the sidecars took ${stop} s to stop (${took} s after the app), planned were ${planned} s: ${pod.plan.end}`];
}

scenario('a Job completes with two sidecars, which stop in reverse order in the planned time', async (stage) => {
  const sidecars = [['one', 1], ['two', 4]].map(([name, drain]) => stage.sidecar(`${name}`, {
    containers: [stage.container(`${name}`, [`-drain=${drain}`], { drainSeconds: drain as number })],
  }));
  const workload = stage.workload('done', { kind: job, containers: [stage.appContainer(['-exit-after=2'])], sidecars });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Complete');
  const events = await pod.events();
  expect(startDiffers(pod.plan, events, pod.manifest)).toEqual([]);
  expect(events.filter((e) => e.event === 'term').map((e) => e.as)).toEqual(['two', 'one']);
  expect(await endDiffers(pod, ['one', 'two'])).toEqual([]);
});

scenario('a sidecar that ignores TERM holds up the end of a Job for as long as planned', async (stage) => {
  const deaf = stage.sidecar('deaf', { containers: [stage.container('deaf', ['-ignore-term'], { ignoresTerm: true })] });
  const workload = stage.workload('deaf', {
    kind: job, containers: [stage.appContainer(['-exit-after=1'])], sidecars: [deaf], terminationGracePeriod: Duration.seconds(7),
  });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Complete');
  expect(await endDiffers(pod, ['deaf'])).toEqual([]);
  expect(pod.statusOf('deaf').state.terminated.exitCode).toBe(137);
});

scenario('neither a sidecar that crashes all the time nor one that fails at its end fails the Job', async (stage) => {
  const bad = stage.sidecar('bad', { containers: [stage.container('bad', ['-exit-after=0.2', '-code=7'])] });
  const rude = stage.sidecar('rude', { containers: [stage.container('rude', ['-term-code=3'])] });
  const workload = stage.workload('rude', { kind: job, containers: [stage.appContainer(['-exit-after=6'])], sidecars: [bad, rude] });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Complete');
  expect(pod.statusOf('rude').state.terminated.exitCode).toBe(3);
  expect(pod.statusOf('bad').restartCount).toBeGreaterThanOrEqual(1);
  expect(stage.podsOf(workload)).toHaveLength(1);
});

scenario('the failure of a Job is the app\'s', async (stage) => {
  const fine = stage.sidecar('fine', { containers: [stage.container('fine')] });
  const workload = stage.workload('failed', { kind: job, containers: [stage.appContainer(['-exit-after=1', '-code=4'])], sidecars: [fine] });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Failed');
  expect(pod.statusOf('fine').state.terminated.exitCode).toBe(0);
  expect(pod.statusOf('app').state.terminated.exitCode).toBe(4);
});

scenario.classic('a classic sidecar without a way to quit is an error, and does keep the Job from ending', async (stage) => {
  const stays = stage.sidecar('stays', { containers: [stage.container('stays')] });
  const workload = stage.workload('hangs', { kind: job, containers: [stage.appContainer(['-exit-after=1'])], sidecars: [stays] });
  expect(workload.findings.filter((f) => f.severity === 'error').map((f) => f.code)).toEqual(['job-never-ends']);
  expect(workload.plan.end).toBe('never: stays keeps it running');
  workload.acknowledge('job-never-ends', 'to see it hang');
  const pod = await stage.startPodOf(workload);
  await pod.event('app', 'gone');
  await sleep(15);
  expect((await stage.objectOf(workload)).status.active).toBe(1);
  expect(pod.statusOf('app').state.terminated.exitCode).toBe(0);
  expect(pod.statusOf('stays').state.running).toBeDefined();
});

scenario.classic('a classic sidecar that the app calls at its end lets the Job complete', async (stage) => {
  const called = stage.sidecar('called', {
    containers: [stage.healthyContainer('called', 8090, [], { quitUrl: 'http://127.0.0.1:8090/quit' })],
  });
  const app = stage.appContainer(['-exit-after=1', '-post-at-end=http://127.0.0.1:8090/quit']);
  const workload = stage.workload('called', { kind: job, containers: [app], sidecars: [called] });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Complete');
});

scenario.classic('a classic sidecar that watches for a marker file lets the Job complete', async (stage) => {
  const done = SharedVolume.emptyDir('done', { sizeLimit: '1Mi' });
  const watcher = stage.sidecar('watcher', {
    containers: [stage.container('watcher', ['-marker=/done/it'], { quitsByItself: 'polls /done/it', mounts: [{ volume: done, path: '/done', readOnly: true }] })],
    app: { mounts: [{ volume: done, path: '/done' }] },
  });
  const workload = stage.workload('marker', { kind: job, containers: [stage.appContainer(['-exit-after=1', '-mark-at-end=/done/it'])], sidecars: [watcher] });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Complete');
});

scenario.classic('a classic sidecar that the app signals through the shared process namespace lets the Job complete', async (stage) => {
  const signalled = stage.sidecar('signalled', {
    containers: [stage.container('signalled', [], { quitsByItself: 'gets TERM from the app' })], shareProcessNamespace: true,
  });
  const workload = stage.workload('signal', {
    kind: job, containers: [stage.appContainer(['-exit-after=1', '-term-at-end=signalled'])], sidecars: [signalled],
  });
  const pod = await stage.startPodOf(workload);
  expect(await jobEnd(stage, workload, pod)).toBe('Complete');
  expect((await pod.event('app', 'signalled')).data.processes).toBe(1);
});

scenario.both('a CronJob\'s run completes', async (stage) => {
  const quit = { quitUrl: 'http://127.0.0.1:8090/quit' };
  const side = stage.sidecar('side', { containers: [stage.healthyContainer('side', 8090, [], stage.isNative ? {} : quit)] });
  const app = stage.appContainer(['-exit-after=1', ...stage.isNative ? [] : [`-post-at-end=${quit.quitUrl}`]]);
  const workload = stage.workload('cron', {
    kind: WorkloadKind.cronJob({ schedule: Cron.everyMinute(), backoffLimit: 0, startingDeadline: Duration.seconds(30) }),
    containers: [app],
    sidecars: [side],
  });
  const pod = await stage.startPodOf(workload);
  await pod.ended();
  expect(pod.status.phase).toBe('Succeeded');
  expect(startDiffers(pod.plan, await pod.events(), pod.manifest)).toEqual([]);
  await pod.until('a run that succeeded', async () => (await stage.objectOf(workload)).status.lastSuccessfulTime);
});
