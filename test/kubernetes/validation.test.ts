import { goldenLines } from './golden-lines';
import { KubeObject, PodSpec } from '../../lib/kubernetes/types';
import { validateObject, validatePod, validatePodTemplate, ValidationOptions } from '../../lib/kubernetes/validation';
import { compareVerdicts } from '../oracle/compare-verdicts';

const app = (more: any = {}) => ({ name: 'app', image: 'x:1', ...more });
const sidecar = (more: any = {}) => ({ name: 'side', image: 'x:1', restartPolicy: 'Always', ...more });
const probe = { exec: { command: ['true'] } };
/** "Type field" of all issues, the common prefix of the types left out. */
const issues = (spec: Partial<PodSpec>, options: ValidationOptions = { version: '1.36' }) =>
  validatePod({ spec: { containers: [app()], ...spec } }, options).map(({ type, field }) => `${type.replace('FieldValue', '')} ${field}`);

describe('as Kubernetes answers', () => {
  test.each(['fixed-open.jsonl', 'verdicts.jsonl'])('%s: nothing that it would let through', (file) => {
    expect(goldenLines(file).flatMap((line) => compareVerdicts(line).mismatches)).toEqual([]);
  });

  test('verdicts.jsonl: all that it refuses, but for what stands elsewhere', () => {
    // Amounts are the business of other files; profiles in annotations are older than anything that this library serves.
    const elsewhere = /resources|seccomp|apparmor|appArmor/;
    const missed = goldenLines('verdicts.jsonl').flatMap((line) => compareVerdicts(line).missed).filter((error) => !elsewhere.test(error));
    expect(missed.length).toBeLessThanOrEqual(8);
  });

  test('cases.jsonl: accepted or not', () => {
    for (const { id, pod, note, expect: { accepted, errors } } of goldenLines('cases.jsonl').filter((line) => line.pod)) {
      const found = validateObject(pod, { version: '1.36' });
      if (accepted) {
        expect([id, note, found]).toEqual([id, note, []]);
      }
      for (const error of errors ?? []) {
        expect([id, found.map(({ type, field }) => `${type} ${field}`)]).toEqual([id, expect.arrayContaining([error])]);
      }
    }
    const refused = (id: string) => validateObject(goldenLines('cases.jsonl').find((line) => line.id === id).pod);
    expect(refused('32')).toMatchObject([{ type: 'FieldValueForbidden' }]); // a probe on a plain init container
    expect(refused('40')).toMatchObject([{ type: 'FieldValueDuplicate' }]); // two mains on one hostPort
    expect(refused('45')).toMatchObject([{ type: 'FieldValueInvalid' }]); // sleep longer than the grace period
  });
});

describe('sidecars and set-up containers', () => {
  test('probes and hooks only with restartPolicy Always', () => {
    expect(issues({ initContainers: [sidecar({ startupProbe: probe, lifecycle: { preStop: probe } })] })).toEqual([]);
    expect(issues({ initContainers: [app({ name: 'i', startupProbe: probe, lifecycle: { preStop: probe } })] })).toEqual([
      'Forbidden spec.initContainers[0].lifecycle', 'Forbidden spec.initContainers[0].startupProbe',
    ]);
    expect(issues({ initContainers: [sidecar({ restartPolicy: 'OnFailure', readinessProbe: probe })] })).toEqual(['Forbidden spec.initContainers[0].readinessProbe']);
  });

  test('one name once, over both lists', () => {
    expect(issues({ initContainers: [sidecar({ name: 'app' }), sidecar(), sidecar()] }))
      .toEqual(['Duplicate spec.initContainers[0].name', 'Duplicate spec.initContainers[2].name']);
  });

  test('host ports clash among mains only', () => {
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    expect(issues({ containers: [app({ ports }), app({ name: 'b', ports })] })).toEqual(['Duplicate spec.containers[1].ports[0].hostPort']);
    expect(issues({ containers: [app({ ports })], initContainers: [sidecar({ ports })] })).toEqual([]);
  });

  test('restartPolicy by version', () => {
    const spec = { containers: [app({ restartPolicy: 'Never' })], initContainers: [sidecar({ restartPolicy: 'Never' })] };
    expect(issues(spec, { version: '1.35' })).toEqual([]);
    expect(issues(spec, { version: '1.34' })).toEqual([]); // forgotten
    expect(issues(spec, { version: '1.33' })).toEqual(['Forbidden spec.containers[0].restartPolicy', 'NotSupported spec.initContainers[0].restartPolicy']);
    expect(issues({ initContainers: [sidecar({ startupProbe: probe })] }, { version: '1.28' })).toEqual(['Forbidden spec.initContainers[0].startupProbe']);
    expect(issues({ initContainers: [sidecar({ startupProbe: probe })] }, { version: '1.28', gates: { SidecarContainers: true } })).toEqual([]);
  });
});

describe('probes and hooks', () => {
  test('sleep within the grace period, and only where it exists', () => {
    const hook = (seconds: number) => ({ containers: [app({ lifecycle: { preStop: { sleep: { seconds } } } })], terminationGracePeriodSeconds: 10 });
    expect(issues(hook(10))).toEqual([]);
    expect(issues(hook(11))).toEqual(['Invalid spec.containers[0].lifecycle.preStop.sleep']);
    expect(issues(hook(0), { version: '1.33' })).toEqual([]);
    expect(issues(hook(0), { version: '1.31' })).toEqual(['Invalid spec.containers[0].lifecycle.preStop.sleep']);
    expect(issues(hook(5), { version: '1.29' })).toEqual(['Required spec.containers[0].lifecycle.preStop']);
  });

  test('a negative grace period is 1 in a Pod, and itself in a template', () => {
    const spec = { containers: [app({ lifecycle: { preStop: { sleep: { seconds: 1 } } } })], terminationGracePeriodSeconds: -5 };
    expect(issues(spec)).toEqual([]);
    expect(validatePodTemplate({ spec }, { version: '1.36' })).toMatchObject([{ field: 'spec.template.spec.containers[0].lifecycle.preStop.sleep' }]);
  });

  test('exactly one handler, thresholds, ports', () => {
    expect(issues({
      containers: [app({
        livenessProbe: { ...probe, tcpSocket: { port: 1 }, successThreshold: 2 },
        readinessProbe: { httpGet: { port: '8080' }, terminationGracePeriodSeconds: 1, periodSeconds: -1 },
        startupProbe: {},
      })],
    })).toEqual([
      'Forbidden spec.containers[0].livenessProbe.tcpSocket', 'Invalid spec.containers[0].livenessProbe.successThreshold',
      'Invalid spec.containers[0].readinessProbe.httpGet.port', 'Invalid spec.containers[0].readinessProbe.periodSeconds',
      'Invalid spec.containers[0].readinessProbe.terminationGracePeriodSeconds', 'Required spec.containers[0].startupProbe',
    ]);
  });
});

describe('volumes, mounts and variables', () => {
  test('a broken or second volume cannot be mounted', () => {
    const volumes = [{ name: 'a', emptyDir: {} }, { name: 'a', emptyDir: {} }, { name: 'b', configMap: {} }, { name: 'c', emptyDir: {}, secret: { secretName: 's' } }];
    const volumeMounts = [
      { name: 'a', mountPath: '/a' }, { name: 'b', mountPath: '/b' }, { name: 'c', mountPath: '/a', subPath: '../x' }, { name: 'd', mountPath: '' },
    ];
    expect(issues({ volumes, containers: [app({ volumeMounts })] })).toEqual([
      'Duplicate spec.volumes[1].name', 'Required spec.volumes[2].configMap.name', 'Forbidden spec.volumes[3].secret',
      'NotFound spec.containers[0].volumeMounts[1].name', 'NotFound spec.containers[0].volumeMounts[2].name',
      'Invalid spec.containers[0].volumeMounts[2].mountPath', 'Invalid spec.containers[0].volumeMounts.subPath',
      'NotFound spec.containers[0].volumeMounts[3].name', 'Required spec.containers[0].volumeMounts[3].mountPath',
    ]);
  });

  test('an image volume where it is on, switched off, and unknown', () => {
    const spec = { volumes: [{ name: 'v', image: { pullPolicy: 'x' } }], containers: [app({ volumeMounts: [{ name: 'v', mountPath: '' }] })] };
    const mount = ['NotFound spec.containers[0].volumeMounts[0].name', 'Required spec.containers[0].volumeMounts[0].mountPath'];
    expect(issues(spec, { version: '1.35' })).toEqual(['Required spec.volumes[0].image.reference', 'NotSupported spec.volumes[0].image.pullPolicy', ...mount]);
    expect(issues(spec, { version: '1.34' })).toEqual([]);
    expect(issues(spec, { version: '1.30' })).toEqual([mount[1]]);
  });

  test('names of variables by version, and what they come from', () => {
    const env = [
      { name: '1A', value: 'x' }, { name: 'B', value: 'x', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      { name: 'C', valueFrom: { fieldRef: { fieldPath: 'spec.nothing' } } }, { name: 'D', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a']" } } },
    ];
    const later = ['Invalid spec.containers[0].env[1].valueFrom', 'Invalid spec.containers[0].env[2].valueFrom.fieldRef.fieldPath'];
    expect(issues({ containers: [app({ env })] })).toEqual(later);
    expect(issues({ containers: [app({ env })] }, { version: '1.31' })).toEqual(['Invalid spec.containers[0].env[0].name', ...later]);
  });

  test('a StatefulSet mounts its claims', () => {
    const object: KubeObject = {
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        selector: { matchLabels: { app: 'db' } },
        volumeClaimTemplates: [{ metadata: { name: 'data' } }],
        template: { metadata: { labels: { app: 'db' } }, spec: { containers: [app({ volumeMounts: [{ name: 'data', mountPath: '/data' }] })] } },
      },
    };
    expect(validateObject(object)).toEqual([]);
  });
});

describe('workloads', () => {
  const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [app()] } };
  const workload = (kind: string, spec: any): KubeObject => ({ kind, metadata: { name: 'a' }, spec });
  const found = (object: KubeObject) => validateObject(object).map(({ type, field }) => `${type.replace('FieldValue', '')} ${field}`);

  test('Pods of a Job may end, Pods of a Deployment may not', () => {
    expect(found(workload('Job', { template }))).toEqual(['Required spec.template.spec.restartPolicy']);
    expect(found(workload('CronJob', { jobTemplate: { spec: { template } } }))).toEqual(['Required spec.jobTemplate.spec.template.spec.restartPolicy']);
    const never = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
    expect(found(workload('Job', { template: never }))).toEqual([]);
    expect(found(workload('Job', { template: { ...never, spec: { ...never.spec, restartPolicy: 'OnFailure' } }, podFailurePolicy: {} })))
      .toEqual(['Invalid spec.template.spec.restartPolicy']);
    expect(found(workload('Deployment', { selector: { matchLabels: { app: 'a' } }, template: never }))).toEqual(['NotSupported spec.template.spec.restartPolicy']);
  });

  test('a selector that selects the Pods', () => {
    const selected = (selector: any) => found(workload('Deployment', { selector, template }));
    expect(selected({ matchLabels: { app: 'a' } })).toEqual([]);
    expect(selected({ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }, { key: 'x', operator: 'DoesNotExist' }] })).toEqual([]);
    expect(selected({ matchLabels: { app: 'b' } })).toEqual(['Invalid spec.template.metadata.labels']);
    expect(selected({})).toEqual(['Invalid spec.selector']);
    expect(selected(undefined)).toEqual(['Required spec.selector', 'Invalid spec.template.metadata.labels']);
  });

  test('other objects are none of its business', () => {
    expect(validateObject({ kind: 'Service', spec: {} })).toEqual([]);
  });

  test('details read like those of the API server, with a mend', () => {
    expect(validatePod({ spec: { containers: [app({ name: 'My_App', imagePullPolicy: 'always' })] } })).toEqual([
      {
        type: 'FieldValueInvalid',
        field: 'spec.containers[0].name',
        detail: 'Invalid value: "My_App": must be at most 63 lower-case letters, digits and "-", and start and end with a letter or digit: write "my-app" instead',
      },
      {
        type: 'FieldValueNotSupported',
        field: 'spec.containers[0].imagePullPolicy',
        detail: 'Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never"',
      },
    ]);
  });
});

describe('a Pod for Windows', () => {
  test('refuses what makes a Linux container safe', () => {
    const securityContext = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } };
    expect(issues({ os: { name: 'windows' }, containers: [app({ securityContext })] })).toEqual([
      'Forbidden spec.containers[0].securityContext.seccompProfile', 'Forbidden spec.containers[0].securityContext.capabilities',
      'Forbidden spec.containers[0].securityContext.allowPrivilegeEscalation',
    ]);
  });
});
