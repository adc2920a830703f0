/** What a user pays: one synth in a fresh process, before the engine has compiled anything. */
import { spawnSync } from 'child_process';
import { join } from 'path';
import { Measured, summary } from './measure';

const WAYS = ['byHand', 'withSidecars', 'whole', 'adopted'] as const;
export type Way = typeof WAYS[number];

/** CPU time of the synth alone, in so many processes for each way, one after another in turn. */
export function coldTimes(sidecars: 'catalogue' | 'custom', workloads: number, processes: number): Record<Way, Measured> {
  const times: Record<Way, number[]> = { byHand: [], withSidecars: [], whole: [], adopted: [] };
  for (let i = 0; i < processes; i++) {
    for (const way of WAYS) {
      const args = ['--import', 'tsx', join(__dirname, 'profile.ts'), way, sidecars, String(workloads), '1'];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const time = Number.parseInt(stdout, 10);
      if (Number.isNaN(time)) throw new Error(stderr);
      times[way].push(time);
    }
  }
  return Object.fromEntries(WAYS.map((way) => [way, summary(times[way])])) as Record<Way, Measured>;
}
