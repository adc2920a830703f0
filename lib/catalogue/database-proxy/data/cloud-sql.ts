/**
 * Cloud SQL Auth Proxy 2.27.0, read at https://github.com/GoogleCloudPlatform/cloud-sql-proxy (cmd/root.go,
 * internal/healthcheck, Dockerfile) and run, see test/products/database-proxy.
 */
export const CLOUD_SQL_PROXY = {
  product: 'Cloud SQL Auth Proxy',
  version: '2.27.0',
  images: {
    /** Distroless, user 65532. */
    distroless: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.27.0',
    /** With a shell, which classic form delays with; the same user. */
    withShell: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.27.0-alpine',
  },
  program: '/cloud-sql-proxy',
  user: 65532,
  group: 65532,
  size: { cpu: '50m', memory: '64Mi', cpuLimit: '500m', memoryLimit: '256Mi' },
  ports: {
    postgres: 5432,
    mySql: 3306,
    sqlServer: 1433,
    /** Health and metrics. Its own default of 9090 is many an app's. */
    http: 15051,
    /** Quitting, on loopback only. */
    admin: 15052,
  },
  paths: {
    /** 200 when it listens. */
    startup: '/startup',
    /** 200 as long as the process answers. `/readiness` fails when all connections are in use, which is the app's normal load. */
    liveness: '/liveness',
    quit: '/quitquitquit',
    credentials: '/etc/cloud-sql',
  },
  credentialsFile: 'key.json',
  startupSeconds: 60,
  /** TERM: closes at once what is open, unless it is told to wait for so long. */
  drainSeconds: 10,
  /** Flags that the library gives or that would undo what it does, and what says it instead. */
  ownFlags: {
    '--address': 'leave it out: the app calls it on loopback', '-a': 'leave it out: the app calls it on loopback', '--port': 'use port of the instance',
    '-p': 'use port of the instance', '--unix-socket': 'leave it out: the app gets host and port', '-u': 'leave it out: the app gets host and port',
    '--fuse': 'leave it out: it needs rights that no Pod should have', '--private-ip': 'use network of the instance', '--psc': 'use network of the instance',
    '--auto-iam-authn': 'use iamLogin of the instance', '-i': 'use iamLogin of the instance', '--auto-ip': 'use network of the instance',
    '--credentials-file': 'use credentials', '-c': 'use credentials', '--json-credentials': 'use credentials: a secret comes by reference',
    '-j': 'use credentials: a secret comes by reference', '--token': 'use credentials: a secret comes by reference', '-t': 'use credentials: a secret comes by reference',
    '--login-token': 'use iamLogin: a secret comes by reference', '--gcloud-auth': 'there is no gcloud in the image', '-g': 'there is no gcloud in the image',
    '--impersonate-service-account': 'use impersonate', '--health-check': 'leave it out: the kubelet asks it', '--http-address': 'leave it out', '--http-port': 'use httpPort',
    '--admin-port': 'use adminPort', '--quitquitquit': 'leave it out: it is on where a Job needs it', '--prometheus': 'leave it out: it is on',
    '--max-sigterm-delay': 'use drainSeconds', '--min-sigterm-delay': 'leave it out: the app has left by then', '--exit-zero-on-sigterm': 'leave it out: it is on',
    '--max-connections': 'use maxConnections', '--lazy-refresh': 'use lazyRefresh', '--structured-logs': 'leave it out: it is on', '-l': 'leave it out: it is on',
    '--run-connection-test': 'leave it out: an outage of the database would keep the Pod from starting', '--config-file': 'leave it out: flags win over it',
    '--version': 'leave it out: the container would end', '-v': 'leave it out: the container would end', '--help': 'leave it out: the container would end', '-h': 'leave it out',
  } as Record<string, string>,
} as const;
