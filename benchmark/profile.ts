/**
 * One scenario again and again, to be looked at with a profiler:
 *
 *   node --cpu-prof --import tsx benchmark/profile.ts adopted catalogue 500 5
 */
import { adopted, byHand, CATALOGUE, custom, whole, withSidecars } from './scenarios';

const [way = 'adopted', sidecars = 'custom', workloads = '500', rounds = '5'] = process.argv.slice(2);
const scenario = { adopted, byHand, whole, withSidecars }[way]!;
const job = scenario({ workloads: Number(workloads) }, sidecars === 'custom' ? custom(3) : CATALOGUE);
for (let i = 0; i < Number(rounds); i++) {
  const run = job();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  console.log(`${((user + system) / 1000).toFixed(0)} ms`);
}
