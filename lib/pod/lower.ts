/** A contributed container as Kubernetes' own JSON, in native or classic form. */
import { ContainerPart, HealthPart, SizePart } from './contribution';
import { copy } from './copy';
import { ImagePolicy, imageFor } from './image-policy';
import { Problem } from './intent';
import { mergeFields } from './merge';
import { ASSUMED_SIDECAR_DRAIN_SECONDS } from './shutdown';
import { resolveSize } from './sizes';
import { namesWorkload } from './workload-name';
import { FeatureGates, isOn } from '../kubernetes/features';
import { Amounts } from '../kubernetes/resources';
import { Container, EnvVar, Probe, VolumeMount } from '../kubernetes/types';

/** What every contributed container of one Pod is lowered with. */
export interface LowerContext {
  form: 'native' | 'classic';
  target: string;
  gates?: FeatureGates;
  defaultSize: SizePart;
  appRequests: Amounts;
  images: ImagePolicy;
  /** Seconds for which a classic sidecar waits before its TERM, so that the app is gone first. */
  appStopSeconds: number;
  /** The user's grace period, where the app's drain time is only assumed: the wait and the sidecar's drain fit into it. */
  appStopLimit?: number;
}

/** A container as it stands in the Pod, and what could not be done as asked. */
export interface LoweredContainer {
  readonly container: Container;
  readonly problems: readonly Problem[];
  /** The name of the workload is still open in its texts. */
  readonly namesWorkload: boolean;
}

/** How a contributed container takes part in its Pod. */
export interface PartUse {
  readonly setUp: boolean;
  /** Something waits until it is healthy. */
  readonly gated: boolean;
  /** Mounts beside those of the part's own raw fields. */
  readonly mounts: VolumeMount[];
}

/** Default seconds that a sidecar with a health check may need to become healthy. */
export const DEFAULT_STARTUP_SECONDS = 60;

export function lowerPart(part: ContainerPart, { setUp, gated, mounts }: PartUse, context: LowerContext): LoweredContainer {
  const problems: Problem[] = [];
  const container = common(part, context, problems);
  // Set-up containers run to completion: Kubernetes refuses probes and hooks on them.
  if (!setUp) runAsSidecar(container, part, gated, context, problems);
  const finished = part.fields ? mergeFields(container, part.fields) : container;
  if (mounts.length) finished.volumeMounts = [...mounts, ...(finished.volumeMounts ?? [])];
  return { container: finished, problems, namesWorkload: namesWorkload(finished) };
}

function runAsSidecar(container: Container, part: ContainerPart, gated: boolean, context: LowerContext, problems: Problem[]): void {
  if (part.ports?.length) {
    container.ports = part.ports.map((p) => ({ name: p.name, containerPort: p.port, ...(p.protocol ? { protocol: p.protocol } : {}) }));
  }
  if (part.health) Object.assign(container, probes(part.health, gated));
  if (context.form === 'native') container.restartPolicy = 'Always';
  else Object.assign(container, classicHooks(part, gated, context, problems));
}

function common(part: ContainerPart, context: LowerContext, problems: Problem[]): Container {
  const security: any = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], ...(part.addCapabilities?.length ? { add: [...part.addCapabilities] } : {}) },
    readOnlyRootFilesystem: !part.writableRootFilesystem,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  if (part.user !== undefined) {
    security.runAsUser = part.user;
    if (part.user === 0) security.runAsNonRoot = false;
  }
  if (part.group !== undefined) security.runAsGroup = part.group;
  const container: Container = {
    name: part.name,
    image: imageFor(part.image, context.images),
    resources: resolveSize(part.resources ?? context.defaultSize, context.appRequests, (resource) => problems.push({
      kind: 'size', severity: 'warning', at: `initContainers[${part.name}].resources.requests.${resource}`,
      message: `is to be a share of what the app requests, but the app requests no ${resource}: its floor is taken`,
      mend: `give the app container a request for ${resource}`,
    })),
    securityContext: security,
  };
  if (part.command) container.command = [...part.command];
  if (part.args) container.args = [...part.args];
  if (part.env?.length) container.env = orderEnv(part.env);
  return container;
}

/**
 * One check, three probes. The startup probe asks each second: with the default period of ten a sidecar that was up
 * after one second was seen to hold its app back for eleven.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
function probes(health: HealthPart, gated: boolean): Partial<Container> {
  const startupSeconds = health.startupSeconds ?? DEFAULT_STARTUP_SECONDS;
  const out: Partial<Container> = {};
  if (gated) out.startupProbe = probe(health.check, 1, startupSeconds);
  if (health.readiness !== null) out.readinessProbe = probe(health.readiness ?? health.check, 5, 2);
  if (health.liveness !== null) {
    out.livenessProbe = probe(health.liveness ?? health.check, 10, 3);
    out.livenessProbe.timeoutSeconds = 5;
    // Without a startup probe nothing else keeps the kubelet from killing a slow starter.
    if (!gated && startupSeconds > 30) out.livenessProbe.initialDelaySeconds = startupSeconds - 30;
  }
  return out;
}

function probe(check: Probe, periodSeconds: number, failureThreshold: number): Probe {
  const made = copy(check);
  made.periodSeconds = periodSeconds;
  made.failureThreshold = failureThreshold;
  return made;
}

/**
 * Before 1.29 the kubelet starts regular containers in list order and waits for each one's postStart hook: the only way
 * to hold the app back. It stops all of them at once: a sleeping preStop hook is the only way to outlive the app.
 */
function classicHooks(part: ContainerPart, gated: boolean, context: LowerContext, problems: Problem[]): Partial<Container> {
  const lifecycle: any = {};
  const at = `containers[${part.name}]`;
  if (gated && part.health?.classicWait) {
    lifecycle.postStart = { exec: { command: [...part.health.classicWait] } };
  } else if (gated) {
    problems.push({
      kind: 'classic', severity: 'warning', at,
      message: 'the app does not wait until this sidecar is healthy: in classic form that takes a postStart command, and its health check names none',
      mend: 'give its HealthCheck a classicWaitCommand that the image has, or target Kubernetes 1.29 or newer',
    });
  }
  const room = context.appStopLimit === undefined ? Infinity : Math.max(0, context.appStopLimit - (part.drainSeconds ?? ASSUMED_SIDECAR_DRAIN_SECONDS));
  const seconds = part.classicPreStopSeconds ?? Math.min(context.appStopSeconds, room);
  if (seconds > 0) {
    if (isOn('PodLifecycleSleepAction', context.target, context.gates)) {lifecycle.preStop = { sleep: { seconds } };} else if (part.hasShell) {lifecycle.preStop = { exec: { command: ['sleep', String(seconds)] } };} else {
      problems.push({
        kind: 'classic', severity: 'warning', at,
        message: `gets TERM at the same time as the app, not after it: Kubernetes ${context.target} has no preStop sleep, and the image no shell`,
        mend: 'use an image with a shell (hasShell), or target Kubernetes 1.30 or newer',
      });
    }
  }
  return Object.keys(lifecycle).length ? { lifecycle } : {};
}

/** Variables that others name as $(NAME) must stand before them, whatever order a map arrived in. */
export function orderEnv(env: EnvVar[]): EnvVar[] {
  const byName = new Map(env.map((e) => [e.name, e]));
  const out: EnvVar[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (root: EnvVar) => {
    const stack: Array<{ variable: EnvVar; needs: string[]; next: number }> = [];
    const open = (variable: EnvVar) => {
      if (state.has(variable.name)) return;
      state.set(variable.name, 'open');
      stack.push({ variable, needs: referenced(variable), next: 0 });
    };
    open(root);
    while (stack.length) {
      const top = stack[stack.length - 1];
      if (top.next < top.needs.length) {
        const needed = byName.get(top.needs[top.next++]);
        if (needed) open(needed);
      } else {
        out.push(top.variable);
        state.set(top.variable.name, 'done');
        stack.pop();
      }
    }
  };
  env.forEach(visit);
  return out;
}

function referenced(variable: EnvVar): string[] {
  // "$$(NAME)" is an escaped "$(NAME)".
  return [...(variable.value ?? '').matchAll(/(\$*)\$\(([^)]+)\)/g)].filter((m) => m[1].length % 2 === 0).map((m) => m[2]);
}
