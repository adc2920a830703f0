/**
 * Random tests draw a new seed each time and print it when they fail; SEED=... repeats a run. .ci/run sets one, so that a
 * change is judged by itself and not by luck: runs that look for new faults leave it open.
 */
import * as fc from 'fast-check';

if (process.env.SEED) fc.configureGlobal({ seed: Number(process.env.SEED) });
