/**
 * A login in front of an app that has none: oauth2-proxy asks an OpenID Connect provider, and lets in who is in a group. The
 * client's secret and the cookies' key come from a Secret and are in no manifest.
 */
import { App, Chart } from 'cdk8s';
import { Probe } from 'cdk8s-plus-28';
import { AuthProxySidecar, OidcIssuer, RoutePath, WorkloadWithSidecars } from 'cdk8s-sidecars';

const app = new App();
const chart = new Chart(app, 'auth-proxy', { namespace: 'shop' });

const login = new AuthProxySidecar(chart, 'login', {
  issuer: OidcIssuer.discovered('https://login.example.com/realms/shop'),
  clientId: 'shop',
  clientSecret: { secretName: 'shop-login', key: 'client-secret' },
  cookieSecret: { secretName: 'shop-login', key: 'cookie-secret' },
  allowedGroups: ['shop-operators'],
  redirectUrl: 'https://admin.shop.example.com/oauth2/callback',
  publicRoutes: [{ path: RoutePath.prefix('/static/') }],
});

const admin = new WorkloadWithSidecars(chart, 'admin', {
  containers: [{
    name: 'app',
    image: 'myapp/admin:2.1',
    args: ['--listen=127.0.0.1:8080'],
    portNumber: 8080,
    readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
  }],
  sidecars: [login],
});
admin.expose({ port: 80 });

app.synth();
