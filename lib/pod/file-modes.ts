/**
 * Who can read the files that the kubelet writes into a volume. They belong to root, and a non-root user reads them by
 * the bits for others, or, where the Pod has an fsGroup, by those for the group: the kubelet gives the files to that group
 * and adds 0440 to their mode, whatever it was.
 *
 * Tokens, trust bundles and Pod certificates get mode 0600 in place of their own where the Pod has an fsGroup (0640 with
 * what is added), or where all its containers run as one user, which then owns them: so they need a group in the same
 * cases as the rest. What a CSI driver writes is between it and the node: its CSIDriver object says whether an fsGroup
 * has any effect there.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/volume/projected/projected.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/volume/volume_linux.go
 */
import { Container, PodSpec, Volume } from '../kubernetes/types';

/** What the API server writes where no mode is given. */
const DEFAULT_MODE = 0o644;
/** The last octal digit of a mode is what others may; from 4 on they may read. */
const othersRead = (mode: number) => mode % 8 >= 4;

/**
 * Whether one of the containers mounts files that only root and the Pod's group can read, and isn't root itself.
 *
 * @param names only volumes of these names count
 */
export function mountsClosedFiles(spec: PodSpec, containers: Container[], names?: ReadonlySet<string>): boolean {
  const closed = new Set((spec.volumes ?? []).filter(readsByGroupOnly).map((v) => v.name));
  return closed.size > 0 && containers.some((c) =>
    (c.securityContext?.runAsUser ?? spec.securityContext?.runAsUser) !== 0
    && c.volumeMounts?.some((m) => closed.has(m.name) && (names?.has(m.name) ?? true)));
}

function readsByGroupOnly(volume: Volume): boolean {
  return modes(volume).some((mode) => typeof mode === 'number' && !othersRead(mode));
}

function modes(volume: Volume): unknown[] {
  const { secret, configMap, downwardAPI, projected } = volume;
  const single = secret ?? configMap ?? downwardAPI;
  if (single) return itemModes(single.items, single.defaultMode ?? DEFAULT_MODE);
  if (!projected) return [];
  const otherwise = projected.defaultMode ?? DEFAULT_MODE;
  const sources: any[] = Array.isArray(projected.sources) ? projected.sources : [];
  return sources.flatMap((s) => itemModes((s?.secret ?? s?.configMap ?? s?.downwardAPI)?.items, otherwise));
}

/** Without items every key is a file of the mode that is the default. */
function itemModes(items: unknown, otherwise: unknown): unknown[] {
  if (!Array.isArray(items) || items.length === 0) return [otherwise];
  return items.map((item) => item?.mode ?? otherwise);
}
