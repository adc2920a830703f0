import { app, expectNone, expectOne, native, own, sidecar } from './pod';

const pod = { initContainers: [native(), native({ name: 'outer' })], containers: [app()] };
const containers = { proxy: sidecar(), outer: sidecar() };

test('two sidecars in front of one port', () => {
  const fronts = [{ container: 'proxy', port: 15001, appPort: 8080 }, { container: 'outer', port: 8443, appPort: 8080, tls: true }];
  expectOne('front-twice', own(pod, { containers, fronts }), { severity: 'error', at: 'initContainers[outer]', says: /goes past the other.*appPort: 8443/ });
});

test('silent for a chain, for two ports, and for one sidecar with several', () => {
  const of = (...fronts: Array<[string, number, number]>) => ({
    containers, fronts: fronts.map(([container, port, appPort]) => ({ container, port, appPort })),
  });
  expectNone('front-twice', own(pod, of(['proxy', 15001, 8080], ['outer', 8443, 15001])));
  expectNone('front-twice', own(pod, of(['proxy', 15001, 8080], ['outer', 8443, 9090])));
  expectNone('front-twice', own(pod, of(['proxy', 15001, 8080], ['proxy', 15002, 8080])));
});
