import { inferIntent } from '../../lib/pod/infer';

const rolesIn = (workload: string, ...containers: [string, string][]) => {
  const template = { spec: { containers: containers.map(([name, image]) => ({ name, image })) } };
  return inferIntent({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: workload }, spec: { template } }, template).containers;
};

test('a container of a well-known image is guessed to be a sidecar', () => {
  expect(rolesIn('web', ['app', 'example.com/web:1'], ['envoy', 'envoyproxy/envoy:v1.38.7'])).toEqual({ envoy: { role: 'sidecar' } });
});

test('not in the workload that is that product\'s own', () => {
  const helped: [string, string][] = [['envoy', 'envoyproxy/envoy:v1.38.7'], ['shutdown-manager', 'envoyproxy/gateway:v1.6.0']];
  expect(rolesIn('envoy-default-37a8eec1', ...helped)).toEqual({});
  expect(rolesIn('envoyage', ...helped)).toEqual({ envoy: { role: 'sidecar' } });
});

test('nor where a label says that it is', () => {
  const roles = (labels: any) => {
    const containers = [{ name: 'envoy', image: 'envoyproxy/envoy:v1.38.7' }, { name: 'shutdown-manager', image: 'envoyproxy/gateway:v1.6.0' }];
    const template = { metadata: { labels }, spec: { containers } };
    return inferIntent({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'gateway-1' }, spec: { template } }, template).containers;
  };
  expect(roles({ 'app.kubernetes.io/name': 'envoy' })).toEqual({});
  expect(roles({ 'app.kubernetes.io/name': 'shop' })).toEqual({ envoy: { role: 'sidecar' } });
});
