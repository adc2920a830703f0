/** ConfigMaps and Secrets by label: k8s-sidecar, first as a set-up container, then beside the app. */
import { SyncContext, nameOf, signalUser } from './context';
import { hookOf } from './hook';
import { ApiPermission, FindingSeverity, SidecarContainer, SidecarContribution, SidecarNote, StartGate } from '../../../sidecar/contribution';
import { HealthCheck } from '../../../sidecar/health-check';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { SidecarResources } from '../../../sidecar/sidecar-resources';
import { textEnv } from '../../common/text-env';
import { K8S_SIDECAR } from '../data/k8s-sidecar';
import { LabelledPart } from '../source-part';
import { fileMode, firstPassEnv, k8sSidecarEnv } from '../writers/k8s-sidecar-env';

const TABLE: Record<LabelledPart['kinds'][number], string> = { configmap: 'configmaps', secret: 'secrets' };

export function labelledContribution(source: LabelledPart, context: SyncContext): SidecarContribution {
  const secrets = source.kinds.includes('secret');
  const files = context.volume ?? SharedVolume.emptyDir(nameOf(context, 'files'), { sizeLimit: context.sizeLimit ?? (secrets ? '32Mi' : '64Mi'), inMemory: secrets });
  const user = signalUser(context) ?? K8S_SIDECAR.user;
  const hook = hookOf(context);
  const common = {
    image: K8S_SIDECAR.image,
    user,
    group: K8S_SIDECAR.group,
    apiAccess: true,
    resources: context.resources ?? SidecarResources.of(K8S_SIDECAR.resources),
    hasShell: K8S_SIDECAR.hasShell,
  };
  const mounts = [
    { volume: files, path: context.path },
    ...K8S_SIDECAR.writable.map((path) => ({ volume: SharedVolume.emptyDir(nameOf(context, 'tmp'), { sizeLimit: '16Mi' }), path })),
  ];
  const first: SidecarContainer = {
    ...common, name: nameOf(context, 'first-sync'), env: textEnv(firstPassEnv(source, context.path)), mounts,
  };
  const sidecar: SidecarContainer = {
    ...common,
    name: nameOf(context),
    env: textEnv({ ...k8sSidecarEnv(source, context.path, context.notify, hook?.script), ...hook?.env }),
    mounts: hook ? [...mounts, hook.mount] : mounts,
    ports: { health: source.healthPort },
    // The set-up container has synced already: nothing needs to wait for this one, and an outage of the API server
    // at the sidecar's restart must not take the app out of its Service.
    health: HealthCheck.http(source.healthPort, K8S_SIDECAR.healthPath, { readiness: false, startupSeconds: 120 }),
    gate: StartGate.STARTED,
    drainSeconds: K8S_SIDECAR.drainSeconds,
    fields: context.fields,
  };
  return {
    setUp: [first],
    containers: context.once ? [] : [sidecar],
    app: { mounts: [{ volume: files, path: context.path, readOnly: true }] },
    permissions: permissions(source),
    shareProcessNamespace: context.notify.kind === 'signal' ? true : undefined,
    fsGroup: fileMode(source) === undefined ? undefined : K8S_SIDECAR.group,
    notes: secrets && !source.names ? [wideSecrets(source)] : [],
  };
}

/** What the product asks for, and no more: lists and watches by label, single objects by name. */
function permissions(source: LabelledPart): ApiPermission[] {
  const rules: ApiPermission[] = source.names
    ? source.kinds.map((kind) => ({ apiGroups: [''], resources: [TABLE[kind]], verbs: ['get'], resourceNames: source.names![kind] }))
    : [{ apiGroups: [''], resources: source.kinds.map((kind) => TABLE[kind]), verbs: ['list', 'watch'] }];
  if (source.fromNamespaces.length === 0) return rules;
  return source.fromNamespaces.flatMap((inNamespace) => rules.map((rule) => ({ ...rule, inNamespace })));
}

function wideSecrets(source: LabelledPart): SidecarNote {
  const where = source.fromNamespaces.length ? `the namespaces ${source.fromNamespaces.join(', ')}` : 'its namespace';
  return {
    code: 'config-sync-reads-all-secrets',
    severity: FindingSeverity.WARNING,
    message: `may read every Secret in ${where}, not only those with the label "${source.label}": Kubernetes can't narrow "list" and "watch" by label`,
    mend: 'keep the Secrets meant for it in a namespace of their own, or name them one by one with ConfigSource.named()',
  };
}
