import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const hpa = (metrics: any[], target: any = {}) => ({
  autoscalers: [{
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', ...target }, metrics },
  }],
});
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };
const ofContainer = (container: string) => ({ type: 'ContainerResource', containerResource: { container, name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } });
const bare = { initContainers: [native({ resources: undefined })] };

test('a container without a request', () => {
  expectOne('hpa-request-missing', foreign(bare), { severity: 'warning', at: 'initContainers[proxy].resources.requests', says: /missing request for cpu in container proxy/ }, hpa([cpu]));
});

test('no metrics mean cpu', () => {
  expectOne('hpa-request-missing', foreign(bare), { severity: 'warning' }, hpa([]));
});

test('a metric of a container that is not there', () => {
  expectOne('hpa-request-missing', foreign({}), { severity: 'warning', at: '', says: /which this Pod does not have; name one of "app"/ }, hpa([ofContainer('main')]));
  const external = [{ name: 'istio-proxy', form: 'native' as const, position: 'first' as const, injector: 'istio' }];
  expectNone('hpa-request-missing', own({}, { external }), hpa([ofContainer('istio-proxy')]));
});

test('a metric of the whole Pod includes the sidecars', () => {
  const pod = own({ initContainers: [native()] }, { containers: { proxy: sidecar() } });
  expectOne('hpa-includes-sidecars', pod, { severity: 'warning', says: /"proxy" included.*ContainerResource with container: app/ }, hpa([cpu]));
});

test('in the old way of autoscaling/v1', () => {
  const old = { autoscalers: [{ kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, targetCPUUtilizationPercentage: 50 } }] };
  expectOne('hpa-includes-sidecars', foreign({ initContainers: [native()] }), { severity: 'warning' }, old);
});

test.each<[string, any, any]>([
  ['another workload', bare, hpa([cpu], { name: 'other' })],
  ['another kind', bare, hpa([cpu], { kind: 'StatefulSet' })],
  ['another group', bare, hpa([cpu], { apiVersion: 'example.com/v1' })],
  ['another namespace', { ...bare, namespace: 'a' }, { autoscalers: [{ ...hpa([cpu]).autoscalers[0], metadata: { name: 'web', namespace: 'b' } }] }],
  ['the app alone', { initContainers: [native()] }, hpa([ofContainer('app')])],
  ['an external metric', bare, hpa([{ type: 'External', external: {} }])],
  ['nonsense', bare, { autoscalers: [null, {}, { spec: 5 }, { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, metrics: [null, 'x', { type: 'Resource' }] } }] as any }],
])('silent: %s', (_, c, neighbours) => {
  expectNone('hpa-request-missing', foreign(c), neighbours);
  expectNone('hpa-includes-sidecars', foreign(c), neighbours);
});

test('silent without sidecars', () => {
  expectNone('hpa-includes-sidecars', foreign({ containers: [app()] }), hpa([cpu]));
});
