/**
 * What Linkerd's injector adds, read at 2.20 (linkerd/linkerd2, b24ae80 of August 2026): pkg/k8s/labels.go,
 * pkg/inject/inject.go (ApplyAnnotationOverrides), charts/patch/templates/patch.json, charts/partials/templates/,
 * charts/linkerd-control-plane/{values,values-ha}.yaml, charts/linkerd-crds/templates/policy/,
 * policy-controller/k8s/index/src/outbound/ (retries and timeouts).
 */
export const LINKERD = {
  name: 'Linkerd',
  version: '2.20',
  containers: { proxy: 'linkerd-proxy', init: 'linkerd-init', validation: 'linkerd-network-validator' },
  user: 2102,
  /**
   * Requests and memory limit of values-ha.yaml. The plain chart asks for nothing, which makes the Pod BestEffort or
   * breaks autoscaling; a limit of one CPU is one worker thread, the proxy's own default.
   */
  resources: { cpu: '100m', memory: '20Mi', cpuLimit: '1', memoryLimit: '250Mi' },
  ports: { control: 4190, admin: 4191, inbound: 4143, outbound: 4140 },
  /** POST; answers only with the annotation proxy-admin-shutdown. */
  quitUrl: 'http://127.0.0.1:4191/shutdown',
  /** Stated on every Pod: the proxy's own two minutes would be two minutes of the grace period. */
  drainSeconds: 10,
  annotations: {
    inject: 'linkerd.io/inject',
    /** By the release that first reads it; all older names are read as well, the newest name wins. */
    nativeSidecar: [
      { since: [2, 20], name: 'config.linkerd.io/proxy-enable-native-sidecar' },
      { since: [2, 19], name: 'config.beta.linkerd.io/proxy-enable-native-sidecar' },
      { since: [2, 15], name: 'config.alpha.linkerd.io/proxy-enable-native-sidecar' },
    ],
    await: 'config.linkerd.io/proxy-await',
    shutdownGracePeriod: 'config.linkerd.io/shutdown-grace-period',
    adminShutdown: 'config.linkerd.io/proxy-admin-shutdown',
    cpu: 'config.linkerd.io/proxy-cpu-request',
    cpuLimit: 'config.linkerd.io/proxy-cpu-limit',
    memory: 'config.linkerd.io/proxy-memory-request',
    memoryLimit: 'config.linkerd.io/proxy-memory-limit',
    storage: 'config.linkerd.io/proxy-ephemeral-storage-request',
    storageLimit: 'config.linkerd.io/proxy-ephemeral-storage-limit',
    skipInboundPorts: 'config.linkerd.io/skip-inbound-ports',
    skipOutboundPorts: 'config.linkerd.io/skip-outbound-ports',
    skipSubnets: 'config.linkerd.io/skip-subnets',
    opaquePorts: 'config.linkerd.io/opaque-ports',
    inboundPolicy: 'config.linkerd.io/default-inbound-policy',
    logLevel: 'config.linkerd.io/proxy-log-level',
    accessLog: 'config.linkerd.io/access-log',
    /** Followed by the name of the attribute. */
    traceAttribute: 'resource.opentelemetry.io/',
  },
  route: {
    retryOn: 'retry.linkerd.io/http',
    retryLimit: 'retry.linkerd.io/limit',
    retryTimeout: 'retry.linkerd.io/timeout',
    requestTimeout: 'timeout.linkerd.io/request',
  },
  apis: { server: 'policy.linkerd.io/v1beta3', policy: 'policy.linkerd.io/v1alpha1', gateway: 'gateway.networking.k8s.io/v1' },
} as const;
