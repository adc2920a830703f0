/**
 * nginx 1.31.3. Image read at
 * https://github.com/nginx/docker-nginx-unprivileged/blob/main/mainline/alpine-slim/Dockerfile, directives at
 * https://nginx.org/en/docs/dirindex.html; configurations run with 1.31.3, see test/products/tls.
 */
export const NGINX = {
  product: 'nginx',
  version: '1.31.3',
  image: 'docker.io/nginxinc/nginx-unprivileged:1.31.3-alpine-slim',
  user: 101,
  group: 101,
  /** Its entry point edits files of the image, which is mounted read-only: the program is started by itself. */
  program: 'nginx',
  file: 'nginx.conf',
  /** Process id and temporary files. */
  writable: '/tmp',
  writableSize: '64Mi',
  healthPath: '/healthz',
  /** Read by nginx-prometheus-exporter, from within the Pod only. */
  statusPath: '/stub_status',
  /** Reads certificates when it starts and on this signal: new workers take them, old ones finish what they have. */
  reloadSignal: 'HUP',
  size: { cpu: '50m', memory: '64Mi', cpuLimit: '500m', memoryLimit: '128Mi' },
  /**
   * The image's STOPSIGNAL is QUIT: connections that are idle are closed, requests in flight end first. As a native
   * sidecar it gets it when the app has left, and it buffers nothing of an answer: what is left to send is what the
   * kernel holds, and what is left to wait for a connection on which no request has come yet (the header timeout).
   */
  drainSeconds: 6,
} as const;
