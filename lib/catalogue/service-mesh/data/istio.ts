/**
 * What Istio's injector adds, read at 1.30 and 1.31.0-rc.0 (istio/istio, 86c9f01 of August 2026):
 * manifests/charts/istio-control/istio-discovery/{values.yaml,files/injection-template.yaml}, pkg/kube/inject/webhook.go
 * (reorderPod), pkg/kube/inject/validate.go, pkg/config/mesh/mesh.go; names of labels and annotations: istio/api,
 * annotation/annotations.yaml and label/labels.yaml.
 */
export const ISTIO = {
  name: 'Istio',
  version: '1.30.3',
  containers: { proxy: 'istio-proxy', init: 'istio-init', validation: 'istio-validation' },
  /** Its own traffic is known by this user: nobody else in the Pod may run as it. */
  user: 1337,
  /** global.proxy.resources of the chart; istio-init and istio-validation get the same. */
  resources: { cpu: '100m', memory: '128Mi', cpuLimit: '2', memoryLimit: '1Gi' },
  /** https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
  ports: [15000, 15001, 15002, 15004, 15006, 15008, 15020, 15021, 15053, 15090],
  /** POST; pilot/cmd/pilot-agent/status/server.go. */
  quitUrl: 'http://127.0.0.1:15020/quitquitquit',
  /** terminationDrainDuration where nobody sets it. */
  drainSeconds: 5,
  /** What the agent needs beyond its drain: to stop Envoy and itself. */
  exitSeconds: 1,
  labels: { inject: 'sidecar.istio.io/inject', revision: 'istio.io/rev', dataplane: 'istio.io/dataplane-mode' },
  annotations: {
    nativeSidecar: 'sidecar.istio.io/nativeSidecar',
    cpu: 'sidecar.istio.io/proxyCPU',
    cpuLimit: 'sidecar.istio.io/proxyCPULimit',
    memory: 'sidecar.istio.io/proxyMemory',
    memoryLimit: 'sidecar.istio.io/proxyMemoryLimit',
    proxyConfig: 'proxy.istio.io/config',
    rewriteProbes: 'sidecar.istio.io/rewriteAppHTTPProbers',
    logLevel: 'sidecar.istio.io/logLevel',
    mergeMetrics: 'prometheus.istio.io/merge-metrics',
    includeInboundPorts: 'traffic.sidecar.istio.io/includeInboundPorts',
    excludeInboundPorts: 'traffic.sidecar.istio.io/excludeInboundPorts',
    includeOutboundPorts: 'traffic.sidecar.istio.io/includeOutboundPorts',
    excludeOutboundPorts: 'traffic.sidecar.istio.io/excludeOutboundPorts',
    includeOutboundRanges: 'traffic.sidecar.istio.io/includeOutboundIPRanges',
    excludeOutboundRanges: 'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  },
  apis: { security: 'security.istio.io/v1', networking: 'networking.istio.io/v1', telemetry: 'telemetry.istio.io/v1' },
  /** pkg/config/validation/agent/validation.go (supportedRetryOnPolicies); an HTTP status is taken too. */
  retryOn: [
    '5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'retriable-4xx', 'refused-stream', 'retriable-status-codes',
    'retriable-headers', 'envoy-ratelimited', 'http3-post-connect-failure',
    'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable',
  ],
  logLevels: ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'],
} as const;
