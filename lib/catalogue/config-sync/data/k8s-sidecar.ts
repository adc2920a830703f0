/**
 * kiwigrid/k8s-sidecar 2.10.1, read at
 * https://github.com/kiwigrid/k8s-sidecar/tree/2.10.1 (Dockerfile, src/*.py), and its Python run against a stand-in of
 * the API server.
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
  /** Seconds between looks at objects that are named one by one: it watches those with a label only. */
  everySeconds: 60,
  /** Variables that this library writes itself. */
  ownVariables: [
    'METHOD', 'LABEL', 'LABEL_VALUE', 'FOLDER', 'FOLDER_ANNOTATION', 'RESOURCE', 'RESOURCE_NAME', 'NAMESPACE', 'SLEEP_TIME', 'HEALTH_PORT',
    'UNIQUE_FILENAMES', 'DEFAULT_FILE_MODE', 'REQ_URL', 'REQ_METHOD', 'REQ_SKIP_INIT', 'SCRIPT', 'KUBECONFIG',
  ],
  /** Variables that one may add. Any other is ignored in silence; REQ_USERNAME and REQ_PASSWORD are secrets in plain text. */
  extraVariables: [
    'LOG_LEVEL', 'LOG_FORMAT', 'LOG_TZ', 'LOG_CONFIG', 'HEALTH_HOST', 'REQ_PAYLOAD', 'REQ_RETRY_TOTAL', 'REQ_RETRY_CONNECT', 'REQ_RETRY_READ',
    'REQ_RETRY_BACKOFF_FACTOR', 'REQ_TIMEOUT', 'REQ_USERNAME_FILE', 'REQ_PASSWORD_FILE', 'REQ_BASIC_AUTH_ENCODING', 'REQ_SKIP_TLS_VERIFY',
    'ERROR_THROTTLE_SLEEP', 'SKIP_TLS_VERIFY', 'DISABLE_X509_STRICT_VERIFICATION', 'ENABLE_5XX', 'WATCH_SERVER_TIMEOUT', 'WATCH_CLIENT_TIMEOUT',
    'IGNORE_ALREADY_PROCESSED',
  ],
} as const;
