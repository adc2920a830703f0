/**
 * Secrets of a Vault server as files in memory: database credentials with a lease, renewed while the app runs, and a key
 * that is read again from time to time. The app starts when they are there, and is told when they have changed. A Job gets
 * the same files once, without a sidecar.
 */
import { App, Chart } from 'cdk8s';
import { AppNotification, ConfigSource, ConfigSyncSidecar, VaultAuthentication, VaultFile, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'vault-secrets', { namespace: 'shop' });

const source = ConfigSource.vault({
  address: 'https://vault.vault.svc:8200',
  authentication: VaultAuthentication.kubernetes({ role: 'shop' }),
  caBundle: { configMapName: 'vault-ca' },
  files: [
    VaultFile.kvField('api-key', 'key', { path: 'shop/payments' }),
    VaultFile.template('db.env', '{{ with secret "database/creds/shop" }}DB_USER={{ .Data.username }}\nDB_PASSWORD={{ .Data.password }}\n{{ end }}'),
  ],
});

new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 2 }),
  containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
  sidecars: [new ConfigSyncSidecar(chart, 'secrets', {
    source, path: '/run/secrets/shop', notify: AppNotification.http({ port: 8080, path: '/-/reload' }),
  })],
});

new WorkloadWithSidecars(chart, 'migrate', {
  kind: WorkloadKind.job({ backoffLimit: 2 }),
  containers: [{ name: 'migrate', image: 'myapp/migrate:2.1' }],
  sidecars: [new ConfigSyncSidecar(chart, 'secrets-once', { source, path: '/run/secrets/shop', once: true })],
});

app.synth();
