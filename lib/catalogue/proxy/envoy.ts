/**
 * Everything about the product that is a number or a name. Read at Envoy 1.39 and 1.40 (api/, docs/root/ and
 * distribution/docker/Dockerfile-envoy of https://github.com/envoyproxy/envoy) and run with both, see test/products/envoy.
 */
export const ENVOY = {
  product: 'Envoy',
  version: '1.39.3',
  images: {
    /** No shell: nothing to run but the proxy. Its user is 65532. */
    distroless: 'docker.io/envoyproxy/envoy:distroless-v1.39.3',
    /** Ubuntu with bash and sleep: what classic form waits and delays with. */
    withShell: 'docker.io/envoyproxy/envoy:v1.39.3',
  },
  /** In both images; given as command, it passes by the entry point that starts as root. */
  command: 'envoy',
  user: 65532,
  group: 65532,
  size: { cpu: '100m', memory: '128Mi', cpuLimit: '200m', memoryLimit: '256Mi' },
  ports: {
    /** Administration, on loopback only. */
    admin: 15000,
    /** `/ready`, `/live` and `/stats/prometheus`, and nothing else of the administration interface. */
    probes: 15021,
    /** The app's probe paths, where the front asks of its clients what a kubelet does not have. */
    appProbes: 15022,
    /** First loopback port of the upstreams; each next one has the next port. */
    firstUpstream: 15101,
  },
  paths: { config: '/etc/envoy', certificates: '/etc/envoy-certificates', readiness: '/ready', liveness: '/live', metrics: '/stats/prometheus' },
  systemCertificates: '/etc/ssl/certs/ca-certificates.crt',
  startupSeconds: 60,
  /** It waits for its control plane, whose outage is nothing that a restart would mend. */
  controlPlaneStartupSeconds: 900,
  /** Exits within a tenth of a second of TERM, whatever is in flight: as a native sidecar it gets TERM after the app has left. */
  drainSeconds: 1,
  /**
   * Shares of the container's memory limit, with which the edge guide's overload actions begin. The heap that Envoy
   * counts is less than what the kernel counts, so both lie below the guide's 0.95 and 0.98 of a heap of 80 to 90 %.
   * https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge
   */
  overload: { shrinkHeap: 0.8, stopAccepting: 0.9 },
  /** Flags that the library gives; Envoy ends with an error at a flag given twice. */
  flags: [
    '--config-path', '--config-yaml', '--service-node', '--service-cluster', '--concurrency', '--log-level', '--disable-hot-restart',
  ],
  /** https://www.envoyproxy.io/docs/envoy/latest/operations/cli */
  shortFlags: { '-c': '--config-path', '-l': '--log-level' } as Record<string, string>,
} as const;

/**
 * Redirection of a Pod's traffic by Istio's set-up program. Flags read at 1.30 (tools/istio-iptables/pkg/cmd/root.go of
 * https://github.com/istio/istio).
 */
export const INTERCEPTION = {
  product: 'Istio',
  version: '1.30.5',
  image: 'docker.io/istio/proxyv2:1.30.5',
  inboundPort: 15006,
  outboundPort: 15001,
  /** The rules let pass what comes from this user and group: the proxy runs as it, and nobody else may. */
  user: 1337,
  size: { cpu: '10m', memory: '40Mi', cpuLimit: '2', memoryLimit: '256Mi' },
} as const;
