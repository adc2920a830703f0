import { expectNone, expectOne, foreign, native, own, sidecar } from './pod';

test.each(['docker.io/X Y:1', 'My App:1', 'registry.example.com/Team/app:1', 'app:', 'a//b:1', 'app@sha256:12', ' app:1'])('%s', (image) => {
  expectOne('image-invalid', own({ initContainers: [native({ image })] }, { containers: { proxy: sidecar() } }), { severity: 'error', at: 'initContainers[proxy].image', says: /InvalidImageName/ });
  expectOne('image-invalid', foreign({ initContainers: [native({ image })] }), { severity: 'warning' });
});

test.each([
  'nginx', 'nginx:1.29', 'localhost:5000/a/b__c:v1', 'cr.fluentbit.io/fluent/fluent-bit:5.1.1', 'Registry.Example.com/app:1', `a/b@sha256:${'0'.repeat(64)}`,
  `a/b:1.0@sha256:${'0'.repeat(64)}`, '[2001:db8::1]:5000/app:1', '${IMAGE}', '{{ .Values.image }}', 'auto',
])('silent for %s', (image) => expectNone('image-invalid', foreign({ initContainers: [native({ image })] })));
