/** Pods that are known to run have no errors. */
import { app, Case, foreign, native, SIZE, texts } from './pod';

const ORDINARY: Record<string, Case> = {
  'an app alone': {},
  'an app without anything': { containers: [{ name: 'web', image: 'nginx' }] },
  'a CSI driver and its liveness probe, which share a declared port': {
    kind: 'DaemonSet', hostNetwork: true,
    containers: [
      { name: 'driver', image: 'example/driver:1', securityContext: { privileged: true }, ports: [{ name: 'healthz', containerPort: 9808 }], livenessProbe: { httpGet: { path: '/healthz', port: 'healthz' } } },
      { name: 'liveness-probe', image: 'registry.k8s.io/sig-storage/livenessprobe:v2.14.0', args: ['--csi-address=/csi/csi.sock'] },
    ],
  },
  'Istio\'s native sidecar, with its draining hook and nested mounts': {
    initContainers: [native({
      name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.29.0', securityContext: { runAsUser: 1337 }, ports: [{ name: 'http-envoy-prom', containerPort: 15090 }],
      lifecycle: { preStop: { exec: { command: ['pilot-agent', 'request', '--debug-port=15020', 'POST', 'drain'] } } },
      startupProbe: { httpGet: { path: '/healthz/ready', port: 15021 }, periodSeconds: 1, failureThreshold: 600 },
      volumeMounts: [{ name: 'ca', mountPath: '/var/run/secrets/istio' }, { name: 'crl', mountPath: '/var/run/secrets/istio/crl' }],
    })],
    volumes: [{ name: 'ca', configMap: { name: 'istio-ca-root-cert' } }, { name: 'crl', configMap: { name: 'istio-ca-crl', optional: true } }],
  },
  'a classic sidecar that tails a log': {
    volumes: [{ name: 'logs', emptyDir: {} }],
    containers: [
      app({ volumeMounts: [{ name: 'logs', mountPath: '/var/log/app' }] }),
      { name: 'tail', image: 'busybox', command: ['sh', '-c', 'tail -F /logs/*.log'], volumeMounts: [{ name: 'logs', mountPath: '/logs', readOnly: true }] },
    ],
  },
  'a StatefulSet with claims': {
    kind: 'StatefulSet', object: { spec: { serviceName: 'db', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] } },
    containers: [app({ volumeMounts: [{ name: 'data', mountPath: '/data' }], lifecycle: { preStop: { exec: { command: ['sleep', '30'] } } } })],
  },
  'DNS over both protocols': {
    containers: [app({ ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }, { name: 'dns-tcp', containerPort: 53 }], resources: SIZE })],
  },
  'a Job of Helm with a checksum': { kind: 'Job', annotations: { 'checksum/config': 'x' } },
  'a CronJob with a classic proxy': { kind: 'CronJob', restartPolicy: 'OnFailure', containers: [app(), { name: 'sql', image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.11' }] },
  'a debug Pod that sleeps': { kind: 'Pod', containers: [{ name: 'debug', image: 'alpine', command: ['sleep', 'infinity'] }] },
  'an init container beside a sidecar, and devices': {
    initContainers: [native(), { name: 'migrate', image: 'migrate:1', envFrom: [{ configMapRef: { name: 'db' } }] }],
    containers: [app({ resources: { limits: { 'nvidia.com/gpu': 1, 'cpu': 2 } } })],
  },
};

test.each(Object.keys(ORDINARY))('%s', (name) => {
  expect(texts('error', foreign(ORDINARY[name]))).toEqual([]);
});
