/** One Pod with one real product: how it is played, and what holds for all of them. */
import { imagesAreMade, missingFor, neverPlayed, productImages, shellImage } from './product-images';
import { Scenarios } from './scenarios';
import { Played, Stage } from './stage';
import { Sidecar, WorkloadWithSidecars } from '../../../lib';

export interface OnStage {
  readonly stage: Stage;
  readonly pod: Played;
  readonly workload: WorkloadWithSidecars;
}

export interface ProductPlay {
  /** What it does there. */
  readonly name: string;
  /** The product's images, in both forms. */
  readonly images: readonly string[];
  readonly sidecar: (stage: Stage) => Sidecar | Promise<Sidecar>;
  /** Flags of the app, which listens on 8080. */
  readonly app?: (stage: Stage) => string[];
  /** That it does its job, once. */
  readonly works: (on: OnStage) => Promise<void>;
  /** After the Pod has gone. */
  readonly after?: (on: OnStage) => Promise<void>;
  /** What the program that stands in for the product's own image lacks. */
  readonly fit?: (manifest: any) => any;
  /** The code with which it ends on TERM, where that is neither 0 nor 143. */
  readonly exitCode?: number;
  /** Why that program is not played as a native sidecar. */
  readonly notNative?: string;
}

/** Each in both forms, or a skipped test that says why not. */
export function playProducts(scenario: Scenarios, plays: readonly ProductPlay[]): void {
  process.stderr.write(`skipped: not played on the cluster, for want of a program: ${neverPlayed().join('; ')}\n`);
  for (const play of plays) {
    const missing = missingFor(play.images);
    if (missing.length === 0) {
      const notNative = imagesAreMade ? play.notNative : undefined;
      if (notNative) process.stderr.write(`skipped: not played as a native sidecar, ${notNative}: ${play.name}\n`);
      (notNative ? scenario.classic : scenario.both)(play.name, (stage) => playOne(stage, play));
      continue;
    }
    process.stderr.write(`skipped: not played on the cluster, for want of ${missing.join(', ')}: ${play.name}\n`);
    scenario.skip(play.name, (stage) => playOne(stage, play));
  }
}

async function playOne(stage: Stage, play: ProductPlay): Promise<void> {
  const { api } = stage.cluster;
  await productImages(api, play.images);
  await shellImage(api);
  if (imagesAreMade && play.fit) stage.fit = play.fit;
  const workload = stage.workload('product', {
    containers: [stage.appContainer(['-listen=:8080', '-drain=1', ...play.app?.(stage) ?? []], { portNumber: 8080 })],
    sidecars: [await play.sidecar(stage)],
    appDrainSeconds: 1,
  });
  const pod = await (await stage.start(workload)).ready();
  startedBeforeTheApp(stage, pod);
  await play.works({ stage, pod, workload });
  await ends(stage, pod, play.exitCode);
  await play.after?.({ stage, pod, workload });
}

function startedBeforeTheApp(stage: Stage, pod: Played): void {
  if (!stage.isNative) return;
  const started = (name: string) => Date.parse(pod.statusOf(name).state.running.startedAt);
  for (const { name } of pod.plan.containers.filter((c) => c.form === 'native')) expect(started(name)).toBeLessThanOrEqual(started('app'));
}

/** It ends by itself when it is told to, after the app, within the plan's time, and with the exit code that is no failure. */
async function ends(stage: Stage, pod: Played, exitCode = 0): Promise<void> {
  const lasting = pod.plan.containers.filter((c) => c.role !== 'set-up');
  expect(lasting.map((c) => [c.name, pod.statusOf(c.name).restartCount])).toEqual(lasting.map((c) => [c.name, 0]));
  const { seconds, last } = await pod.delete();
  const statuses = [...last.status.initContainerStatuses ?? [], ...last.status.containerStatuses];
  const ended = (name: string) => statuses.find((c: any) => c.name === name).state.terminated;
  for (const { name } of pod.plan.containers.filter((c) => c.role === 'sidecar')) {
    // 143: ended by TERM itself.
    expect([name, [0, 143, exitCode].includes(ended(name).exitCode), ended(name)]).toEqual([name, true, ended(name)]);
    if (stage.isNative) expect(Date.parse(ended(name).finishedAt)).toBeGreaterThanOrEqual(Date.parse(ended('app').finishedAt));
  }
  // What the API server and the kubelet need beside, on a busy machine.
  expect(seconds).toBeLessThan(pod.plan.stopSeconds + 5);
}
