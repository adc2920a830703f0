/** spec.resources: the resources of the Pod as a whole (KEP-2837). */
import { placeOf } from './reading';
import { Rule } from './rule';
import { isOn, onSince } from '../kubernetes/features';
import { podLevelErrors } from '../kubernetes/pod-level';

const SOURCE = 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#pod-level-resource-specification';

export const podResourcesEmpty: Rule = {
  code: 'pod-resources-empty',
  severity: 'warning',
  summary: 'Empty resources of the Pod hide what its containers ask for.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/v1/helper/qos/qos.go (ComputePodQOS)',
  checkOutline(pod) {
    const { resources } = pod.spec;
    if (!resources || !isOn('PodLevelResources', pod.intent.target, pod.intent.featureGates)) return [];
    if (Object.keys(resources.requests ?? {}).length + Object.keys(resources.limits ?? {}).length > 0) return [];
    return [{
      at: 'resources',
      message: 'the Pod\'s own resources are there and empty, which makes it BestEffort, whatever its containers ask for: it is evicted first',
      mend: 'remove the field, or fill it',
    }];
  },
};

export const podResourcesInvalid: Rule = {
  code: 'pod-resources-invalid',
  severity: 'error',
  summary: 'The Pod\'s own resources do not hold what its containers ask for, or are no such thing.',
  source: SOURCE,
  checkOutline(pod) {
    if (!isOn('PodLevelResources', pod.intent.target, pod.intent.featureGates)) return [];
    return podLevelErrors(pod.live).map((e) => ({
      at: placeOf(pod, e.path).replace(/^spec\./, ''),
      message: e.message,
      mend: 'change the Pod\'s own resources, or those of its containers',
    }));
  },
};

export const podResourcesDropped: Rule = {
  code: 'pod-resources-dropped',
  severity: 'warning',
  summary: 'The target version ignores resources of the Pod as a whole.',
  needsIntent: true,
  source: SOURCE,
  checkOutline(pod) {
    if (!pod.spec.resources || isOn('PodLevelResources', pod.intent.target, pod.intent.featureGates)) return [];
    return [{
      at: 'resources',
      message: `Kubernetes ${pod.intent.target} ignores the Pod's own resources: they work by default from ${onSince('PodLevelResources')}`,
      mend: 'set the resources of each container instead',
    }];
  },
};
