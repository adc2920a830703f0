/** The resources table of a report: each container's part, the sidecars' together, and what Kubernetes makes of it. */
import { roleText } from './words';
import { compareResourceNames } from '../kubernetes/amounts';
import { Quantity } from '../kubernetes/quantity';
import { PodPlan } from '../pod/plan';

type Amounts = { readonly [resource: string]: string };

/** Request and limit of one resource, as text; absent: not asked for. */
export interface Cell {
  readonly request?: string;
  readonly limit?: string;
  /** The request's part of the Pod's effective request: "29 %". */
  readonly share?: string;
}

export interface ResourceRow {
  readonly name: string;
  readonly role: string;
  readonly cells: readonly Cell[];
  /** What the Pod's effective requests would be less without it, where that is not its own request. */
  readonly adds?: string;
}

export interface ResourceTable {
  /** "cpu", "memory", ... */
  readonly resources: readonly string[];
  readonly containers: readonly ResourceRow[];
  readonly sidecars?: ResourceRow;
  readonly pod: ResourceRow;
  /** Why the Pod's amounts are not the sum of its containers'. */
  readonly why: readonly string[];
}

export function resourceTable(plan: PodPlan): ResourceTable {
  const resources = resourcesOf(plan);
  const cells = (requests: Amounts, limits: Amounts, withShare: boolean) => resources.map((resource): Cell => ({
    ...(own(requests, resource) !== undefined ? { request: friendly(requests[resource]) } : {}),
    ...(own(limits, resource) !== undefined ? { limit: friendly(limits[resource]) } : {}),
    ...(withShare ? share(own(requests, resource), own(plan.requests, resource)) : {}),
  }));
  const sidecars = plan.containers.filter((c) => c.role === 'sidecar');
  return {
    resources,
    containers: plan.containers.map((c) => ({
      name: c.name,
      role: roleText(c),
      cells: cells(c.requests, c.limits, c.role === 'sidecar'),
      ...addsText(c.requests, c.adds),
    })),
    ...(sidecars.length > 1 ? { sidecars: { name: 'sidecars together', role: '', cells: cells(plan.sidecarRequests, sum(sidecars.map((c) => c.limits)), true) } } : {}),
    pod: { name: 'Pod, effective', role: '', cells: cells(plan.requests, plan.limits, false) },
    why: [
      ...Object.entries(plan.requestsWhy).map(([resource, text]) => `${resource} request: ${text}`),
      ...Object.entries(plan.limitsWhy).map(([resource, text]) => `${resource} limit: ${text}`),
      ...Object.entries(plan.withoutLimit).map(([resource, names]) => `no ${resource} limit holds ${names.join(', ')}: up to all that the node has left`),
    ],
  };
}

/** Exact text for a person: "102.4Mi" and not "107374182400m". */
export function friendly(amount: string): string {
  return Quantity.tryParse(amount)?.toFriendlyString() ?? amount;
}

function resourcesOf(plan: PodPlan): string[] {
  const all = [plan, ...plan.containers].flatMap((p) => [...Object.keys(p.requests), ...Object.keys(p.limits)]);
  return [...new Set(['cpu', 'memory', ...all])].sort(compareResourceNames);
}

/** Resources are called as YAML of others calls them: "constructor" must not find a property of every object. */
function own(amounts: Amounts, resource: string): string | undefined {
  return Object.prototype.hasOwnProperty.call(amounts, resource) ? amounts[resource] : undefined;
}

function sum(all: readonly Amounts[]): Amounts {
  const total = new Map<string, Quantity>();
  for (const [resource, text] of all.flatMap((amounts) => Object.entries(amounts))) {
    const amount = Quantity.parse(text, resource);
    total.set(resource, total.get(resource)?.add(amount) ?? amount);
  }
  return Object.fromEntries([...total].map(([resource, amount]) => [resource, amount.toString()]));
}

function share(part: string | undefined, whole: string | undefined): { share?: string } {
  const [a, b] = [Quantity.tryParse(part), Quantity.tryParse(whole)];
  if (!a || !b || b.sign() <= 0 || a.isZero()) return {};
  const percent = (a.nanos * 200n / b.nanos + 1n) / 2n;
  return { share: percent === 0n ? '<1 %' : `${percent} %` };
}

function addsText(requests: Amounts, adds: Amounts): { adds?: string } {
  const asked = Object.keys(requests).filter((resource) => !isZero(requests[resource])).sort(compareResourceNames);
  const isAll = asked.every((resource) => Quantity.tryParse(requests[resource])?.compare(Quantity.parse(own(adds, resource) ?? '0')) === 0);
  if (isAll) return {};
  if (Object.keys(adds).length === 0) return { adds: 'nothing' };
  return { adds: asked.map((resource) => `${own(adds, resource) === undefined ? 'no' : friendly(adds[resource])} ${resource}`).join(', ') };
}

function isZero(amount: string): boolean {
  return Quantity.tryParse(amount)?.isZero() ?? false;
}
