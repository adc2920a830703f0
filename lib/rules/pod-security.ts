/** Who lowers a Pod below a level of the Pod Security Standards, and whether that was wanted. */
import { called, isGuessed } from './about';
import { Report, Rule, Severity } from './rule';
import { PodSecurityViolation } from '../kubernetes/pod-security';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

const SOURCE = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/';
const LEVELS = ['restricted', 'baseline', 'privileged'];

/** Checks of `restricted` that take the place of one of `baseline`: https://github.com/kubernetes/pod-security-admission/tree/v0.36.4/policy (OverrideCheckIDs) */
const IN_PLACE_OF: Record<string, string> = {
  capabilities_restricted: 'capabilities_baseline', restrictedVolumes: 'hostPathVolumes', seccompProfile_restricted: 'seccompProfile_baseline',
};

/**
 * A sidecar alone lowers the Pod: the app could run in a namespace that enforces a level, and with it can't. An app that
 * passes `baseline` only is lowered by what that level forbids, and a privileged one by nothing.
 */
export const sidecarLowersSecurity: Rule = {
  code: 'sidecar-lowers-pod-security',
  severity: 'warning',
  summary: 'A sidecar, and not the app, does what a level of Pod Security forbids.',
  source: SOURCE,
  checkOutline(pod) {
    const wanted = pod.intent.podSecurity;
    const level = wanted ?? levelWithoutSidecars(pod);
    if (level === 'privileged') return [];
    const severity: Severity = wanted ? 'error' : 'warning';
    const lowering = bySidecars(pod, level);
    return [
      ...lowering.flatMap(({ v, culprits }) => culprits.map((c) => blame(c, v, `lowers the Pod below Pod Security ${level}`, severity))),
      ...(wanted ? [] : addedTo(pod, level, lowering.map(({ v }) => v.check))),
      ...injectedBelow(pod, level, severity),
    ];
  },
};

/** The app is not restricted for other reasons: the sidecar lowers nothing, but stands in the way of mending it. */
function addedTo(pod: PodAnalysis, level: string, said: string[]): Report[] {
  if (level !== 'baseline') return [];
  return bySidecars(pod, 'restricted').filter(({ v }) => !said.includes(v.check) && !said.includes(IN_PLACE_OF[v.check]))
    .flatMap(({ v, culprits }) => culprits.map((c) => blame(c, v, 'does what the app does not, and Pod Security restricted forbids', 'warning')));
}

function bySidecars(pod: PodAnalysis, level: string): Array<{ v: PodSecurityViolation; culprits: AnalyzedContainer[] }> {
  return violationsOf(pod, level).flatMap((v) => {
    const culprits = culpritsOf(pod, v);
    return culprits ? [{ v, culprits }] : [];
  });
}

/** The app, or the Pod itself, is not restricted. In YAML of others that is the rule rather than the exception. */
export const podNotRestricted: Rule = {
  code: 'pod-security',
  severity: 'info',
  summary: 'The app itself does not pass Pod Security restricted, or the level that was asked for.',
  source: SOURCE,
  checkOutline(pod) {
    const wanted = pod.intent.podSecurity;
    if (wanted === 'privileged') return [];
    const all = violationsOf(pod, wanted ?? 'restricted');
    const own = all.filter((v) => culpritsOf(pod, v) === undefined);
    if (own.length === 0) return [];
    // What a sidecar adds to a privileged app lowers nothing, and is said here.
    const violations = wanted || levelWithoutSidecars(pod) !== 'privileged' ? own : all;
    return [{
      at: 'securityContext',
      message: `does not pass Pod Security ${wanted ?? 'restricted'}: ${violations.map((v) => `${v.reason} (${v.detail})`).join('; ')}`,
      mend: 'set what is named there in the app\'s and the Pod\'s securityContext',
      severity: wanted ? 'error' : 'info',
    }];
  },
};

function violationsOf(pod: PodAnalysis, level: string): readonly PodSecurityViolation[] {
  return level === 'baseline' ? pod.baselineViolations : pod.restrictedViolations;
}

/** The strictest level that the app and the Pod itself pass. */
function levelWithoutSidecars(pod: PodAnalysis): string {
  return LEVELS.find((level) => level === 'privileged' || violationsOf(pod, level).every((v) => culpritsOf(pod, v)))!;
}

/** The sidecars that a violation is about; undefined where the app or the Pod itself has a part in it. */
function culpritsOf(pod: PodAnalysis, violation: PodSecurityViolation): AnalyzedContainer[] | undefined {
  const names = new Set(violation.containers);
  const byPod = violation.paths.some((path) => !/^spec\.(initContainers|containers|ephemeralContainers|volumes)\[/.test(path));
  if (byPod) return undefined;
  for (const name of violation.containers.length ? [] : mountersOf(pod, violation)) names.add(name);
  const involved = pod.containers.filter((c) => names.has(c.name));
  const alone = involved.length > 0 && involved.every((c) => c.role === 'sidecar' || c.role === 'set-up');
  return alone ? involved : undefined;
}

/** Who mounts the volumes that a violation names. */
function mountersOf(pod: PodAnalysis, violation: PodSecurityViolation): string[] {
  const volumes = new Set(violation.paths.map((path) => /^spec\.volumes\[(\d+)\]/.exec(path)).map((m) => m && pod.spec.volumes?.[Number(m[1])]?.name));
  return pod.containers.filter((c) => c.container.volumeMounts?.some((m) => volumes.has(m.name))).map((c) => c.name);
}

function blame(c: AnalyzedContainer, v: PodSecurityViolation, what: string, severity: Severity): Report {
  return {
    at: `${c.at}.securityContext`,
    message: `${called(c)} ${what}: ${v.reason} (check ${v.check}: ${v.detail})`,
    mend: v.containers.length ? 'set its securityContext accordingly, or acknowledge this if it can\'t do without' : 'use another kind of volume, or acknowledge this if it can\'t do without',
    severity,
    needsIntent: isGuessed(c),
  };
}

function injectedBelow(pod: PodAnalysis, level: string, severity: Severity): Report[] {
  const below = (pod.intent.external ?? []).filter((e) => LEVELS.indexOf(e.podSecurity ?? 'restricted') > LEVELS.indexOf(level));
  return below.map((e) => ({
    at: `injected ${e.name}`,
    message: `${e.injector} injects "${e.name}", which lowers the Pod from ${level} to ${e.podSecurity}`,
    mend: `let ${e.injector} set up traffic in its CNI plugin instead of a container, or run the Pod in a namespace that enforces no more than ${e.podSecurity}`,
    severity,
  }));
}
