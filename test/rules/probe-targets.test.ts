import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const admin = { containers: { proxy: sidecar({ loopbackPorts: [9901] }) } };

test('a probe on a port that is bound on loopback', () => {
  const pod = own({ initContainers: [native({ readinessProbe: { httpGet: { path: '/ready', port: 9901 } } })] }, admin);
  expectOne('probe-on-loopback', pod, { severity: 'error', at: 'initContainers[proxy].readinessProbe', says: /"proxy" listens there on 127.0.0.1 only/ });
  expectNone('probe-on-loopback', own({ initContainers: [native({ readinessProbe: { httpGet: { path: '/ready', port: 9902 } } })] }, admin));
  expectNone('probe-on-loopback', own({ initContainers: [native({ readinessProbe: { exec: { command: ['curl', 'http://127.0.0.1:9901'] } } })] }, admin));
});

test('a probe that asks the node', () => {
  expectOne('probe-asks-node', foreign({ containers: [app({ livenessProbe: { httpGet: { host: '127.0.0.1', port: 80 } } })] }), { severity: 'warning', at: 'containers[app].livenessProbe' });
  expectNone('probe-asks-node', foreign({ hostNetwork: true, containers: [app({ livenessProbe: { httpGet: { host: '127.0.0.1', port: 80 } } })] }));
  expectNone('probe-asks-node', foreign({ containers: [app({ livenessProbe: { httpGet: { host: 'example.com', port: 80 } } })] }));
});

test('a probe that names a port of nobody', () => {
  const probe = { httpGet: { path: '/', port: 'http' } };
  expectOne('probe-port-unknown', foreign({ containers: [app({ readinessProbe: probe })] }), { severity: 'error', at: 'containers[app].readinessProbe', says: /never succeeds/ });
  expectOne('probe-port-unknown', foreign({ containers: [app({ livenessProbe: probe })] }), { severity: 'warning', says: /never asks/ });
  expectNone('probe-port-unknown', foreign({ containers: [app({ readinessProbe: probe, ports: [{ name: 'http', containerPort: 80 }] })] }));
});
