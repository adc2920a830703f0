import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const CODE = 'port-taken';
const listens = (containerPort: number, protocol?: string) => ({ ports: [{ containerPort, ...(protocol ? { protocol } : {}) }] });
const proxy = { containers: { proxy: sidecar() } };

test('a sidecar of this library on the app\'s port is an error', () => {
  const pod = own({ initContainers: [native(listens(8080))], containers: [app(listens(8080))] }, proxy);
  expectOne(CODE, pod, { severity: 'error', at: 'containers[app].ports[8080]', says: /sidecar "proxy" both use port 8080\/TCP/ });
});

test('in YAML of others a declaration is only a hint', () => {
  expectOne(CODE, foreign({ containers: [app(listens(9808)), app({ name: 'liveness', ...listens(9808) })] }), { severity: 'warning', assumed: true, says: /both declare port 9808.*if both listen/ });
});

test('two app containers of the user\'s own are a warning', () => {
  expectOne(CODE, own({ containers: [app(listens(80)), app({ name: 'b', ...listens(80) })] }), { severity: 'warning' });
});

test('a port on loopback', () => {
  const pod = own({ initContainers: [native()], containers: [app(listens(9901))] }, { containers: { proxy: sidecar({ loopbackPorts: [9901] }) } });
  expectOne(CODE, pod, { severity: 'error', at: 'containers[app].ports[9901]' });
});

test('a port of an injected container', () => {
  const external = [{ name: 'istio-proxy', form: 'native' as const, position: 'first' as const, injector: 'istio', ports: [15090] }];
  expectOne(CODE, own({ containers: [app(listens(15090))] }, { external }), { severity: 'error', says: /istio injects/ });
});

test('the app\'s port behind a proxy, which the app no longer declares', () => {
  const fronts = [{ container: 'proxy', port: 8080, appPort: 8080 }];
  expectOne(CODE, own({ initContainers: [native(listens(8080))] }, { ...proxy, fronts }), { severity: 'error', at: 'initContainers[proxy].ports[8080]' });
});

test('an init container beside the sidecar before it', () => {
  expectOne(CODE, own({ initContainers: [native(listens(80)), app({ name: 'migrate', ...listens(80) })] }, proxy), { severity: 'error', at: 'initContainers[migrate].ports[80]' });
});

test.each<[string, any]>([
  ['TCP and UDP', { containers: [app(listens(53)), app({ name: 'b', ...listens(53, 'UDP') })] }],
  ['one container twice', { containers: [app({ ports: [{ containerPort: 80, name: 'a' }, { containerPort: 80, name: 'b' }] })] }],
  ['an init container that is gone before', { initContainers: [app({ name: 'migrate', ...listens(80) }), native(listens(80))] }],
  ['other ports', { containers: [app(listens(80)), app({ name: 'b', ...listens(81) })] }],
])('silent: %s', (_, c) => {
  expectNone(CODE, own(c, proxy));
});

test('silent for the app itself behind a proxy', () => {
  const fronts = [{ container: 'proxy', port: 15001, appPort: 8080 }];
  expectNone(CODE, own({ initContainers: [native(listens(15001))], containers: [app(listens(8080))] }, { ...proxy, fronts }));
});
