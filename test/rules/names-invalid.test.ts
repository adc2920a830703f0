import { app, expectNone, expectOne, foreign } from './pod';

test.each([
  ['My-App', /call it "my-app"/],
  ['app_1', /call it "app-1"/],
  ['-app', /call it "app"/],
  ['a'.repeat(64), /63/],
])('container name %s', (name, says) => {
  expectOne('container-name-invalid', foreign({ containers: [app({ name })] }), { severity: 'error', at: `containers[${name}].name`, says });
});

test('container without a name', () => {
  expectOne('container-name-invalid', foreign({ containers: [app(), { image: 'x:1' } as any] }), { severity: 'error', at: 'containers[1].name', says: /no name/ });
});

test('volume name', () => {
  expectOne('volume-name-invalid', foreign({ volumes: [{ name: 'Config.d', emptyDir: {} }] }), { severity: 'error', at: 'volumes[Config.d].name' });
});

test.each(['metrics-and-health', 'HTTP', '8080', 'a--b', '-http'])('port name %s', (name) => {
  expectOne('port-name-invalid', foreign({ containers: [app({ ports: [{ name, containerPort: 80 }] })] }), { severity: 'error', at: `containers[app].ports[${name}].name` });
});

test('silent for good names', () => {
  const pod = foreign({ containers: [app({ name: 'a-1', ports: [{ name: 'http-metrics', containerPort: 80 }, { containerPort: 81 }] })], volumes: [{ name: 'data', emptyDir: {} }] });
  for (const code of ['container-name-invalid', 'volume-name-invalid', 'port-name-invalid', 'kubernetes-refuses']) expectNone(code, pod);
});
