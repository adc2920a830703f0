/**
 * HAProxy 3.2.21, the newest long-term release. Image read at
 * https://github.com/docker-library/haproxy/blob/master/3.2/alpine/Dockerfile, keywords at
 * https://docs.haproxy.org/3.2/configuration.html and https://docs.haproxy.org/3.2/management.html; configurations run
 * with 2.8.25, see test/products/tls.
 */
export const HAPROXY = {
  product: 'HAProxy',
  version: '3.2.21',
  image: 'docker.io/library/haproxy:3.2.21-alpine',
  /** The image says "haproxy", a name that Kubernetes can't prove to be another than root. */
  user: 99,
  group: 99,
  program: 'haproxy',
  /** A master that stays and starts a new worker at each reload; not in the background. */
  args: ['-W', '-db', '-f'],
  file: 'haproxy.cfg',
  healthPath: '/healthz',
  metricsPath: '/metrics',
  /** To the master. The new worker gets the old one's listening sockets: no connection is turned down in between. */
  reloadSignal: 'USR2',
  size: { cpu: '50m', memory: '64Mi', cpuLimit: '500m', memoryLimit: '128Mi' },
  /**
   * The image's STOPSIGNAL is USR1: no new connections, idle ones are closed, requests in flight end first. As a native
   * sidecar it gets it when the app has left: what is left to wait for is a connection on which no request has come yet
   * (the time for a request).
   */
  drainSeconds: 6,
} as const;
