/**
 * The workload's SPIFFE identity as files: certificate, key and authorities are there before the app starts, are renewed
 * while it runs, and the app is told. The key never leaves the Pod's memory.
 */
import { App, Chart } from 'cdk8s';
import { AppNotification, IdentitySidecar, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'identity', { namespace: 'shop' });

const identity = new IdentitySidecar(chart, 'identity', {
  notify: AppNotification.http({ port: 8080, path: '/-/reload-certificates' }),
  jwtSvids: [{ audience: 'https://payments.example.com', fileName: 'payments.token' }],
});

new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 2 }),
  containers: [{
    name: 'app',
    image: 'myapp/server:2.1',
    portNumber: 8080,
    envVariables: {
      TLS_CERTIFICATE: { value: identity.certificatePath },
      TLS_KEY: { value: identity.keyPath },
      TLS_AUTHORITIES: { value: identity.bundlePath },
    },
  }],
  sidecars: [identity],
});

app.synth();
