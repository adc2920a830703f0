import { app, expectNone, expectOne, foreign, native, SIZE } from './pod';

const CODE = 'sidecar-without-resources';

test('no requests and no limits', () => {
  expectOne(CODE, foreign({ initContainers: [native({ resources: undefined })] }),
    { severity: 'warning', at: 'initContainers[proxy].resources', says: /no requests.cpu, no requests.memory, no limits.memory, no limits.cpu/ });
});

test('no limit on cpu alone is only mentioned', () => {
  expectOne(CODE, foreign({ initContainers: [native({ resources: { requests: SIZE.requests, limits: { memory: '64Mi' } } })] }), { severity: 'info', says: /idle cpu/ });
});

test('a classic sidecar is a guess', () => {
  expectOne(CODE, foreign({ containers: [app(), { name: 'proxy', image: 'envoyproxy/envoy:v1.36.2' }] }), { severity: 'warning', at: 'containers[proxy].resources', assumed: true });
});

test('silent for sizes, limits alone, apps, and sizes of the Pod as a whole', () => {
  expectNone(CODE, foreign({ initContainers: [native()] }));
  expectNone(CODE, foreign({ initContainers: [native({ resources: { limits: SIZE.limits } })] }));
  expectNone(CODE, foreign({ containers: [app({ resources: undefined })] }));
});
