/**
 * Every construct of the catalogue with random props, as they are meant and spoiled in a place or two, on random
 * workloads: it works, or an error names what is wrong.
 */
import { announce, refusalOf, runs, SEED } from './inputs';
import { CONSTRUCTS, play, randomCase } from './random-catalogue';
import { SECRET } from './spoil';

announce();

/** Milliseconds of CPU time for one input: a busy machine changes nothing. The slowest take some 50. */
const LONGEST = 5_000;
const MOST = 10;

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

test(`each of ${CONSTRUCTS.length} constructs: taken, or refused by name; no secret is told, nothing takes long, no prototype changes`, () => {
  const wrong: string[] = [];
  const taken = new Map<string, number>(CONSTRUCTS.map((of) => [of, 0]));
  const { numRuns } = runs(0.25);
  for (let i = 0; i < numRuns && wrong.length < MOST; i++) {
    const one = randomCase(SEED, i);
    const complain = (what: string) => wrong.push(`SEED=${SEED} ${what}\n  ${one.text.slice(0, 3000)}`);
    const start = cpu();
    let said = '';
    try {
      const refusal = refusalOf(() => {
        const outcome = play(one);
        said = outcome.said;
        if (outcome.findings.some((f) => f.code === 'unreadable')) complain('a rule could not read what the library made');
      });
      for (let error: unknown = refusal; error instanceof Error; error = error.cause) said += error.message;
      if (refusal === undefined && !one.spoiled) taken.set(one.of, taken.get(one.of)! + 1);
      if (refusal !== undefined && !/^[^\n]{1,400}?:/.test(refusal.message)) complain(`no argument is named: ${refusal.message.slice(0, 300)}`);
    } catch (error) {
      const { cause } = error as Error;
      complain(cause instanceof Error ? cause.stack!.split('\n').slice(0, 4).join('\n') : String(error));
    }
    if (one.secret && said.includes(SECRET)) complain(`told a secret: ${said.slice(Math.max(0, said.indexOf(SECRET) - 80)).slice(0, 200)}`);
    if (cpu() - start > LONGEST) complain(`took ${Math.round(cpu() - start)} ms`);
    if (({} as any).polluted !== undefined || Object.keys(Object.prototype).length) complain('changed Object.prototype');
  }
  expect(wrong).toEqual([]);
  // Else the test would see nothing but refusals.
  expect([...taken].filter(([, n]) => n === 0)).toEqual([]);
});
