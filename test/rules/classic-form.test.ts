import { app, expectNone, expectOne, foreign, own, sidecar } from './pod';

const envoy = { name: 'proxy', image: 'envoyproxy/envoy:v1.36.2' };

test('what classic form can\'t promise', () => {
  const pod = own({ containers: [envoy, app()] }, { target: '1.27', form: 'classic', containers: { proxy: sidecar() } });
  expectOne('classic-form', pod, { severity: 'info', at: '', says: /"proxy" is a classic sidecar on Kubernetes 1.27.*all containers get TERM at once/ });
  expectNone('classic-form', own({}, { target: '1.27', form: 'classic' }));
  expectNone('classic-form', foreign({ containers: [envoy, app()] }));
});

test('a proxy behind the app starts after it', () => {
  expectOne('classic-starts-late', foreign({ containers: [app(), envoy] }), { severity: 'info', at: 'containers[proxy]', assumed: true });
  expectNone('classic-starts-late', foreign({ containers: [envoy, app()] }));
  expectNone('classic-starts-late', foreign({ containers: [app(), { name: 'logs', image: 'fluent/fluent-bit:4.0' }] }));
});
