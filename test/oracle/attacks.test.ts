/**
 * The attacks of test/robustness/attacks.ts before Kubernetes' own code: what it refuses is an error of the library, and what
 * the library refuses it refuses too, but where the attack says what becomes of the Pod afterwards.
 */
import { App, Chart } from 'cdk8s';
import { ask, findOracle } from './oracle';
import { ATTACKS } from '../robustness/attacks';

const found = findOracle();
if ('missing' in found) {
  test('skipped', () => console.warn(`test:oracle was skipped: ${found.missing}`));
} else {
  test(`${ATTACKS.length} attacks: Kubernetes and the library agree on each`, async () => {
    const made = ATTACKS.map((attack) => ({ attack, object: attack.make(new Chart(new App(), 'c', { namespace: 'shop' }))._api.toJson() }));
    const differences: string[] = [];
    let refusals = 0;
    await ask(found.bin, made.map(({ object }, i) => JSON.stringify({ id: String(i), object })), (answer, i) => {
      const { attack } = made[i];
      const refused = [answer.decodeError, ...answer.errors ?? [], ...answer.podErrors ?? []].filter(Boolean);
      if (refused.length) refusals++;
      if (refused.length && !attack.errors.length) differences.push(`${attack.name}: refused (${refused.join(', ')}), and the library sees no error`);
      if (!refused.length && attack.errors.length && !attack.beyondOracle) differences.push(`${attack.name}: accepted, and the library says ${attack.errors.join()}`);
    }, ['--compact']);
    expect(differences).toEqual([]);
    // The search finds what is there.
    expect(refusals).toBeGreaterThan(10);
  }, 600_000);
}
