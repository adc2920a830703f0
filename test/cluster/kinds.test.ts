/** Every kind of lasting workload starts and stops by its plan; and what the scheduler and the node say of sidecars. */
import { startDiffers, stopDiffers } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { Stage } from './harness/stage';
import { SidecarPhase, SidecarResources, WorkloadKind } from '../../lib';

const scenario = scenarios();

for (const [name, kind] of [
  ['Deployment', () => WorkloadKind.deployment({ replicas: 1 })],
  ['StatefulSet', () => WorkloadKind.statefulSet()],
  ['DaemonSet', () => WorkloadKind.daemonSet()],
] as const) {
  scenario.both(`the Pod of a ${name} starts and stops by its plan`, async (stage) => {
    const files = stage.sidecar('files', {
      phase: SidecarPhase.CONFIGURATION,
      setUp: [stage.container('fetch', ['-exit-after=0.5'])],
      containers: [stage.container('files', ['-drain=1'], { drainSeconds: 1 })],
    });
    const proxy = stage.sidecar('proxy', {
      phase: SidecarPhase.NETWORK, containers: [stage.healthyContainer('proxy', 8090, ['-start-delay=1', '-drain=2'], { drainSeconds: 2 })],
    });
    const workload = stage.workload('lasting', {
      kind: kind(), containers: [stage.appContainer(['-listen=:8080', '-drain=3'], { portNumber: 8080 })], sidecars: [files, proxy], appDrainSeconds: 3,
    });
    const pod = await (await stage.startPodOf(workload)).ready();
    expect(startDiffers(pod.plan, await pod.events(), pod.manifest)).toEqual([]);
    const live = stage.cluster.last(pod.name);
    expect(live.status.qosClass).toBe(pod.plan.qosClass);
    const { events } = await pod.delete();
    expect(stopDiffers(pod.plan, events)).toEqual([]);
  });
}

async function allocatable(stage: Stage): Promise<number> {
  const [node] = (await stage.cluster.api.get('/api/v1/nodes')).items;
  const { cpu } = node.status.allocatable;
  return cpu.endsWith('m') ? parseInt(cpu, 10) : Number(cpu) * 1000;
}

scenario('the scheduler counts what the plan says: a set-up container beside a sidecar may be what does not fit', async (stage) => {
  const all = await allocatable(stage);
  const half = Math.floor(all / 2);
  const size = (milli: number) => SidecarResources.of({ cpu: `${milli}m`, memory: '16Mi' });
  const early = stage.sidecar('early', { phase: SidecarPhase.CONFIGURATION, containers: [stage.container('early', [], { resources: size(half) })] });
  const heavy = stage.sidecar('heavy', { setUp: [stage.container('heavy-setup', ['-exit-after=0'], { resources: size(half + 100) })], containers: [stage.container('heavy')] });
  const workload = stage.workload('too-big', { containers: [stage.appContainer()], sidecars: [early, heavy] });
  expect(parseInt(workload.plan.requests.cpu, 10)).toBeGreaterThan(all);
  expect(workload.plan.requestsWhy.cpu).toContain('heavy-setup');
  const pod = await stage.start(workload);
  const scheduled = await pod.until('the scheduler\'s verdict', () => pod.condition('PodScheduled'));
  expect([scheduled.status, scheduled.reason]).toEqual(['False', 'Unschedulable']);
  expect(scheduled.message).toContain('Insufficient cpu');
});

scenario('two Pods whose sidecars want one port of the host: the second finds no node, and the library counts the port', async (stage) => {
  const side = stage.sidecar('side', { containers: [stage.container('side')] });
  const workloads = ['first', 'second'].map((name) => stage.workload(name, { containers: [stage.appContainer()], sidecars: [side], podSecurity: 'privileged' }));
  const port = 30_000 + Math.floor(Math.random() * 2000);
  for (const w of workloads) w.patchContainer('side', { ports: [{ name: 'host', containerPort: 9100, hostPort: port }] });
  // `restricted` forbids ports of the host.
  const open = `${stage.cluster.namespace}-host`;
  await stage.cluster.makeNamespace(open);
  const manifests = workloads.map((w) => w.apiObject.toJson());
  const { api } = stage.cluster;
  for (const manifest of manifests) {
    const { status, body } = await api.apply({ ...manifest, metadata: { ...manifest.metadata, namespace: open } }, open);
    expect([status, body.message]).toEqual([201, undefined]);
    await stage.waitFor('the scheduler', async () => (await api.get(`/api/v1/namespaces/${open}/pods/${manifest.metadata.name}`)).status.conditions
      ?.find((c: any) => c.type === 'PodScheduled'));
  }
  const conditions = await Promise.all(manifests.map(async (m) => (await api.get(`/api/v1/namespaces/${open}/pods/${m.metadata.name}`)).status.conditions
    .find((c: any) => c.type === 'PodScheduled')));
  expect(conditions.map((c) => c.status)).toEqual(['True', 'False']);
  expect(conditions[1].message).toMatch(/free ports/);
});
