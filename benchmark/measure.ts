/** Measures variants of one job side by side in this process. */

import { Yaml } from 'cdk8s';

/** Does the job once; what must not be measured belongs before the returned function. */
export type Job = () => () => void;

export interface Measured {
  /** Least CPU time of all rounds, in ms. Other programs on the machine make times longer, never shorter. */
  readonly least: number;
  readonly median: number;
}

/**
 * Runs every variant once in each round, in turn, so that all meet the same state of machine and heap. The first rounds
 * do not count: the engine compiles while they run, and that is what `cold.ts` measures. For the same reason no garbage is
 * collected by hand in between: V8 then throws away the compiled code of whoever has no object left.
 */
export function sideBySide<T extends string>(jobs: Record<T, Job>, rounds: number, warmUp = 2): Record<T, Measured> {
  const names = Object.keys(jobs) as T[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<T, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    // Who goes first changes, so that nobody always pays for the garbage of the same other.
    const turn = names.map((_, i) => names[(i + round + warmUp) % names.length]);
    for (const name of turn) {
      const run = jobs[name]();
      const time = cpuTime(run);
      if (round >= 0) times[name].push(time);
    }
  }
  return Object.fromEntries(names.map((name) => [name, summary(times[name])])) as Record<T, Measured>;
}

/**
 * The job without the printing of YAML: that is cdk8s' own, the same for all, and of ten times our part, so that its noise
 * is all one would see of a difference.
 */
export function withoutPrinting(job: Job): Job {
  return () => {
    const run = job();
    return () => {
      const { save } = Yaml;
      Yaml.save = () => undefined;
      try {
        run();
      } finally {
        Yaml.save = save;
      }
    };
  };
}

/** The job so many times in a row: a small one allocates too little to be charged for the garbage that it makes. */
export function repeated(job: Job, times: number): Job {
  return () => {
    const runs = Array.from({ length: times }, job);
    return () => {
      for (const run of runs) run();
    };
  };
}

/** CPU time and not the clock: a busy machine takes a process off its core, but charges it no time for that. */
function cpuTime(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export function summary(times: number[]): Measured {
  const sorted = [...times].sort((a, b) => a - b);
  return { least: sorted[0], median: sorted[Math.floor(sorted.length / 2)] };
}
