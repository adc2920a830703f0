/**
 * No root: check_runAsNonRoot.go and check_runAsUser.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { CheckPod, Culprits, inUserNamespace, places, PodSecurityCheck } from './check';

const runAsNonRoot: CheckPod = (spec) => {
  const field = 'securityContext.runAsNonRoot';
  const pod = spec.securityContext?.runAsNonRoot;
  const saysNo = new Culprits();
  const saysNothing = new Culprits();
  for (const place of places(spec)) {
    const own = place.container.securityContext?.runAsNonRoot;
    if (own === false) {
      saysNo.add(place, field);
    } else if (own == null && pod !== true) {
      saysNothing.add(place, field);
    }
  }
  const setters = [...pod === false ? ['pod'] : [], ...saysNo.any ? [`${saysNo}`] : []];
  const reason = 'runAsNonRoot != true';
  if (setters.length > 0) {
    return {
      reason,
      detail: `${setters.join(' and ')} must not set ${field}=false`,
      containers: saysNo.names,
      paths: [...pod === false ? [`spec.${field}`] : [], ...saysNo.paths],
    };
  }
  return !saysNothing.any ? undefined : {
    reason,
    detail: `pod or ${saysNothing} must set ${field}=true`,
    containers: saysNothing.names,
    paths: saysNothing.paths,
  };
};

const runAsUser: CheckPod = (spec) => {
  const field = 'securityContext.runAsUser';
  const bad = new Culprits();
  for (const place of places(spec)) {
    if (place.container.securityContext?.runAsUser === 0) {
      bad.add(place, field);
    }
  }
  const pod = spec.securityContext?.runAsUser === 0;
  const setters = [...pod ? ['pod'] : [], ...bad.any ? [`${bad}`] : []];
  return setters.length === 0 ? undefined : {
    reason: 'runAsUser=0',
    detail: `${setters.join(' and ')} must not set runAsUser=0`,
    containers: bad.names,
    paths: [...pod ? [`spec.${field}`] : [], ...bad.paths],
  };
};

/** Root in a user namespace is nobody outside of it (KEP-127). */
function unlessUserNamespace(check: CheckPod): CheckPod {
  return (spec, metadata) => inUserNamespace(spec) ? undefined : check(spec, metadata);
}

export const USER_CHECKS: readonly PodSecurityCheck[] = [
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    versions: [{ since: 0, check: runAsNonRoot }, { since: 35, check: unlessUserNamespace(runAsNonRoot) }],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    versions: [{ since: 23, check: runAsUser }, { since: 35, check: unlessUserNamespace(runAsUser) }],
  },
];
