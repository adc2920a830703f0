import { app, expectNone, expectOne, foreign } from './pod';

test.each<[string, any]>([
  ['both in the container', { containers: [app({ securityContext: { runAsUser: 0, runAsNonRoot: true } })] }],
  ['non-root from the Pod', { securityContext: { runAsNonRoot: true }, containers: [app({ securityContext: { runAsUser: 0 } })] }],
  ['root from the Pod', { securityContext: { runAsUser: 0 }, containers: [app({ securityContext: { runAsNonRoot: true } })] }],
])('%s', (_, spec) => {
  expectOne('root-refused', foreign(spec), { severity: 'error', at: 'containers[app].securityContext.runAsUser', says: /never starts/ });
});

test('silent where the container takes back what the Pod says, and where nobody says root', () => {
  expectNone('root-refused', foreign({ securityContext: { runAsNonRoot: true }, containers: [app({ securityContext: { runAsUser: 0, runAsNonRoot: false } })] }));
  expectNone('root-refused', foreign({ securityContext: { runAsUser: 0, runAsNonRoot: true }, containers: [app({ securityContext: { runAsUser: 1000 } })] }));
  expectNone('root-refused', foreign({ securityContext: { runAsNonRoot: true }, containers: [app()] }));
});

test('silent on Windows, which has no user 0', () => {
  const root = { containers: [app({ securityContext: { runAsUser: 0, runAsNonRoot: true } })] };
  expectNone('root-refused', foreign({ ...root, nodeSelector: { 'kubernetes.io/os': 'windows' } }));
  expectOne('root-refused', foreign({ ...root, nodeSelector: { 'kubernetes.io/os': 'linux' } }), { severity: 'error' });
});
