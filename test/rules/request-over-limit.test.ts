import { app, expectNone, expectOne, foreign } from './pod';

const resources = (requests: any, limits: any) => foreign({ containers: [app({ resources: { requests, limits } })] });

test.each<[string, any, any, RegExp]>([
  ['memory', { memory: '300Mi' }, { memory: '250Mi' }, /300Mi, above the limit of 250Mi.*lower the request to 250Mi/],
  ['by a thousandth of a core', { cpu: '1.001' }, { cpu: 1 }, /1001m, above the limit of 1/],
  ['huge pages', { 'cpu': 1, 'hugepages-2Mi': '2Mi' }, { 'hugepages-2Mi': '4Mi' }, /must be equal for huge pages/],
  ['a device without a limit', { 'nvidia.com/gpu': 1 }, undefined, /without a limit is refused for extended resources/],
  ['a negative amount', { cpu: '-1' }, undefined, /less than 0/],
])('%s', (_, requests, limits, says) => {
  expectOne('request-over-limit', resources(requests, limits), { severity: 'error', says });
});

test('silent for equal amounts in other words, and for limits alone', () => {
  expectNone('request-over-limit', resources({ cpu: '1000m', memory: '1Gi' }, { cpu: 1, memory: '1024Mi' }));
  expectNone('request-over-limit', resources(undefined, { 'cpu': 1, 'nvidia.com/gpu': 1 }));
});

test('silent where rounding to a thousandth makes them equal', () => {
  expectNone('request-over-limit', resources({ cpu: '100.5m' }, { cpu: '101m' }));
});
