/** Autoscalers that measure the Pod as a whole measure its sidecars too. */
import { isGuessed, listed } from './about';
import { autoscalersOf, hpaMetrics } from './neighbours';
import { Report, Rule } from './rule';
import { isOn } from '../kubernetes/features';
import { hpaDenominator } from '../kubernetes/hpa';
import { PodAnalysis } from '../pod/analysis';

export const hpaRequestMissing: Rule = {
  code: 'hpa-request-missing',
  severity: 'warning',
  summary: 'A HorizontalPodAutoscaler can\'t work, for a container has no request.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controller/podautoscaler/replica_calculator.go (calculateRequests)',
  check: (pod, neighbours) => autoscalersOf(pod, neighbours).flatMap(({ name, hpa }) => hpaMetrics(hpa).flatMap((metric): Report[] => {
    if (!metric.isUtilization) return [];
    const answer = hpaDenominator(pod.live, metric.resource, {
      container: metric.container, podName: pod.name, skipPodLevelResources: !podLevel(pod),
    });
    if (answer.reason === undefined) return [];
    const unknown = metric.container !== undefined && !pod.containers.some((c) => c.name === metric.container && c.isLongRunning);
    // What a webhook adds is not in the template.
    if (unknown && pod.intent.external?.some((e) => e.name === metric.container)) return [];
    return [{
      at: unknown ? '' : answer.container ? `${placeOfContainer(pod, answer.container)}.resources.requests` : 'resources.requests',
      message: unknown
        ? `HorizontalPodAutoscaler/${name} measures ${metric.resource} of the container "${metric.container}", which this Pod does not have`
        : `HorizontalPodAutoscaler/${name} measures utilization of ${metric.resource}, which has no meaning here: ${answer.reason}`,
      mend: unknown
        ? `name one of ${listed(pod.containers.filter((c) => c.isLongRunning).map((c) => c.name))} in the metric`
        : answer.container ? `set requests.${metric.resource} of "${answer.container}", or measure one container with a ContainerResource metric` : `set the Pod's requests.${metric.resource}`,
    }];
  })),
};

export const hpaIncludesSidecars: Rule = {
  code: 'hpa-includes-sidecars',
  severity: 'warning',
  summary: 'A HorizontalPodAutoscaler measures the sidecars together with the app.',
  source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#container-resource-metrics',
  check(pod, neighbours) {
    const sidecars = pod.sidecars.filter((c) => c.isLongRunning);
    const injected = (pod.intent.external ?? []).filter((e) => e.form !== 'init').map((e) => e.name);
    const names = [...sidecars.map((c) => c.name), ...injected];
    if (names.length === 0 || pod.apps.length === 0) return [];
    return autoscalersOf(pod, neighbours).flatMap(({ name, hpa }) => hpaMetrics(hpa).filter((m) => m.container === undefined).map((metric) => {
      const canMeasureOne = isOn('HPAContainerMetrics', pod.intent.target, pod.intent.featureGates);
      return {
        at: '',
        message: `HorizontalPodAutoscaler/${name} measures ${metric.resource} of the whole Pod, ${listed(names)} included: a busy app beside an idle sidecar looks half as busy, and the other way round`,
        mend: canMeasureOne
          ? `use a metric of type ContainerResource with container: ${pod.apps[0].name}`
          : 'use a metric of type ContainerResource (Kubernetes 1.27 or newer), or choose the target value with the sidecars in mind',
        needsIntent: sidecars.every(isGuessed) && injected.length === 0 && sidecars.every((c) => c.intent?.by === undefined),
      };
    }));
  },
};

function placeOfContainer(pod: PodAnalysis, name: string): string {
  return pod.containers.find((c) => c.name === name && c.isLongRunning)?.at ?? `containers[${name}]`;
}

function podLevel(pod: PodAnalysis): boolean {
  return isOn('PodLevelResources', pod.intent.target, pod.intent.featureGates);
}
