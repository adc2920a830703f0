/** From a workload and its attachments to the finished object: the way through the engine. */
import type { Construct } from 'constructs';
import type { Answers } from './answers';
import { Attachment } from './attachment';
import { Materials } from './materials';
import { Container, KubeObject, PodTemplate } from '../kubernetes/types';
import { PodAnalysis } from '../pod/analysis';
import { ContainerList } from '../pod/analyzed-container';
import { assemble, AssembleInput } from '../pod/assemble';
import { Contribution, VolumePart } from '../pod/contribution';
import { copy } from '../pod/copy';
import { Acknowledgement, BudgetIntent, INTENT_ANNOTATION, Problem } from '../pod/intent';
import { KnownParts } from '../pod/known-parts';
import { sortKeys } from '../pod/volumes';
import { nameOf, runsToCompletion, templateOf, withTemplate } from '../pod/workload-json';
import { findingsOf } from '../rules';
import { Finding } from '../rules/finding';
import { misfitsOf } from '../rules/reading';
import { Neighbours } from '../rules/rule';
import { PodContext, Sidecar, SidecarForm } from '../sidecar';
import { defaultsFor, EffectiveDefaults } from '../sidecar/defaults-store';
import { RenderedContribution, renderContribution } from '../sidecar/render';

/** What was set on one workload. */
export interface HostSettings {
  budget?: BudgetIntent;
  appDrainSeconds?: number;
  targetVersion?: string;
  form?: SidecarForm;
  podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /** The user set the grace period in our own props. */
  userGrace?: boolean;
  /** The library made this workload. */
  ownWorkload?: boolean;
  patches: NonNullable<AssembleInput['patches']>;
  acknowledged: Acknowledgement[];
}

/** A workload that can be computed. */
export interface Host {
  readonly construct: Construct;
  readonly object: KubeObject;
  readonly namespace?: string;
  readonly attachments: readonly Attachment[];
  readonly settings: HostSettings;
  /** What sidecars said of the chart's workloads that are worked out together. */
  readonly answers: () => Answers;
  /** The containers of these workloads. */
  readonly knownParts: () => KnownParts;
  /** Where ConfigMaps and accounts are made. */
  readonly materials: () => Materials;
}

/** Contributions with every name filled in, and what could not be. */
export interface ReadyContributions {
  /** The workload as it was then. */
  readonly object: KubeObject;
  readonly defaults: EffectiveDefaults;
  /** May be those of other workloads too. */
  readonly contributions: readonly Contribution[];
  readonly problems: readonly Problem[];
}

export interface FinishedObject {
  /** As it will be written; its containers may be those of other workloads too, and must not be changed. */
  readonly object: KubeObject;
  readonly findings: Finding[];
  readonly analysis: () => PodAnalysis;
}

/** cdk8s-plus always writes this, whether its user said so or not. */
const CDK8S_PLUS_GRACE = 30;

/** Asks each sidecar for its contribution and makes the objects that it needs. */
export function readyContributions(host: Host): ReadyContributions {
  const { object, attachments } = host;
  const template = requireTemplate(object);
  const defaults = defaultsFor(host.construct, host.settings);
  const problems: Problem[] = [];
  const answers = host.answers();
  const rendered = attachments.map((attachment) => {
    const into = chosenContainers(attachment, template, problems);
    const context = podContext(host, defaults, template, attachment, into);
    try {
      const { name, sidecar, options: { startAfter, startBefore } } = attachment;
      const { contribution, permissions } = answers.of(sidecar, context, JSON.stringify([name, startAfter, startBefore, host.namespace]), (about) => {
        // Which containers it goes into is this workload's own matter.
        const answer = renderContribution(sidecar.contribute(about), { name, source: sidecar.node.path, into: [], startAfter, startBefore });
        fillFiles(answer.contribution, sidecar, host);
        return answer;
      });
      return { contribution: { ...contribution, into }, permissions };
    } catch (error) {
      throw new Error(`sidecar "${attachment.name}" (${attachment.sidecar.node.path}): ${(error as Error).message}`, { cause: error });
    }
  });
  return { object, defaults, contributions: withAccount(host, template, rendered), problems };
}

/** One account for the workload, whoever of its sidecars needs it: a Pod has no second one. */
function withAccount(host: Host, template: PodTemplate, rendered: readonly RenderedContribution[]): Contribution[] {
  const permissions = rendered.flatMap((r) => r.permissions);
  if (permissions.length === 0) return rendered.map((r) => r.contribution);
  const own = template.spec.serviceAccountName;
  const serviceAccountName = host.materials().account({
    kind: host.object.kind!, host: host.object.metadata?.name ?? 'workload', namespace: host.namespace, own: own === 'default' ? undefined : own, permissions,
  });
  return rendered.map((r) => (r.permissions.length ? { ...r.contribution, serviceAccountName } : r.contribution));
}

/** The object as it will be written, and what the rules say of it. */
export function finishedObject(host: Host, ready: ReadyContributions, neighbours: Neighbours): FinishedObject {
  const { object, settings } = host;
  const template = requireTemplate(object);
  const { defaults } = ready;
  const known = host.knownParts();
  const grace = template.spec.terminationGracePeriodSeconds;
  const assembly = assemble({
    kind: object.kind!,
    workloadName: object.metadata?.name,
    template,
    contributions: ready.contributions,
    target: defaults.target,
    featureGates: defaults.featureGates,
    form: defaults.form,
    defaultSize: defaults.defaultSize,
    images: defaults,
    hardenApp: settings.ownWorkload,
    userGrace: settings.ownWorkload ? settings.userGrace : grace !== undefined && grace !== CDK8S_PLUS_GRACE,
    appDrainSeconds: settings.appDrainSeconds,
    budget: settings.budget,
    acknowledged: settings.acknowledged,
    podSecurity: settings.podSecurity,
    patches: settings.patches,
    known,
  });
  const { intent } = assembly;
  if (ready.problems.length) intent.problems = [...ready.problems, ...(intent.problems ?? [])];
  const intentText = JSON.stringify(intent);
  const finished = ordered(annotate(withTemplate(object, withKnown(assembly.template, known)), intentText), known);
  const analysis = () => PodAnalysis.of(finished, intent, { known, intentText })!;
  return { object: finished, analysis, findings: findingsOf(analysis(), neighbours) };
}

function withKnown(template: PodTemplate, known: KnownParts): PodTemplate {
  const { initContainers, containers } = template.spec;
  const each = (list: ContainerList, all: Container[]) => all.map((c) => known.one(list, c));
  return {
    ...template,
    spec: { ...template.spec, containers: each('containers', containers), ...(initContainers && { initContainers: each('initContainers', initContainers) }) },
  };
}

function requireTemplate(object: KubeObject): PodTemplate {
  const template = templateOf(object);
  if (!template) throw new Error(`${object.kind}/${nameOf(object)} has no Pod template`);
  if (!typed.has(object)) requireTypes(object);
  typed.add(object);
  return template;
}

/** Objects as cdk8s made them for one synthesis, whose types were looked at before. */
const typed = new WeakSet<KubeObject>();

/**
 * Of YAML that others made not even the types are known, and no rule can tell of them as long as there is no Pod to look at.
 * Only types are told: what stands in the wrong place may be a secret.
 */
function requireTypes(object: KubeObject): void {
  const [misfit] = misfitsOf(object);
  if (misfit) throw new Error(`${object.kind}/${nameOf(object)} › ${misfit.at}: ${misfit.reason}: no sidecar can be attached to it`);
}

function chosenContainers(attachment: Attachment, template: PodTemplate, problems: Problem[]): string[] {
  const names = (template.spec.containers ?? []).map((c) => c.name);
  const { into } = attachment.options;
  if (!into) {
    const named = template.metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
    const chosen = named !== undefined && names.includes(named) ? named : names[0];
    return chosen === undefined ? [] : [chosen];
  }
  for (const name of into.filter((n) => !names.includes(n))) {
    problems.push({
      kind: 'unknown-name', severity: 'error', at: `sidecar ${attachment.name}`,
      message: `is attached into "${name}", which is no container of this workload`,
      mend: `name one of ${names.map((n) => `"${n}"`).join(', ')} in \`into\``,
    });
  }
  return into.filter((n) => names.includes(n));
}

function podContext(host: Host, defaults: EffectiveDefaults, template: PodTemplate, attachment: Attachment, into: string[]): PodContext {
  const { object, settings } = host;
  const grace = template.spec.terminationGracePeriodSeconds;
  const userGrace = settings.ownWorkload ? settings.userGrace : grace !== undefined && grace !== CDK8S_PLUS_GRACE;
  return {
    attachment: attachment.name,
    workloadKind: object.kind!,
    workloadName: object.metadata?.name ?? '',
    workloadPath: host.construct.node.path,
    ...(host.namespace !== undefined ? { workloadNamespace: host.namespace } : {}),
    targetVersion: defaults.target,
    ...(defaults.featureGates ? { featureGates: { ...defaults.featureGates } } : {}),
    form: defaults.form as SidecarForm,
    runsToCompletion: runsToCompletion(object.kind!, template),
    appContainers: (template.spec.containers ?? []).map((c) => {
      const user = c.securityContext?.runAsUser ?? template.spec.securityContext?.runAsUser;
      return {
        name: c.name,
        ...(c.image !== undefined ? { image: c.image } : {}),
        ports: (c.ports ?? []).map((p) => p.containerPort),
        ...(typeof user === 'number' ? { user } : {}),
        chosen: into.includes(c.name),
        probePaths: probePaths(c),
      };
    }),
    podLabels: { ...template.metadata?.labels },
    ...(userGrace ? { userGracePeriodSeconds: grace } : {}),
  };
}

/** Paths that the kubelet asks the app for: a proxy that refuses strangers must let them pass. */
function probePaths(app: Container): string[] {
  const probes = [app.startupProbe, app.readinessProbe, app.livenessProbe];
  return [...new Set(probes.flatMap((p) => (p?.httpGet ? [String(p.httpGet.path ?? '/')] : [])))];
}

/** Generated files become a ConfigMap; where a change is to roll the Pods, their text goes into the checksum. */
function fillFiles(contribution: Contribution, sidecar: Sidecar, host: Host): void {
  const rolled = new Set<string>();
  const fill = (volume: VolumePart) => {
    if (!volume.files) return;
    const { name, digest } = host.materials().configMap(sidecar, volume.name, volume.files, host.namespace);
    volume.source = { configMap: { name, ...volume.fileModes } };
    if (volume.onChange === 'roll') rolled.add(`${volume.name}\n${digest}`);
    delete volume.files;
    delete volume.fileModes;
  };
  for (const part of [...contribution.setup, ...contribution.containers]) for (const mount of part.mounts ?? []) fill(mount.volume);
  for (const mount of contribution.app.mounts ?? []) fill(mount.volume);
  if (rolled.size) contribution.rollOn = [...(contribution.rollOn ?? []), ...rolled];
}

/** The intent goes on the workload's own metadata: on the template it would roll every Pod at each upgrade of the library. */
function annotate(object: KubeObject, intentText: string): KubeObject {
  const metadata = { ...object.metadata, annotations: { ...object.metadata?.annotations, [INTENT_ANNOTATION]: intentText } };
  return { ...object, metadata };
}

/** In cdk8s' own order: alphabetical, but apiVersion, kind and metadata first. Known containers are in order already. */
function ordered(object: KubeObject, known: KnownParts): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  return { apiVersion, kind, metadata: inOrder(metadata), ...inOrder(rest, (part) => known.isWritten(part)) };
}

export function inOrder<T>(value: T, isDone?: (part: object) => boolean): T {
  return process.env.CDK8S_DISABLE_SORT ? copy(value) : sortKeys(value, isDone);
}
