/** What app and sidecar share, as two users who are not root. */
import { scenarios } from './harness/scenarios';
import { Played, Stage } from './harness/stage';
import { SharedVolume } from '../../lib';

const scenario = scenarios();

const read = (stage: Stage, pod: Played, port: number, path: string) => stage.cluster.ask(pod.name, port, `/file?path=${path}`);
const write = (stage: Stage, pod: Played, port: number, path: string, bytes?: number) => (
  stage.cluster.ask(pod.name, port, `/file?path=${path}${bytes ? `&bytes=${bytes}` : ''}`, 'POST'));

scenario.both('the app writes, the shipper reads and cannot write; both are ordinary users, and the group is the same', async (stage) => {
  const directory = SharedVolume.appDirectory('/var/log/app');
  const shipper = stage.sidecar('shipper', {
    containers: [stage.healthyContainer('shipper', 8090, [], { user: 2001, group: 2001, mounts: [{ volume: directory, path: '/var/log/app', readOnly: true }] })],
    app: { mounts: [{ volume: directory, path: '/var/log/app' }] },
    fsGroup: 3003,
  });
  const app = stage.appContainer(['-listen=:8080'], { portNumber: 8080, securityContext: { user: 1001, group: 1001 } });
  const pod = await (await stage.start(stage.workload('share', { containers: [app], sidecars: [shipper] }))).ready();
  const [asApp, asShipper] = [await pod.event('app', 'start'), await pod.event('shipper', 'start')].map((e) => e.data);
  expect([asApp.uid, asShipper.uid]).toEqual([1001, 2001]);
  expect(asApp.groups).toContain(3003);
  expect(asShipper.groups).toContain(3003);
  expect((await write(stage, pod, 8080, '/var/log/app/a.log')).status).toBe(200);
  expect((await read(stage, pod, 8090, '/var/log/app/a.log')).body).toBe('written\n');
  const refused = await write(stage, pod, 8090, '/var/log/app/b.log');
  expect(refused.status).toBe(500);
  expect(refused.body).toContain('read-only file system');
  // Neither may write to its image.
  for (const port of [8080, 8090]) expect((await write(stage, pod, port, '/elsewhere')).body).toMatch(/read-only file system|permission denied/);
});

scenario('a volume in memory takes no more than its limit', async (stage) => {
  const secrets = SharedVolume.emptyDir('secrets', { inMemory: true, sizeLimit: '1Mi' });
  const keeper = stage.sidecar('keeper', { containers: [stage.healthyContainer('keeper', 8090, [], { mounts: [{ volume: secrets, path: '/secrets' }] })], fsGroup: 65532 });
  const pod = await (await stage.start(stage.workload('memory', { containers: [stage.appContainer()], sidecars: [keeper] }))).ready();
  expect((await write(stage, pod, 8090, '/secrets/small', 500_000)).status).toBe(200);
  expect((await write(stage, pod, 8090, '/secrets/big', 2_000_000)).body).toContain('no space left on device');
});

scenario('a Pod whose volume outgrows its limit is evicted', async (stage) => {
  const logs = SharedVolume.emptyDir('logs', { sizeLimit: '1Mi' });
  const writer = stage.sidecar('writer', { containers: [stage.healthyContainer('writer', 8090, [], { mounts: [{ volume: logs, path: '/logs' }] })], fsGroup: 65532 });
  const pod = await (await stage.start(stage.workload('evicted', { containers: [stage.appContainer()], sidecars: [writer] }))).ready();
  expect((await write(stage, pod, 8090, '/logs/big', 3_000_000)).status).toBe(200);
  // Its containers end with 0 when they are told to, and then the Pod's own status may no longer say why they were: nor is an event a promise.
  const { api, namespace } = stage.cluster;
  const eviction = await pod.until('its eviction', async () => (
    (await api.get(`/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name=${pod.name}`)).items.find((e: any) => e.reason === 'Evicted')
    ?? (pod.status.reason === 'Evicted' ? pod.status : undefined)));
  expect(eviction.message).toContain('exceeds the limit "1Mi"');
  await pod.ended();
});

scenario('a Secret is readable for the sidecar that mounts it, and not there for the app', async (stage) => {
  const { api, namespace } = stage.cluster;
  await api.must('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    apiVersion: 'v1', kind: 'Secret', metadata: { name: `${stage.id}-token` }, stringData: { token: 'opensesame' },
  });
  const secret = SharedVolume.secretNamed('token', `${stage.id}-token`);
  const reader = stage.sidecar('reader', {
    containers: [stage.healthyContainer('reader', 8090, [], { user: 2001, mounts: [{ volume: secret, path: '/etc/token', readOnly: true }] })],
  });
  const app = stage.appContainer(['-listen=:8080'], { portNumber: 8080 });
  const pod = await (await stage.start(stage.workload('secret', { containers: [app], sidecars: [reader] }))).ready();
  expect((await read(stage, pod, 8090, '/etc/token/token')).body).toBe('opensesame');
  expect((await read(stage, pod, 8080, '/etc/token/token')).status).toBe(500);
});

scenario('access to the Kubernetes API is the sidecar\'s alone', async (stage) => {
  const side = stage.sidecar('side', {
    containers: [stage.healthyContainer('side', 8090, [], { apiAccess: true })],
    permissions: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
  });
  const app = stage.appContainer(['-listen=:8080'], { portNumber: 8080 });
  const pod = await (await stage.start(stage.workload('api', { containers: [app], sidecars: [side] }))).ready();
  const get = async (port: number, resource: string) => (await stage.cluster.ask(pod.name, port, `/api?path=/api/v1/namespaces/${stage.cluster.namespace}/${resource}`)).status;
  expect(await get(8090, 'configmaps')).toBe(200);
  expect(await get(8090, 'secrets')).toBe(403);
  // The app has no token, and says so.
  expect(await get(8080, 'configmaps')).toBe(500);
});
