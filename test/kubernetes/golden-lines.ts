import { readFileSync } from 'fs';
import { join } from 'path';

/**
 * The lines of a golden file, parsed. All of them are answers of Kubernetes 1.36.4's own code: `verdicts.jsonl` holds random
 * Pods and workloads with one to three mistakes each, its Pod Security verdicts with details, and what the API server says.
 */
export function goldenLines(name: string): any[] {
  return readFileSync(join(__dirname, 'golden', name), 'utf8').split('\n').filter((line) => line).map((line) => JSON.parse(line));
}
