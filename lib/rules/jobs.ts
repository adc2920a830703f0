/** Sidecars on Pods that are to end. */
import { called, hasNativeSidecars } from './about';
import { Report, Rule } from './rule';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';
import { QUIT_URLS_VARIABLE } from '../pod/assemble';
import { CHECKSUM_ANNOTATION } from '../pod/pod-fields';
import { isTemplateImmutable } from '../pod/workload-json';

export const jobNeverEnds: Rule = {
  code: 'job-never-ends',
  severity: 'error',
  summary: 'A classic sidecar, or a container that always restarts, keeps a Job from ending.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers',
  needsIntent: true,
  check(pod) {
    const held = pod.end?.heldBy ?? [];
    return held.flatMap(({ container, reason }): Report[] => {
      // Others say the rest: native-dropped, job-restart-policy.
      if (reason === 'blocks-start' || podAlwaysRestarts(pod)) return [];
      const c = pod.containers.find((one) => one.name === container && one.list === 'containers');
      if (!c || (reason !== 'restarts' && isToldToQuit(pod, c))) return [];
      return [{
        at: c.at,
        message: reason === 'restarts'
          ? `${called(c)} has restartPolicy Always, so that it is started again after each end: the ${what(pod)} never completes`
          : `${called(c)} is a regular container that runs on when the app has ended: the ${what(pod)} never completes`,
        mend: reason === 'restarts' ? 'remove its restartPolicy'
          : hasNativeSidecars(pod) ? 'make it a native sidecar: an init container with restartPolicy Always'
            : 'target Kubernetes 1.29 or newer, where it becomes a native sidecar and ends by itself, or leave it off this Pod; a sidecar of your own may say how it ends (quitUrl, quitsByItself), and configuration may be synced `once`',
        // Someone may run a bare Pod that never restarts as a lasting one.
        severity: pod.kind === 'Pod' ? 'warning' : 'error',
        needsIntent: reason !== 'restarts',
      }];
    });
  },
};

export const jobAppMustQuit: Rule = {
  code: 'job-app-must-quit',
  severity: 'warning',
  summary: 'A Job ends only if its app tells a classic sidecar to quit.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers',
  checkOutline(pod) {
    if (!pod.runsToCompletion) return [];
    return pod.sidecars.filter((c) => c.list === 'containers').flatMap((c): Report[] => {
      const url = c.intent?.quit?.url;
      if (url === undefined) return [];
      return [{
        at: c.at,
        message: `${called(c)} is a regular container that ends only when it is told to: the ${what(pod)} completes only if the app sends a POST to ${url} at its end`,
        mend: `let the app, also when it fails, POST to each address in the variable ${QUIT_URLS_VARIABLE}, which it is given, and acknowledge this; or target Kubernetes 1.29 or newer`,
      }];
    });
  },
};

/** In YAML that others made: another container of the Pod calls the address that Envoy, Istio, Linkerd and others end by. */
function isToldToQuit(pod: PodAnalysis, sidecar: AnalyzedContainer): boolean {
  if (pod.intent.assumed !== true) return false;
  return pod.apps.some((app) => app.name !== sidecar.name && /quitquitquit|\/shutdown\b/.test(JSON.stringify([app.container.command, app.container.args])));
}

export const jobRestartPolicy: Rule = {
  code: 'job-restart-policy',
  severity: 'error',
  summary: 'The Pods of a Job always restart, or those of a lasting workload do not.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template',
  checkOutline(pod) {
    const policy = pod.spec.restartPolicy || 'Always';
    if (isJob(pod) && policy === 'Always') {
      return [{
        at: 'restartPolicy',
        message: `${pod.spec.restartPolicy ? 'Always' : 'none, which means Always,'} is refused in a ${pod.kind}: its Pods must be able to end`,
        mend: 'set restartPolicy to OnFailure or Never',
      }];
    }
    if (!isJob(pod) && pod.kind !== 'Pod' && (policy === 'OnFailure' || policy === 'Never')) {
      return [{ at: 'restartPolicy', message: `${policy} is refused in a ${pod.kind}: its Pods run on`, mend: 'remove restartPolicy, or set it to Always' }];
    }
    return [];
  },
};

export const checksumOnJob: Rule = {
  code: 'checksum-on-job',
  severity: 'warning',
  summary: 'A Job\'s template can\'t change: a checksum that is to roll its Pods makes the next apply fail.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#mutable-scheduling-directives',
  check(pod) {
    const metadata = pod.object.metadata ?? {};
    // Helm and Argo CD delete and make such a Job anew, and a generated name is another Job each time.
    const remade = metadata.generateName || Object.keys(metadata.annotations ?? {}).some((key) => /^(helm\.sh\/hook|argocd\.argoproj\.io\/(hook|sync-options))$/.test(key));
    if (!isTemplateImmutable(pod.kind) || remade) return [];
    const checksums = Object.keys(pod.template.metadata?.annotations ?? {}).filter((key) => key === CHECKSUM_ANNOTATION || /(^|\/)(checksum|config-?hash|configmap-hash)|checksum/i.test(key));
    return checksums.map((key) => ({
      at: `metadata.annotations[${key}]`,
      message: 'changes with the configuration, but a Job\'s template is immutable: the API server refuses the next version ("field is immutable")',
      mend: 'remove the annotation; for another configuration make another Job, with another name',
    }));
  },
};

export const jobConfigRolls: Rule = {
  code: 'job-config-static',
  severity: 'info',
  summary: 'A Job does not see a change of a configuration that is to roll its Pods.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/',
  checkOutline(pod) {
    if (!isTemplateImmutable(pod.kind)) return [];
    return (pod.intent.reloads ?? []).filter((r) => r.onChange === 'roll').map((r) => ({
      at: `volumes[${r.volume}]`,
      message: 'a change of this configuration is to roll the Pods, and a Job is never rolled: its Pods keep what they began with',
      mend: 'nothing to do, if the Job is short; else make a new Job for a new configuration',
    }));
  },
};

export const podFailurePolicy: Rule = {
  code: 'pod-failure-policy-container',
  severity: 'warning',
  summary: 'A podFailurePolicy without a container name also judges the exit codes of sidecars.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy',
  check(pod) {
    if (!isJob(pod) || pod.sidecars.length === 0) return [];
    const job = pod.kind === 'CronJob' ? pod.object.spec?.jobTemplate?.spec : pod.object.spec;
    const rules: any[] = job?.podFailurePolicy?.rules ?? [];
    return rules.flatMap(({ onExitCodes: on, action }, i): Report[] => {
      if (!on || on.containerName || !TERM_CODES.some((code) => matches(on, code))) return [];
      return [{
        at: `spec.podFailurePolicy.rules[${i}].onExitCodes`,
        message: `names no container, and matches 137 or 143, with which a sidecar ends when it is stopped: ${action} may follow from a sidecar's end`,
        mend: `set containerName to "${pod.apps[0]?.name ?? pod.containers[0]?.name}"`,
      }];
    });
  },
};

export const backoffCountsSidecars: Rule = {
  code: 'job-backoff-counts-sidecars',
  severity: 'info',
  summary: 'Restarts of a sidecar count towards the Job\'s backoffLimit.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controller/job/job_controller.go (pastBackoffLimitOnFailure)',
  checkOutline(pod) {
    if (!isJob(pod) || pod.spec.restartPolicy !== 'OnFailure' || !pod.containers.some((c) => c.isNative)) return [];
    return [{
      at: 'restartPolicy',
      message: 'with OnFailure the restarts of native sidecars count towards backoffLimit, as those of the app do',
      mend: 'nothing to do, if the sidecars are stable; else set restartPolicy to Never, or raise backoffLimit',
    }];
  },
};

/** SIGKILL and SIGTERM, as exit codes. */
const TERM_CODES = [137, 143];

function matches(on: any, code: number): boolean {
  const values: unknown[] = on.values ?? [];
  return on.operator === 'NotIn' ? !values.includes(code) : values.includes(code);
}

function isJob(pod: PodAnalysis): boolean {
  return pod.kind === 'Job' || pod.kind === 'CronJob';
}

function podAlwaysRestarts(pod: PodAnalysis): boolean {
  return (pod.spec.restartPolicy || 'Always') === 'Always';
}

function what(pod: PodAnalysis): string {
  return pod.kind === 'Pod' ? 'Pod' : 'Job';
}
