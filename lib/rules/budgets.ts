/**
 * Budgets: what the user said that a Pod, its sidecars together, or each of them may ask for. All sums are Kubernetes' own,
 * exact, and count what webhooks inject.
 */
import { amount, called } from './about';
import { BudgetPart, BudgetSums, budgetSums } from './budget-sums';
import { Report, Rule } from './rule';
import { Quantity } from '../kubernetes/quantity';
import { Amounts, readAmounts } from '../kubernetes/resources';
import { ResourceList } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';
import { BudgetIntent } from '../pod/intent';

const SOURCE = 'docs/budgets.md';
type Field = 'requests' | 'limits';

export const budgetPod: Rule = {
  code: 'budget-pod',
  severity: 'error',
  summary: 'The Pod\'s effective requests or limits are over its budget.',
  source: SOURCE,
  checkOutline: (pod) => each(pod, [['requests', 'pod'], ['limits', 'podLimits']], (sums, field, caps, cap) => [
    ...[...caps].flatMap(([resource, most]) => {
      const sum = sums.breakdown[field].get(resource);
      if (!sum || sum.total.compare(most) <= 0) return [];
      const excess = sum.total.subtract(most);
      const why = sum.peak ? `, reached while "${sum.peak.container.name}" runs` : '';
      const parts = [...sums.parts, ...(sum.overhead ? [{ name: 'overhead', amounts: { requests: new Map([[resource, sum.overhead]]), limits: new Map([[resource, sum.overhead]]) }, isSidecar: false }] : [])];
      const shrunk = sum.peak ? sums.parts.filter((p) => p.name === sum.peak!.container.name) : preferred(sums.parts);
      return [over(`the Pod's ${field} of ${resource} are ${amount(sum.total)}${why}`, cap, resource, most, parts, field, shrunk, excess)];
    }),
    ...(field === 'limits' ? unbounded(sums, caps, cap, sums.parts) : []),
  ]),
};

export const budgetSidecars: Rule = {
  code: 'budget-sidecars',
  severity: 'error',
  summary: 'All sidecars together are over their budget.',
  source: SOURCE,
  checkOutline: (pod) => each(pod, [['requests', 'sidecars'], ['limits', 'sidecarLimits']], (sums, field, caps, cap) => {
    const sidecars = sums.parts.filter((p) => p.isSidecar);
    return [
      ...[...caps].flatMap(([resource, most]) => {
        const total = sumOf(sidecars, field, resource);
        if (total.compare(most) <= 0) return [];
        return [over(`the sidecars' ${field} of ${resource} are ${amount(total)} together`, cap, resource, most, sidecars, field, sidecars, total.subtract(most))];
      }),
      ...(field === 'limits' ? unbounded(sums, caps, cap, sidecars) : []),
    ];
  }),
};

export const budgetEachSidecar: Rule = {
  code: 'budget-sidecar',
  severity: 'error',
  summary: 'A sidecar is over the budget of each sidecar.',
  source: SOURCE,
  checkOutline: (pod) => each(pod, [['requests', 'eachSidecar'], ['limits', 'eachSidecarLimits']], (sums, field, caps, cap) => {
    const groups = new Map<string, BudgetPart[]>();
    for (const part of sums.parts.filter((p) => p.isSidecar)) groups.set(part.by ?? part.name, [...groups.get(part.by ?? part.name) ?? [], part]);
    return [...groups].flatMap(([name, parts]) => [
      ...[...caps].flatMap(([resource, most]) => {
        const total = sumOf(parts, field, resource);
        if (total.compare(most) <= 0) return [];
        return [over(`the sidecar "${name}" has ${field} of ${resource} of ${amount(total)}`, cap, resource, most, parts, field, parts, total.subtract(most))];
      }),
      ...(field === 'limits' ? unbounded(sums, caps, cap, parts) : []),
    ]);
  }),
};

export const budgetShare: Rule = {
  code: 'budget-share',
  severity: 'error',
  summary: 'The sidecars have a greater share of the Pod\'s requests than its budget allows.',
  source: SOURCE,
  checkOutline(pod) {
    const share = pod.intent.budget?.sidecarShare;
    if (share === undefined) return [];
    const sums = budgetSums(pod);
    const sidecars = sums.parts.filter((p) => p.isSidecar);
    const [whole, fraction = ''] = share.split('.');
    const up = BigInt(whole + fraction);
    const down = 10n ** BigInt(fraction.length);
    return ['cpu', 'memory'].flatMap((resource): Report[] => {
      const part = sumOf(sidecars, 'requests', resource);
      const total = sums.breakdown.requests.get(resource)?.total;
      if (!total || total.isZero() || part.nanos * down <= total.nanos * up) return [];
      // By how much they must shrink, where the Pod shrinks with them.
      const excess = down > up ? Quantity.ofNanos((part.nanos * down - total.nanos * up) / (down - up) + 1n, part.format) : Quantity.ZERO;
      const most = roundedDown(part.subtract(excess), resource);
      return [{
        at: 'resources',
        message: `the sidecars request ${amount(part)} of the Pod's ${amount(total)} ${resource}, which is ${percent(part, total)} and more than the ${percentOf(up, down)} of budget.sidecarShare: ${breakdownText(sums.parts, 'requests', resource)}`,
        mend: `${together(sidecars, 'requests', resource, excess, most)}, or raise budget.sidecarShare`,
      }];
    });
  },
};

function each(
  pod: PodAnalysis, caps: Array<[Field, keyof BudgetIntent]>, judge: (sums: BudgetSums, field: Field, caps: Amounts, cap: string) => Report[],
): Report[] {
  return caps.flatMap(([field, cap]) => {
    const list = pod.intent.budget?.[cap] as ResourceList | undefined;
    return list && Object.keys(list).length ? judge(budgetSums(pod), field, readAmounts(list, `budget.${cap}`), `budget.${cap}`) : [];
  });
}

function over(
  what: string, cap: string, resource: string, most: Quantity, parts: BudgetPart[], field: Field, shrinkable: BudgetPart[], excess: Quantity,
): Report {
  return {
    at: 'resources',
    message: `${what}, ${amount(excess)} over the ${amount(most)} of ${cap}.${resource}: ${breakdownText(parts, field, resource)}`,
    mend: `${parts.length > 1 && cap.startsWith('budget.sidecar') ? together(shrinkable, field, resource, excess, most) : shrink(shrinkable, field, resource, excess)}, or raise ${cap}.${resource}`,
  };
}

/** No sum of limits holds a Pod below a cap if one of its containers has none. */
function unbounded(sums: BudgetSums, caps: Amounts, cap: string, parts: BudgetPart[]): Report[] {
  return [...caps.keys()].flatMap((resource) => {
    if (sums.podLevelLimits.has(resource)) return [];
    return parts.filter((p) => !p.amounts.limits.has(resource)).map((p) => ({
      at: p.c ? `${p.c.at}.resources` : `injected ${p.name}`,
      message: `${p.c ? called(p.c) : `"${p.name}"`} has no limit on ${resource}, so nothing keeps it below ${cap}.${resource}`,
      mend: `set its limits.${resource}`,
    }));
  });
}

/** Sidecars are what this library sizes; where there is none, anything may shrink. */
function preferred(parts: BudgetPart[]): BudgetPart[] {
  const sidecars = parts.filter((p) => p.isSidecar);
  return sidecars.length ? sidecars : parts;
}

function shrink(parts: BudgetPart[], field: Field, resource: string, excess: Quantity): string {
  let greatest: BudgetPart | undefined;
  for (const p of parts) {
    const own = p.amounts[field].get(resource);
    if (own && (!greatest || own.compare(greatest.amounts[field].get(resource)!) > 0)) greatest = p;
  }
  if (!greatest) return `lower the ${field} of ${resource}`;
  const own = greatest.amounts[field].get(resource)!;
  const target = roundedDown(own.subtract(excess), resource);
  if (target.sign() <= 0) return `shrink "${greatest.name}" (${amount(own)}), the greatest of them, and others`;
  return `shrink "${greatest.name}" from ${amount(own)} to at most ${amount(target)}`;
}

/**
 * What all of them may have, which is what the budget says; which of them shrinks is the user's to choose. One is named only
 * where it alone can make room.
 */
function together(parts: BudgetPart[], field: Field, resource: string, excess: Quantity, most: Quantity): string {
  if (parts.length === 1) return shrink(parts, field, resource, excess);
  if (most.sign() <= 0) return `take away sidecars or their ${field} of ${resource}: there is room for none`;
  const one = shrink(parts, field, resource, excess);
  const example = one.includes(' to at most ') ? `, for example ${one}` : '';
  return `give the sidecars together at most ${amount(most)}${example}`;
}

/** Down to a readable step: rounding up negates twice. */
function roundedDown(exact: Quantity, resource: string): Quantity {
  const step = Quantity.parse(resource === 'cpu' ? '1m' : resource === 'memory' ? '1Mi' : '1');
  return Quantity.ofNanos(exact.nanos - ((exact.nanos % step.nanos) + step.nanos) % step.nanos, exact.format);
}

function sumOf(parts: BudgetPart[], field: Field, resource: string): Quantity {
  return parts.reduce((sum, p) => sum.add(p.amounts[field].get(resource) ?? Quantity.ZERO), Quantity.ZERO);
}

/** `app 500m, envoy 100m, logs nothing`. */
function breakdownText(parts: BudgetPart[], field: Field, resource: string): string {
  return parts.map((p) => `${p.name} ${amount(p.amounts[field].get(resource))}`).join(', ');
}

function percent(part: Quantity, total: Quantity): string {
  const tenths = (part.nanos * 1000n + total.nanos - 1n) / total.nanos;
  return `${tenths / 10n}.${tenths % 10n} %`;
}

function percentOf(up: bigint, down: bigint): string {
  return `${Number(up * 100000n / down) / 1000} %`;
}
