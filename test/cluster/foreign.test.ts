/** `around` on YAML that others made behaves the same, and what is overridden by name is what runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Include } from 'cdk8s';
import { stringify } from 'yaml';
import { startDiffers, stopDiffers } from './harness/compare';
import { scenarios } from './harness/scenarios';
import { Played } from './harness/stage';
import { WorkloadWithSidecars } from '../../lib';

const scenario = scenarios();

scenario.both('a Deployment of foreign YAML, with an init container and a sidecar of its own', async (stage) => {
  const name = `${stage.id}-foreign`;
  const { image, events } = stage.cluster;
  const secure = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const container = (as: string, ...args: string[]) => ({
    name: as, image, args: ['run', ...args], env: [{ name: 'AS', value: as }, { name: 'EVENTS', value: events }], securityContext: secure,
  });
  const foreign = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          terminationGracePeriodSeconds: 20,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          initContainers: [container('migrate', '-exit-after=0.5'), { ...container('own', '-drain=2'), restartPolicy: 'Always' }],
          containers: [container('web', '-drain=2'), container('helper', '-drain=2')],
        },
      },
    },
  };
  const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  const file = join(folder, 'foreign.yaml');
  writeFileSync(file, stringify(foreign));
  const include = new Include(stage.chart, 'foreign', { url: file });
  rmSync(folder, { recursive: true });
  const logs = stage.sidecar('logs', { containers: [stage.container('logs', ['-drain=3'], { drainSeconds: 3 })] });
  const around = WorkloadWithSidecars.around(include).configure({ form: stage.form, appDrainSeconds: 2 });
  around.attach(logs, { into: ['web'] });
  const errors = around.findings.filter((f) => f.severity === 'error');
  expect(errors).toEqual([]);
  const { plan } = around;
  const manifests = await stage.apply();
  const names = () => [...stage.cluster.states.keys()].filter((n) => n.startsWith(`${name}-`));
  await stage.waitFor('its Pod', () => names()[0]);
  const pod = await new Played(stage, names()[0], plan, manifests.find((m) => m.kind === 'Deployment').spec.template).running();
  await pod.event('helper', 'start');
  expect(startDiffers(plan, await pod.events(), pod.manifest)).toEqual([]);
  const { events: story } = await pod.delete();
  // Of containers that are not ours the library assumes how long they take; here they do take two seconds.
  expect(plan.stop.filter((step) => !step.assumed).map((step) => step.container)).toEqual(['logs']);
  expect(stopDiffers(plan, story)).toEqual([]);
});

scenario.both('image, arguments and a field that are overridden by the container\'s name', async (stage) => {
  const side = stage.sidecar('side', { containers: [stage.healthyContainer('side', 8090, [], { image: 'registry.invalid/side:1.0' })] });
  const workload = stage.workload('override', { containers: [stage.appContainer()], sidecars: [side] });
  workload.patchContainer('side', {
    image: stage.cluster.image, args: ['run', '-listen=:8090', '-term-code=6'], terminationMessagePolicy: 'FallbackToLogsOnError',
  });
  const pod = await (await stage.start(workload)).running();
  expect((await pod.event('side', 'start')).data.args).toEqual(['-listen=:8090', '-term-code=6']);
  const running = [...stage.cluster.last(pod.name).spec.initContainers ?? [], ...stage.cluster.last(pod.name).spec.containers].find((c: any) => c.name === 'side');
  expect(running.terminationMessagePolicy).toBe('FallbackToLogsOnError');
  const { events } = await pod.delete();
  expect(events.find((e) => e.as === 'side' && e.event === 'exit')!.data.code).toBe(6);
});
