/** What sidecars ask of the Pod as a whole: metadata, account, group, raw fields. The user's own value always stays. */
import { createHash } from 'crypto';
import { Contribution } from './contribution';
import { mountsClosedFiles } from './file-modes';
import { Problem } from './intent';
import { keyOf } from './lower-all';
import { mergeFields } from './merge';
import { isTemplateImmutable } from './workload-json';
import { Container, PodSpec, PodTemplate } from '../kubernetes/types';

export const CHECKSUM_ANNOTATION = 'cdk8s-sidecars.io/checksum';
const DEFAULT_CONTAINER_ANNOTATION = 'kubectl.kubernetes.io/default-container';

/** Group given to the shared volumes where a sidecar needs one and nobody named one. */
const DEFAULT_FS_GROUP = 65532;

/** A workload of this kind, and what sidecars bring to it. */
export interface Brought {
  readonly kind: string;
  /** As it was before. */
  readonly template: PodTemplate;
  readonly contributions: readonly Contribution[];
}

/** Labels and annotations of the Pod, with those of the sidecars and the checksum of what is to roll it. */
export function podMetadata({ kind, template, contributions }: Brought, spec: PodSpec, problems: Problem[]): PodTemplate['metadata'] {
  const labels = { ...template.metadata?.labels };
  const annotations = { ...template.metadata?.annotations };
  const add = (map: Record<string, string>, field: string, wanted: Record<string, string> | undefined, by: string) => {
    for (const [key, value] of Object.entries(wanted ?? {})) {
      map[key] ??= value;
      if (map[key] !== value) problems.push(fieldConflict(`metadata.${field}[${key}]`, by, value, map[key]));
    }
  };
  for (const c of contributions) {
    add(labels, 'labels', c.podLabels, c.attachment);
    add(annotations, 'annotations', c.podAnnotations, c.attachment);
  }
  const rolled = contributions.flatMap((c) => c.rollOn ?? []);
  if (rolled.length && !isTemplateImmutable(kind)) {
    const hash = createHash('sha256');
    for (const text of rolled) hash.update(String(text.length)).update('\n').update(text);
    annotations[CHECKSUM_ANNOTATION] = hash.digest('hex').slice(0, 32);
  }
  // In classic form a sidecar may stand first, and kubectl exec and logs would go to it.
  const firstApp = template.spec.containers?.[0]?.name;
  if (firstApp && spec.containers[0].name !== firstApp) annotations[DEFAULT_CONTAINER_ANNOTATION] ??= firstApp;
  const metadata = { ...template.metadata };
  if (Object.keys(labels).length) metadata.labels = labels;
  if (Object.keys(annotations).length) metadata.annotations = annotations;
  return Object.keys(metadata).length ? metadata : undefined;
}

/** Fields of the Pod itself that sidecars need. */
export function podFields(contributions: readonly Contribution[], spec: PodSpec, lowered: Map<string, Container>, problems: Problem[]): void {
  const set = (field: keyof PodSpec & string, value: unknown, by: string) => {
    if (spec[field] === undefined || spec[field] === null) spec[field] = value;
    else if (spec[field] !== value) problems.push(fieldConflict(field, by, value, spec[field]));
  };
  for (const c of contributions) {
    if (c.shareProcessNamespace) set('shareProcessNamespace', true, c.attachment);
    if (c.serviceAccountName !== undefined) set('serviceAccountName', c.serviceAccountName, c.attachment);
    if (spec.securityContext?.fsGroup === undefined && (c.fsGroup !== undefined || needsGroup(c, spec, lowered))) {
      // A recursive change of owner on a large volume can take minutes: only where the root does not fit. A policy that is
      // there without a group means nothing, and cdk8s-plus writes "Always" on every Pod.
      spec.securityContext = { ...spec.securityContext, fsGroupChangePolicy: 'OnRootMismatch', fsGroup: c.fsGroup ?? DEFAULT_FS_GROUP };
    }
    if (c.podFields) Object.assign(spec, mergeFields(spec, c.podFields));
  }
}

/** The user's own value stays. */
function fieldConflict(at: string, by: string, wanted: unknown, found: unknown): Problem {
  return {
    kind: 'field-conflict', severity: 'error', at,
    message: `the sidecar "${by}" needs ${JSON.stringify(wanted)}, but the Pod says ${JSON.stringify(found)}`,
    mend: 'change the Pod\'s own value, or do without this sidecar',
  };
}

function needsGroup(c: Contribution, spec: PodSpec, lowered: Map<string, Container>): boolean {
  const own = [...c.setup, ...c.containers].map((part) => lowered.get(keyOf(c.attachment, part))!);
  const given = new Set((c.app.mounts ?? []).map((m) => m.volume.name));
  return mountsClosedFiles(spec, own) || (given.size > 0 && mountsClosedFiles(spec, spec.containers.filter((app) => c.into.includes(app.name)), given));
}
