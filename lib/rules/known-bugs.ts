/** Bugs of Kubernetes itself that a Pod with native sidecars can run into, by target version. */
import { called, hasNativeSidecars } from './about';
import { Report, Rule, Severity } from './rule';
import { KubernetesVersion } from '../kubernetes/version';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

interface KnownBug {
  readonly issue: number;
  readonly summary: string;
  /** How sure a target's patch release has it; undefined: it has not. */
  readonly severity: (minor: number) => Severity | undefined;
  readonly affects: (c: AnalyzedContainer, pod: PodAnalysis) => boolean;
  readonly message: string;
  readonly mend: string;
}

const BUGS: KnownBug[] = [
  {
    issue: 132826,
    summary: 'With restartPolicy Never, a sidecar\'s startup probe that fails once keeps the app from ever starting.',
    // Mended in patch releases of 1.33 and 1.34, which a target does not tell.
    severity: (minor) => (minor <= 32 ? 'warning' : minor <= 34 ? 'info' : undefined),
    affects: (c, pod) => pod.spec.restartPolicy === 'Never' && c.container.startupProbe !== undefined,
    message: 'has a startupProbe in a Pod with restartPolicy Never: should it fail and the sidecar restart, the app never starts',
    mend: 'set restartPolicy to OnFailure, give the probe a failureThreshold that is never reached, or use the newest patch release',
  },
  {
    issue: 136910,
    summary: 'After a restart of the kubelet, a crashed app is not restarted if a sidecar has a startup probe.',
    severity: (minor) => (minor === 35 ? 'info' : undefined),
    affects: (c, pod) => pod.spec.restartPolicy !== 'Never' && c.container.startupProbe !== undefined,
    message: 'has a startupProbe: on Kubernetes 1.35.0 and 1.35.1 an app that crashed is not restarted after the kubelet itself was',
    mend: 'use 1.35.2 or newer',
  },
  {
    issue: 125880,
    summary: 'A Pod that is deleted while it starts hangs until its grace period ends.',
    severity: (minor) => (minor <= 30 ? 'info' : undefined),
    affects: (_, pod) => pod.containers.some((c) => c.list === 'initContainers' && !c.isNative),
    message: 'is a native sidecar beside init containers: a Pod that is deleted while they run hangs until its grace period ends',
    mend: 'nothing to do but to wait, or use 1.31 or newer',
  },
  {
    issue: 138371,
    summary: 'A sidecar\'s own limit on ephemeral storage is not enforced.',
    severity: () => 'info',
    affects: (c) => c.container.resources?.limits?.['ephemeral-storage'] !== undefined,
    message: 'has a limit on ephemeral-storage, which the kubelet does not enforce for sidecars: only the Pod\'s sum counts',
    mend: 'set sizeLimit on the emptyDir that it writes to',
  },
];

export const knownBugs: Rule[] = BUGS.map((bug) => ({
  code: `known-bug-${bug.issue}`,
  severity: bug.severity(32) ?? 'info',
  summary: bug.summary,
  source: `https://github.com/kubernetes/kubernetes/issues/${bug.issue}`,
  checkOutline(pod) {
    const severity = bug.severity(KubernetesVersion.parse(pod.intent.target).minor);
    if (severity === undefined || !hasNativeSidecars(pod)) return [];
    return pod.containers.filter((c) => c.isNative && bug.affects(c, pod)).map((c): Report => ({
      at: c.at, message: `${called(c)} ${bug.message} (kubernetes #${bug.issue})`, mend: bug.mend, severity,
    }));
  },
}));
