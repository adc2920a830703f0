import { app, expectNone, expectOne, foreign, native } from './pod';

test.each(['envoy', 'envoy:latest', 'registry:5000/envoy', 'docker.io/envoyproxy/envoy:latest'])('%s', (image) => {
  expectOne('image-tag', foreign({ initContainers: [native({ image })] }), { severity: 'warning', at: 'initContainers[proxy].image' });
});

test('an app\'s image is its team\'s matter', () => {
  expectOne('image-tag', foreign({ containers: [app({ image: 'myapp' })] }), { severity: 'info' });
});

test.each(['envoy:v1.36.2', 'envoy@sha256:abc', 'envoy:latest@sha256:abc', 'registry:5000/envoy:1', 'auto', '${IMAGE}'])('silent for %s', (image) => {
  expectNone('image-tag', foreign({ initContainers: [native({ image })] }));
});
