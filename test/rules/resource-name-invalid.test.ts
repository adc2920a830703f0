import { app, expectNone, expectOne, foreign } from './pod';

const CODE = 'resource-name-invalid';
const asks = (requests: any, limits: any = requests) => foreign({ containers: [app({ resources: { requests, limits } })] });

test.each<[string, any, RegExp]>([
  ['a wrong case', { CPU: 1 }, /write cpu/],
  ['a device without its domain', { gpu: 1 }, /nvidia.com\/gpu/],
  ['a resource of quotas', { storage: '1Gi' }, /no resource of a container/],
  ['half a device', { 'nvidia.com/gpu': '500m' }, /devices come whole/],
  ['a bad domain', { 'Nvidia_com/gpu': 1 }, /no name of a device/],
  ['half a page', { 'cpu': 1, 'hugepages-2Mi': '3Mi' }, /multiple of the page size/],
])('%s', (_, list, says) => {
  expectOne(CODE, asks(undefined, list), { severity: 'error', says });
});

test('huge pages alone', () => {
  expectOne(CODE, asks({ 'hugepages-2Mi': '4Mi' }), { severity: 'error', at: 'containers[app].resources', says: /without cpu or memory/ });
});

test('silent for what exists', () => {
  expectNone(CODE, asks({ 'cpu': '500m', 'memory': 1.5e9, 'ephemeral-storage': '1Gi', 'hugepages-1Gi': '2Gi', 'nvidia.com/gpu': '1', 'example.com/a-b_c': '2k' }));
  expectNone(CODE, foreign({ containers: [app({ resources: undefined })] }));
});
