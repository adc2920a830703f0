/** The Pod as it will run: webhooks add containers that the template never shows. */
import { PodAnalysis } from './analysis';
import { intentWithInjected, specWithInjected } from './injected-spec';
import { withTemplate } from './workload-json';
import { Container } from '../kubernetes/types';

/** The analysis with the containers that webhooks add, in their places; the very same one where there are none. */
export function withInjected(pod: PodAnalysis): PodAnalysis {
  const external = pod.intent.external ?? [];
  if (external.length === 0) return pod;
  const containers = intentWithInjected(pod.intent.containers, external);
  const template = { ...pod.template, spec: specWithInjected(pod.spec, external) };
  return PodAnalysis.of(withTemplate(pod.object, template), { ...pod.intent, containers })!;
}

/** The analysis in which every container has a name: one that has none is called by its place. Kubernetes refuses it, and a plan names it. */
export function withNames(pod: PodAnalysis): PodAnalysis {
  const { spec } = pod;
  const nameless = (c: Container) => typeof c.name !== 'string' || c.name === '';
  if (!pod.containers.some(({ container }) => nameless(container))) return pod;
  const named = (list: 'initContainers' | 'containers') => spec[list]?.map((c, i) => (nameless(c) ? { ...c, name: `${list}[${i}]` } : c));
  const template = { ...pod.template, spec: { ...spec, initContainers: named('initContainers'), containers: named('containers')! } };
  return PodAnalysis.of(withTemplate(pod.object, template), pod.intent)!;
}
