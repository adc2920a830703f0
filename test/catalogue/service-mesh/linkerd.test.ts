import { Duration } from 'cdk8s';
import { chart, classic, ofKind, oldJob, pod, synthesized } from './helpers';
import { LinkerdInboundPolicy, LinkerdProps, LinkerdProtocol, ServiceMesh } from '../../../lib/catalogue/service-mesh';
import { PodContext } from '../../../lib/sidecar';

const make = (props: LinkerdProps = {}) => ServiceMesh.linkerd(chart(), 'mesh', props);
const contribute = (props: LinkerdProps = {}, over: Partial<PodContext> = {}) => make(props).contribute(pod(over));
const annotations = (props: LinkerdProps = {}, over: Partial<PodContext> = {}) => contribute(props, over).podAnnotations!;

describe('what the injector reads', () => {
  test('injection, sizes, drain and form are always stated', () => {
    expect(annotations()).toEqual({
      'linkerd.io/inject': 'enabled',
      'config.linkerd.io/proxy-enable-native-sidecar': 'true',
      'config.linkerd.io/proxy-await': 'enabled',
      'config.linkerd.io/shutdown-grace-period': '10s',
      'config.linkerd.io/proxy-cpu-request': '100m',
      'config.linkerd.io/proxy-cpu-limit': '1',
      'config.linkerd.io/proxy-memory-request': '20Mi',
      'config.linkerd.io/proxy-memory-limit': '250Mi',
    });
    expect(annotations({}, classic)['config.linkerd.io/proxy-enable-native-sidecar']).toBe('false');
  });

  test('older releases read another name', () => {
    const name = (meshVersion: string) => Object.keys(annotations({ meshVersion })).find((k) => k.endsWith('proxy-enable-native-sidecar'));
    expect(name('2.19')).toBe('config.beta.linkerd.io/proxy-enable-native-sidecar');
    expect(name('stable-2.16.2')).toBe('config.alpha.linkerd.io/proxy-enable-native-sidecar');
    expect(name('2.21')).toBe('config.linkerd.io/proxy-enable-native-sidecar');
  });

  test('ports, ranges, policy, tracing', () => {
    expect(annotations({
      bypass: { inboundPorts: [9090], outboundPorts: [5432, 6379], ranges: ['10.0.0.0/8'] },
      opaquePorts: [3306], inboundPolicy: LinkerdInboundPolicy.ALL_AUTHENTICATED, ingress: true, holdApplication: false,
      proxyLogLevel: 'warn,linkerd=debug', traceAttributes: { 'deployment.environment': 'prod' }, drain: Duration.minutes(1),
      resources: { cpu: '1', memory: '64Mi', ephemeralStorage: '10Mi' },
    })).toMatchObject({
      'linkerd.io/inject': 'ingress',
      'config.linkerd.io/proxy-await': 'disabled',
      'config.linkerd.io/skip-inbound-ports': '9090',
      'config.linkerd.io/skip-outbound-ports': '5432,6379',
      'config.linkerd.io/skip-subnets': '10.0.0.0/8',
      'config.linkerd.io/opaque-ports': '3306',
      'config.linkerd.io/default-inbound-policy': 'all-authenticated',
      'config.linkerd.io/proxy-log-level': 'warn,linkerd=debug',
      'config.linkerd.io/shutdown-grace-period': '60s',
      'config.linkerd.io/proxy-ephemeral-storage-limit': '10Mi',
      'resource.opentelemetry.io/deployment.environment': 'prod',
    });
  });
});

describe('what is injected', () => {
  test('native first; classic: the rules last, the proxy first only if it is awaited', () => {
    const places = (props: LinkerdProps, over = {}) => contribute(props, over).injected!.map((c) => [c.name, !!c.classic, !!c.last]);
    expect(places({})).toEqual([['linkerd-init', false, false], ['linkerd-proxy', false, false]]);
    expect(places({}, classic)).toEqual([['linkerd-init', false, true], ['linkerd-proxy', true, false]]);
    expect(places({ cni: true, holdApplication: false }, classic)).toEqual([['linkerd-network-validator', false, true], ['linkerd-proxy', true, true]]);
  });

  test('user, ports, drain and Pod Security', () => {
    const [init, proxy] = contribute({ drain: Duration.seconds(25) }).injected!;
    expect(init).toMatchObject({ setUp: true, podSecurity: 'privileged' });
    expect(proxy).toMatchObject({ user: 2102, drainSeconds: 25 });
    expect([...proxy.ports!].sort()).toEqual([4140, 4143, 4190, 4191]);
    expect(proxy.podSecurity ?? 'restricted').toBe('restricted');
    expect(contribute({ cni: true }).injected![0].podSecurity).toBe('restricted');
  });
});

describe('Jobs in classic form', () => {
  test('need an app that tells the proxy to quit, and a proxy that listens to it', () => {
    expect(contribute({}, oldJob).notes!.map((n) => n.code)).toContain('mesh-job-never-ends');
    const quitting = contribute({ appQuitsProxy: true }, oldJob);
    expect(quitting.notes!.map((n) => n.code)).not.toContain('mesh-job-never-ends');
    expect(quitting.podAnnotations!['config.linkerd.io/proxy-admin-shutdown']).toBe('enabled');
    expect(quitting.app!.env!.MESH_QUIT_URL._toEnv('x').value).toBe('http://127.0.0.1:4191/shutdown');
    expect(annotations({ appQuitsProxy: true })['config.linkerd.io/proxy-admin-shutdown']).toBeUndefined();
  });
});

test('a Pod that asks for Istio as well', () => {
  expect(contribute({}, { podLabels: { 'sidecar.istio.io/inject': 'true' } }).notes!.map((n) => n.code)).toEqual(['mesh-twice']);
  expect(contribute({}, { podLabels: { app: 'shop' } }).notes).toEqual([]);
});

describe('objects', () => {
  test('a server, and a policy for each kind of client, that refer to each other', () => {
    const objects = synthesized((scope) => ServiceMesh.linkerd(scope, 'mesh', {
      servers: [{ port: 8080, protocol: LinkerdProtocol.HTTP_1, clients: [{ serviceAccount: 'web', inNamespace: 'front' }, { serviceAccount: 'job' }], identities: ['*.ops'] }],
    }));
    const [workload] = ofKind(objects, 'Deployment');
    const [server] = ofKind(objects, 'Server');
    expect(server.apiVersion).toBe('policy.linkerd.io/v1beta3');
    expect(server.spec).toMatchObject({ port: 8080, proxyProtocol: 'HTTP/1', accessPolicy: 'deny' });
    expect(workload.spec.template.metadata.labels).toMatchObject(server.spec.podSelector.matchLabels);
    const authentications = ofKind(objects, 'MeshTLSAuthentication');
    expect(authentications.map((a) => a.spec)).toEqual([
      { identityRefs: [{ kind: 'ServiceAccount', name: 'web', namespace: 'front' }, { kind: 'ServiceAccount', name: 'job' }] },
      { identities: ['*.ops'] },
    ]);
    const policies = ofKind(objects, 'AuthorizationPolicy');
    expect(policies.map((p) => p.spec.targetRef)).toEqual(Array(2).fill({ group: 'policy.linkerd.io', kind: 'Server', name: server.metadata.name }));
    expect(policies.map((p) => p.spec.requiredAuthenticationRefs[0].name)).toEqual(authentications.map((a) => a.metadata.name));
  });

  test('retries and timeouts are annotations of a route', () => {
    const objects = synthesized((scope) => ServiceMesh.linkerd(scope, 'mesh', {
      routes: [{ service: 'orders', inNamespace: 'shop', port: 80, timeout: Duration.seconds(2), retries: { attempts: 3, on: ['gateway-error', '429', '500-503'], perTryTimeout: Duration.millis(1500) } }],
    }));
    const [route] = ofKind(objects, 'HTTPRoute');
    expect(route.apiVersion).toBe('gateway.networking.k8s.io/v1');
    expect(route.metadata.annotations).toEqual({
      'retry.linkerd.io/http': 'gateway-error,429,500-503',
      'retry.linkerd.io/limit': '3',
      'retry.linkerd.io/timeout': '1500ms',
      'timeout.linkerd.io/request': '2s',
    });
    const service = { group: '', kind: 'Service', name: 'orders', namespace: 'shop', port: 80 };
    expect(route.spec).toEqual({ parentRefs: [service], rules: [{ backendRefs: [service] }] });
  });
});

describe('wrong arguments', () => {
  const cases: Array<[LinkerdProps, string]> = [
    [{ meshVersion: '2.14' }, 'meshVersion: "2.14" is not a release'],
    [{ meshVersion: 'edge' }, 'meshVersion: "edge" is not a release'],
    [{ opaquePorts: [0] }, 'opaquePorts[0]: 0 is not a port'],
    [{ bypass: { ranges: ['10.1.2.3/8/9'] } }, 'bypass.ranges[0]'],
    [{ proxyLogLevel: '' }, 'proxyLogLevel: "" is empty'],
    [{ traceAttributes: { 'a b': 'c' } }, 'traceAttributes: "a b" is not the name of an annotation'],
    [{ annotations: { 'linkerd.io/inject': 'disabled' } }, 'is written by the library too'],
    [{ servers: [{ port: 80 }, { port: 80 }] }, 'servers[0].port: 80 stands twice'],
    [{ servers: [{ port: 80, clients: [] }] }, 'servers[0].clients: "[]" is empty'],
    [{ servers: [{ port: 80, clients: [{ serviceAccount: 'Web' }] }] }, 'servers[0].clients[0].serviceAccount: "Web" is not the name of a ServiceAccount'],
    [{ servers: [{ port: 80, identities: ['spiffe://a/b'] }] }, 'servers[0].identities[0]: "spiffe://a/b" is not an identity'],
    [{ routes: [{ service: 'a', port: 80 }] }, 'routes[0]: "a" says nothing'],
    [{ routes: [{ service: 'a', port: 0, timeout: Duration.seconds(1) }] }, 'routes[0].port: 0 is not a port'],
    [{ routes: [{ service: 'a', port: 80, retries: { attempts: 1, on: ['connect-failure'] } }] }, 'routes[0].retries.on[0]: "connect-failure" is not known'],
    [{ routes: [{ service: 'a', port: 80, retries: { attempts: 1, on: ['503-500'] } }] }, 'routes[0].retries.on[0]: "503-500" is not known'],
  ];
  test.each(cases)('%j', (props, message) => expect(() => make(props)).toThrow(message));
});

test('says on which ports it turns down clients without an identity of the mesh, and that it knows no gRPC probes', () => {
  const guard = (props: LinkerdProps) => contribute(props).injected![1].guard;
  expect(guard({ inboundPolicy: LinkerdInboundPolicy.DENY })).toEqual({ exceptPorts: [], refusesGrpcProbes: true });
  expect(guard({ inboundPolicy: LinkerdInboundPolicy.ALL_AUTHENTICATED, bypass: { inboundPorts: [15021] }, servers: [{ port: 8080, identities: ['*'] }] }))
    .toEqual({ exceptPorts: [15021, 8080], refusesGrpcProbes: true });
  expect([guard({}), guard({ inboundPolicy: LinkerdInboundPolicy.AUDIT })]).toEqual([undefined, undefined]);
});
