/**
 * The heart of the library: a Pod template and what sidecars contribute go in, the finished template and its intent come
 * out. Pure: JSON to JSON, in Kubernetes' own vocabulary. Nothing is dropped or overwritten in silence: what can't be
 * done is a problem in the intent, and what collides is left side by side for the rules to see.
 */
import { Contribution, SizePart } from './contribution';
import { copy } from './copy';
import { ImagePolicy } from './image-policy';
import { Acknowledgement, BudgetIntent, PodIntent, Problem } from './intent';
import { KnownParts } from './known-parts';
import { LowerContext } from './lower';
import { keyOf, lowerAll, standInFront } from './lower-all';
import { mergeFields } from './merge';
import { startOrder, StartOrder } from './order';
import { podFields, podMetadata } from './pod-fields';
import { ASSUMED_APP_DRAIN_SECONDS, settleGrace } from './shutdown';
import { requestsOf } from './sizes';
import { mountInApp, mountsOf, VolumeContext, VolumeTable } from './volumes';
import { runsToCompletion } from './workload-json';
import { variableWithName } from './workload-name';
import { FeatureGates } from '../kubernetes/features';
import { hookSeconds } from '../kubernetes/hooks';
import { Container, EnvVar, PodSpec, PodTemplate, VolumeMount } from '../kubernetes/types';

/** Comma-separated addresses to POST to when the app of a classic Job is done. */
export const QUIT_URLS_VARIABLE = 'SIDECAR_QUIT_URLS';

export interface AssembleInput {
  kind: string;
  /**
   * For contributions that leave it open.
   *
   * @default - empty
   */
  workloadName?: string;
  /** The workload's own template; not changed. */
  template: PodTemplate;
  /** Not changed either: the same ones may go into many Pods. */
  contributions: readonly Contribution[];
  target: string;
  featureGates?: FeatureGates;
  form: 'native' | 'classic';
  defaultSize: SizePart;
  images?: ImagePolicy;
  /** App containers get the missing `drop: ALL` and seccomp profile (workloads that the library creates). */
  hardenApp?: boolean;
  /** The grace period in the template was set by the user. */
  userGrace?: boolean;
  appDrainSeconds?: number;
  budget?: BudgetIntent;
  acknowledged?: Acknowledgement[];
  podSecurity?: PodIntent['podSecurity'];
  /** Raw fields by container name, laid over everything else. */
  patches?: Array<{ container: string; fields: Partial<Container> }>;
  /** Where containers stand that were assembled before, from the same parts. */
  known?: KnownParts;
}

export interface Assembly {
  template: PodTemplate;
  intent: PodIntent;
}

export function assemble(input: AssembleInput): Assembly {
  const { contributions, form, template } = input;
  const spec: PodSpec = { ...template.spec, containers: (template.spec.containers ?? []).map((c) => ({ ...c })) };
  const problems: Problem[] = [];
  const intent = emptyIntent(input);
  const apps = spec.containers;
  const inits = spec.initContainers ?? [];

  const names = { form, initNames: inits.map((c) => c.name), appNames: apps.map((c) => c.name) };
  const ordered = () => startOrder({ contributions, ...names, externalNames: contributions.flatMap((c) => c.external.map((e) => e.name)) });
  // Copies of a contribution for single workloads differ in nothing that orders.
  const order = input.known?.order(contributions.map((c) => c.containers), names, ordered) ?? ordered();
  problems.push(...order.problems);

  const lower: LowerContext = {
    form,
    target: input.target,
    gates: input.featureGates,
    defaultSize: input.defaultSize,
    appRequests: requestsOf(apps),
    images: imagePolicy(input.images),
    appStopSeconds: appStopSeconds(apps, input.appDrainSeconds),
    // An assumption must not make a Pod that Kubernetes refuses: a hook's sleep has to end within the grace period.
    ...(input.userGrace && input.appDrainSeconds === undefined ? { appStopLimit: spec.terminationGracePeriodSeconds } : {}),
  };
  const volumeProblems: Problem[] = [];
  const mounts = shareVolumes(input, spec, lower.images, volumeProblems);
  const lowered = lowerAll({ ...input, workloadName: input.workloadName ?? '', order, mounts, context: lower }, intent, problems);
  problems.push(...volumeProblems);
  shareEnv(input, apps, problems);
  if (form === 'classic' && runsToCompletion(input.kind, template)) tellQuitUrls(contributions, apps);
  for (const c of contributions) for (const front of c.front ?? []) standInFront(front, apps, lowered, problems);
  place(spec, order, lowered, inits, form);
  if (input.hardenApp) apps.forEach(harden);
  const metadata = podMetadata(input, spec, problems);
  podFields(contributions, spec, lowered, problems);
  patch(spec, input.patches ?? [], problems);
  settleGrace(spec, intent);
  if (problems.length) intent.problems = problems;
  return { template: { ...template, ...(metadata ? { metadata } : {}), spec }, intent };
}

function emptyIntent(input: AssembleInput): PodIntent {
  const { contributions } = input;
  const intent: PodIntent = { v: 1, target: input.target, form: input.form, containers: {} };
  if (input.featureGates && Object.keys(input.featureGates).length) intent.featureGates = { ...input.featureGates };
  const external = contributions.flatMap((c) => c.external);
  if (external.length) intent.external = external;
  const fronts = contributions.flatMap((c) => c.front ?? []);
  if (fronts.length) intent.fronts = fronts;
  if (input.budget) intent.budget = input.budget;
  if (input.acknowledged?.length) intent.acknowledged = input.acknowledged;
  if (input.podSecurity) intent.podSecurity = input.podSecurity;
  if (input.userGrace || input.appDrainSeconds !== undefined) {
    intent.grace = { ...(input.userGrace ? { user: true } : {}), ...(input.appDrainSeconds !== undefined ? { appDrainSeconds: input.appDrainSeconds } : {}) };
  }
  const notes = contributions.flatMap((c) => (c.notes ?? []).map((note) => ({ ...note, by: c.attachment })));
  if (notes.length) intent.notes = notes;
  const reloads = new Map<string, 'roll' | 'reload'>();
  for (const c of contributions) {
    for (const part of [...c.setup, ...c.containers, { mounts: c.app.mounts }]) {
      for (const m of part.mounts ?? []) if (m.volume.onChange) reloads.set(m.volume.name, m.volume.onChange);
    }
  }
  if (reloads.size) intent.reloads = [...reloads].map(([volume, onChange]) => ({ volume, onChange }));
  return intent;
}

/** Only what images depend on: callers may pass more. */
function imagePolicy({ registryMirror, registryMirrors, imageDigests }: ImagePolicy = {}): ImagePolicy {
  return { registryMirror, registryMirrors, imageDigests };
}

/** @returns the mounts of each contributed container */
function shareVolumes({ contributions, known }: AssembleInput, spec: PodSpec, images: ImagePolicy, problems: Problem[]): Map<string, VolumeMount[]> {
  const table = new VolumeTable(spec.volumes ?? [], known);
  const context: VolumeContext = { chosen: (c) => spec.containers.filter((app) => c.into.includes(app.name)), images, problems };
  const mounts = new Map<string, VolumeMount[]>();
  for (const c of contributions) {
    for (const part of [...c.setup, ...c.containers]) mounts.set(keyOf(c.attachment, part), mountsOf(part, c, table, context));
    // After its own containers: they look for the volumes that the app brings, not for those that they bring to it.
    for (const app of context.chosen(c)) mountInApp(app, c, table, context);
  }
  if (table.volumes.length) spec.volumes = table.volumes;
  return mounts;
}

/** A variable that the app has with the same value is left alone; with another value both stand, and it is a problem. */
function shareEnv({ contributions, workloadName = '' }: AssembleInput, apps: Container[], problems: Problem[]): void {
  for (const c of contributions) {
    if (!c.app.env?.length) continue;
    const variables = c.app.env.map((e) => variableWithName(e, workloadName));
    for (const app of apps.filter((a) => c.into.includes(a.name))) {
      const present = new Set((app.env ?? []).map((e) => JSON.stringify([e.name, e.value, e.valueFrom])));
      const names = new Set((app.env ?? []).map((e) => e.name));
      const added = variables.filter((e: EnvVar) => !present.has(JSON.stringify([e.name, e.value, e.valueFrom])));
      if (added.length) app.env = [...added.map((e) => copy(e)), ...(app.env ?? [])];
      for (const e of added.filter((one) => names.has(one.name))) {
        problems.push({
          kind: 'env-conflict', severity: 'error', at: `containers[${app.name}].env[${e.name}]`,
          message: `the sidecar "${c.attachment}" sets ${e.name} to another value than the one that the container has`,
          mend: `remove ${e.name} from the container, or configure the sidecar so that both agree`,
        });
      }
    }
  }
}

/** The addresses that the app of a classic Job must call at its end: nobody else does. */
function tellQuitUrls(contributions: readonly Contribution[], apps: Container[]): void {
  const urls = contributions.flatMap((c) => c.containers.flatMap((part) => part.quit?.url ?? []));
  if (urls.length === 0) return;
  for (const app of apps) {
    if (!app.env?.some((e) => e.name === QUIT_URLS_VARIABLE)) app.env = [...(app.env ?? []), { name: QUIT_URLS_VARIABLE, value: urls.join(',') }];
  }
}

/** Lists in start order. Native: all before the app as init containers; classic: sidecars beside the app, set-ups before. */
function place(spec: PodSpec, order: StartOrder, lowered: Map<string, Container>, inits: Container[], form: 'native' | 'classic'): void {
  const own = [...inits];
  const before: Container[] = [];
  const beside: Container[] = [];
  const behind: Container[] = [];
  let app = false;
  for (const node of order.nodes) {
    if (node.kind === 'app') {app = true;} else if (node.kind === 'init') {before.push(own.shift()!);} else {
      const container = lowered.get(`${node.by}\n${node.name}`)!;
      if (node.kind === 'set-up' || form === 'native') before.push(container);
      else (app ? behind : beside).push(container);
    }
  }
  if (before.length) spec.initContainers = before;
  spec.containers = [...beside, ...spec.containers, ...behind];
}

function harden(app: Container): void {
  const security = { ...app.securityContext };
  const drop: string[] = security.capabilities?.drop ?? [];
  if (!drop.includes('ALL')) security.capabilities = { ...security.capabilities, drop: [...drop, 'ALL'] };
  security.seccompProfile ??= { type: 'RuntimeDefault' };
  security.allowPrivilegeEscalation ??= false;
  app.securityContext = security;
}

function patch(spec: PodSpec, patches: NonNullable<AssembleInput['patches']>, problems: Problem[]): void {
  for (const { container, fields } of patches) {
    let found = false;
    for (const list of ['initContainers', 'containers'] as const) {
      const at = spec[list]?.findIndex((c) => c.name === container) ?? -1;
      if (at < 0) continue;
      found = true;
      spec[list] = spec[list]!.map((c, i) => (i === at ? mergeFields(c, fields) : c));
    }
    if (!found) {
      const names = [...(spec.initContainers ?? []), ...spec.containers].map((c) => `"${c.name}"`).join(', ');
      problems.push({
        kind: 'unknown-container', severity: 'error', at: `containers[${container}]`,
        message: `patchContainer("${container}"): this Pod has no container of that name`,
        mend: `name one of ${names}`,
      });
    }
  }
}

/**
 * With a second on top: an app that uses its whole time and a sleep of just that time end at the same moment, and on a
 * real kubelet one Pod in four then lost the app's last line.
 */
function appStopSeconds(apps: Container[], appDrainSeconds = ASSUMED_APP_DRAIN_SECONDS): number {
  const hooks = apps.map((c) => hookSeconds(c.lifecycle?.preStop) ?? 0);
  return Math.ceil(Math.max(0, ...hooks) + appDrainSeconds + 1);
}
