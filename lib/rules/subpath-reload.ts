import { Rule } from './rule';

/** A subPath mount is a bind mount of one file as it was at the start: the kubelet's later changes never reach it. */
export const subPathReload: Rule = {
  code: 'subpath-with-reload',
  severity: 'error',
  summary: 'A configuration that is to be reloaded live is mounted with subPath, which never changes.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath',
  needsIntent: true,
  checkOutline(pod) {
    const live = new Set((pod.intent.reloads ?? []).filter((r) => r.onChange === 'reload').map((r) => r.volume));
    if (live.size === 0) return [];
    // An emptyDir is written to by others inside the Pod, in place; only what the kubelet projects is swapped as a whole.
    const swapped = new Set((pod.spec.volumes ?? []).filter((v) => v.configMap || v.secret || v.projected || v.downwardAPI).map((v) => v.name));
    return pod.containers.flatMap((c) => (c.container.volumeMounts ?? [])
      .filter((m) => live.has(m.name) && swapped.has(m.name) && (m.subPath || m.subPathExpr))
      .map((m) => ({
        at: `${c.at}.volumeMounts[${m.mountPath}].subPath`,
        message: `"${m.name}" is to be reloaded while the Pod runs, but a file mounted with subPath (${m.subPath ?? m.subPathExpr}) never changes`,
        mend: 'mount the whole volume at a directory, or let a change roll the Pods instead',
      })));
  },
};
