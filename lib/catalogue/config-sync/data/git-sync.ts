/**
 * git-sync 4.7.1, read at https://github.com/kubernetes/git-sync/tree/v4.7.1 (main.go, Dockerfile.in, pkg/hook) and run
 */
export const GIT_SYNC = {
  image: 'registry.k8s.io/git-sync/git-sync:v4.7.1',
  user: 65533,
  group: 65533,
  root: '/git',
  /** Home: git's configuration, its credential cache, ssh. */
  writable: ['/tmp'],
  /** Name of the link to the checked-out files, always given: the product's default is the end of the address. */
  link: 'current',
  /** Names that the product itself uses in its root. */
  takenLinks: ['.git', '.worktrees', 'tmp-link'],
  secretDirectory: '/etc/git-secret',
  httpPort: 1234,
  metricsPath: '/metrics',
  /** bash, coreutils, grep and sed. */
  hasShell: true,
  resources: { cpu: '20m', memory: '64Mi', cpuLimit: '500m', memoryLimit: '256Mi' },
  sizeLimit: '256Mi',
  /** TERM ends it at once with code 143. */
  drainSeconds: 2,
  periodSeconds: 30,
  syncTimeoutSeconds: 120,
  /** The former files stay for a while: the app may still be reading them. */
  staleWorktreeSeconds: 60,
  /** Tries of the set-up container before it fails, so that the kubelet shows and repeats it: -1 would hang unseen. */
  firstSyncFailures: 5,
  webhookTimeoutSeconds: 5,
  /** Flags that this library writes itself. */
  ownFlags: [
    'repo', 'ref', 'root', 'link', 'depth', 'submodules', 'period', 'sync-timeout', 'one-time', 'max-failures', 'group-write',
    'stale-worktree-timeout', 'sparse-checkout-file', 'http-bind', 'http-metrics', 'exechook-command', 'webhook-url', 'webhook-method',
    'webhook-success-status', 'webhook-timeout', 'username', 'password-file', 'ssh-key-file', 'ssh-known-hosts-file',
    'github-app-private-key-file', 'github-app-application-id', 'github-app-client-id', 'github-app-installation-id', 'github-base-url',
  ],
  /** Flags that one may add. An unknown one ends the product with code 2. */
  extraFlags: [
    'verbose', 'filter', 'error-file', 'init-period', 'init-max-failures', 'sync-on-signal', 'touch-file', 'exechook-timeout',
    'exechook-backoff', 'webhook-backoff', 'cookie-file', 'askpass-url', 'git-config', 'git-gc', 'http-pprof',
  ],
} as const;
