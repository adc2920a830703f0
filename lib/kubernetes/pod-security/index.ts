/**
 * The Pod Security Standards, as the PodSecurity admission plugin evaluates them.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/staging/src/k8s.io/pod-security-admission/policy/registry.go
 */
import { PodTemplate } from '../types';
import { KubernetesVersion, VersionLike } from '../version';
import { CAPABILITY_CHECKS } from './capabilities';
import { Objection, PodSecurityCheck, PodSecurityLevel, VersionedCheck } from './check';
import { HOST_CHECKS } from './host';
import { PRIVILEGE_CHECKS } from './privileges';
import { PROFILE_CHECKS } from './profiles';
import { SYSCTL_CHECKS } from './sysctls';
import { USER_CHECKS } from './users';
import { VOLUME_CHECKS } from './volumes';

export type { Objection, PodSecurityLevel } from './check';

/** What a level has against a Pod. */
export interface PodSecurityViolation extends Objection {
  /** Upstream's CheckID: "runAsNonRoot". */
  readonly check: string;
}

/** All checks: baseline before restricted, each by id, which is the order of upstream's answers. */
const CHECKS: readonly PodSecurityCheck[] = [
  ...CAPABILITY_CHECKS, ...HOST_CHECKS, ...PRIVILEGE_CHECKS, ...PROFILE_CHECKS, ...SYSCTL_CHECKS, ...USER_CHECKS, ...VOLUME_CHECKS,
].sort((a, b) => compare(a.level, b.level) || compare(a.id, b.id));

/**
 * What a level of the Pod Security Standards has against a Pod: nothing, if it may run there.
 *
 * @param pod the template, or a Pod itself
 * @param version the version of the standard (the namespace's `enforce-version` label), default "latest", which is the
 *   newest that this library knows
 */
export function evaluatePodSecurity(pod: PodTemplate, level: PodSecurityLevel | 'privileged', version: VersionLike = 'latest'): PodSecurityViolation[] {
  if (level === 'privileged') {
    return [];
  }
  const { minor } = version === 'latest' ? KubernetesVersion.NEWEST_KNOWN : KubernetesVersion.parse(version, 'podSecurityVersion');
  return activeChecks(level, minor).flatMap(({ id, revision }) => {
    const objection = revision.check(pod.spec, pod.metadata ?? {});
    return objection ? [{ check: id, ...objection }] : [];
  });
}

/** The strictest level that a Pod passes. */
export function podSecurityLevel(pod: PodTemplate, version: VersionLike = 'latest'): PodSecurityLevel | 'privileged' {
  if (evaluatePodSecurity(pod, 'restricted', version).length === 0) {
    return 'restricted';
  }
  return evaluatePodSecurity(pod, 'baseline', version).length === 0 ? 'baseline' : 'privileged';
}

interface ActiveCheck {
  readonly id: string;
  readonly revision: VersionedCheck;
}

const active = new Map<string, readonly ActiveCheck[]>();

/** The checks of a level in a release, worked out once: every Pod meets the same ones. */
function activeChecks(level: PodSecurityLevel, minor: number): readonly ActiveCheck[] {
  const key = `${level} ${minor}`;
  const known = active.get(key);
  if (known) return known;
  const all = CHECKS.filter((check) => check.level === 'baseline' || level === 'restricted')
    .map((check) => ({ id: check.id, revision: revisionAt(check, minor) }))
    .filter((check): check is ActiveCheck => check.revision !== undefined);
  const overridden = new Set(all.flatMap(({ revision }) => revision.overrides ?? []));
  const checks = all.filter(({ id }) => !overridden.has(id));
  active.set(key, checks);
  return checks;
}

function revisionAt(check: PodSecurityCheck, minor: number): VersionedCheck | undefined {
  return [...check.versions].reverse().find(({ since }) => minor >= since);
}

/** By bytes, as Go sorts. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
