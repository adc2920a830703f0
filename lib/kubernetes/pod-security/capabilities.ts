/**
 * Capabilities: check_capabilities_baseline.go and check_capabilities_restricted.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { CheckPod, Culprits, joinQuote, places, PodSecurityCheck, sorted, unlessWindows } from './check';

const ALLOWED = new Set([
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP',
  'SETUID', 'SYS_CHROOT',
]);

const baseline: CheckPod = (spec) => {
  const bad = new Culprits();
  const added: string[] = [];
  for (const place of places(spec)) {
    const forbidden = list(place.container.securityContext?.capabilities?.add).filter((name) => !ALLOWED.has(name));
    if (forbidden.length > 0) {
      added.push(...forbidden);
      bad.add(place, 'securityContext.capabilities.add');
    }
  }
  return !bad.any ? undefined : {
    reason: 'non-default capabilities',
    detail: `${bad} must not include ${joinQuote(sorted(added))} in securityContext.capabilities.add`,
    containers: bad.names,
    paths: bad.paths,
  };
};

const restricted: CheckPod = (spec) => {
  const keeping = new Culprits();
  const adding = new Culprits();
  const added: string[] = [];
  for (const place of places(spec)) {
    const capabilities = place.container.securityContext?.capabilities;
    if (!list(capabilities?.drop).includes('ALL')) {
      keeping.add(place, 'securityContext.capabilities.drop');
    }
    const forbidden = list(capabilities?.add).filter((name) => name !== 'NET_BIND_SERVICE');
    if (forbidden.length > 0) {
      added.push(...forbidden);
      adding.add(place, 'securityContext.capabilities.add');
    }
  }
  const details = [
    ...keeping.any ? [`${keeping} must set securityContext.capabilities.drop=["ALL"]`] : [],
    ...adding.any ? [`${adding} must not include ${joinQuote(sorted(added))} in securityContext.capabilities.add`] : [],
  ];
  return details.length === 0 ? undefined : {
    reason: 'unrestricted capabilities',
    detail: details.join('; '),
    containers: [...new Set([...keeping.names, ...adding.names])],
    paths: [...keeping.paths, ...adding.paths],
  };
};

function list(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}

export const CAPABILITY_CHECKS: readonly PodSecurityCheck[] = [
  { id: 'capabilities_baseline', level: 'baseline', versions: [{ since: 0, check: baseline }] },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: [
      { since: 22, check: restricted, overrides: ['capabilities_baseline'] },
      { since: 25, check: unlessWindows(restricted), overrides: ['capabilities_baseline'] },
    ],
  },
];
