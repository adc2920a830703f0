import { app, expectNone, expectOne, own } from './pod';

const external = [{ name: 'istio-proxy', form: 'native' as const, position: 'first' as const, injector: 'istio' }];

test('a container that is called as the injected one', () => {
  const pod = own({ containers: [app(), app({ name: 'istio-proxy' })] }, { external });
  expectOne('injected-name-taken', pod, { severity: 'warning', at: 'containers[istio-proxy]', says: /istio injects/ });
});

test('silent for Istio\'s own way to customize it, and for other names', () => {
  expectNone('injected-name-taken', own({ containers: [app(), { name: 'istio-proxy', image: 'auto' }] }, { external }));
  expectNone('injected-name-taken', own({}, { external }));
});
