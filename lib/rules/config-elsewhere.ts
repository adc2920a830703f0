/** A Pod sees ConfigMaps and Secrets of its own namespace only. */
import { namespacesOf } from './neighbours';
import { Report, Rule } from './rule';
import { PodAnalysis } from '../pod/analysis';

interface Reference { readonly kind: 'ConfigMap' | 'Secret'; readonly name: unknown; readonly at: string; readonly optional?: boolean }

export const configElsewhere: Rule = {
  code: 'config-in-other-namespace',
  severity: 'warning',
  summary: 'A Pod uses a ConfigMap or Secret that the app makes in another namespace only.',
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/#configmaps-and-pods',
  check(pod, neighbours) {
    const { namespace } = pod;
    // Without one it goes wherever the user applies it to.
    if (namespace === undefined) return [];
    const told = new Set<string>();
    return pod.onceForOutline(references, () => references(pod)).flatMap(({ kind, name, at, optional }): Report[] => {
      if (typeof name !== 'string' || optional || told.has(`${kind}/${name}`)) return [];
      const found = namespacesOf(kind === 'ConfigMap' ? neighbours.configMaps : neighbours.secrets, name);
      if (!found || found.has(namespace) || found.has(undefined)) return [];
      told.add(`${kind}/${name}`);
      const others = [...found].map((other) => `"${other}"`).join(', ');
      return [{
        at,
        message: `uses ${kind}/${name} of the Pod's namespace "${namespace}", but the app makes one only in ${others}: the Pod will wait for it`,
        mend: `make the ${kind} in "${namespace}" too`,
      }];
    });
  },
};

function references(pod: PodAnalysis): Reference[] {
  return [
    ...(pod.spec.volumes ?? []).flatMap((v): Reference[] => {
      const at = `volumes[${v.name}]`;
      return [
        { kind: 'ConfigMap', name: v.configMap?.name, optional: v.configMap?.optional, at },
        { kind: 'Secret', name: v.secret?.secretName, optional: v.secret?.optional, at },
        ...(v.projected?.sources ?? []).flatMap((s: any): Reference[] => [
          { kind: 'ConfigMap', name: s.configMap?.name, optional: s.configMap?.optional, at },
          { kind: 'Secret', name: s.secret?.name, optional: s.secret?.optional, at },
        ]),
      ];
    }),
    ...pod.containers.flatMap((c) => [
      ...(c.container.envFrom ?? []).flatMap((e: any, i: number): Reference[] => [
        { kind: 'ConfigMap', name: e.configMapRef?.name, optional: e.configMapRef?.optional, at: `${c.at}.envFrom[${i}]` },
        { kind: 'Secret', name: e.secretRef?.name, optional: e.secretRef?.optional, at: `${c.at}.envFrom[${i}]` },
      ]),
      ...(c.container.env ?? []).flatMap((e): Reference[] => {
        const from = e.valueFrom;
        if (!from) return [];
        return [
          { kind: 'ConfigMap', name: from.configMapKeyRef?.name, optional: from.configMapKeyRef?.optional, at: `${c.at}.env[${e.name}]` },
          { kind: 'Secret', name: from.secretKeyRef?.name, optional: from.secretKeyRef?.optional, at: `${c.at}.env[${e.name}]` },
        ];
      }),
    ]),
  ];
}
