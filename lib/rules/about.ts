/** What several rules ask about a Pod, and how messages say it. */
import { isOn } from '../kubernetes/features';
import { Quantity } from '../kubernetes/quantity';
import { Container, ContainerPort, Probe } from '../kubernetes/types';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';
import { ContainerIntent } from '../pod/intent';

/** What the intent says of a container: nothing for one that is called as a property of every object. */
export function intentOf(pod: PodAnalysis, name: string): ContainerIntent | undefined {
  return Object.prototype.hasOwnProperty.call(pod.intent.containers, name) ? pod.intent.containers[name] : undefined;
}

/** Like `isWritten` of a container, by its name. */
export function isWritten(pod: PodAnalysis, name: string): boolean {
  return !pod.intent.assumed && intentOf(pod, name)?.by !== undefined;
}

/** The role of a classic sidecar in YAML that others made is a guess by its image; that of a native one stands in its fields. */
export function isGuessed(c: AnalyzedContainer): boolean {
  return c.role === 'sidecar' && c.list === 'containers';
}

/** `sidecar "envoy"`, `init container "migrate"`, `container "app"`. */
export function called(c: AnalyzedContainer): string {
  const noun = c.role === 'sidecar' ? 'sidecar' : c.list === 'initContainers' ? 'init container' : 'container';
  return `${noun} "${c.name}"`;
}

/** `"a", "b" and "c"`. */
export function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted[quoted.length - 1]}`;
}

/** A native sidecar, where the target version runs them as such. */
export function runsAsNative(c: AnalyzedContainer): boolean {
  return c.isNative && isOn('SidecarContainers', c.around.target, c.around.gates);
}

/** Whether the target version runs native sidecars. */
export function hasNativeSidecars(pod: PodAnalysis): boolean {
  return isOn('SidecarContainers', pod.intent.target, pod.intent.featureGates);
}

/** Each container as the live Pod has it (limits have become requests), in the order of `pod.containers`. */
export function liveContainers(pod: PodAnalysis): Container[] {
  return [...pod.live.initContainers ?? [], ...pod.live.containers];
}

export const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** The probes of a container with their fields' names. */
export function probesOf(container: Container): Array<{ field: typeof PROBES[number]; probe: Probe }> {
  return PROBES.flatMap((field) => (container[field] ? [{ field, probe: container[field] }] : []));
}

/** "TCP/8080". */
export function portKey(port: Pick<ContainerPort, 'containerPort' | 'protocol'>): string {
  return `${port.protocol || 'TCP'}/${port.containerPort}`;
}

/** "300m", "512Mi"; for what is not asked for, "nothing". */
export function amount(quantity: Quantity | undefined): string {
  return quantity === undefined ? 'nothing' : quantity.toFriendlyString();
}

/** The image's last path element without tag and digest: "fluent-bit". */
export function productOf(image: string | undefined): string {
  return (image ?? '').split('@')[0].split('/').pop()!.split(':')[0];
}

/** A value in a message, cut where it would fill the screen. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
