import { app, expectNone, expectOne, foreign, native, own } from './pod';

const as = (runAsUser: number) => ({ securityContext: { runAsUser } });
const external = [{ name: 'istio-proxy', form: 'native' as const, position: 'first' as const, injector: 'istio', user: 1337 }];

test('a container that runs as the injected proxy', () => {
  expectOne('uid-reserved', own({ containers: [app(as(1337))] }, { external }), { severity: 'error', at: 'containers[app].securityContext.runAsUser', says: /user 1337, which istio reserves for "istio-proxy"/ });
});

test('by the Pod\'s own user', () => {
  expectOne('uid-reserved', own({ securityContext: { runAsUser: 1337 } }, { external }), { severity: 'error', at: 'securityContext.runAsUser' });
});

test('meshes that are seen by their marks', () => {
  expectOne('uid-reserved', foreign({ labels: { 'sidecar.istio.io/inject': 'true' }, containers: [app(as(1337))] }), { severity: 'warning' });
  expectOne('uid-reserved', foreign({ annotations: { 'linkerd.io/inject': 'enabled' }, containers: [app(as(2102))] }), { severity: 'warning', says: /Linkerd/ });
  expectOne('uid-reserved', foreign({ initContainers: [native({ name: 'istio-proxy', ...as(1337) })], containers: [app(as(1337))] }), { severity: 'warning', at: 'containers[app].securityContext.runAsUser' });
});

test('silent for other users, without a mesh, for init containers and for the proxy itself', () => {
  expectNone('uid-reserved', own({ containers: [app(as(1000))] }, { external }));
  expectNone('uid-reserved', foreign({ containers: [app(as(1337))] }));
  expectNone('uid-reserved', own({ initContainers: [app({ name: 'migrate', ...as(1337) })] }, { external }));
  expectNone('uid-reserved', foreign({ initContainers: [native({ name: 'istio-proxy', ...as(1337) })] }));
});
