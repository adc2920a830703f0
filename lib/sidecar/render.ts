/** From what a sidecar's author wrote to the engine's plain data. */
import { requireSeconds, requireText } from './arguments';
import { ApiPermission, InjectedContainer, SidecarContainer, SidecarContribution, SidecarMount, SidecarPhase, StartDependency } from './contribution';
import { CONTRIBUTION } from './contribution-shape';
import { EnvSource } from './env-source';
import { plainJson } from './plain-json';
import { SharedVolume } from './shared-volume';
import { requireShape } from './value-shape';
import { checkLabel } from '../kubernetes/names';
import { EnvVar } from '../kubernetes/types';
import { ContainerPart, Contribution, ExternalPart, MountPart, OrderEdge, Phase, VolumePart } from '../pod/contribution';
import { namesWorkloadElsewhere } from '../pod/workload-name';

/** What the attachment adds to what the sidecar says. */
export interface AttachmentData {
  name: string;
  /** Path of the sidecar's construct. */
  source: string;
  into: string[];
  startAfter?: StartDependency[];
  startBefore?: string[];
}

/** A contribution as the engine takes it, and the permissions, which the workload layer turns into objects. */
export interface RenderedContribution {
  contribution: Contribution;
  permissions: ApiPermission[];
}

export function renderContribution(from: SidecarContribution, attachment: AttachmentData): RenderedContribution {
  if (typeof from !== 'object' || from === null) {
    throw new Error(`contribute() returned ${from === null ? 'null' : typeof from}: it must return a SidecarContribution`);
  }
  requireShape('', from, CONTRIBUTION);
  // One part for each volume, however often it is mounted.
  const volumes: Volumes = new Map();
  const contribution: Contribution = {
    attachment: attachment.name,
    source: attachment.source,
    phase: (from.phase ?? SidecarPhase.TELEMETRY) as Phase,
    into: attachment.into,
    setup: (from.setUp ?? []).map((c, i) => containerPart(c, `setUp[${i}]`, volumes)),
    containers: (from.containers ?? []).map((c, i) => containerPart(c, `containers[${i}]`, volumes)),
    external: (from.injected ?? []).map(externalPart),
    app: { env: envPart(from.app?.env, 'app.env'), mounts: mountParts(from.app?.mounts, volumes) },
  };
  const optional: Partial<Contribution> = {
    purpose: from.purpose,
    front: from.fronts?.length ? from.fronts.map((f) => ({ ...f })) : undefined,
    podLabels: from.podLabels && { ...from.podLabels },
    podAnnotations: from.podAnnotations && { ...from.podAnnotations },
    shareProcessNamespace: from.shareProcessNamespace || undefined,
    fsGroup: from.fsGroup,
    podFields: from.podFields && plainJson(from.podFields, 'podFields'),
    rollOn: from.rollOn && [...from.rollOn],
    notes: from.notes?.map((n) => ({ ...n })),
    startAfter: attachment.startAfter?.map(edgePart),
    startBefore: attachment.startBefore,
  };
  for (const [key, value] of Object.entries(optional)) if (value !== undefined) (contribution as any)[key] = value;
  const permissions = (from.permissions ?? []).map((p, i) => permission(p, `permissions[${i}]`));
  if (namesWorkloadElsewhere(contribution, permissions)) {
    throw new Error('Sidecar.WORKLOAD_NAME: stands outside of commands, arguments, values of variables, probes and hooks, where it is not filled in: use pod.workloadName there');
  }
  return { contribution, permissions };
}

function permission(p: ApiPermission, at: string): ApiPermission {
  const broken = p.inNamespace === undefined ? undefined : checkLabel(p.inNamespace);
  if (broken) throw new Error(`${at}.inNamespace: ${JSON.stringify(p.inNamespace)} is not the name of a namespace: it ${broken}`);
  return { ...p };
}

function containerPart(c: SidecarContainer, at: string, volumes: Volumes): ContainerPart {
  requireText(`${at}.name`, c.name);
  requireText(`${at}.image`, c.image);
  if (c.drainSeconds !== undefined) requireSeconds(`${at}.drainSeconds`, c.drainSeconds);
  if (c.classicPreStopSeconds !== undefined) requireSeconds(`${at}.classicPreStopSeconds`, c.classicPreStopSeconds);
  const part: ContainerPart = { name: c.name, image: c.image };
  const optional: Partial<ContainerPart> = {
    command: c.command && [...c.command],
    args: c.args && [...c.args],
    env: envPart(c.env, `${at}.env`),
    ports: c.ports && Object.entries(c.ports).map(([name, port]) => ({ name, port })),
    loopbackPorts: c.loopbackPorts && [...c.loopbackPorts],
    health: c.health?._toPart(),
    resources: c.resources?._toPart(),
    mounts: mountParts(c.mounts, volumes),
    user: c.user,
    group: c.group,
    writableRootFilesystem: c.writableRootFilesystem || undefined,
    addCapabilities: c.addCapabilities && [...c.addCapabilities],
    drainSeconds: c.drainSeconds,
    classicPreStopSeconds: c.classicPreStopSeconds,
    ignoresTerm: c.ignoresTerm || undefined,
    after: c.startAfter?.map(edgePart),
    gate: c.gate,
    apiAccess: c.apiAccess || undefined,
    hasShell: c.hasShell || undefined,
    quit: c.quitUrl !== undefined || c.quitsByItself !== undefined
      ? { ...(c.quitUrl !== undefined ? { url: c.quitUrl } : {}), ...(c.quitsByItself !== undefined ? { byItself: c.quitsByItself } : {}) }
      : undefined,
    fields: fieldsPart(c, at),
  };
  for (const [key, value] of Object.entries(optional)) if (value !== undefined) (part as any)[key] = value;
  return part;
}

function fieldsPart(c: SidecarContainer, at: string): ContainerPart['fields'] {
  if (!c.fields) return undefined;
  if (c.fields.name !== undefined && c.fields.name !== c.name) {
    throw new Error(`${at}.fields.name: "${c.fields.name}" renames the container "${c.name}" behind the library's back: set \`name\` instead`);
  }
  return plainJson(c.fields, `${at}.fields`);
}

function externalPart(c: InjectedContainer, i: number): ExternalPart {
  requireText(`injected[${i}].name`, c.name);
  if (c.drainSeconds !== undefined) requireSeconds(`injected[${i}].drainSeconds`, c.drainSeconds);
  const size = c.resources?._toPart();
  return {
    name: c.name,
    injector: c.injector,
    form: c.setUp ? 'init' : c.classic ? 'classic' : 'native',
    position: c.last ? 'last' : 'first',
    ...(size?.requests ? { requests: size.requests } : {}),
    ...(size?.limits ? { limits: size.limits } : {}),
    ...(c.ports?.length ? { ports: [...c.ports] } : {}),
    ...(c.user !== undefined ? { user: c.user } : {}),
    ...(c.drainSeconds !== undefined ? { drainSeconds: c.drainSeconds } : {}),
    ...(c.podSecurity !== undefined ? { podSecurity: podSecurityName(c.podSecurity, `injected[${i}].podSecurity`) } : {}),
    ...(c.guard ? { guard: structuredClone(c.guard) } : {}),
  };
}

function podSecurityName(level: string, at: string): 'restricted' | 'baseline' | 'privileged' {
  if (level === 'restricted' || level === 'baseline' || level === 'privileged') return level;
  throw new Error(`${at}: "${level}" is not a Pod Security level: use "restricted", "baseline" or "privileged"`);
}

function edgePart(d: StartDependency): OrderEdge {
  return { target: d.name, ...(d.gate ? { gate: d.gate } : {}) };
}

function envPart(env: { [name: string]: EnvSource } | undefined, at: string): EnvVar[] | undefined {
  if (!env) return undefined;
  return Object.entries(env).map(([name, source]) => {
    // A plain string is the likeliest slip, and the likeliest way for a secret to get into a manifest.
    if (typeof source?._toEnv !== 'function') {
      throw new Error(`${at}.${name}: ${typeof source} is not an EnvSource: use EnvSource.text("..."), EnvSource.secret(...), ...`);
    }
    return source._toEnv(name);
  });
}

type Volumes = Map<SharedVolume, VolumePart>;

function volumePart(volume: SharedVolume, volumes: Volumes): VolumePart {
  const part = volumes.get(volume) ?? volume._toPart();
  volumes.set(volume, part);
  return part;
}

function mountParts(mounts: SidecarMount[] | undefined, volumes: Volumes): MountPart[] | undefined {
  return mounts?.map((m) => ({
    volume: volumePart(m.volume, volumes),
    mountPath: m.path,
    ...(m.readOnly ? { readOnly: true } : {}),
    ...(m.subPath !== undefined ? { subPath: m.subPath } : {}),
  }));
}
