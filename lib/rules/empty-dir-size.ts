import { isGuessed, isWritten, listed } from './about';
import { Rule } from './rule';

/**
 * What a sidecar writes into a shared emptyDir fills the node's disk, or in memory counts against the containers that wrote it.
 * Without a sizeLimit memory ends at the Pod's limit or the node's: https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/volume/emptydir/empty_dir.go
 */
export const emptyDirSize: Rule = {
  code: 'empty-dir-without-limit',
  severity: 'info',
  summary: 'An emptyDir that a sidecar uses has no sizeLimit.',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  checkOutline(pod) {
    const unlimited = new Map((pod.spec.volumes ?? []).filter((v) => v.emptyDir && v.emptyDir.sizeLimit === undefined).map((v) => [v.name, v]));
    if (unlimited.size === 0) return [];
    const users = new Map<string, Set<string>>();
    for (const c of pod.sidecars) {
      for (const m of c.container.volumeMounts ?? []) {
        if (unlimited.has(m.name)) users.set(m.name, (users.get(m.name) ?? new Set()).add(c.name));
      }
    }
    const guessed = new Set(pod.sidecars.filter(isGuessed).map((c) => c.name));
    return [...users].map(([name, containers]) => {
      const inMemory = unlimited.get(name)!.emptyDir.medium === 'Memory';
      return {
        at: `volumes[${name}].emptyDir`,
        message: `has no sizeLimit, and ${listed([...containers])} ${containers.size > 1 ? 'use' : 'uses'} it: ${inMemory ? 'what is written is memory of the containers that write it, up to the Pod\'s limit, or all of the node\'s' : 'it may fill the disk of the node, and the Pods there are evicted'}`,
        mend: 'set sizeLimit',
        severity: inMemory || [...containers].some((c) => isWritten(pod, c)) ? 'warning' as const : 'info' as const,
        needsIntent: [...containers].every((c) => guessed.has(c)),
      };
    });
  },
};
