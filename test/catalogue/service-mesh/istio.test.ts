import { Duration } from 'cdk8s';
import { chart, classic, deployment, ofKind, oldJob, pod, synthesized } from './helpers';
import { EnvoyProxySidecar } from '../../../lib/catalogue/proxy';
import { IstioMtls, IstioProps, MeshBypass, ServiceMesh } from '../../../lib/catalogue/service-mesh';
import { PodContext, SidecarForm } from '../../../lib/sidecar';
import { PodSidecars } from '../../../lib/workload';

const make = (props: IstioProps = {}) => ServiceMesh.istio(chart(), 'mesh', props);
const contribute = (props: IstioProps = {}, over: Partial<PodContext> = {}) => make(props).contribute(pod(over));
const annotations = (props: IstioProps = {}, over: Partial<PodContext> = {}) => contribute(props, over).podAnnotations!;
const config = (props: IstioProps = {}, over: Partial<PodContext> = {}) => JSON.parse(annotations(props, over)['proxy.istio.io/config'] ?? '{}');
const codes = (props: IstioProps = {}, over: Partial<PodContext> = {}) => contribute(props, over).notes!.map((n) => n.code);

describe('what the injector reads', () => {
  test('injection by label, sizes always, form by the target version', () => {
    const { podLabels, podAnnotations } = contribute();
    expect(podLabels).toEqual({ 'sidecar.istio.io/inject': 'true' });
    expect(podAnnotations).toEqual({
      'sidecar.istio.io/nativeSidecar': 'true',
      'sidecar.istio.io/proxyCPU': '100m',
      'sidecar.istio.io/proxyMemory': '128Mi',
      'sidecar.istio.io/proxyCPULimit': '2',
      'sidecar.istio.io/proxyMemoryLimit': '1Gi',
    });
    expect(annotations({}, classic)['sidecar.istio.io/nativeSidecar']).toBe('false');
  });

  test('revision, ports, ranges, probes, metrics, log level', () => {
    expect(contribute({ revision: 'canary' }).podLabels!['istio.io/rev']).toBe('canary');
    expect(annotations({
      bypass: { inboundPorts: [9090, 9091], outboundPorts: [5432], ranges: ['10.96.0.0/12', 'fd00::/8'] },
      rewriteProbes: false, mergeMetrics: false, proxyLogLevel: 'debug',
    })).toMatchObject({
      'traffic.sidecar.istio.io/excludeInboundPorts': '9090,9091',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '5432',
      'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.96.0.0/12,fd00::/8',
      'sidecar.istio.io/rewriteAppHTTPProbers': 'false',
      'prometheus.istio.io/merge-metrics': 'false',
      'sidecar.istio.io/logLevel': 'debug',
    });
    expect(annotations({ captureOnly: { inboundPorts: [8080], outboundPorts: [443], outboundRanges: ['10.0.0.0/8'] } })).toMatchObject({
      'traffic.sidecar.istio.io/includeInboundPorts': '8080',
      'traffic.sidecar.istio.io/includeOutboundPorts': '443',
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.0.0.0/8',
    });
  });

  test('the app is held back by configuration in classic form only', () => {
    expect(config()).toEqual({});
    expect(config({}, classic)).toEqual({ holdApplicationUntilProxyStarts: true });
    expect(config({ holdApplication: false }, classic)).toEqual({ holdApplicationUntilProxyStarts: false });
  });

  test('drain, exit when idle, and more configuration beside them', () => {
    expect(config({ drain: Duration.seconds(30), exitWhenIdle: true, proxyConfig: { concurrency: 4, proxyMetadata: { A: 'b' } } })).toEqual({
      terminationDrainDuration: '30s',
      concurrency: 4,
      proxyMetadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: '30s', A: 'b' },
    });
  });

  test('annotations of the user are added', () => {
    expect(annotations({ annotations: { 'sidecar.istio.io/agentLogLevel': 'default:debug' } })['sidecar.istio.io/agentLogLevel']).toBe('default:debug');
  });
});

describe('what is injected', () => {
  test('native: set-up, then the proxy, both first, with their sizes, ports and user', () => {
    const [init, proxy] = contribute({ drain: Duration.seconds(20), resources: { cpu: '50m', memory: '64Mi' } }).injected!;
    expect(init).toMatchObject({ name: 'istio-init', injector: 'Istio', setUp: true, last: false, podSecurity: 'privileged' });
    // 0 is nothing that others must keep away from.
    expect(init.user).toBeUndefined();
    expect(proxy).toMatchObject({ name: 'istio-proxy', classic: false, last: false, user: 1337, drainSeconds: 21 });
    expect(proxy.ports).toEqual(expect.arrayContaining([15001, 15006, 15020, 15021, 15090]));
    for (const c of [init, proxy]) expect(c.resources!._toPart().requests).toEqual({ cpu: '50m', memory: '64Mi' });
  });

  test('classic: the rules are written last, the proxy stands first only if it holds the app', () => {
    const places = (props: IstioProps) => contribute(props, classic).injected!.map((c) => [c.name, !!c.classic, !!c.last]);
    expect(places({})).toEqual([['istio-init', false, true], ['istio-proxy', true, false]]);
    expect(places({ holdApplication: false })).toEqual([['istio-init', false, true], ['istio-proxy', true, true]]);
    expect(places({ cni: true })).toEqual([['istio-validation', false, false], ['istio-proxy', true, false]]);
  });

  test('Pod Security: a CNI plugin spares the capability, a seccomp profile is the mesh\'s to set', () => {
    const levels = (props: IstioProps) => contribute(props).injected!.map((c) => c.podSecurity);
    expect(levels({})).toEqual(['privileged', 'baseline']);
    expect(levels({ cni: true })).toEqual(['baseline', 'baseline']);
    expect(levels({ cni: true, seccomp: true })).toEqual(['restricted', 'restricted']);
  });

  test('form against the target version', () => {
    expect(annotations({ injectedForm: SidecarForm.CLASSIC })['sidecar.istio.io/nativeSidecar']).toBe('false');
    expect(() => contribute({ injectedForm: SidecarForm.NATIVE_SIDECAR }, classic)).toThrow('injectedForm: "native" needs Kubernetes 1.29');
  });
});

describe('notes', () => {
  test('none in native form', () => expect(codes({}, { workloadKind: 'Job', runsToCompletion: true })).toEqual([]));

  test('a classic proxy keeps a Job from ending, unless the app tells it to quit', () => {
    expect(contribute({}, oldJob).notes).toContainEqual(expect.objectContaining({ code: 'mesh-job-never-ends', severity: 'error' }));
    const quitting = contribute({ appQuitsProxy: true }, oldJob);
    expect(quitting.notes!.map((n) => n.code)).not.toContain('mesh-job-never-ends');
    expect(quitting.app!.env!.MESH_QUIT_URL._toEnv('x').value).toBe('http://127.0.0.1:15020/quitquitquit');
    expect(codes({}, classic)).not.toContain('mesh-job-never-ends');
    expect(contribute({ appQuitsProxy: true }).app).toBeUndefined();
  });

  test('init containers in classic form: outside the mesh, or cut off by a CNI plugin', () => {
    expect(codes({}, classic)).toEqual(['mesh-classic-stop', 'mesh-init-outside']);
    expect(codes({ cni: true }, classic)).toEqual(['mesh-classic-stop', 'mesh-init-blocked']);
  });

  test('labels that ask for another mesh', () => {
    expect(codes({}, { podLabels: { 'istio.io/dataplane-mode': 'ambient' } })).toEqual(['mesh-twice']);
    expect(codes({}, { podLabels: { 'sidecar.istio.io/inject': 'false' } })).toEqual(['mesh-twice']);
  });
});

describe('objects', () => {
  test('mTLS and tracing choose the Pods of this workload', () => {
    const objects = synthesized((scope) => ServiceMesh.istio(scope, 'mesh', {
      mtls: IstioMtls.STRICT, plainTextPorts: [9090], tracing: { samplingPercent: 5, provider: 'otel', tags: { team: 'shop' } },
    }));
    const [workload] = ofKind(objects, 'Deployment');
    const labels = workload.spec.template.metadata.labels;
    const [peer] = ofKind(objects, 'PeerAuthentication');
    expect(peer.apiVersion).toBe('security.istio.io/v1');
    expect(peer.spec.mtls).toEqual({ mode: 'STRICT' });
    expect(peer.spec.portLevelMtls).toEqual({ 9090: { mode: 'DISABLE' } });
    const [telemetry] = ofKind(objects, 'Telemetry');
    expect(telemetry.spec.tracing).toEqual([{ providers: [{ name: 'otel' }], randomSamplingPercentage: 5, customTags: { team: { literal: { value: 'shop' } } } }]);
    for (const o of [peer, telemetry]) expect(labels).toMatchObject(o.spec.selector.matchLabels);
    expect(Object.keys(peer.spec.selector.matchLabels)).toHaveLength(1);
  });

  test('none where none are asked for, and no label for them', () => {
    const objects = synthesized((scope) => ServiceMesh.istio(scope, 'mesh'));
    expect(objects.map((o) => o.kind)).toEqual(['Deployment']);
    expect(objects[0].spec.template.metadata.labels['cdk8s-sidecars.io/workload']).toBeUndefined();
  });

  test('routes are made once, whatever the number of workloads', () => {
    const scope = chart();
    const mesh = ServiceMesh.istio(scope, 'mesh', {
      routes: [
        { service: 'orders', inNamespace: 'shop', timeout: Duration.millis(1500), retries: { attempts: 2, on: ['5xx', '409'], perTryTimeout: Duration.millis(500) } },
        { service: 'stock', clientMtls: true, maxConnections: 100, maxPendingRequests: 10, ejectAfterErrors: 5 },
      ],
    });
    PodSidecars.of(deployment(scope, 'one')).attach(mesh);
    PodSidecars.of(deployment(scope, 'two')).attach(mesh);
    const objects = scope.toJson();
    const host = 'orders.shop.svc.cluster.local';
    expect(ofKind(objects, 'VirtualService').map((o) => o.spec)).toEqual([{
      hosts: [host],
      http: [{ route: [{ destination: { host } }], timeout: '1.5s', retries: { attempts: 2, retryOn: '5xx,409', perTryTimeout: '0.5s' } }],
    }]);
    expect(ofKind(objects, 'DestinationRule').map((o) => o.spec)).toEqual([{
      host: 'stock',
      trafficPolicy: {
        tls: { mode: 'ISTIO_MUTUAL' },
        connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 10 } },
        outlierDetection: { consecutive5xxErrors: 5 },
      },
    }]);
  });
});

describe('on a workload', () => {
  test('nothing of the mesh is written as a container, and everything is counted', () => {
    const scope = chart();
    const pods = PodSidecars.of(deployment(scope)).attach(ServiceMesh.istio(scope, 'mesh', { resources: { cpu: '100m', memory: '128Mi' } }));
    const spec = (scope.toJson() as any[])[0].spec.template.spec;
    expect([...spec.containers, ...(spec.initContainers ?? [])].map((c: any) => c.name)).toEqual(['app']);
    expect(pods.plan.injected).toEqual(['istio-init', 'istio-proxy']);
  });

  test('two meshes on one workload are refused', () => {
    const scope = chart();
    const pods = PodSidecars.of(deployment(scope)).attach(ServiceMesh.istio(scope, 'istio'));
    expect(() => pods.attach(ServiceMesh.linkerd(scope, 'linkerd'))).toThrow('is in a mesh already (Istio by test/istio): a Pod can have one mesh');
    // The same one again changes nothing.
    expect(() => pods.attach(pods.sidecars[0])).not.toThrow();
  });
});

describe('wrong arguments', () => {
  const cases: Array<[IstioProps, string]> = [
    [{ bypass: { inboundPorts: [70000] } }, 'bypass.inboundPorts[0]: 70000 is not a port'],
    [{ bypass: { inboundPorts: [] } }, 'bypass.inboundPorts: "[]" is empty'],
    [{ bypass: { outboundPorts: [80, 80] } }, 'bypass.outboundPorts[1]: 80 stands twice'],
    [{ bypass: { ranges: ['10.0.0.0'] } }, 'bypass.ranges[0]: "10.0.0.0" is not a range of addresses'],
    [{ bypass: { ranges: ['10.0.0.0/33'] } }, 'bypass.ranges[0]: "10.0.0.0/33" is not a range'],
    [{ bypass: { inboundPorts: [1] }, captureOnly: { inboundPorts: [2] } }, 'bypass.inboundPorts: "1" has no effect beside captureOnly.inboundPorts'],
    [{ bypass: { ranges: ['10.0.0.0/8'] }, captureOnly: { outboundRanges: ['10.0.0.0/8'] } }, 'has no effect beside captureOnly.outboundRanges'],
    [{ drain: Duration.millis(500) }, 'drain: "0.5 s" is not a time of whole seconds'],
    [{ resources: { cpu: '100mm', memory: '1Gi' } }, '100mm'],
    [{ resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } }, 'resources.ephemeralStorage: "1Gi" has no annotation in Istio'],
    [{ mtls: IstioMtls.STRICT, rewriteProbes: false }, 'rewriteProbes: false lets the kubelet ask without a certificate'],
    [{ plainTextPorts: [9090] }, 'plainTextPorts: "9090" needs `mtls`'],
    [{ proxyLogLevel: 'loud' }, 'proxyLogLevel: "loud" is not known'],
    [{ revision: 'a b' }, 'revision: "a b" is not a revision'],
    [{ annotations: { 'sidecar.istio.io/proxyCPU': '1' } }, 'annotations["sidecar.istio.io/proxyCPU"]: "1" is written by the library too'],
    [{ proxyConfig: { terminationDrainDuration: '5s' } }, 'proxyConfig.terminationDrainDuration: "\\"5s\\"" is counted with by the library'],
    [{ tracing: { samplingPercent: 101 } }, 'tracing.samplingPercent: 101 is not a percentage'],
    [{ routes: [{ service: 'Orders', timeout: Duration.seconds(1) }] }, 'routes[0].service: "Orders" is not the name of a Service'],
    [{ routes: [{ service: 'orders' }] }, 'routes[0]: "orders" says nothing'],
    [{ routes: [{ service: 'a', maxConnections: 1 }, { service: 'a', maxConnections: 2 }] }, 'routes[0].service: "a" has two routes'],
    [{ routes: [{ service: 'a', retries: { attempts: 0, on: ['5xx'] } }] }, 'routes[0].retries.attempts: 0 is not a number of retries'],
    [{ routes: [{ service: 'a', retries: { attempts: 1, on: [] } }] }, 'routes[0].retries.on: "[]" is empty'],
    [{ routes: [{ service: 'a', retries: { attempts: 1, on: ['conect-failure'] } }] }, 'routes[0].retries.on[0]: "conect-failure" is not known'],
    [{ routes: [{ service: 'a', timeout: Duration.seconds(1), retries: { attempts: 1, on: ['5xx'], perTryTimeout: Duration.seconds(2) } }] }, "is longer than the whole request's 1000 ms"],
    [{ routes: [{ service: 'a', maxConnections: 0 }] }, 'routes[0].maxConnections: 0 is not a whole number above 0'],
  ];
  test.each(cases)('%j', (props, message) => expect(() => make(props)).toThrow(message));
});

test('says on which ports it turns down clients without a certificate of the mesh', () => {
  const guard = (props: IstioProps) => contribute(props).injected![1].guard;
  expect(guard({ mtls: IstioMtls.STRICT })).toEqual({ exceptPorts: [] });
  expect(guard({ mtls: IstioMtls.STRICT, bypass: { inboundPorts: [15021] }, plainTextPorts: [9090] })).toEqual({ exceptPorts: [15021, 9090] });
  expect(guard({ mtls: IstioMtls.STRICT, captureOnly: { inboundPorts: [8080] } })).toEqual({ onlyPorts: [8080], exceptPorts: [] });
  expect([guard({}), guard({ mtls: IstioMtls.PERMISSIVE })]).toEqual([undefined, undefined]);
});

test('with STRICT mTLS the metrics of the other sidecars are told of, unless they go past the mesh', () => {
  const found = (bypass?: MeshBypass) => {
    const scope = chart();
    const sidecars = PodSidecars.of(deployment(scope)).attach(ServiceMesh.istio(scope, 'mesh', { mtls: IstioMtls.STRICT, bypass }));
    return sidecars.attach(new EnvoyProxySidecar(scope, 'proxy', { port: 14001, metricsPort: 14021, adminPort: 14000 })).findings.map((f) => f.code);
  };
  expect(found()).toContain('mesh-guards-metrics');
  expect(found({ inboundPorts: [14021] })).not.toContain('mesh-guards-metrics');
});
