/** Random workloads under which a sidecar may be put, of every kind and origin. */
import { ApiObject, Chart, Cron } from 'cdk8s';
import { Chance } from './random-recipe';
import { PodSidecars, SidecarForm, WorkloadKind, WorkloadWithSidecars } from '../../lib';

export interface RandomWorkload {
  readonly text: string;
  readonly make: (chart: Chart) => PodSidecars;
}

const KINDS: ReadonlyArray<[string, () => WorkloadKind]> = [
  ['Deployment', () => WorkloadKind.deployment({ replicas: 2 })], ['StatefulSet', () => WorkloadKind.statefulSet()], ['DaemonSet', () => WorkloadKind.daemonSet()],
  ['Job', () => WorkloadKind.job({ backoffLimit: 1 })], ['CronJob', () => WorkloadKind.cronJob({ schedule: Cron.daily() })], ['Pod', () => WorkloadKind.pod()],
];
export const VERSIONS = ['1.27', '1.28', '1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'] as const;

const APP = { name: 'app', image: 'example.com/app:1.0' };

/** Templates as others write them: each with something that meets what a sidecar brings. */
const FOREIGN: Readonly<Record<string, any>> = {
  plain: { containers: [APP] },
  ports: { containers: [{ ...APP, ports: [{ name: 'http', containerPort: 8080 }, { name: 'dns', containerPort: 8080, protocol: 'UDP' }], readinessProbe: { httpGet: { path: '/ready', port: 'http' } } }] },
  two: { containers: [APP, { ...APP, name: 'second', ports: [{ containerPort: 9090 }] }] },
  volumes: { containers: [{ ...APP, volumeMounts: [{ name: 'logs', mountPath: '/var/log/app' }] }], volumes: [{ name: 'logs', persistentVolumeClaim: { claimName: 'logs' } }] },
  hardened: {
    containers: [{ ...APP, securityContext: { readOnlyRootFilesystem: true, runAsUser: 1000, runAsNonRoot: true } }],
    securityContext: { fsGroup: 2000, supplementalGroups: [3000] },
    automountServiceAccountToken: false, serviceAccountName: 'web', terminationGracePeriodSeconds: 5,
  },
  inits: { containers: [APP], initContainers: [{ name: 'migrate', image: 'example.com/m:1' }, { name: 'cache', image: 'example.com/c:1', restartPolicy: 'Always', ports: [{ containerPort: 6379 }] }] },
  sized: { containers: [{ ...APP, resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } } }] },
};

export function randomWorkload(chance: Chance): RandomWorkload {
  const pick = <T>(from: readonly T[]): T => from[chance.below(from.length)];
  const targetVersion = pick(VERSIONS);
  const form = pick([undefined, undefined, SidecarForm.CLASSIC]);
  if (chance.below(2)) {
    const [kind, makeKind] = pick(KINDS);
    return {
      text: `${kind} for ${targetVersion}${form ? ' in classic form' : ''}`,
      make: (chart) => new WorkloadWithSidecars(chart, 'w', { kind: makeKind(), targetVersion, form, containers: [{ ...APP, portNumber: 8080 }] }).podSidecars,
    };
  }
  const [name, spec] = pick(Object.entries(FOREIGN));
  return {
    text: `foreign Deployment "${name}" for ${targetVersion}${form ? ' in classic form' : ''}`,
    make: (chart) => PodSidecars.of(new ApiObject(chart, 'w', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' },
      spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: structuredClone(spec) } },
    })).configure({ targetVersion, ...(form ? { form } : {}) }),
  };
}
