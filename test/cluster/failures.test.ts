/** What breaks and what does not: upstream scenarios 15, 25, 34 to 38, 41 and 47 (container_lifecycle_test.go). */
import * as kplus from 'cdk8s-plus-28';
import { sleep } from './harness/api';
import { startDiffers } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { Played, Stage } from './harness/stage';
import { SharedVolume } from '../../lib';

const scenario = scenarios();

const starts = async (pod: Played, container: string) => (await pod.events()).filter((e) => e.as === container && e.event === 'start').length;

scenario('a sidecar that crashes in its first run is started again, and only then what is behind it', async (stage) => {
  const state = SharedVolume.emptyDir('state', { sizeLimit: '1Mi' });
  const shaky = stage.sidecar('shaky', {
    containers: [stage.healthyContainer('shaky', 8090, ['-crash-runs=1'], { mounts: [{ volume: state, path: '/state' }] })],
    fsGroup: 65532,
  });
  const pod = await (await stage.start(stage.workload('init-crash', { containers: [stage.appContainer()], sidecars: [shaky] }))).running();
  await pod.event('app', 'start');
  const events = await pod.events();
  expect(startDiffers(pod.plan, events, pod.manifest)).toEqual([]);
  expect(events.findIndex((e) => e.as === 'app')).toBeGreaterThan(events.findIndex((e) => e.as === 'shaky' && e.event === 'healthy'));
  expect(pod.statusOf('shaky').restartCount).toBe(1);
  expect(pod.statusOf('app').restartCount).toBe(0);
});

scenario.both('a sidecar that crashes while the app runs is restarted and counted, and the app is left alone', async (stage) => {
  const shaky = stage.sidecar('shaky', { containers: [stage.container('shaky', ['-exit-after=2', '-code=9'])] });
  const pod = await (await stage.start(stage.workload('crash', { containers: [stage.appContainer()], sidecars: [shaky] }))).running('app');
  await pod.until('a restart', () => pod.statusOf('shaky')?.restartCount >= 1);
  expect(pod.statusOf('shaky').lastState.terminated.exitCode).toBe(9);
  expect(pod.statusOf('app').restartCount).toBe(0);
  expect(pod.statusOf('app').state.running).toBeDefined();
  expect(await starts(pod, 'app')).toBe(1);
});

/** An app that crashes in its first run only, beside a sidecar that is well. */
async function crashingApp(stage: Stage, restartPolicy: kplus.RestartPolicy, app: string[]): Promise<Played> {
  const state = SharedVolume.emptyDir('state', { sizeLimit: '1Mi' });
  const side = stage.sidecar('side', { containers: [stage.container('side')], app: { mounts: [{ volume: state, path: '/state' }] }, fsGroup: 65532 });
  return stage.start(stage.workload('app-crash', { containers: [stage.appContainer(app)], sidecars: [side], restartPolicy }));
}

scenario('Never: the app\'s crash ends the Pod, which has failed, and its sidecar is stopped', async (stage) => {
  const pod = await (await crashingApp(stage, kplus.RestartPolicy.NEVER, ['-exit-after=1', '-code=5'])).ended();
  expect(pod.status.phase).toBe('Failed');
  expect(pod.statusOf('app').state.terminated.exitCode).toBe(5);
  expect(pod.statusOf('side').state.terminated.exitCode).toBe(0);
  expect(await starts(pod, 'app')).toBe(1);
  const events = await pod.events();
  expect(events.find((e) => e.as === 'side' && e.event === 'term')!.at).toBeGreaterThan(events.find((e) => e.as === 'app' && e.event === 'exit')!.at);
});

scenario('OnFailure: the app is started again, its sidecar is not, and the Pod succeeds in the end', async (stage) => {
  const pod = await (await crashingApp(stage, kplus.RestartPolicy.ON_FAILURE, ['-crash-runs=1', '-exit-after=1'])).ended();
  expect(pod.status.phase).toBe('Succeeded');
  expect(await starts(pod, 'app')).toBe(2);
  expect(await starts(pod, 'side')).toBe(1);
});

scenario('Always: the app is started again, its sidecar is not, and the Pod runs on', async (stage) => {
  const pod = await crashingApp(stage, kplus.RestartPolicy.ALWAYS, ['-crash-runs=1']);
  await pod.until('the second run', async () => await starts(pod, 'app') === 2 && pod.statusOf('app')?.state?.running);
  expect(pod.statusOf('app').restartCount).toBe(1);
  expect(pod.statusOf('side').restartCount).toBe(0);
  expect(await starts(pod, 'side')).toBe(1);
  expect(pod.status.phase).toBe('Running');
});

scenario('a sidecar whose image is not there holds the app, and the Pod says which one it is', async (stage) => {
  const absent = stage.sidecar('absent', { containers: [stage.container('absent', [], { image: 'registry.invalid/team/absent:1.0' })] });
  const pod = await stage.start(stage.workload('no-image', { containers: [stage.appContainer()], sidecars: [absent] }));
  const reason = await pod.until('a failed pull', () => pod.statusOf('absent')?.state?.waiting?.reason?.match(/ErrImagePull|ImagePullBackOff/)?.[0]);
  expect(['ErrImagePull', 'ImagePullBackOff']).toContain(reason);
  await sleep(3);
  expect(pod.status.phase).toBe('Pending');
  expect(await starts(pod, 'app')).toBe(0);
  expect(pod.plan.images).toContain('registry.invalid/team/absent:1.0');
  expect(pod.plan.start.find((s) => s.container === 'app')).toMatchObject({ waitsFor: 'absent' });
});
