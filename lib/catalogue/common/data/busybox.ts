/** busybox 1.37.0: a shell that watches a mounted volume, for what no reloader can do (a signal, a command). */
export const BUSYBOX = {
  image: 'docker.io/library/busybox:1.37.0',
  /** The image names no user. */
  user: 65534,
  group: 65534,
  resources: { cpu: '5m', memory: '8Mi', cpuLimit: '100m', memoryLimit: '32Mi' },
  drainSeconds: 2,
  /** The kubelet itself needs up to a minute to renew a volume. */
  pollSeconds: 2,
} as const;
