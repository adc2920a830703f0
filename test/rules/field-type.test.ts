import { app, expectNone, expectOne, foreign, found } from './pod';

test.each<[string, any, string, RegExp]>([
  ['a number in env', { containers: [app({ env: [{ name: 'PORT', value: 8080 as any }] })] }, 'containers[app].env[PORT].value', /8080 is a number, and must be a string; write it in quotes: "8080"/],
  ['true in an annotation', { annotations: { 'a/b': true as any } }, 'spec.template.metadata.annotations[a/b]', /in quotes: "true"/],
  ['a text for a port', { containers: [app({ ports: [{ containerPort: '80' as any }] })] }, 'containers[app].ports[0].containerPort', /without quotes/],
  ['a map for a list', { containers: [app({ env: { A: 'b' } as any })] }, 'containers[app].env', /is a map, and must be a list/],
  ['a text for a container', { containers: [app(), 'proxy' as any] }, 'containers[1]', /is a string, and must be a map/],
  ['null for a container', { containers: [app(), null as any] }, 'containers[1]', /is null, and must be a map/],
  ['a text for a boolean', { hostNetwork: 'true' as any }, 'hostNetwork', /must be true or false/],
  ['a fraction of a second', { terminationGracePeriodSeconds: 1.5 }, 'terminationGracePeriodSeconds', /is a fraction, and must be a whole number/],
  ['a list for an amount', { containers: [app({ resources: { requests: { cpu: [] as any } } })] }, 'containers[app].resources.requests.cpu', /must be a quantity/],
])('%s', (_, c, at, says) => {
  expectOne('field-type', foreign(c), { severity: 'error', at, says });
});

test('an amount that is none', () => {
  const pod = foreign({ containers: [app({ resources: { requests: { cpu: '100mm', memory: '64MB' } } })] });
  expect(found('quantity-invalid', pod).map((f) => f.path)).toEqual([
    'Deployment/web › containers[app].resources.requests.cpu', 'Deployment/web › containers[app].resources.requests.memory',
  ]);
  expect(found('quantity-invalid', pod)[0].message).toMatch(/"100mm" is not a Kubernetes quantity/);
});

test('in a CronJob, a Pod and an emptyDir', () => {
  expectOne('field-type', foreign({ kind: 'CronJob', hostPID: 1 as any }), { severity: 'error', at: 'hostPID' });
  expectOne('field-type', foreign({ kind: 'Pod', hostPID: 1 as any }), { severity: 'error', at: 'hostPID' });
  expectOne('quantity-invalid', foreign({ volumes: [{ name: 'a', emptyDir: { sizeLimit: '1 Gi' } }] }), { severity: 'error', at: 'volumes[a].emptyDir.sizeLimit' });
});

test('other rules go on with what can be read', () => {
  const pod = foreign({ containers: [app({ env: 'x' as any, image: 'myapp' }), app({ ports: null as any })] });
  expectOne('container-name-taken', pod, { severity: 'error' });
  expect(found('image-tag', pod)).toHaveLength(1);
});

test('silent for nulls, numbers as amounts and names as ports', () => {
  const pod = foreign({
    volumes: null as any,
    containers: [app({
      env: null as any, command: null as any, resources: { requests: { cpu: 1, memory: 1.5e9 } },
      readinessProbe: { httpGet: { path: '/', port: 'http' } }, ports: [{ name: 'http', containerPort: 80, hostPort: null as any }],
    })],
  });
  expectNone('field-type', pod);
  expectNone('quantity-invalid', pod);
});
