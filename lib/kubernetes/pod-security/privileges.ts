/**
 * No privileges: check_privileged.go, check_allowPrivilegeEscalation.go, check_windowsHostProcess.go and
 * check_procMount_{baseline,restricted}.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { CheckPod, Culprits, inUserNamespace, joinQuote, places, PodSecurityCheck, sorted, unlessWindows } from './check';

const privileged: CheckPod = (spec) => {
  const bad = new Culprits();
  for (const place of places(spec)) {
    if (place.container.securityContext?.privileged === true) {
      bad.add(place, 'securityContext.privileged');
    }
  }
  return !bad.any ? undefined : {
    reason: 'privileged',
    detail: `${bad} must not set securityContext.privileged=true`,
    containers: bad.names,
    paths: bad.paths,
  };
};

const allowPrivilegeEscalation: CheckPod = (spec) => {
  const bad = new Culprits();
  for (const place of places(spec)) {
    if (place.container.securityContext?.allowPrivilegeEscalation !== false) {
      bad.add(place, 'securityContext.allowPrivilegeEscalation');
    }
  }
  return !bad.any ? undefined : {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${bad} must set securityContext.allowPrivilegeEscalation=false`,
    containers: bad.names,
    paths: bad.paths,
  };
};

const windowsHostProcess: CheckPod = (spec) => {
  const field = 'securityContext.windowsOptions.hostProcess';
  const bad = new Culprits();
  for (const place of places(spec)) {
    if (place.container.securityContext?.windowsOptions?.hostProcess === true) {
      bad.add(place, field);
    }
  }
  const pod = spec.securityContext?.windowsOptions?.hostProcess === true;
  const setters = [...pod ? ['pod'] : [], ...bad.any ? [`${bad}`] : []];
  return setters.length === 0 ? undefined : {
    reason: 'hostProcess',
    detail: `${setters.join(' and ')} must not set ${field}=true`,
    containers: bad.names,
    paths: [...pod ? [`spec.${field}`] : [], ...bad.paths],
  };
};

const procMount: CheckPod = (spec) => {
  const bad = new Culprits();
  const types: string[] = [];
  for (const place of places(spec)) {
    const type = place.container.securityContext?.procMount;
    if (type != null && type !== 'Default') {
      bad.add(place, 'securityContext.procMount');
      types.push(type);
    }
  }
  return !bad.any ? undefined : {
    reason: 'procMount',
    detail: `${bad} must not set securityContext.procMount to ${joinQuote(sorted(types))}`,
    containers: bad.names,
    paths: bad.paths,
  };
};

export const PRIVILEGE_CHECKS: readonly PodSecurityCheck[] = [
  { id: 'privileged', level: 'baseline', versions: [{ since: 0, check: privileged }] },
  {
    id: 'procMount',
    level: 'baseline',
    versions: [
      { since: 0, check: procMount },
      { since: 35, check: (spec, metadata) => inUserNamespace(spec) ? undefined : procMount(spec, metadata) },
    ],
  },
  { id: 'windowsHostProcess', level: 'baseline', versions: [{ since: 0, check: windowsHostProcess }] },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: unlessWindows(allowPrivilegeEscalation) },
    ],
  },
  // Restricted keeps the strict form when baseline relaxes its own.
  { id: 'procMount_restricted', level: 'restricted', versions: [{ since: 35, check: procMount, overrides: ['procMount'] }] },
];
