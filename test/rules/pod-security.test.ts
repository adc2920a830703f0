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

test('an app that passes baseline alone is lowered by what that level forbids', () => {
  const volumes = [{ name: 'run', hostPath: { path: '/run' } }];
  const mounts = { volumeMounts: [{ name: 'run', mountPath: '/run' }] };
  expectOne(LOWERS, foreign({ volumes, initContainers: [native({ ...SAFE, ...mounts })] }), { severity: 'warning', says: /below Pod Security baseline: .*hostPathVolumes/ });
  const admin = native({ securityContext: { ...SAFE.securityContext, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } } });
  expectOne(LOWERS, foreign({ initContainers: [admin] }), { severity: 'warning', says: /below Pod Security baseline: .*capabilities_baseline/ });
});

test('a sidecar that does what the app does not, and lowers nothing', () => {
  const c = { initContainers: [native({ securityContext: { ...SAFE.securityContext, runAsUser: 0 } })] };
  expectOne(LOWERS, foreign(c), { severity: 'warning', at: 'initContainers[proxy].securityContext', says: /does what the app does not, and Pod Security restricted forbids: .*runAsUser/ });
  expectNone(LOWERS, own(c, { podSecurity: 'baseline' }));
});

test('a privileged Pod is lowered by nothing', () => {
  const c = { hostNetwork: true, initContainers: [native({ ...SAFE, ports: [{ containerPort: 9100, hostPort: 9100 }] })] };
  expectNone(LOWERS, foreign(c));
  expectOne('pod-security', foreign(c), { severity: 'info', says: /hostPort/ });
  expectOne(LOWERS, own(c, { podSecurity: 'baseline' }), { severity: 'error', says: /hostPort/ });
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
