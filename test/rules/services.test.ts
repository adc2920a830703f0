import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const service = (port: any, spec: any = {}, namespace?: string) => ({
  services: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', ...(namespace ? { namespace } : {}) }, spec: { selector: { app: 'web' }, ports: [port], ...spec } }],
});
const front = (c: any = {}) => own(
  { initContainers: [native({ ports: [{ name: 'http', containerPort: 15001 }] })], containers: [app({ ports: [{ name: 'raw', containerPort: 8080 }] })], ...c },
  { containers: { proxy: sidecar() }, fronts: [{ container: 'proxy', port: 15001, appPort: 8080 }] },
);

test.each<[string, any]>([
  ['by number', { port: 80, targetPort: 8080 }],
  ['by name', { port: 80, targetPort: 'raw' }],
  ['by its own port', { port: 8080 }],
])('past the proxy %s', (_, port) => {
  expectOne('service-past-proxy', front(), { severity: 'error', at: '', says: /Service\/web sends traffic to port 8080 of the app, past "proxy".*set targetPort to 15001/ }, service(port));
});

test.each<[string, any, any?]>([
  ['to the proxy', service({ port: 80, targetPort: 15001 })],
  ['to the proxy by name', service({ port: 80, targetPort: 'http' })],
  ['of other Pods', service({ port: 80, targetPort: 8080 }, { selector: { app: 'web', tier: 'back' } })],
  ['without a selector', service({ port: 80, targetPort: 8080 }, { selector: undefined })],
  ['in another namespace', service({ port: 80, targetPort: 8080 }, {}, 'b'), { namespace: 'a' }],
  ['by UDP', service({ port: 80, targetPort: 8080, protocol: 'UDP' })],
  ['of nonsense', { services: [null, {}, { spec: { selector: 'x', ports: 5 } }, { spec: { selector: { app: 'web' }, ports: [null, 'x'] } }] as any }],
])('silent for a Service %s', (_, ...[neighbours, c]) => {
  expectNone('service-past-proxy', front(c), neighbours);
});

test('silent without a proxy', () => {
  expectNone('service-past-proxy', foreign({ containers: [app({ ports: [{ containerPort: 8080 }] })] }), service({ port: 8080 }));
});

test('a port name of nobody', () => {
  expectOne('service-port-unknown', foreign({}), { severity: 'warning', says: /"grpc" \(TCP\), which no container/ }, service({ port: 80, targetPort: 'grpc' }));
  expectNone('service-port-unknown', front(), service({ port: 80, targetPort: 'raw' }));
});

test('a port name of a native sidecar, which Services find from 1.32 on', () => {
  const at = (target: string) => own({ initContainers: [native({ ports: [{ name: 'http', containerPort: 15001 }] })] }, { target });
  expectOne('service-port-unknown', at('1.31'), { severity: 'warning', at: 'initContainers[proxy].ports[http]', says: /targetPort: 15001/ }, service({ port: 80, targetPort: 'http' }));
  expectNone('service-port-unknown', at('1.32'), service({ port: 80, targetPort: 'http' }));
});
