/** Whatever a YAML file says, the rules answer with findings. */
import * as fc from 'fast-check';
import { app, native, objectOf } from './pod';
import { PodAnalysis } from '../../lib/pod/analysis';
import { findingsOf } from '../../lib/rules/index';
import { Neighbours } from '../../lib/rules/rule';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'];

/** Values that YAML easily makes of something else. */
const odd = fc.oneof(fc.constantFrom<any>(null, true, 0, -1, 1.5, '', 'x', '8080', [], [null], {}, { name: null }, [[]], '1Gi', 'constructor', '__proto__'), fc.jsonValue({ maxDepth: 3 }));

/** A Pod in which everything that rules look at is there. */
const FULL = {
  labels: { tier: 'web' },
  annotations: { 'a/b': 'c' },
  namespace: 'shop',
  volumes: [
    { name: 'a', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } }, { name: 'b', configMap: { name: 'x', items: [{ key: 'k', path: 'p/q' }] } },
    { name: 'c', projected: { sources: [{ secret: { name: 's' } }, { serviceAccountToken: { path: 't' } }] } }, { name: 'd', hostPath: { path: '/' } },
  ],
  securityContext: { runAsUser: 1, sysctls: [{ name: 'a', value: 'b' }], seccompProfile: { type: 'RuntimeDefault' } },
  resources: { requests: { cpu: '1' } },
  overhead: { cpu: '1m' },
  terminationGracePeriodSeconds: 5,
  initContainers: [
    native({
      ports: [{ name: 'http', containerPort: 80, hostPort: 80 }], volumeMounts: [{ name: 'a', mountPath: '/a' }, { name: 'b', mountPath: '/a/b', subPath: 'x' }],
      startupProbe: { httpGet: { port: 'http', path: '/' } }, lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 5'] } } }, command: ['sh', '-c', 'sleep 9'],
    }),
    app({ name: 'init' }),
  ],
  containers: [app({
    env: [{ name: 'A', value: 'b' }, { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }], envFrom: [{ configMapRef: { name: 'x' } }],
    securityContext: { capabilities: { add: ['NET_ADMIN'] } }, livenessProbe: { grpc: { port: 80 } }, ports: [{ containerPort: 80 }],
  })],
};

/** Every place in a tree. */
function places(value: any, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.keys(value).flatMap((key) => places(value[key], [...path, key]))];
}

function replaced(value: any, path: string[], by: unknown): any {
  if (path.length === 0) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[path[0]] = replaced(copy[path[0]], path.slice(1), by);
  return copy;
}

const NEIGHBOURS: Neighbours = {
  services: [{ kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] } }],
  autoscalers: [{ kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } } }],
  configMaps: [{ name: 'x', namespace: 'ops' }],
  secrets: [{ name: 's', namespace: 'ops' }],
};

/** Reads everything, and answers which rules could not. */
function unreadable(object: any, neighbours = NEIGHBOURS): string[] {
  const pod = PodAnalysis.of(object);
  return pod ? findingsOf(pod, neighbours).filter((f) => f.code === 'unreadable').map((f) => f.message) : [];
}

test.each(KINDS)('a %s with any value in any place', (kind) => {
  const whole = objectOf({ kind, ...FULL } as any);
  const all = places(whole).filter((path) => path.length > 0 && path[0] !== 'kind');
  fc.assert(fc.property(fc.constantFrom(...all), odd, fc.constantFrom(...all), odd, (first, a, second, b) => {
    let object = replaced(whole, first, a);
    // The second place may be gone.
    try { object = replaced(object, second, b); } catch { /* only one then */ }
    expect(unreadable(object)).toEqual([]);
  }), { numRuns: 400 });
});

test('any spec at all', () => {
  fc.assert(fc.property(fc.constantFrom(...KINDS), fc.jsonValue({ maxDepth: 5 }), fc.jsonValue({ maxDepth: 3 }), (kind, spec, metadata) => {
    expect(unreadable({ apiVersion: 'v1', kind, metadata, spec: kind === 'Pod' ? spec : { template: { spec, metadata } } })).toEqual([]);
  }), { numRuns: 500 });
});

test('any neighbours', () => {
  const pod = objectOf(FULL as any);
  fc.assert(fc.property(fc.array(odd), fc.array(odd), odd, odd, (services, autoscalers, ports, metrics) => {
    expect(unreadable(pod, {
      ...NEIGHBOURS,
      services: [...services, { spec: { selector: { app: 'web' }, ports } }],
      autoscalers: [...autoscalers, { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, metrics } }],
    } as any)).toEqual([]);
  }), { numRuns: 300 });
});
