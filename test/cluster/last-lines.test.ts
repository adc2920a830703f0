/**
 * Last lines: an app writes until it is dead, and every line that it wrote arrives at the other end of the shipper
 * beside it. A hundred Pods die: told to, killed in the middle of a line's pause, or by their own fault.
 */
import * as kplus from 'cdk8s-plus-28';
import { sleep, until } from './harness/api';
import { missingFor, productImages, shellImage } from './harness/product-images';
import { scenarios } from './harness/scenarios';
import { seconds, Stage } from './harness/stage';
import { LogEngine, LogMultiline, LogOutput, LogShipperSidecar, LogSource, SharedVolume, Sidecar, WorkloadWithSidecars } from '../../lib';
import { FLUENT_BIT } from '../../lib/catalogue/log-shipping/fluent-bit/product';
import { OTEL_COLLECTOR } from '../../lib/catalogue/log-shipping/otel/product';

const scenario = scenarios();
const DEATHS = Number(process.env.CLUSTER_DEATHS ?? 100);
const AT_A_TIME = 5;

interface WriterProps extends Partial<kplus.PodProps> {
  readonly appDrainSeconds?: number;
  readonly shipper?: Sidecar;
}

/** A shipper that looks every tenth of a second and once more after TERM. */
function standIn(stage: Stage, ...flags: string[]): Sidecar {
  const directory = SharedVolume.appDirectory('/var/log/app');
  return stage.sidecar('ship', {
    containers: [stage.container('ship', ['-tail=/var/log/app', `-forward=${stage.cluster.lines}`, ...flags], {
      mounts: [{ volume: directory, path: '/var/log/app', readOnly: true }], drainSeconds: 1,
    })],
    app: { mounts: [{ volume: directory, path: '/var/log/app' }] },
    fsGroup: 65532,
  });
}

/** The products themselves. */
const SHIPPERS = [
  { name: 'the OpenTelemetry Collector', images: [OTEL_COLLECTOR.image], engine: () => LogEngine.openTelemetryCollector() },
  { name: 'Fluent Bit', images: [FLUENT_BIT.image], engine: () => LogEngine.fluentBit() },
];

async function real(stage: Stage, images: string[], engine: LogEngine, multiline?: LogMultiline): Promise<Sidecar> {
  await productImages(stage.cluster.api, images);
  await shellImage(stage.cluster.api);
  return new LogShipperSidecar(stage.chart, 'logs', {
    engine, sources: [LogSource.files('/var/log/app/*.log', { multiline })],
    outputs: [LogOutput.otlp({ url: `http://${new URL(stage.cluster.lines).host}` })],
  });
}

function writer(stage: Stage, name: string, flags: string[], { shipper = standIn(stage), ...props }: WriterProps): WorkloadWithSidecars {
  return stage.workload(name, { containers: [stage.appContainer(['-write=/var/log/app/app.log', '-every=20ms', ...flags])], sidecars: [shipper], ...props });
}

/** As many Pods of one workload as said, a few at a time; each lives a little longer than the one before. */
async function die(stage: Stage, workload: WorkloadWithSidecars, deaths: number, ownFault = false): Promise<string[]> {
  const errors = workload.findings.filter((f) => f.severity === 'error');
  if (errors.length) throw new Error(errors.map((f) => f.message).join('; '));
  // With all that it needs; the Pod itself is only the first of many.
  const manifest = (await stage.apply()).find((m) => m.kind === 'Pod');
  const { api, namespace, states } = stage.cluster;
  await api.must('DELETE', `/api/v1/namespaces/${namespace}/pods/${manifest.metadata.name}`);
  const names = Array.from({ length: deaths }, (_, i) => `${workload.apiObject.name}-${i}`);
  const queue = [...names.entries()];
  const gone = (name: string) => states.get(name)?.at(-1)?.type === 'DELETED';
  const ended = (name: string) => ['Failed', 'Succeeded'].includes(stage.cluster.last(name)?.status?.phase);
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [i, name] = next;
      const { status, body } = await api.apply({ ...manifest, metadata: { ...manifest.metadata, name } }, namespace);
      if (status >= 300) throw new Error(body.message);
      await until(`${name} writing`, 120, async () => (await stage.cluster.eventsOf(name)).some((e) => e.event === 'line'));
      if (ownFault) await until(`${name} ending`, 120, () => ended(name));
      else await sleep(0.1 * (i % 10));
      await api.must('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}`);
      await until(`${name} gone`, 120, () => gone(name));
    }
  }));
  return names;
}

/** What was written for certain, and did not arrive, or arrived twice. */
async function lost(stage: Stage, names: string[]): Promise<{ written: number; problems: string[] }> {
  const lines = await stage.cluster.forwardedLines();
  const problems: string[] = [];
  let written = 0;
  for (const name of names) {
    const told = (await stage.cluster.eventsOf(`${name}`)).filter((e) => e.pod === name && e.event === 'line').map((e) => e.data.n as number);
    written += told.length;
    const missing = told.filter((n) => !lines[`${name} ${n}`]);
    const twice = told.filter((n) => lines[`${name} ${n}`] > 1);
    if (missing.length) problems.push(`${name}: ${missing.length} of ${told.length} lines lost, from ${missing[0]} on`);
    if (twice.length) problems.push(`${name}: ${twice.length} lines twice`);
  }
  return { written, problems };
}

const part = Math.ceil(DEATHS / 3);

scenario(`${part} apps that are told to go and write on for a second`, async (stage) => {
  const names = await die(stage, writer(stage, 'told', ['-drain=1'], { appDrainSeconds: 1 }), part);
  const { written, problems } = await lost(stage, names);
  expect(problems).toEqual([]);
  expect(written).toBeGreaterThan(part * 50);
});

scenario(`${part} apps that are killed at the end of the grace period`, async (stage) => {
  // With no time left the shipper's TERM comes at the moment of the app's KILL, in either order: one that leaves at once
  // was seen to lose the lines of the last hundredth of a second, and on a busy node the KILL came more than a second later.
  // It has two seconds, and takes nearly all.
  const workload = writer(stage, 'killed', ['-ignore-term'], { appDrainSeconds: 1, terminationGracePeriod: seconds(3), shipper: standIn(stage, '-drain=1.8') });
  const { written, problems } = await lost(stage, await die(stage, workload, part));
  expect(problems).toEqual([]);
  expect(written).toBeGreaterThan(part * 50);
});

scenario(`${part} apps that crash, in Pods that are not restarted`, async (stage) => {
  const workload = writer(stage, 'crashed', ['-exit-after=1', '-code=1'], { restartPolicy: kplus.RestartPolicy.NEVER });
  const { written, problems } = await lost(stage, await die(stage, workload, part, true));
  expect(problems).toEqual([]);
  expect(written).toBeGreaterThan(part * 20);
});

scenario.classic('12 apps that are told to go, with classic shippers', async (stage) => {
  const { problems } = await lost(stage, await die(stage, writer(stage, 'classic', ['-drain=1'], { appDrainSeconds: 1 }), 12));
  expect(problems).toEqual([]);
});

for (const { name, images, engine } of SHIPPERS) {
  const missing = missingFor(images);
  if (missing.length) process.stderr.write(`skipped: not played on the cluster, for want of ${missing.join(', ')}: last lines with ${name}\n`);
  const play = missing.length ? scenario.skip : scenario;

  play(`${part} apps that are told to go, with ${name}`, async (stage) => {
    const workload = writer(stage, 'told', ['-drain=1'], { appDrainSeconds: 1, shipper: await real(stage, images, engine()) });
    const { written, problems } = await lost(stage, await die(stage, workload, part));
    expect(problems).toEqual([]);
    expect(written).toBeGreaterThan(part * 50);
  });

  play(`${part} apps that crash, with ${name}`, async (stage) => {
    const workload = writer(stage, 'crashed', ['-exit-after=1', '-code=1'], { restartPolicy: kplus.RestartPolicy.NEVER, shipper: await real(stage, images, engine()) });
    const { written, problems } = await lost(stage, await die(stage, workload, part, true));
    expect(problems).toEqual([]);
    expect(written).toBeGreaterThan(part * 20);
  });

  play(`12 apps that write records of several lines and are told to go, with ${name}`, async (stage) => {
    const shipper = await real(stage, images, engine(), LogMultiline.startsWith(`^${stage.id}-`));
    const { problems } = await lost(stage, await die(stage, writer(stage, 'joined', ['-drain=1'], { appDrainSeconds: 1, shipper }), 12));
    expect(problems).toEqual([]);
  });

  play.classic(`12 apps that are told to go, with classic ${name}`, async (stage) => {
    const workload = writer(stage, 'classic', ['-drain=1'], { appDrainSeconds: 1, shipper: await real(stage, images, engine()) });
    const { problems } = await lost(stage, await die(stage, workload, 12));
    expect(problems).toEqual([]);
  });
}
