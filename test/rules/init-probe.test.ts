import { app, expectNone, expectOne, foreign, native } from './pod';

const probe = { exec: { command: ['true'] } };

test.each(['startupProbe', 'readinessProbe', 'livenessProbe'])('a %s on an init container', (field) => {
  const pod = foreign({ initContainers: [app({ name: 'migrate', [field]: probe })] });
  expectOne('init-probe', pod, { severity: 'error', at: `initContainers[migrate].${field}` });
  expectNone('kubernetes-refuses', pod);
});

test('a hook on an init container', () => {
  expectOne('init-probe', foreign({ initContainers: [app({ name: 'migrate', lifecycle: { preStop: probe } })] }), { severity: 'error', at: 'initContainers[migrate].lifecycle', says: /hooks/ });
});

test('silent for sidecars and apps', () => {
  expectNone('init-probe', foreign({ initContainers: [native({ startupProbe: probe }), app({ name: 'migrate' })], containers: [app({ readinessProbe: probe })] }));
});
