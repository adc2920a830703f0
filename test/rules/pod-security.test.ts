import { app, expectNone, expectOne, foreign, found, native, own, sidecar } from './pod';

const SAFE = { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } };
const RAW = { securityContext: { ...SAFE.securityContext, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } } };
const LOWERS = 'sidecar-lowers-pod-security';

test('a sidecar alone lowers the Pod', () => {
  const c = { initContainers: [native(RAW)], containers: [app(SAFE)] };
  expect(found(LOWERS, foreign(c)).map((f) => f.severity)).toEqual(['warning']);
  expect(found(LOWERS, foreign(c))[0].message).toMatch(/sidecar "proxy" lowers the Pod below Pod Security restricted: .*check capabilities_restricted/);
  expectOne(LOWERS, own(c, { podSecurity: 'restricted' }), { severity: 'error', at: 'initContainers[proxy].securityContext' });
  expectNone('pod-security', foreign(c));
});

test('by a volume that only the sidecar mounts', () => {
  const c = { volumes: [{ name: 'log', hostPath: { path: '/var/log' } }], initContainers: [native({ ...SAFE, volumeMounts: [{ name: 'log', mountPath: '/log' }] })], containers: [app(SAFE)] };
  expectOne(LOWERS, foreign(c), { severity: 'warning', says: /restrictedVolumes.*another kind of volume/ });
});

test('what a webhook injects', () => {
  const external = [{ name: 'istio-init', form: 'init' as const, position: 'first' as const, injector: 'istio', podSecurity: 'privileged' as const }];
  expectOne(LOWERS, own({ containers: [app(SAFE)] }, { external }), { severity: 'warning', at: 'injected istio-init', says: /from restricted to privileged/ });
  expectNone(LOWERS, own({ containers: [app(SAFE)] }, { external, podSecurity: 'privileged' }));
});

test('the app itself', () => {
  expectOne('pod-security', foreign({ initContainers: [native(SAFE)] }), { severity: 'info', says: /allowPrivilegeEscalation/ });
  expectOne('pod-security', own({}, { podSecurity: 'restricted' }), { severity: 'error' });
  expectNone('pod-security', own({}, { podSecurity: 'baseline' }));
  expectNone(LOWERS, foreign({ initContainers: [native(RAW)], hostNetwork: true, containers: [app(RAW)] }));
});

test('silent for a restricted Pod', () => {
  const pod = own({ initContainers: [native(SAFE)], containers: [app(SAFE)] }, { podSecurity: 'restricted', containers: { proxy: sidecar() } });
  expectNone(LOWERS, pod);
  expectNone('pod-security', pod);
});
