/**
 * The denominator of a HorizontalPodAutoscaler's utilization: usage is measured against it.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controller/podautoscaler/replica_calculator.go (calculateRequests)
 */
import { containerAmounts } from './aggregate';
import { isPodLevelResource } from './amounts';
import { podRequests } from './resources';
import { PodSpec } from './types';

/** How to measure. */
export interface HpaOptions {
  /** Measure this container alone: the `ContainerResource` metric, which sidecars cannot distort. Default: the whole Pod. */
  readonly container?: string;
  /** The Pod's name, for the reason. Default: "pod" */
  readonly podName?: string;
  /** Ignore `spec.resources`, as a cluster without Pod-level resources does. Default: a Pod-level request decides. */
  readonly skipPodLevelResources?: boolean;
}

/** The denominator, or in Kubernetes' own words why the autoscaler has none, and does not scale. */
export type HpaDenominator =
  | { readonly milli: bigint; readonly reason?: undefined }
  | { readonly milli?: undefined; readonly reason: string; readonly container?: string };

/**
 * The request that a `Resource` metric is measured against, in thousandths: millicores, and milli-bytes for memory.
 *
 * Without Pod-level requests it is the sum of mains and sidecars, neither overhead nor init containers in it, and one of them
 * without a request leaves none. With any Pod-level request it is the effective request, overhead and init peaks included.
 *
 * @param live the spec of the live Pod, from `defaultPod`
 * @param resource "cpu" or "memory"
 */
export function hpaDenominator(live: PodSpec, resource: string, options: HpaOptions = {}): HpaDenominator {
  const pod = options.podName ?? 'pod';
  const podLevel = Object.keys(live.resources?.requests ?? {}).some(isPodLevelResource);
  if (podLevel && !options.skipPodLevelResources && options.container === undefined) {
    const request = podRequests(live).get(resource);
    return request ? { milli: request.milliValue() } : { reason: `missing pod-level request for ${resource} in Pod ${pod}` };
  }

  const all = containerAmounts(live);
  const counted = [...all.filter(({ kind }) => kind === 'main'), ...all.filter(({ kind }) => kind === 'sidecar')]
    .filter(({ name }) => options.container === undefined || name === options.container);
  if (options.container !== undefined && counted.length === 0) {
    return { reason: `container ${options.container} not found in Pod ${pod}`, container: options.container };
  }
  let milli = 0n;
  for (const { name, requests } of counted) {
    const request = requests.get(resource);
    if (!request) return { reason: `missing request for ${resource} in container ${name} of Pod ${pod}`, container: name };
    // Container by container: 0.5m and 0.5m are 2m here.
    milli += request.milliValue();
  }
  return { milli };
}
