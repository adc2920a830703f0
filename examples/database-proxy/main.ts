/**
 * A pool of database connections beside the app: PgBouncer on loopback. The app finds host and port in DB_HOST and DB_PORT, and
 * the passwords come from a Secret.
 */
import { App, Chart } from 'cdk8s';
import { DatabaseProxy, DatabaseProxySidecar, PgBouncerServerTls, TlsAuthority, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'database-proxy', { namespace: 'shop' });

const pool = new DatabaseProxySidecar(chart, 'pool', {
  proxy: DatabaseProxy.pgBouncer({
    databases: [{ name: 'orders', host: 'orders-db.shop' }],
    users: { secretName: 'orders-pool', key: 'userlist.txt' },
    serverTls: PgBouncerServerTls.verified(TlsAuthority.configMap('database-ca')),
    poolSize: 10,
  }),
});

new WorkloadWithSidecars(chart, 'orders', {
  containers: [{ name: 'app', image: 'myapp/orders:2.1', portNumber: 8080 }],
  sidecars: [pool],
});

app.synth();
