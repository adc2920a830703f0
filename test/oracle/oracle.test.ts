/**
 * The library against Kubernetes' own Go code: random Pods that the oracle makes, and random compositions of the library's
 * own. COUNT and SEED set size and seed of a run.
 */
import * as fc from 'fast-check';
import { compareArithmetic, compareQuantity } from './compare-arithmetic';
import { compareVerdicts } from './compare-verdicts';
import { composition } from './compositions';
import { ask, askGenerated, COUNT, findOracle, SEED } from './oracle';
import { randomQuantities } from './random-quantities';
import { PodAnalysis } from '../../lib/pod/analysis';
import { Finding } from '../../lib/rules/finding';
import { refusalOf } from '../robustness/inputs';

const found = findOracle();
if ('missing' in found) {
  test('skipped', () => console.warn(`test:oracle was skipped: ${found.missing}`));
} else {
  console.log(`test:oracle: SEED=${SEED} COUNT=${COUNT}`);
  const { bin } = found;
  const MOST = 20;
  /** Milliseconds: a hundred thousand Pods take some minutes, and a busy machine several times that. */
  const PATIENCE = 1_800_000;

  test(`${COUNT} random Pods and workloads: sums, QoS, quota, HPA, LimitRange and Pod Security agree on all`, async () => {
    const differences: string[] = [];
    let cases = 0;
    for (const [i, faults] of [[0, '0.12'], [1, '0.4']] as const) {
      await askGenerated(bin, ['--seed', String(SEED + i), '--count', String(COUNT / 2), '--workloads', '0.3', '--faults', faults, '--opts', '0.2'], (answer) => {
        cases++;
        const all = [...compareArithmetic(answer), ...compareVerdicts(answer).mismatches.map((m) => `${m.what}: ours ${JSON.stringify(m.ours)}, theirs ${JSON.stringify(m.theirs)}`)];
        if (all.length && differences.length < MOST) differences.push(`${answer.id}: ${all.join('; ')}`);
      });
    }
    expect(differences).toEqual([]);
    expect(cases).toBe(2 * Math.floor(COUNT / 2));
  }, PATIENCE);

  test('random quantities are read and written alike', async () => {
    const texts = randomQuantities(SEED, Math.max(1000, COUNT / 2));
    const differences: string[] = [];
    await ask(bin, texts.map((t) => JSON.stringify(t)), (answer, i) => {
      const all = compareQuantity(texts[i], answer);
      if (all.length && differences.length < MOST) differences.push(...all);
    }, ['--compact']);
    expect(differences).toEqual([]);
  }, PATIENCE);

  test('every Pod that the library assembles is accepted, unless the library said an error; and its numbers agree', async () => {
    const count = Math.max(200, Math.floor(COUNT / 20));
    // What is refused at once, two meshes on one Pod for instance, never becomes an object.
    let atOnce = 0;
    const cases = fc.sample(composition, { numRuns: count, seed: SEED }).flatMap((make) => {
      let made: any;
      const refusal = refusalOf(() => {
        const { workload, text } = make();
        const { findings } = workload;
        made = { text, findings, object: workload.apiObject.toJson(), plan: workload.plan };
      });
      if (refusal) atOnce++;
      return refusal ? [] : [made];
    });
    expect(atOnce).toBeLessThan(count / 4);
    const differences: string[] = [];
    const refusedAndSeen = { refused: 0 };
    await ask(bin, cases.map((c, i) => JSON.stringify({ id: String(i), object: c.object })), (answer, i) => {
      const { findings, object, plan, text } = cases[i];
      const say = (what: string) => differences.length < MOST && differences.push(`SEED=${SEED} case ${i} (${text}): ${what}`);
      const errors = findings.filter((f: Finding) => f.severity === 'error');
      const refused = [answer.decodeError, ...answer.errors ?? [], ...answer.podErrors ?? []].filter(Boolean);
      if (refused.length) refusedAndSeen.refused++;
      if (refused.length && errors.length === 0) say(`refused (${refused.join(', ')}), and the library saw no error`);
      if (answer.decodeError) return;
      const analysis = PodAnalysis.of(object)!;
      // Older clusters have no Pod-level resources; none of these uses them, so that the newest answer holds for all.
      const ours = Object.fromEntries([...analysis.requests].map(([k, v]) => [k, v.toString()]));
      if (JSON.stringify(sorted(ours)) !== JSON.stringify(sorted(answer.defaulted.requests))) say(`requests: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(answer.defaulted.requests)}`);
      if (analysis.qos !== answer.defaulted.qos) say(`QoS: ours ${analysis.qos}, theirs ${answer.defaulted.qos}`);
      const level = answer.psa.restricted.latest.length === 0 ? 'restricted' : answer.psa.baseline.latest.length === 0 ? 'baseline' : 'privileged';
      // What a mesh injects is in the plan, and not yet in the object.
      if (plan.podSecurity !== level && !plan.injected.length) say(`Pod Security: ours ${plan.podSecurity}, theirs ${level}`);
      differences.push(...compareVerdicts(answer).mismatches.slice(0, 1).map((m) => `case ${i}: ${m.what} ${JSON.stringify(m.ours)}`));
    });
    expect(differences).toEqual([]);
    console.log(`test:oracle: ${cases.length} compositions, ${refusedAndSeen.refused} of them refused by Kubernetes and by the library, and ${atOnce} by the library at once`);
  }, PATIENCE);
}

function sorted(map: Record<string, string>): Array<[string, string]> {
  return Object.entries(map ?? {}).sort();
}
