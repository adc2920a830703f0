/** What is the same whichever product terminates TLS. */
export const TLS_DEFAULTS = {
  ports: {
    tls: 8443,
    /** Health and metrics, plain. Other than Envoy's, so that an Envoy proxy fits into the same Pod. */
    metrics: 15041,
    /** The app's probe paths, where the front asks of its clients what a kubelet does not have. */
    appProbes: 15042,
    /** Envoy's administration interface, on loopback only. */
    admin: 15043,
    redirect: 8081,
  },
  /** HTTPS as clients see it, behind the Service. */
  publicPort: 443,
  /** Clients that are connected at a time. */
  maxConnections: 1000,
  paths: {
    config: '/etc/tls-termination',
    certificate: '/etc/tls-certificate',
    authority: '/etc/tls-authority',
    workloadApi: '/spiffe-workload-api',
  },
  /** Files of a Secret of type kubernetes.io/tls, and of what cert-manager writes. */
  files: { certificate: 'tls.crt', key: 'tls.key', authority: 'ca.crt' },
  /** The kubelet itself needs up to a minute and a half to renew a volume. */
  watchSeconds: 10,
  startupSeconds: 60,
  /** Longest time in which a client must have sent the head of its request. */
  headerTimeout: '5s',
  /** A connection may outlive a renewal of the certificate, or a request for stop, by so much and no more. */
  longestConnection: '1d',
} as const;
