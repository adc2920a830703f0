/** Requests and limits of a sidecar: as said, or as a share of the app's between a floor and a ceiling. */
import { SizePart } from './contribution';
import { Quantity } from '../kubernetes/quantity';
import { Amounts, readAmounts } from '../kubernetes/resources';
import { Container, ResourceList, ResourceRequirements } from '../kubernetes/types';

/** What containers request together. */
export function requestsOf(containers: Container[]): Amounts {
  const total: Amounts = new Map();
  for (const c of containers) {
    const requests = { ...c.resources?.limits, ...c.resources?.requests };
    for (const [name, amount] of readAmounts(requests, `containers[${c.name}].resources.requests`)) {
      total.set(name, total.get(name)?.add(amount) ?? amount);
    }
  }
  return total;
}

/** CPU is rounded up to a milli-core and memory to a mebibyte, so that derived sizes stay readable. */
const STEPS: Record<string, Quantity> = { cpu: Quantity.parse('1m'), memory: Quantity.parse('1Mi') };

/** `onUnknown` is told each resource that the app requests nothing of: there the floor stands alone. */
export function resolveSize(size: SizePart, app: Amounts, onUnknown: (resource: string) => void = () => undefined): ResourceRequirements {
  if (!size.share) return { requests: { ...size.requests }, limits: { ...size.limits } };
  const requests: ResourceList = {};
  const limits: ResourceList = {};
  const [ratioUp, ratioDown] = fraction(size.limitRatio ?? '1');
  for (const [name, share] of Object.entries(size.share)) {
    const [up, down] = fraction(share);
    const known = app.get(name);
    if (!known) onUnknown(name);
    let amount = known?.scale(up, down) ?? Quantity.ZERO;
    if (STEPS[name]) amount = amount.roundUpTo(STEPS[name]);
    if (size.floor?.[name] !== undefined) amount = amount.max(Quantity.parse(size.floor[name]));
    if (size.ceiling?.[name] !== undefined) amount = amount.min(Quantity.parse(size.ceiling[name]));
    const limit = amount.scale(ratioUp, ratioDown);
    requests[name] = amount.toString();
    limits[name] = (STEPS[name] ? limit.roundUpTo(STEPS[name]) : limit).toString();
  }
  return { requests, limits };
}

/** "0.25" as 25/100: decimal text is exact where a binary number is not. */
export function fraction(decimal: string): [bigint, bigint] {
  const [whole, part = ''] = decimal.split('.');
  return [BigInt(whole + part), 10n ** BigInt(part.length)];
}
