import { app, expectNone, expectOne, own } from './pod';

const at = (target: string, resources: any, containers = [app()]) => own({ resources, containers }, { target });

test('empty resources of the Pod make it BestEffort', () => {
  const pod = at('1.34', {});
  expectOne('pod-resources-empty', pod, { severity: 'warning', at: 'resources', says: /BestEffort/ });
  expect(pod.qos).toBe('BestEffort');
  expectNone('pod-resources-empty', at('1.33', {}));
  expectNone('pod-resources-empty', at('1.34', { requests: { cpu: 1 } }));
});

test('less than the containers ask for', () => {
  expectOne('pod-resources-invalid', at('1.34', { requests: { cpu: '50m', memory: '1Gi' } }), { severity: 'error', at: 'resources.requests[cpu]', says: /aggregate container requests of 100m/ });
  expectNone('pod-resources-invalid', at('1.34', { requests: { cpu: '100m', memory: '1Gi' } }));
  expectNone('pod-resources-invalid', at('1.33', { requests: { cpu: '50m' } }));
});

test('a version that ignores them', () => {
  expectOne('pod-resources-dropped', at('1.33', { requests: { cpu: 1 } }), { severity: 'warning', says: /from 1.34/ });
  expectNone('pod-resources-dropped', at('1.34', { requests: { cpu: 1 } }));
});
