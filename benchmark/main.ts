/**
 * What this library costs: `npm run benchmark`. Everything runs in one process, side by side, with validation, and
 * writes files. Prints tables, and the ratios as JSON in the last line. `--quick` for a first look.
 */
import { coldTimes } from './cold';
import { Job, repeated, sideBySide, withoutPrinting } from './measure';
import { requireTimes } from './require';
import { checkSameContent } from './same';
import { adopted, byHand, CATALOGUE, custom, Extent, whole, withSidecars } from './scenarios';
import { asRatio, ms, table } from './table';

const QUICK = process.argv.includes('--quick');
const ROUNDS = QUICK ? 2 : 5;
/** Workloads that run before any are measured. */
const WARM_UP = QUICK ? 500 : 2000;
const ratios: Record<string, unknown> = {};

/** Against cdk8s-plus by hand, and against plain ApiObjects written whole. */
function againstByHand(): void {
  const rows = [['N workloads, 3 sidecars each', 'cdk8s-plus by hand', 'WorkloadWithSidecars', 'ratio', 'ApiObject whole', 'PodSidecars.of', 'ratio']];
  for (const [what, sidecars] of [['catalogue', CATALOGUE], ['custom', custom(3)]] as const) {
    for (const workloads of QUICK ? [250] : [250, 1000]) {
      const extent: Extent = { workloads };
      const t = sideBySide({
        byHand: byHand(extent, sidecars),
        ours: withSidecars(extent, sidecars),
        whole: whole(extent, sidecars),
        adopted: adopted(extent, sidecars),
      }, ROUNDS, WARM_UP / workloads);
      const [a, b] = [t.ours.least / t.byHand.least, t.adopted.least / t.whole.least];
      ratios[`byHand/${what}/${workloads}`] = round(a);
      ratios[`podSidecarsOf/${what}/${workloads}`] = round(b);
      rows.push([`${workloads}, ${what}`, ms(t.byHand.least), ms(t.ours.least), asRatio(a), ms(t.whole.least), ms(t.adopted.least), asRatio(b)]);
    }
  }
  console.log(`\nTargets: by hand at most 1.00, PodSidecars.of at most 1.15\n\n${table(rows)}`);
}

/** The same in fresh processes, for what a single `cdk8s synth` costs. No target: the engine compiles meanwhile. */
function inFreshProcesses(): void {
  const rows = [['one synth of 100 workloads', 'cdk8s-plus by hand', 'WorkloadWithSidecars', 'ratio', 'ApiObject whole', 'PodSidecars.of', 'ratio']];
  for (const what of ['catalogue', 'custom'] as const) {
    const t = coldTimes(what, 100, QUICK ? 1 : 3);
    const [a, b] = [t.withSidecars.least / t.byHand.least, t.adopted.least / t.whole.least];
    ratios[`cold/byHand/${what}/100`] = round(a);
    ratios[`cold/podSidecarsOf/${what}/100`] = round(b);
    rows.push([what, ms(t.byHand.least), ms(t.withSidecars.least), asRatio(a), ms(t.whole.least), ms(t.adopted.least), asRatio(b)]);
  }
  console.log(`\nIn fresh processes\n\n${table(rows)}`);
}

/** Our part of a synth without printing: what is left when the same objects, written whole, are taken off. */
function growth(title: string, key: string, steps: Array<{ label: string; factor: number; extent: Extent; sidecars: number }>): void {
  const most = Math.max(...steps.map(({ extent, sidecars }) => extent.workloads * sidecars));
  const rows = [[title, 'cdk8s alone, not printing', 'with PodSidecars', 'our part', 'growth for twice the work']];
  let before: { part: number; factor: number } | undefined;
  for (const { label, factor, extent, sidecars } of steps) {
    // As much work in all at each step: only then do they meet the same garbage collections.
    const times = most / (extent.workloads * sidecars);
    const job = (make: typeof whole): Job => repeated(withoutPrinting(make(extent, custom(sidecars))), times);
    const t = sideBySide({ whole: job(whole), adopted: job(adopted) }, 3 * ROUNDS);
    const [alone, withOurs] = [t.whole.least / times, t.adopted.least / times];
    const part = withOurs - alone;
    // From a step of any width to one of twice the work: part grows with work to the power of log(parts) / log(factors).
    const growthRate = before && Math.pow(2, Math.log(part / before.part) / Math.log(factor / before.factor));
    if (growthRate !== undefined) ratios[`${key}/${label}`] = round(growthRate);
    rows.push([label, ms(alone), ms(withOurs), ms(part), growthRate === undefined ? '' : asRatio(growthRate)]);
    before = { part, factor };
  }
  console.log(`\nTarget: at most 2.20\n\n${table(rows)}`);
}

function requireCost(): void {
  const { required, used } = requireTimes(QUICK ? 9 : 31);
  ratios.requireMs = round(required.median);
  ratios.requireAllUsedMs = round(used.median);
  console.log(`\nrequire, beyond the peers: ${ms(required.median)} (target: at most 15 ms); with every class of it used: ${ms(used.median)}`);
}

const round = (ratio: number) => Math.round(ratio * 100) / 100;

checkSameContent();
console.log(`Node ${process.version}, least CPU time of ${ROUNDS} rounds`);
requireCost();
againstByHand();
inFreshProcesses();
growth('Workloads, 3 sidecars each', 'growthWorkloads', (QUICK ? [250, 500] : [250, 500, 1000, 2000, 4000])
  .map((workloads) => ({ label: String(workloads), factor: workloads, extent: { workloads }, sidecars: 3 })));
growth('Sidecars on each of 250 workloads', 'growthSidecars', (QUICK ? [1, 4] : [1, 2, 4, 8, 16])
  .map((sidecars) => ({ label: String(sidecars), factor: sidecars, extent: { workloads: 250 }, sidecars })));
// The work stays the same: charts must not multiply it.
growth('Charts, 500 workloads in all', 'growthCharts', (QUICK ? [1, 50] : [1, 50, 200])
  .map((charts) => ({ label: String(charts), factor: charts, extent: { workloads: 500, charts }, sidecars: 3 })));
console.log(`\n${JSON.stringify(ratios)}`);
