/**
 * PgBouncer 1.25.2: settings and signals read at https://github.com/pgbouncer/pgbouncer/tree/pgbouncer_1_25_2/doc, the image
 * at https://github.com/cloudnative-pg/pgbouncer-containers (Dockerfile, docker-bake.hcl). The project itself publishes
 * none; this one is kept by CloudNativePG, rebuilt with Debian's fixes, and its user has a number. Configurations run with
 * 1.25.2, see test/products/database-proxy.
 */
export const PG_BOUNCER = {
  product: 'PgBouncer',
  version: '1.25.2',
  image: 'ghcr.io/cloudnative-pg/pgbouncer:1.25.2',
  /** The image names its user, which Kubernetes can't prove to be another than root. */
  user: 998,
  group: 996,
  /** The image's entry point is a shell that would keep signals to itself. */
  program: '/usr/bin/pgbouncer',
  file: 'pgbouncer.ini',
  size: { cpu: '20m', memory: '32Mi', cpuLimit: '500m', memoryLimit: '128Mi' },
  port: 6432,
  paths: { config: '/etc/database-proxy', users: '/etc/database-proxy-users', authority: '/etc/database-proxy-authority', quit: '/var/run/database-proxy' },
  files: { users: 'userlist.txt', quit: 'quit' },
  /** Of the image, which is Debian: bash opens a connection by itself. */
  shell: 'bash',
  startupSeconds: 30,
  /** Reads settings, users and the server's authority again. */
  reloadSignal: 'HUP',
  watchSeconds: 10,
  /** How often it looks for the file with which a Job in classic form ends it. */
  quitWatchSeconds: 2,
  /**
   * TERM: no new clients, and waits until the last has left (before 1.23 it cut them). After the app has, only clients
   * are left that wait for a server which does not answer, for as long as two minutes.
   */
  drainSeconds: 10,
  /** Ends it at once. */
  lastSignal: 'QUIT',
  defaults: { poolSize: 20, maxClientConnections: 500, preparedStatements: 200, queryWaitSeconds: 120 },
  /** Startup parameters that drivers send and PgBouncer would refuse the connection for: JDBC sends the first, libpq's users the second. */
  ignoredParameters: ['extra_float_digits', 'options'],
  /** Settings that the library gives or that would undo what it does, and what says it instead. */
  ownSettings: {
    listen_addr: 'leave it out: the app calls it on loopback', listen_port: 'use port', unix_socket_dir: 'leave it out: the app gets host and port',
    pidfile: 'leave it out', logfile: 'leave it out: it goes to stderr', user: 'leave it out: it runs as a user without rights', conffile: 'leave it out',
    auth_type: 'use authentication', auth_file: 'use users', auth_user: 'use lookup', auth_query: 'use lookup', auth_dbname: 'use lookup',
    pool_mode: 'use poolMode', default_pool_size: 'use poolSize', min_pool_size: 'use minPoolSize', reserve_pool_size: 'use reservePoolSize',
    max_client_conn: 'use maxClientConnections', max_db_connections: 'use maxServerConnections', max_prepared_statements: 'use preparedStatements',
    query_wait_timeout: 'use queryWaitTimeout', server_tls_sslmode: 'use serverTls', server_tls_ca_file: 'use serverTls',
    ignore_startup_parameters: 'use ignoredParameters', auth_ldap_options: 'it would be a secret in a ConfigMap', server_tls_key_file: 'use a CustomSidecar',
  } as Record<string, string>,
} as const;
