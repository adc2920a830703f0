/**
 * configmap-reload 0.15.0, read at
 * https://github.com/jimmidyson/configmap-reload/blob/v0.15.0/configmap-reload.go and run
 */
export const CONFIGMAP_RELOAD = {
  image: 'ghcr.io/jimmidyson/configmap-reload:v0.15.0',
  user: 65534,
  group: 65534,
  /** Its own default. Every path but /metrics answers 200. */
  port: 9533,
  healthPath: '/',
  resources: { cpu: '10m', memory: '16Mi', cpuLimit: '100m', memoryLimit: '32Mi' },
  /** TERM ends it at once with code 143. */
  drainSeconds: 2,
} as const;
