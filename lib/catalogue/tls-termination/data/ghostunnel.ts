/**
 * ghostunnel 1.11.1, read at https://github.com/ghostunnel/ghostunnel/tree/v1.11.1 (main.go, status.go, signals.go,
 * Dockerfile-distroless, docs/deployment/docker.md). No package carries it: what is said of it here was read, and seen
 * once on a build of that release.
 */
export const GHOSTUNNEL = {
  product: 'ghostunnel',
  version: '1.11.1',
  images: {
    /** Distroless, user 65532. */
    distroless: 'docker.io/ghostunnel/ghostunnel:v1.11.1-distroless',
    /** With a shell, which classic form waits and delays with. Names no user. */
    withShell: 'docker.io/ghostunnel/ghostunnel:v1.11.1-alpine',
  },
  user: 65532,
  group: 65532,
  /**
   * Answers as soon as it serves. `/_status` is 503 while the app can't be reached, which a sidecar that starts before
   * its app would wait for in vain.
   */
  healthPath: '/_metrics/prometheus',
  shutdownPath: '/_shutdown',
  size: { cpu: '50m', memory: '64Mi', cpuLimit: '500m', memoryLimit: '128Mi' },
  /** TERM: no new connections, open ones may end. It sees no requests, so that an idle connection counts as an open one. */
  drainSeconds: 10,
  /** Flags that make sense beside those that the library gives, and whether they take a value. */
  extraFlags: {
    '--proxy-protocol': false,
    '--proxy-protocol-mode': true,
    '--connect-timeout': true,
    '--close-timeout': true,
    '--max-conn-lifetime': true,
    '--metrics-graphite': true,
    '--metrics-url': true,
    '--metrics-prefix': true,
    '--metrics-interval': true,
    '--use-workload-api-timeout': true,
    '--quiet': true,
    '--skip-resolve': false,
    '--disable-landlock': false,
  } as Record<string, boolean>,
} as const;
