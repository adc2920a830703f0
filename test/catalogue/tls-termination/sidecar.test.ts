import { chart, file, only, pod, volumeAt } from './pod';
import { ProxyProtocol } from '../../../lib/catalogue/proxy';
import {
  TlsCertificate, TlsClientName, TlsEngine, TlsTerminationSidecar, TlsTerminationSidecarProps,
} from '../../../lib/catalogue/tls-termination';
import { PodContext, SidecarContribution, SharedVolume, SidecarForm, SidecarPhase, SidecarResources } from '../../../lib/sidecar';

type Some = Partial<TlsTerminationSidecarProps>;
const certificate = TlsCertificate.secret('shop-tls');
const make = (props: Some = {}) => new TlsTerminationSidecar(chart(), 'tls', { certificate, ...props });
const contribute = (props: Some = {}, context: PodContext = pod()): SidecarContribution => make(props).contribute(context);
const ENGINES = { nginx: TlsEngine.nginx(), HAProxy: TlsEngine.haproxy(), ghostunnel: TlsEngine.ghostunnel(), Envoy: TlsEngine.envoy() };
const each = Object.entries(ENGINES);
const probed = pod({}, { probePaths: ['/healthz', '/ready?a=b'] });

describe('whichever the engine', () => {
  test.each(each)('%s: stands in front of the app\'s first port, with TLS', (_, engine) => {
    const c = contribute({ engine }, pod({}, { ports: [9000, 9001] }));
    expect([c.phase, c.purpose]).toEqual([SidecarPhase.NETWORK, 'TLS termination']);
    expect(c.fronts).toEqual([{ container: 'tls', port: 8443, appPort: 9000, tls: true, probePort: undefined }]);
    expect(only(c).ports).toMatchObject({ 'tls': 8443, 'tls-metrics': 15041 });
  });

  test.each(each)('%s: an image of an exact tag, a numeric user and group, bounded sizes, a health check of its own', (_, engine) => {
    const c = only(contribute({ engine }));
    expect(c.image).toMatch(/^docker\.io\/[\w/-]+:[\w-]*\d+\.\d+\.\d+[\w-]*$/);
    expect([c.user! > 0, c.group! > 0]).toEqual([true, true]);
    expect(Object.keys(c.resources!._toPart().limits!)).toEqual(['cpu', 'memory']);
    expect(c.health!._toPart().check.httpGet!.port).toBe(15041);
    expect(c.mounts!.filter((m) => !m.readOnly).map((m) => m.path)).toEqual(engine === ENGINES.nginx ? ['/tmp'] : []);
  });

  test.each(each)('%s: the certificate\'s Secret is mounted whole, and nothing of it stands in the configuration', (_, engine) => {
    const c = contribute({ engine });
    const path = engine === ENGINES.Envoy ? '/etc/envoy-certificates/volume-tls-certificate' : '/etc/tls-certificate';
    expect(volumeAt(c, path)).toEqual({ secret: { secretName: 'shop-tls', defaultMode: 0o440 } });
    expect(only(c).mounts!.every((m) => m.subPath === undefined)).toBe(true);
  });

  test.each(each)('%s: the app\'s port, the sidecar\'s and the rest must differ', (_, engine) => {
    expect(() => contribute({ engine, port: 8080 })).toThrow(/port: 8080 is the app's own port: give the (sidecar|proxy) another one/);
    expect(() => make({ engine, port: 9000, metricsPort: 9000 })).toThrow('metricsPort: 9000 is taken by port: give another port');
    expect(() => make({ engine, port: 443 })).toThrow('port: 443 needs a capability: give a port from 1024 on');
    expect(() => make({ engine, metricsPort: 0 })).toThrow('metricsPort: 0 is not a port');
    expect(() => contribute({ engine }, pod({}, { ports: [] }))).toThrow('appPort: undefined is not known: container "app" declares no port: declare');
  });

  test.each(each)('%s: sizes, raw fields and images of one\'s own', (name, engine) => {
    const image = `example.com/envoy/${name.toLowerCase()}:1.0`;
    const make1 = { nginx: TlsEngine.nginx, HAProxy: TlsEngine.haproxy, ghostunnel: TlsEngine.ghostunnel, Envoy: TlsEngine.envoy }[name]!;
    const own = make1.call(TlsEngine, { image });
    const c = only(contribute({ engine: own, fields: { terminationMessagePath: '/x' }, resources: SidecarResources.of({ cpu: '1', memory: '1Gi' }) }));
    expect([c.image, c.fields, c.resources!._toPart().requests]).toEqual([image, { terminationMessagePath: '/x' }, { cpu: '1', memory: '1Gi' }]);
    expect(engine).toBeDefined();
  });

  test('without an engine it is nginx', () => {
    expect(only(contribute()).image).toContain('nginx');
  });

  test('one construct serves many workloads with one configuration', () => {
    const sidecar = make();
    expect(file(sidecar.contribute(pod({ workloadName: 'a' })), 'nginx.conf')).toBe(file(sidecar.contribute(pod({ workloadName: 'b' })), 'nginx.conf'));
  });

  test('two of them live on one Pod', () => {
    const names = ['edge', 'inner'].flatMap((attachment) => only(contribute({}, pod({ attachment }))).mounts!.map((m) => m.volume.name));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('probes of the app', () => {
  const clients = {};
  test.each(each.filter(([name]) => name !== 'ghostunnel'))('%s: a plain port lets probes through where clients must bring certificates', (_, engine) => {
    const c = contribute({ engine, clients }, probed);
    expect(c.fronts![0].probePort).toBe(15042);
    expect(only(c).ports).toMatchObject({ 'tls-probes': 15042 });
    expect(contribute({ engine, clients, probePort: 15099 }, probed).fronts![0].probePort).toBe(15099);
  });

  test.each(each)('%s: without that they come the way of everybody', (_, engine) => {
    expect(contribute({ engine }, probed).fronts![0].probePort).toBeUndefined();
    expect(contribute({ engine, clients }).fronts![0].probePort).toBeUndefined();
    if (engine !== ENGINES.ghostunnel) expect(contribute({ engine, clients: { optional: true } }, probed).fronts![0].probePort).toBeUndefined();
  });

  test('paths that are given take the place of the app\'s own', () => {
    expect(file(contribute({ clients, probePaths: ['/up'] }, probed), 'nginx.conf')).toContain('~^GET:/up$');
    expect(contribute({ clients, probePaths: [] }, probed).fronts![0].probePort).toBeUndefined();
    expect(() => make({ probePaths: ['up'] })).toThrow('probePaths[0]: "up" is not a path');
  });

  test('gRPC has its health service on a plain port, because the kubelet\'s probe speaks no TLS', () => {
    for (const engine of [ENGINES.nginx, ENGINES.HAProxy]) expect(contribute({ engine, protocol: ProxyProtocol.GRPC }).fronts![0].probePort).toBe(15042);
  });

  test('ghostunnel has no other way: an error of the Pod, unless nothing comes that way', () => {
    const engine = ENGINES.ghostunnel;
    const [note] = contribute({ engine, clients }, probed).notes!;
    expect(note).toMatchObject({ code: 'tls-probes-without-certificate', severity: 'error' });
    expect(note.message).toContain('/healthz, /ready?a=b');
    const codes = (props: Partial<TlsTerminationSidecarProps>) => contribute({ engine, ...props }, probed).notes?.map((n) => [n.code, n.severity]);
    expect(codes({ clients, probePaths: [] })).toEqual([['tls-forwarded-for-of-clients', 'info']]);
    expect(codes({})).toEqual([['tls-forwarded-for-of-clients', 'info']]);
    expect(codes({ protocol: ProxyProtocol.TCP })).toBeUndefined();
    expect(contribute({ clients }, probed).notes).toBeUndefined();
  });
});

describe('start, renewal and stop', () => {
  test.each([['nginx', 'HUP', 'nginx.conf'], ['HAProxy', 'USR2', 'haproxy.cfg']] as const)('%s is watched over by its start script', (name, signal, config) => {
    const c = contribute({ engine: ENGINES[name], clients: {} });
    const env = Object.fromEntries(Object.entries(only(c).env!).map(([n, s]) => [n, s._toEnv(n)]));
    expect(env.RELOAD_SIGNAL.value).toBe(signal);
    expect(env.WATCHED_FILES.value).toBe('/etc/tls-certificate/tls.crt /etc/tls-certificate/tls.key /etc/tls-certificate/ca.crt');
    expect(env.CPU_LIMIT.valueFrom).toEqual({ resourceFieldRef: { resource: 'limits.cpu' } });
    expect(only(c).command!.slice(0, 2)).toEqual(['/bin/sh', '/etc/tls-termination/start.sh']);
    expect(only(c).command!.join(' ')).toContain(`/etc/tls-termination/${config}`);
    expect(file(c, 'start.sh')).toMatch(/^#!\/bin\/sh\n/);
  });

  test('nginx has as many workers as CPUs, HAProxy as many threads', () => {
    expect(only(contribute()).command).toContain('daemon off; worker_processes $(CPU_LIMIT);');
    expect(file(contribute({ engine: ENGINES.HAProxy }), 'haproxy.cfg')).toContain('nbthread "${CPU_LIMIT}"');
  });

  test.each([['nginx', 6, 20], ['HAProxy', 6, 20], ['ghostunnel', 11, 21], ['Envoy', 1, undefined]] as const)('%s says how long it drains', (name, seconds, mine) => {
    const engine = ENGINES[name];
    expect(only(contribute({ engine })).drainSeconds).toBe(seconds);
    if (mine) expect(only(contribute({ engine, drainSeconds: 20 })).drainSeconds).toBe(mine);
    else expect(() => make({ engine, drainSeconds: 20 })).toThrow('drainSeconds: 20 is not waited for by Envoy, which ends at once: leave it out');
  });

  test('drainSeconds must be a time', () => {
    expect(() => make({ drainSeconds: -1 })).toThrow('drainSeconds: -1 is not a time in seconds');
  });

  test.each(each)('%s in classic form has a shell and waits until it serves', (_, engine) => {
    const classic = pod({ form: SidecarForm.CLASSIC, targetVersion: '1.27' });
    const c = only(contribute({ engine }, classic));
    expect(c.hasShell).toBe(true);
    expect(c.health!._toPart().classicWait!.join(' ')).toMatch(/127\.0\.0\.1[:/]15041/);
    expect(only(contribute({ engine })).health!._toPart().classicWait).toBeUndefined();
  });

  test('ghostunnel is without a shell, and can be told to quit where a Job could not end otherwise', () => {
    const engine = ENGINES.ghostunnel;
    const native = only(contribute({ engine }));
    expect([native.image, native.hasShell, native.quitUrl]).toEqual([expect.stringContaining('distroless'), false, undefined]);
    expect(native.args).not.toContain('--enable-shutdown');
    const job = only(contribute({ engine }, pod({ form: SidecarForm.CLASSIC, runsToCompletion: true, workloadKind: 'Job' })));
    expect([job.image, job.quitUrl]).toEqual([expect.stringContaining('alpine'), 'http://127.0.0.1:15041/_shutdown']);
    expect(job.args).toContain('--enable-shutdown');
  });
});

describe('what an engine cannot do', () => {
  const uri = TlsClientName.uri('spiffe://a/b');
  const cn = TlsClientName.commonName('frontend');
  const cases: Array<[string, Some, string]> = [
    ['nginx: URI', { engine: ENGINES.nginx, clients: { allowed: [cn, uri] } },
      'clients.allowed[1]: "spiffe://a/b" is a URI, which nginx cannot look at: every certificate of the authority would be let in: use TlsEngine.ghostunnel()'],
    ['nginx: DNS name', { engine: ENGINES.nginx, clients: { allowed: [TlsClientName.dns('a.b')] } }, 'use TlsEngine.ghostunnel() or TlsEngine.envoy()'],
    ['HAProxy: URI', { engine: ENGINES.HAProxy, clients: { allowed: [uri] } }, 'which HAProxy cannot look at: every certificate of the authority would be let in: use TlsEngine.ghostunnel() or TlsEngine.envoy()'],
    ['ghostunnel: e-mail', { engine: ENGINES.ghostunnel, clients: { allowed: [TlsClientName.email('a@b')] } }, 'is an e-mail address, which ghostunnel cannot look at: every certificate of the authority would be let in: use TlsEngine.envoy()'],
    ['Envoy: common name', { engine: ENGINES.Envoy, clients: { allowed: [cn] } }, 'is a common name, which Envoy cannot look at'],
    ['a mixture that none can', { engine: ENGINES.nginx, clients: { allowed: [cn, TlsClientName.email('a@b')] } }, 'no engine can look at all of these names'],
    ['ghostunnel: proxies in front', { engine: ENGINES.ghostunnel, trustedHops: 1 },
      'trustedHops: 1 is not possible with ghostunnel, which does not look into what it carries: use TlsEngine.nginx() or TlsEngine.haproxy() or TlsEngine.envoy()'],
    ['proxies in front of TCP', { protocol: ProxyProtocol.TCP, trustedHops: 1 }, 'trustedHops: 1 has no meaning for TCP'],
    ['less than no proxies', { trustedHops: -1 }, 'trustedHops: -1 is not a whole number from 0 to 100'],
    ['ghostunnel: gRPC', { engine: ENGINES.ghostunnel, protocol: ProxyProtocol.GRPC }, 'protocol: "grpc" is not what ghostunnel can serve: use TlsEngine.nginx() or TlsEngine.haproxy() or TlsEngine.envoy()'],
    ['ghostunnel: HTTP/2', { engine: ENGINES.ghostunnel, protocol: ProxyProtocol.HTTP2 }, 'protocol: "http2" is not what ghostunnel can serve'],
    ['ghostunnel: TLS 1.3 alone', { engine: ENGINES.ghostunnel, profile: 'modern' as any }, 'profile: "modern" is not to be had of ghostunnel, which always speaks TLS 1.2 too'],
    ['ghostunnel: redirect', { engine: ENGINES.ghostunnel, redirect: {} }, 'redirect: "given" is not possible with ghostunnel'],
    ['ghostunnel: optional', { engine: ENGINES.ghostunnel, clients: { optional: true } }, 'clients.optional: true is not possible with ghostunnel: use TlsEngine.nginx()'],
    ['Envoy: optional with names', { engine: ENGINES.Envoy, clients: { optional: true, allowed: [uri] } }, 'clients.optional: true is not possible with Envoy beside a list of names'],
    ['nginx: Workload API', { certificate: TlsCertificate.spiffeWorkloadApi() }, 'certificate: "TlsCertificate.spiffeWorkloadApi()" is not possible with nginx, which reads files: use TlsEngine.ghostunnel(), TlsCertificate.certManagerSpiffe()'],
    ['HAProxy: files of any names', { engine: ENGINES.HAProxy, certificate: TlsCertificate.volume(SharedVolume.emptyDir('x'), { certificate: 'cert.pem', key: 'key.pem' }) }, 'is not a pair that HAProxy finds'],
    ['redirect of TCP', { protocol: ProxyProtocol.TCP, redirect: {} }, 'redirect: "given" has no meaning for TCP'],
    ['probes of TCP', { protocol: ProxyProtocol.TCP, probePaths: ['/x'] }, 'probePaths: "given" has no meaning for TCP'],
    ['nobody allowed', { clients: { allowed: [] } }, 'clients.allowed: "[]" is empty: nobody would be let in'],
    ['location of TCP', { protocol: ProxyProtocol.TCP, engine: TlsEngine.nginx({ extraConfig: { location: { proxy_read_timeout: ['1s'] } } }) }, 'extraConfig.location: "given" has no meaning for TCP'],
    ['proxy_… of gRPC', { protocol: ProxyProtocol.GRPC, engine: TlsEngine.nginx({ extraConfig: { location: { proxy_read_timeout: ['1s'] } } }) }, 'extraConfig: "proxy_read_timeout" is not read where the app speaks grpc: use grpc_…'],
  ];
  test.each(cases)('%s', (_, props, message) => {
    expect(() => make(props)).toThrow(message);
  });

  test('and what they can is taken', () => {
    const all: Some[] = [
      { engine: ENGINES.ghostunnel, clients: { allowed: [cn, uri, TlsClientName.dns('a.b')] } },
      { engine: ENGINES.ghostunnel, certificate: TlsCertificate.spiffeWorkloadApi() },
      { engine: ENGINES.nginx, clients: { allowed: [cn], optional: true } },
      { engine: ENGINES.Envoy, clients: { allowed: [uri] }, redirect: {} },
      { engine: ENGINES.HAProxy, protocol: ProxyProtocol.GRPC, redirect: {} },
    ];
    for (const props of all) expect(() => make(props)).not.toThrow();
  });
});

describe('names of clients', () => {
  test.each([
    [() => TlsClientName.commonName('a,CN=b'), 'name: "a,CN=b" is not a name in a subject'],
    [() => TlsClientName.commonName(''), 'name: "" is not a name in a subject'],
    [() => TlsClientName.organizationalUnit('a"b'), 'is not a name in a subject'],
    [() => TlsClientName.uri('frontend'), 'uri: "frontend" is not a URI'],
    [() => TlsClientName.uri('spiffe://a/*'), 'uri: "spiffe://a/*" has a "*"'],
    [() => TlsClientName.uriPrefix('spiffe://a/b'), 'prefix: "spiffe://a/b" does not end with "/"'],
    [() => TlsClientName.dns('a/b'), 'host: "a/b" is not a DNS name'],
    [() => TlsClientName.email('a'), 'address: "a" is not an e-mail address'],
    [() => TlsClientName.ip('a.b'), 'address: "a.b" is not an IP address'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});
