/** Who lowers a Pod below a level of the Pod Security Standards, and whether that was wanted. */
import { called, isGuessed } from './about';
import { Report, Rule, Severity } from './rule';
import { PodSecurityViolation } from '../kubernetes/pod-security';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

const SOURCE = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/';
const LEVELS = ['restricted', 'baseline', 'privileged'];

/** A sidecar alone lowers the Pod: the app could run in a namespace that enforces `restricted`, and with it can't. */
export const sidecarLowersSecurity: Rule = {
  code: 'sidecar-lowers-pod-security',
  severity: 'warning',
  summary: 'A sidecar, and not the app, lowers the Pod below Pod Security restricted.',
  source: SOURCE,
  check(pod) {
    const wanted = pod.intent.podSecurity;
    const violations = wanted === 'baseline' || wanted === 'privileged' ? pod.baselineViolations : pod.restrictedViolations;
    if (wanted === 'privileged') return [];
    const severity: Severity = wanted ? 'error' : 'warning';
    return [
      ...violations.flatMap((v) => (culpritsOf(pod, v)?.map((c) => blame(c, v, wanted ?? 'restricted', severity)) ?? [])),
      ...injectedBelow(pod, wanted ?? 'restricted', severity),
    ];
  },
};

/** The app, or the Pod itself, is not restricted. In YAML of others that is the rule rather than the exception. */
export const podNotRestricted: Rule = {
  code: 'pod-security',
  severity: 'info',
  summary: 'The app itself does not pass Pod Security restricted, or the level that was asked for.',
  source: SOURCE,
  check(pod) {
    const wanted = pod.intent.podSecurity;
    if (wanted === 'privileged') return [];
    const violations = (wanted === 'baseline' ? pod.baselineViolations : pod.restrictedViolations).filter((v) => culpritsOf(pod, v) === undefined);
    if (violations.length === 0) return [];
    return [{
      at: 'securityContext',
      message: `does not pass Pod Security ${wanted ?? 'restricted'}: ${violations.map((v) => `${v.reason} (${v.detail})`).join('; ')}`,
      mend: 'set what is named there in the app\'s and the Pod\'s securityContext',
      severity: wanted ? 'error' : 'info',
    }];
  },
};

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

function blame(c: AnalyzedContainer, v: PodSecurityViolation, level: string, severity: Severity): Report {
  return {
    at: `${c.at}.securityContext`,
    message: `${called(c)} lowers the Pod below Pod Security ${level}: ${v.reason} (check ${v.check}: ${v.detail})`,
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
