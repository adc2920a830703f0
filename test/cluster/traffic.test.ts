/** Readiness, Services and the way of a request: upstream scenarios 16, 22, 62, 97 (container_probe.go, service.go; kuma's graceful.go). */
import { ApiObject, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { pathOf } from './harness/api';
import { startDiffers, stopDiffers } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { seconds, Stage } from './harness/stage';
import { SidecarPhase, SidecarResources, WorkloadKind, WorkloadWithSidecars } from '../../lib';

const scenario = scenarios();

/** The addresses that a Service sends traffic to, with its ports. */
async function endpoints(stage: Stage, service: string): Promise<{ ready: string[]; ports: number[] }> {
  const { api, namespace } = stage.cluster;
  const slices = (await api.get(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io/service-name=${service}`)).items;
  return {
    ready: slices.flatMap((s: any) => (s.endpoints ?? []).filter((e: any) => e.conditions.ready).flatMap((e: any) => e.addresses)),
    ports: slices.flatMap((s: any) => (s.ports ?? []).map((p: any) => p.port)),
  };
}

for (const readiness of [true, false]) {
  scenario.both(`a sidecar that is not ready ${readiness ? 'takes the Pod out of its Service' : 'does not, where it was opted out'}`, async (stage) => {
    const side = stage.sidecar('side', { containers: [stage.healthyContainer('side', 8090, [], {}, { readiness, ...readiness ? { readinessPath: '/ready' } : {} })] });
    const workload = stage.workload('gate', { containers: [stage.appContainer(['-listen=:8080'], { portNumber: 8080 })], sidecars: [side] });
    const service = workload.expose({ port: 80, name: `${stage.id}-gate` });
    const pod = await (await stage.start(workload)).ready();
    expect(pod.plan.containers.find((c) => c.name === 'side')!.gatesReadiness).toBe(readiness);
    await pod.until('an endpoint', async () => (await endpoints(stage, service.name)).ready.length === 1);
    await stage.cluster.ask(pod.name, 8090, '/ready?to=false', 'POST');
    if (readiness) {
      await pod.until('no endpoint', async () => (await endpoints(stage, service.name)).ready.length === 0);
      expect(pod.condition('Ready').status).toBe('False');
      expect(pod.condition('ContainersReady').message).toContain('side');
      await stage.cluster.ask(pod.name, 8090, '/ready?to=true', 'POST');
      await pod.until('an endpoint again', async () => (await endpoints(stage, service.name)).ready.length === 1);
    } else {
      // Longer than two periods of any readiness probe that the library writes.
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      expect((await endpoints(stage, service.name)).ready).toHaveLength(1);
    }
    expect(pod.statusOf('side').restartCount).toBe(0);
  });
}

scenario('a Service finds a named port of a native sidecar, and requests arrive', async (stage) => {
  const web = stage.sidecar('web', { containers: [stage.healthyContainer('web', 8090, [], { ports: { web: 8090 } })] });
  const workload = stage.workload('named', { containers: [stage.appContainer()], sidecars: [web] });
  workload.workload.metadata.addLabel('find', stage.id);
  new ApiObject(stage.chart, 'service', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: `${stage.id}-named` },
    spec: { selector: { find: stage.id }, ports: [{ port: 80, targetPort: 'web' }] },
  });
  const pod = await (await stage.start(workload)).ready();
  await pod.until('the port', async () => (await endpoints(stage, `${stage.id}-named`)).ports.includes(8090));
  const { api, namespace } = stage.cluster;
  const answer = await pod.until('an answer', async () => {
    const { status, body } = await api.ask('GET', `/api/v1/namespaces/${namespace}/services/${stage.id}-named:80/proxy/`);
    return status === 200 && body;
  });
  expect(answer).toBe('web\n');
});

/**
 * CPU time that is worth something on a busy node: with the 5m that the actors ask for otherwise, a container that others
 * keep from the CPU was seen to run a hook five seconds late, and a request waited ten.
 */
const CPU = { request: kplus.Cpu.millis(50), limit: kplus.Cpu.millis(1000) };
const MEMORY = { request: Size.mebibytes(16), limit: Size.mebibytes(64) };

/**
 * An app behind a proxy. After TERM it takes no more requests, and ends those that it has; before that, its hook gives
 * the Services time to forget the Pod.
 */
function proxied(stage: Stage, name: string, replicas: number): WorkloadWithSidecars {
  const proxy = stage.sidecar('proxy', {
    phase: SidecarPhase.NETWORK,
    containers: [stage.healthyContainer('proxy', 8090, ['-proxy=:15001=127.0.0.1:8080', '-drain=1'], {
      ports: { proxy: 15001 }, drainSeconds: 1, resources: SidecarResources.of({ cpu: '50m', memory: '16Mi', cpuLimit: '1', memoryLimit: '64Mi' }),
    })],
    fronts: [{ container: 'proxy', port: 15001, appPort: 8080 }],
  });
  return stage.workload(name, {
    kind: WorkloadKind.deployment({
      replicas,
      strategy: kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.absolute(1), maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
      }),
    }),
    containers: [stage.appContainer(['-listen=127.0.0.1:8080', '-stops', '-drain=2'], {
      portNumber: 8080,
      resources: { cpu: CPU, memory: MEMORY },
      readiness: kplus.Probe.fromHttpGet('/', { port: 8080, periodSeconds: seconds(1) }),
      lifecycle: { preStop: kplus.Handler.fromCommand(['sleep', '5']) },
    })],
    sidecars: [proxy],
    appDrainSeconds: 2,
  });
}

scenario.both('a rolling update and a scale-down under load behind a proxy: no request fails', async (stage) => {
  const workload = proxied(stage, 'shop', 2);
  const service = workload.expose({ port: 80, name: `${stage.id}-shop` });
  const first = await stage.startPodOf(workload);
  await first.ready();
  const ready = async () => (await stage.objectOf(workload)).status;
  await first.until('two ready Pods', async () => (await ready()).readyReplicas === 2);
  // By address: a name is asked for again with each connection, and what is tested here is not the cluster's DNS.
  const { clusterIP } = (await stage.cluster.api.get(`/api/v1/namespaces/${stage.cluster.namespace}/services/${service.name}`)).spec;
  const loader = stage.workload('load', {
    containers: [stage.appContainer([], {
      name: 'load', args: ['load', '-workers=4', `http://${clusterIP}/work?for=50ms`], resources: { cpu: CPU, memory: MEMORY },
    })],
  });
  const load = await (await stage.start(loader)).running();
  await load.event('load', 'healthy');
  const { api, namespace } = stage.cluster;
  const path = `${pathOf(workload.apiObject, namespace)}/${workload.apiObject.name}`;
  const merge = 'application/merge-patch+json';
  await api.must('PATCH', path, { spec: { template: { metadata: { annotations: { turn: '2' } } } } }, merge);
  const rolled = (s: any) => s.updatedReplicas === 2 && s.readyReplicas === 2 && s.replicas === 2;
  await first.until('the new Pods', async () => {
    const { status, metadata } = await stage.objectOf(workload);
    return status.observedGeneration === metadata.generation && rolled(status);
  });
  await api.must('PATCH', path, { spec: { replicas: 1 } }, merge);
  const old = stage.podsOf(workload);
  await first.until('the old Pods\' end', () => old.filter((name) => stage.cluster.states.get(name)!.at(-1)!.type === 'DELETED').length === 3);
  await load.delete();
  const events = await load.events();
  const asked = events.filter((e) => e.event === 'asked').at(-1)!.data;
  const failures = events.filter((e) => e.event === 'failed').map((e) => `${e.at} ${e.data.problem} after ${e.data.took} ms`);
  expect(failures).toEqual([]);
  expect(asked.failed).toBe(0);
  expect(asked.asked).toBeGreaterThan(100);
  // Each of the Pods that left did so by the plan.
  for (const name of old.filter((n) => stage.cluster.states.get(n)!.at(-1)!.type === 'DELETED')) {
    const story = await stage.cluster.eventsOf(name);
    expect(startDiffers(first.plan, story, first.manifest)).toEqual([]);
    const until = story.find((e) => e.event === 'hook-start' && e.as === 'app')!.at;
    expect(stopDiffers(first.plan, story.filter((e) => e.at >= until))).toEqual([]);
  }
});
