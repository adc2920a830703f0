/**
 * kiwigrid/k8s-sidecar 2.10.1, read at
 * https://github.com/kiwigrid/k8s-sidecar/tree/2.10.1 (Dockerfile, src/*.py)
 */
export const K8S_SIDECAR = {
  image: 'ghcr.io/kiwigrid/k8s-sidecar:2.10.1',
  user: 65534,
  group: 65534,
  /** Not the product's own 8080, which is the port of too many apps. */
  healthPort: 18281,
  /**
   * 503 until the first sync, then 200. The main thread renews the "contact" that the check looks at by itself every
   * five seconds, so that an outage of the API server does not show here.
   */
  healthPath: '/healthz',
  /** Shells that its SCRIPT can be run with: the image is Alpine's python. */
  hasShell: true,
  writable: ['/tmp'],
  /** Python imports its Kubernetes client for about 2 s of one core: a CPU limit of twice the request would take a minute. */
  resources: { cpu: '25m', memory: '96Mi', cpuLimit: '500m', memoryLimit: '192Mi' },
  /** It ends at once on TERM. */
  drainSeconds: 2,
  /** It opens a file again for writing on each change, as an ordinary user: without "w" for the owner it never changes. */
  secretFileMode: '640',
  methods: ['GET', 'POST'],
} as const;
