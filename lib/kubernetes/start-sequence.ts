/**
 * The order in which the kubelet starts the containers of a Pod, and what each of them waits for.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/kubelet/kuberuntime/kuberuntime_container.go
 * (computeInitContainerActions) and kuberuntime_manager.go (SyncPod, steps 8 and 9).
 */
import { FeatureGates, isOn } from './features';
import { hookKind, hookSeconds } from './hooks';
import { Container, isNativeSidecar, PodSpec, Probe } from './types';
import { KubernetesVersion, VersionLike } from './version';

/** What the kubelet takes a container for. A classic sidecar is a `main` to it. */
export type ContainerForm = 'init' | 'sidecar' | 'main';

/**
 * The moment of one container that lets the next one start:
 * `completed` it has ended with 0; `healthy` its startupProbe has succeeded; `started` it runs and its postStart hook,
 * if it has one, has returned (the hook is called inside the start call).
 */
export type StartCondition = 'completed' | 'healthy' | 'started';

/** One container waits for another one. */
export interface StartWait {
  readonly container: string;
  readonly until: StartCondition;
}

/** What a startupProbe means in seconds after its container started. */
export interface StartupProbeTiming {
  /** No probe runs before this: initialDelaySeconds. */
  readonly earliestProbe: number;
  /**
   * The first probe has run by then. A probe's ticks count from when the kubelet learns of the Pod and not from the
   * start of the container, so that up to a whole period passes: a sidecar that was up after 1 s with the default
   * period of 10 holds the app back for 10 s.
   */
  readonly latestFirstProbe: number;
  /** If it has not succeeded by then, the container is killed and starts again, and everything behind it goes on waiting. */
  readonly givesUp: number;
}

/** One container in its turn. */
export interface StartStep {
  readonly container: string;
  readonly form: ContainerForm;
  /** "initContainers[1]": where it stands in the PodSpec. */
  readonly path: string;
  /** What it waits for directly; the waits of that one come before. Nothing for the first. */
  readonly waitsFor?: StartWait;
  /** The moment of this container that lets the next one start. */
  readonly opens: StartCondition;
  /** Whether a postStart hook is part of that. */
  readonly postStart: boolean;
  readonly startupProbe?: StartupProbeTiming;
  /**
   * It cannot start sooner than this many seconds after the first one, by the delays and sleeps that are known.
   * Image pulls, work of set-up containers and the time that a program needs to come up are not.
   */
  readonly earliestSeconds: number;
  /** Whether another container's start depends on this one's work (and not only on its being created). */
  readonly gates: boolean;
}

/** The start of a Pod. */
export interface StartSequence {
  /** In the order in which they start. */
  readonly steps: readonly StartStep[];
  /** Containers whose health and work hold back no other: no probe of theirs delays anyone. */
  readonly neverGate: readonly string[];
  /**
   * Seconds for which startup probes may hold back the first main if each of them succeeds at its last attempt.
   * After that the kubelet restarts the sidecar and the wait begins anew, so this is the limit of one round.
   */
  readonly probesMayHoldSeconds: number;
}

/** What the start depends on beside the PodSpec. */
export interface StartOptions {
  /** Default: the library's default version. */
  readonly version?: VersionLike;
  readonly gates?: FeatureGates;
}

/** Tells the start of a Pod. */
export function startSequence(spec: PodSpec, options: StartOptions = {}): StartSequence {
  // Where the gate is off, the API server drops the field: the "sidecar" is a plain init container.
  const sidecars = isOn('SidecarContainers', options.version ?? KubernetesVersion.DEFAULT, options.gates);
  const inits = (spec.initContainers ?? []).map((container, i) => ({
    container, path: `initContainers[${i}]`, form: sidecars && isNativeSidecar(container) ? 'sidecar' as const : 'init' as const,
  }));
  const mains = (spec.containers ?? []).map((container, i) => ({ container, path: `containers[${i}]`, form: 'main' as const }));
  const queue = [...inits, ...mains];

  const steps: StartStep[] = [];
  let earliestSeconds = 0;
  for (const [i, { container, path, form }] of queue.entries()) {
    const previous = steps[i - 1];
    const opens = opening(container, form);
    const postStart = form !== 'init' && hookKind(container.lifecycle?.postStart) !== undefined;
    const timing = form === 'sidecar' && container.startupProbe ? startupProbeTiming(container.startupProbe) : undefined;
    steps.push({
      container: container.name,
      form,
      path,
      ...previous && { waitsFor: { container: previous.container, until: previous.opens } },
      opens,
      postStart,
      ...timing && { startupProbe: timing },
      earliestSeconds,
      gates: i < queue.length - 1 && (opens !== 'started' || postStart),
    });
    if (form !== 'init') {
      // The probe's delay counts from the start of the container, so it passes beside the hook.
      earliestSeconds += Math.max(postStart ? hookSeconds(container.lifecycle.postStart) ?? 0 : 0, timing?.earliestProbe ?? 0);
    }
  }
  return {
    steps,
    neverGate: steps.filter((step) => !step.gates).map((step) => step.container),
    probesMayHoldSeconds: steps.reduce((sum, step) => sum + (step.startupProbe?.givesUp ?? 0), 0),
  };
}

/**
 * What a startupProbe means in seconds, Kubernetes' defaults included
 * (https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/v1/defaults.go, SetDefaults_Probe).
 */
export function startupProbeTiming(probe: Probe): StartupProbeTiming {
  const delay = probe.initialDelaySeconds ?? 0;
  const period = probe.periodSeconds || 10;
  const timeout = probe.timeoutSeconds || 1;
  const failures = probe.failureThreshold || 3;
  return {
    earliestProbe: delay,
    latestFirstProbe: delay + period,
    // A probe that hangs until its time-out makes the ticker drop the ticks that it missed (worker.go, run).
    givesUp: delay + period + (failures - 1) * Math.max(period, timeout) + timeout,
  };
}

function opening(container: Container, form: ContainerForm): StartCondition {
  if (form === 'init') {
    return 'completed';
  }
  // Mains start one after another, whatever their probes say; only a sidecar's startupProbe gates.
  return form === 'sidecar' && container.startupProbe ? 'healthy' : 'started';
}
