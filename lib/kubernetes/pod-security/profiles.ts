/**
 * Seccomp, AppArmor and SELinux: check_seccompProfile_{baseline,restricted}.go, check_appArmorProfile.go and
 * check_seLinuxOptions.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 *
 * Seccomp annotations counted before 1.19 only, which is older than anything that this library serves.
 */
import { CheckPod, Culprits, joinQuote, places, pluralize, PodSecurityCheck, sorted, unlessWindows } from './check';

const PROFILES = new Set(['RuntimeDefault', 'Localhost']);

/** Both seccomp checks: the restricted one asks for a profile, the other one only looks at those that are there. */
function seccompProfile(required: boolean): CheckPod {
  return (spec) => {
    const field = 'securityContext.seccompProfile.type';
    const pod = spec.securityContext?.seccompProfile;
    const podBad = pod != null && !PROFILES.has(pod.type);
    const saysBad = new Culprits();
    const saysNothing = new Culprits();
    const types: string[] = podBad ? [pod.type ?? ''] : [];
    for (const place of places(spec)) {
      const own = place.container.securityContext?.seccompProfile;
      if (own != null && !PROFILES.has(own.type)) {
        saysBad.add(place, field);
        types.push(own.type ?? '');
      } else if (own == null && (pod == null || podBad)) {
        saysNothing.add(place, field);
      }
    }
    const setters = [...podBad ? ['pod'] : [], ...saysBad.any ? [`${saysBad}`] : []];
    if (setters.length > 0) {
      return {
        reason: 'seccompProfile',
        detail: `${setters.join(' and ')} must not set ${field} to ${joinQuote(sorted(types))}`,
        containers: saysBad.names,
        paths: [...podBad ? [`spec.${field}`] : [], ...saysBad.paths],
      };
    }
    return !required || !saysNothing.any ? undefined : {
      reason: 'seccompProfile',
      detail: `pod or ${saysNothing} must set ${field} to "RuntimeDefault" or "Localhost"`,
      containers: saysNothing.names,
      paths: saysNothing.paths,
    };
  };
}

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: CheckPod = (spec, metadata) => {
  const field = 'securityContext.appArmorProfile.type';
  const pod = spec.securityContext?.appArmorProfile;
  const podBad = pod != null && !PROFILES.has(pod.type);
  const bad = new Culprits();
  const types: string[] = podBad ? [pod.type ?? ''] : [];
  for (const place of places(spec)) {
    const own = place.container.securityContext?.appArmorProfile;
    if (own != null && !PROFILES.has(own.type)) {
      bad.add(place, field);
      types.push(own.type ?? '');
    }
  }
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key, value]) =>
    key.startsWith(APPARMOR_ANNOTATION) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'));
  const setters = [
    ...podBad ? ['pod'] : [],
    ...bad.any ? [`${bad}`] : [],
    ...annotations.length > 0 ? [pluralize('annotation', 'annotations', annotations.length)] : [],
  ];
  const values = [...sorted(types), ...annotations.map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort()];
  return setters.length === 0 ? undefined : {
    reason: pluralize('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${setters.join(' and ')} must not set AppArmor profile type to ${joinQuote(values)}`,
    containers: bad.names,
    paths: [...podBad ? [`spec.${field}`] : [], ...bad.paths, ...annotations.map(([key]) => `metadata.annotations[${key}]`)],
  };
};

function seLinuxOptions(allowed: readonly string[]): CheckPod {
  return (spec) => {
    const field = 'securityContext.seLinuxOptions';
    const types: string[] = [];
    let user = false;
    let role = false;
    const wrong = (options: any): string[] => {
      const fields: string[] = [];
      if (!['', ...allowed].includes(options?.type ?? '')) {
        types.push(options.type);
        fields.push(`${field}.type`);
      }
      if (options?.user) {
        user = true;
        fields.push(`${field}.user`);
      }
      if (options?.role) {
        role = true;
        fields.push(`${field}.role`);
      }
      return fields;
    };
    const podFields = wrong(spec.securityContext?.seLinuxOptions);
    const bad = new Culprits();
    for (const place of places(spec)) {
      const fields = wrong(place.container.securityContext?.seLinuxOptions);
      if (fields.length > 0) {
        bad.add(place, ...fields);
      }
    }
    const setters = [...podFields.length > 0 ? ['pod'] : [], ...bad.any ? [`${bad}`] : []];
    const distinct = sorted(types);
    const data = [
      ...distinct.length > 0 ? [`${pluralize('type', 'types', distinct.length)} ${joinQuote(distinct)}`] : [],
      ...user ? ['user may not be set'] : [],
      ...role ? ['role may not be set'] : [],
    ];
    return setters.length === 0 ? undefined : {
      reason: 'seLinuxOptions',
      detail: `${setters.join(' and ')} set forbidden ${field}: ${data.join('; ')}`,
      containers: bad.names,
      paths: [...podFields.map((path) => `spec.${path}`), ...bad.paths],
    };
  };
}

const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t'];

export const PROFILE_CHECKS: readonly PodSecurityCheck[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: [{ since: 0, check: appArmorProfile }] },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    versions: [
      { since: 0, check: seLinuxOptions(SELINUX_TYPES) },
      { since: 31, check: seLinuxOptions([...SELINUX_TYPES, 'container_engine_t']) },
    ],
  },
  { id: 'seccompProfile_baseline', level: 'baseline', versions: [{ since: 19, check: seccompProfile(false) }] },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: [
      { since: 19, check: seccompProfile(true), overrides: ['seccompProfile_baseline'] },
      { since: 25, check: unlessWindows(seccompProfile(true)), overrides: ['seccompProfile_baseline'] },
    ],
  },
];
