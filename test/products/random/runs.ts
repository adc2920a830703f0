/** How many random configurations go through a product: the ordinary number, or ten times as many with NIGHTLY=1. */
import '../../seed';

export function runs(ordinary: number): { numRuns: number } {
  return { numRuns: ordinary * (process.env.NIGHTLY ? 10 : 1) };
}
