/** Objects that choose the Pods of one workload: by a label of our own, which is on its Pods whatever else they carry. */
import { createHash } from 'node:crypto';

export const WORKLOAD_LABEL = 'cdk8s-sidecars.io/workload';

/** The label for the Pod template, and the same for a selector. A label's value has at most 63 characters. */
export function workloadLabel(kind: string, name: string): { [key: string]: string } {
  if (!name) throw new Error(`workload: a ${kind} without a name can't be chosen by a selector: give it a metadata.name`);
  const full = `${kind.toLowerCase()}.${name}`;
  if (full.length <= 63) return { [WORKLOAD_LABEL]: full };
  const hash = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return { [WORKLOAD_LABEL]: `${full.slice(0, 54).replace(/[^A-Za-z0-9]+$/, '')}-${hash}` };
}
