/**
 * nginx ends TLS in front of the app. cert-manager issues the certificate into a Secret, and a renewed one is taken without
 * dropping a connection; Service and probes follow the TLS port, and nothing else of the app can be reached.
 */
import { App, Chart, Duration, Size } from 'cdk8s';
import { Cpu, Probe } from 'cdk8s-plus-28';
import { CertificateIssuer, TlsCertificate, TlsProfile, TlsTerminationSidecar, WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'tls-termination', { namespace: 'shop' });

const tls = new TlsTerminationSidecar(chart, 'tls', {
  certificate: TlsCertificate.certManager({
    issuer: CertificateIssuer.clusterIssuer('internal-ca'),
    dnsNames: ['shop.shop.svc', 'shop.shop.svc.cluster.local'],
    duration: Duration.days(30),
  }),
  profile: TlsProfile.INTERMEDIATE,
  redirect: {},
});

const shop = new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  containers: [{
    name: 'app',
    image: 'myapp/server:2.1',
    args: ['--listen=127.0.0.1:8080'],
    portNumber: 8080,
    readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
    startup: Probe.fromHttpGet('/healthz', { port: 8080, failureThreshold: 30 }),
    resources: {
      cpu: { request: Cpu.millis(250), limit: Cpu.millis(500) },
      memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
    },
  }],
  sidecars: [tls],
});
shop.expose({ port: 443, redirectPort: 80 });

app.synth();
