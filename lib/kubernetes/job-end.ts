/**
 * When the Pod of a Job or CronJob ends, if ever.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/kubelet/kubelet_pods.go (getPhase) and
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/api/v1/pod/util.go (ContainerShouldRestart)
 */
import { isOn } from './features';
import { StopOptions, stopSequence } from './stop-sequence';
import { Container, isNativeSidecar, PodSpec } from './types';
import { KubernetesVersion } from './version';

/** What only the author of a Pod knows about its end. */
export interface JobOptions extends StopOptions {
  /** Mains that never end by themselves: classic sidecars. Default: none. */
  readonly classicSidecars?: readonly string[];
  /** Those of them that do end when the app has ended, by a quit endpoint, a marker file or a signal. */
  readonly quitters?: readonly string[];
}

/** How the Pod of a Job ends. */
export interface JobEnd {
  /** Whether its Pod ever comes to its end after the app has ended with 0. */
  readonly ends: boolean;
  /** The mains whose end the Pod waits for. */
  readonly waitsFor: readonly string[];
  /** Who keeps the Pod running for good. */
  readonly heldBy: readonly JobHolder[];
  /** The sidecars that the kubelet stops once the mains have ended, in that order. */
  readonly stops: readonly string[];
  /** Seconds from the end of the last main to the end of the Pod: its sidecars have to stop first. */
  readonly delaySeconds: number;
  /** The longest that this can take: the whole grace period and 2 s. 0 without sidecars. */
  readonly worstDelaySeconds: number;
  /** What happens when a main fails: `retried` in place, a `new-pod` by the Job, up to backoffLimit both. */
  readonly onFailure: 'retried' | 'new-pod';
}

/** One container that never lets a Job end, and why. */
export interface JobHolder {
  readonly container: string;
  /**
   * `restarts`: its restart policy is Always, so it is started again after every end.
   * `never-quits`: a classic sidecar without a way to end.
   * `blocks-start`: a sidecar that the cluster takes for a plain init container, so the app never even starts.
   */
  readonly reason: 'restarts' | 'never-quits' | 'blocks-start';
}

/** Tells how the Pod of a Job ends. */
export function jobEnd(spec: PodSpec, options: JobOptions = {}): JobEnd {
  const version = options.version ?? KubernetesVersion.DEFAULT;
  const native = isOn('SidecarContainers', version, options.gates);
  const mains = spec.containers ?? [];
  const stays = new Set((options.classicSidecars ?? []).filter((name) => !options.quitters?.includes(name)));

  const heldBy: JobHolder[] = [];
  for (const container of spec.initContainers ?? []) {
    if (!native && isNativeSidecar(container)) {
      heldBy.push({ container: container.name, reason: 'blocks-start' });
    }
  }
  for (const container of mains) {
    if (restartPolicyOf(container, spec, options) === 'Always') {
      heldBy.push({ container: container.name, reason: 'restarts' });
    } else if (stays.has(container.name)) {
      heldBy.push({ container: container.name, reason: 'never-quits' });
    }
  }

  const stop = stopSequence(spec, { ...options, version, cause: 'completion', exited: mains.map((main) => main.name) });
  return {
    ends: heldBy.length === 0,
    waitsFor: mains.map((main) => main.name),
    heldBy,
    stops: stop.steps.map((step) => step.container),
    delaySeconds: stop.totalSeconds,
    worstDelaySeconds: stop.steps.length > 0 ? stop.worstCaseSeconds : 0,
    onFailure: spec.restartPolicy === 'OnFailure' ? 'retried' : 'new-pod',
  };
}

/** A container's own policy wins over the Pod's where the cluster knows such a thing. */
function restartPolicyOf(container: Container, spec: PodSpec, options: JobOptions): string {
  const own = isOn('ContainerRestartRules', options.version ?? KubernetesVersion.DEFAULT, options.gates) ? container.restartPolicy : undefined;
  return own ?? spec.restartPolicy ?? 'Always';
}
