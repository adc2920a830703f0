/** A changed configuration reaches the app, by each way that the library offers and this cluster's images allow. */
import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { startDiffers } from './harness/compare';
import { busyboxImage } from './harness/image';
import { scenarios } from './harness/scenarios';
import { Played, Stage } from './harness/stage';
import { AppNotification, ConfigSource, ConfigSyncSidecar, WorkloadKind } from '../../lib';

const scenario = scenarios();
const BUSYBOX = 'docker.io/library/busybox:1.37.0';

async function configMap(stage: Stage, text: string): Promise<void> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${stage.id}-config` }, data: { 'app.conf': text } };
  const { status, body } = await stage.cluster.api.apply(object, stage.cluster.namespace);
  if (status >= 300) throw new Error(body.message);
}

/** The kubelet renews volumes about once a minute; a change of the Pod makes it look at once. */
async function hurry(stage: Stage, pod: Played): Promise<void> {
  const { api, namespace } = stage.cluster;
  await api.must('PATCH', `/api/v1/namespaces/${namespace}/pods/${pod.name}`, { metadata: { annotations: { turn: String(Date.now()) } } }, 'application/merge-patch+json');
}

async function changed(stage: Stage, pod: Played, event: string): Promise<any> {
  const before = (await pod.events()).length;
  await configMap(stage, 'two');
  return pod.until(`${event} with the new text`, async () => {
    await hurry(stage, pod);
    return (await pod.events()).slice(before).find((e) => e.event === event && e.data.text === 'two');
  });
}

scenario.both('by signal, across a shared process namespace', async (stage) => {
  busyboxImage(BUSYBOX);
  await configMap(stage, 'one');
  const config = new ConfigSyncSidecar(stage.chart, 'config', {
    source: ConfigSource.configMapNamed(`${stage.id}-config`), path: '/etc/app',
    notify: AppNotification.signal('SIGHUP', { process: 'actor', user: 1001, settleSeconds: 1 }),
  });
  const app = stage.appContainer(['-watch=/etc/app/app.conf'], { securityContext: { user: 1001, group: 1001 } });
  const pod = await (await stage.start(stage.workload('signal', { containers: [app], sidecars: [config] }))).running();
  await pod.event('app', 'content');
  const hup = await changed(stage, pod, 'hup');
  expect(hup.as).toBe('app');
  expect(pod.statusOf('app').restartCount).toBe(0);
});

scenario('by a command that posts to the app', async (stage) => {
  busyboxImage(BUSYBOX);
  await configMap(stage, 'one');
  const config = new ConfigSyncSidecar(stage.chart, 'config', {
    source: ConfigSource.configMapNamed(`${stage.id}-config`), path: '/etc/app',
    notify: AppNotification.command(['wget', '-q', '-O-', '--post-data=', 'http://127.0.0.1:8080/reload']),
  });
  const app = stage.appContainer(['-watch=/etc/app/app.conf', '-listen=:8080'], { portNumber: 8080 });
  const pod = await (await stage.start(stage.workload('post', { containers: [app], sidecars: [config] }))).running();
  const reload = await changed(stage, pod, 'reload');
  expect(reload.data.method).toBe('POST');
});

scenario('by the app\'s own eyes, where it is told nothing', async (stage) => {
  await configMap(stage, 'one');
  const config = new ConfigSyncSidecar(stage.chart, 'config', { source: ConfigSource.configMapNamed(`${stage.id}-config`), path: '/etc/app' });
  const pod = await (await stage.start(stage.workload('watch', { containers: [stage.appContainer(['-watch=/etc/app/app.conf'])], sidecars: [config] }))).running();
  await pod.event('app', 'content');
  expect((await changed(stage, pod, 'content')).as).toBe('app');
});

scenario('by new Pods, whose checksum differs', async (stage) => {
  /** The same program with another text, as after an edit. */
  const synthesized = (text: string) => {
    const chart = new Chart(Testing.app(), stage.id, { namespace: stage.cluster.namespace });
    const edited = new Stage(stage.cluster, stage.id, stage.form, chart);
    const config = new ConfigSyncSidecar(chart, 'config', {
      source: ConfigSource.files({ 'app.conf': text }), path: '/etc/app', notify: AppNotification.rollOut(),
    });
    const workload = edited.workload('roll', {
      kind: WorkloadKind.deployment({ replicas: 1, strategy: kplus.DeploymentStrategy.recreate() }),
      containers: [edited.appContainer(['-watch=/etc/app/app.conf'])], sidecars: [config],
    });
    return { edited, workload };
  };
  const one = synthesized('one');
  const first = await one.edited.startPodOf(one.workload);
  expect((await first.event('app', 'content')).data.text).toBe('one');
  const two = synthesized('two');
  await two.edited.apply();
  const name = await first.until('a second Pod', () => stage.podsOf(two.workload)[1]);
  const second = new Played(stage, name, first.plan, first.manifest);
  expect((await second.event('app', 'content')).data.text).toBe('two');
  expect(startDiffers(second.plan, await second.events(), second.manifest)).toEqual([]);
  // And nothing rolls where nothing has changed.
  const again = synthesized('two');
  const before = (await stage.objectOf(again.workload)).metadata.generation;
  await again.edited.apply();
  expect((await stage.objectOf(again.workload)).metadata.generation).toBe(before);
});
