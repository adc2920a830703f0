import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const CODE = 'container-name-taken';

test('two containers of one list', () => {
  expectOne(CODE, foreign({ containers: [app(), app()] }), { severity: 'error', at: 'containers[app]', says: /two of containers have it/ });
});

test('an init container and a container', () => {
  expectOne(CODE, foreign({ initContainers: [native({ name: 'app' })] }), { severity: 'error', at: 'containers[app]', says: /one of initContainers and one of containers/ });
});

test('names the sidecar that brings one', () => {
  const pod = own({ initContainers: [native()], containers: [app({ name: 'proxy' })] }, { containers: { proxy: sidecar({ by: 'edge' }) } });
  expectOne(CODE, pod, { severity: 'error', says: /the sidecar "edge" brings one/ });
});

test('silent for distinct names, odd ones included', () => {
  expectNone(CODE, foreign({ initContainers: [native({ name: 'constructor' })], containers: [app({ name: 'tostring' })] }));
});
