/** What a budget is compared with: the Pod's own containers and those that webhooks will add. */
import { isPodLevelResource } from '../kubernetes/amounts';
import { isOn } from '../kubernetes/features';
import { Amounts, defaultPod, livePod, ResourceBreakdown, resourceBreakdown } from '../kubernetes/resources';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';
import { specWithInjected } from '../pod/injected-spec';

export interface BudgetPart {
  readonly name: string;
  readonly amounts: { readonly requests: Amounts; readonly limits: Amounts };
  readonly isSidecar: boolean;
  /** Its attachment. */
  readonly by?: string;
  /** Absent for what a webhook adds. */
  readonly c?: AnalyzedContainer;
}

export interface BudgetSums {
  readonly breakdown: ResourceBreakdown;
  readonly parts: BudgetPart[];
  /** Resources that are limited for the Pod as a whole. */
  readonly podLevelLimits: ReadonlySet<string>;
}

const memo = new WeakMap<PodAnalysis, BudgetSums>();

export function budgetSums(pod: PodAnalysis): BudgetSums {
  const known = memo.get(pod);
  if (known) return known;
  const spec = specWithInjected(pod.spec, pod.intent.external);
  const live = pod.kind === 'Pod' ? defaultPod(spec) : livePod(spec);
  const podLevel = isOn('PodLevelResources', pod.intent.target, pod.intent.featureGates);
  const breakdown = resourceBreakdown(live, { skipPodLevelResources: !podLevel });
  const own = new Map(pod.containers.map((c) => [c.container, c]));
  const source = [...spec.initContainers ?? [], ...spec.containers];
  const parts = breakdown.containers.map((amounts, i): BudgetPart => {
    const c = own.get(source[i]);
    return {
      name: amounts.name,
      amounts,
      c,
      isSidecar: c ? c.role === 'sidecar' : amounts.kind !== 'init',
      by: c?.intent?.by,
    };
  });
  const podLevelLimits = new Set(podLevel ? Object.keys(live.resources?.limits ?? {}).filter(isPodLevelResource) : []);
  const sums = { breakdown, parts, podLevelLimits };
  memo.set(pod, sums);
  return sums;
}
