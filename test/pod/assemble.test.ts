import { assembled, contribution, HEALTH, initNames, pod, problems, sidecar } from './contributions';
import { ExternalPart } from '../../lib/pod/contribution';
import { mergeFields } from '../../lib/pod/merge';
import { CHECKSUM_ANNOTATION } from '../../lib/pod/pod-fields';

const appOf = (a: ReturnType<typeof assembled>) => a.template.spec.containers.find((c) => c.name === 'app')!;
const shared = (path = '/var/log/app') => ({ name: 'app-logs', source: { emptyDir: { sizeLimit: '256Mi' } }, appPath: path });
const shipper = (name: string) => contribution(name, {
  containers: [sidecar(name, { mounts: [{ volume: shared(), mountPath: '/var/log/app', readOnly: true }] })],
  app: { mounts: [{ volume: shared(), mountPath: '/var/log/app' }] },
});

describe('shared volumes', () => {
  test('declared once, writable for the app, read-only for the shipper', () => {
    const result = assembled([shipper('logs')]);
    expect(result.template.spec.volumes).toEqual([{ name: 'app-logs', emptyDir: { sizeLimit: '256Mi' } }]);
    expect(appOf(result).volumeMounts).toEqual([{ name: 'app-logs', mountPath: '/var/log/app' }]);
    expect(result.template.spec.initContainers![0].volumeMounts).toEqual([{ name: 'app-logs', mountPath: '/var/log/app', readOnly: true }]);
  });

  test('two sidecars share one volume', () => {
    const result = assembled([shipper('logs'), shipper('audit')]);
    expect(result.template.spec.volumes).toHaveLength(1);
    expect(appOf(result).volumeMounts).toHaveLength(1);
  });

  test('the app\'s own volume at the path is used, sub-path included', () => {
    const result = assembled([shipper('logs')], {
      template: pod({
        containers: [{ name: 'app', volumeMounts: [{ name: 'data', mountPath: '/var/log/app/', subPath: 'logs' }] }],
        volumes: [{ name: 'data', emptyDir: {} }],
      }),
    });
    expect(result.template.spec.volumes).toEqual([{ name: 'data', emptyDir: {} }]);
    expect(result.template.spec.initContainers![0].volumeMounts).toEqual([{ name: 'data', mountPath: '/var/log/app', subPath: 'logs', readOnly: true }]);
  });

  test('so is one that the app mounts above the path', () => {
    const result = assembled([shipper('logs')], {
      template: pod({ containers: [{ name: 'app', volumeMounts: [{ name: 'var-log', mountPath: '/var/log' }] }], volumes: [{ name: 'var-log', emptyDir: {} }] }),
    });
    expect(result.template.spec.initContainers![0].volumeMounts).toEqual([{ name: 'var-log', mountPath: '/var/log', readOnly: true }]);
    expect(appOf(result).volumeMounts).toHaveLength(1);
  });

  test('another source under a taken name is left beside it for the rules to see', () => {
    const other = contribution('b', { containers: [sidecar('b', { mounts: [{ volume: { name: 'app-logs', source: { emptyDir: { medium: 'Memory' } } }, mountPath: '/b' }] })] });
    expect(assembled([shipper('a'), other]).template.spec.volumes!.map((v) => v.name)).toEqual(['app-logs', 'app-logs']);
  });

  describe('a group for files that others can\'t read', () => {
    const reader = (source: Record<string, any>, more: Partial<Parameters<typeof sidecar>[1]> = {}) =>
      contribution('a', { containers: [sidecar('a', { mounts: [{ volume: { name: 's', source }, mountPath: '/s' }], ...more })] });
    const groupOf = (source: Record<string, any>, more = {}) => assembled([reader(source, more)]).template.spec.securityContext?.fsGroup;
    const projected = (sources: any[], defaultMode?: number) => ({ projected: { sources, ...(defaultMode === undefined ? {} : { defaultMode }) } });
    const token = { serviceAccountToken: { path: 'token' } };

    test.each<[string, Record<string, any>]>([
      ['a Secret', { secret: { secretName: 's', defaultMode: 0o440 } }],
      ['a Secret for its owner alone', { secret: { secretName: 's', defaultMode: 0o400 } }],
      ['one key of a Secret', { secret: { secretName: 's', items: [{ key: 'a', path: 'a' }, { key: 'b', path: 'b', mode: 0o400 }] } }],
      ['a Secret among others', projected([{ configMap: { name: 'c' } }, { secret: { name: 's' } }], 0o440)],
      ['one key of it', projected([{ secret: { name: 's', items: [{ key: 'a', path: 'a', mode: 0o600 }] } }])],
      ['a token', projected([token], 0o440)],
      ['a ConfigMap', { configMap: { name: 'c', defaultMode: 0o550 } }],
      ['a field of the Pod', { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' }, mode: 0o400 }] } }],
    ])('%s brings one', (_what, source) => {
      expect(groupOf(source)).toEqual(expect.any(Number));
      expect(groupOf(source, { user: 65533 })).toEqual(expect.any(Number));
    });

    test.each<[string, Record<string, any>]>([
      ['a Secret that all can read', { secret: { secretName: 's' } }],
      ['keys that all can read', { secret: { secretName: 's', defaultMode: 0o400, items: [{ key: 'a', path: 'a', mode: 0o444 }] } }],
      ['the usual token', projected([token], 0o444)],
      ['a driver\'s volume', { csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 's' } } }],
      ['scratch space', { emptyDir: {} }],
    ])('%s needs none', (_what, source) => {
      expect(assembled([reader(source)]).template.spec.securityContext).toBeUndefined();
    });

    const closed = { secret: { secretName: 's', defaultMode: 0o440 } };

    test('root reads its own files', () => {
      expect(groupOf(closed, { user: 0 })).toBeUndefined();
      expect(assembled([reader(closed)], { template: pod({ securityContext: { runAsUser: 0 } }) }).template.spec.securityContext).toEqual({ runAsUser: 0 });
    });

    test('the user\'s own group stays; a large volume is not walked through', () => {
      expect(assembled([reader(closed)]).template.spec.securityContext).toMatchObject({ fsGroupChangePolicy: 'OnRootMismatch' });
      const always = pod({ securityContext: { fsGroupChangePolicy: 'Always' } });
      expect(assembled([reader(closed)], { template: always }).template.spec.securityContext).toMatchObject({ fsGroupChangePolicy: 'OnRootMismatch' });
      const own = pod({ securityContext: { fsGroupChangePolicy: 'Always', fsGroup: 7 } });
      expect(assembled([reader(closed)], { template: own }).template.spec.securityContext).toEqual({ fsGroupChangePolicy: 'Always', fsGroup: 7 });
      expect(assembled([reader(closed)], { template: pod({ securityContext: { fsGroup: 7 } }) }).template.spec.securityContext).toEqual({ fsGroup: 7 });
      expect(assembled([shipper('logs')]).template.spec.securityContext).toBeUndefined();
    });

    test('a volume that the workload declares counts, and one that only the app gets', () => {
      const template = pod({ volumes: [{ name: 's', ...closed }] });
      const existing = contribution('a', { containers: [sidecar('a', { mounts: [{ volume: { name: 's', existing: true }, mountPath: '/s' }] })] });
      expect(assembled([existing], { template }).template.spec.securityContext?.fsGroup).toEqual(expect.any(Number));
      expect(assembled([contribution('b', { containers: [sidecar('b')] })], { template }).template.spec.securityContext).toBeUndefined();
      const given = contribution('a', { app: { mounts: [{ volume: { name: 's', source: closed }, mountPath: '/s' }] } });
      expect(assembled([given]).template.spec.securityContext?.fsGroup).toEqual(expect.any(Number));
    });
  });

  test('API access mounts a token in that container alone', () => {
    const result = assembled([contribution('a', { containers: [sidecar('a', { apiAccess: true }), sidecar('b')] })]);
    const [a, b] = result.template.spec.initContainers!;
    expect(a.volumeMounts).toEqual([{ name: 'sidecar-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }]);
    expect(b.volumeMounts).toBeUndefined();
    expect(appOf(result).volumeMounts).toBeUndefined();
  });
});

describe('the app', () => {
  const withEnv = (value: string) => contribution('a', { app: { env: [{ name: 'URL', value }] } });

  test('gets variables in front of its own; the same variable is not written twice', () => {
    const template = pod({ containers: [{ name: 'app', env: [{ name: 'URL', value: 'x' }, { name: 'B', value: '$(URL)' }] }] });
    expect(appOf(assembled([withEnv('x')], { template })).env).toEqual([{ name: 'URL', value: 'x' }, { name: 'B', value: '$(URL)' }]);
    expect(appOf(assembled([withEnv('y')], { template })).env!.filter((e) => e.name === 'URL')).toHaveLength(2);
  });

  test('only the chosen containers are touched', () => {
    const template = pod({ containers: [{ name: 'app' }, { name: 'web' }] });
    const result = assembled([contribution('a', { into: ['web'], app: { env: [{ name: 'X', value: '1' }] } })], { template });
    expect(result.template.spec.containers).toEqual([{ name: 'app' }, expect.objectContaining({ name: 'web', env: [{ name: 'X', value: '1' }] })]);
  });

  test('is hardened only where the library made the workload, and keeps what it has', () => {
    const template = pod({ containers: [{ name: 'app', securityContext: { capabilities: { drop: ['NET_RAW'] }, seccompProfile: { type: 'Localhost', localhostProfile: 'p' } } }] });
    expect(appOf(assembled([], { template, hardenApp: true })).securityContext).toEqual({
      allowPrivilegeEscalation: false, capabilities: { drop: ['NET_RAW', 'ALL'] }, seccompProfile: { type: 'Localhost', localhostProfile: 'p' },
    });
    expect(appOf(assembled([], { template })).securityContext).toEqual(template.spec.containers[0].securityContext);
  });

  test('the input is not changed', () => {
    const template = pod({ containers: [{ name: 'app', ports: [{ name: 'http', containerPort: 8080 }] }] });
    const before = structuredClone(template);
    assembled([shipper('logs'), withEnv('x'), contribution('p', { front: [{ container: 'p', port: 15001, appPort: 8080 }] })], { template, hardenApp: true, patches: [{ container: 'app', fields: { image: 'x:2' } }] });
    expect(template).toEqual(before);
  });
});

describe('a proxy in front', () => {
  const front = (more = {}) => contribution('proxy', {
    phase: 'network', containers: [sidecar('envoy', { ports: [{ name: 'proxy', port: 15001 }], health: HEALTH })],
    front: [{ container: 'envoy', port: 15001, appPort: 8080, ...more }],
  });
  const template = pod({
    containers: [{
      name: 'app',
      ports: [{ name: 'http', containerPort: 8080 }, { name: 'admin', containerPort: 9000 }],
      readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
      livenessProbe: { tcpSocket: { port: 8080 } },
      startupProbe: { httpGet: { path: '/started', port: 9000 } },
    }],
  });

  test('takes over the port\'s name and the probes that ask it, and no others', () => {
    const result = assembled([front()], { template });
    const app = appOf(result);
    expect(app.ports).toEqual([{ name: 'admin', containerPort: 9000 }]);
    expect(result.template.spec.initContainers![0].ports).toEqual([{ name: 'http', containerPort: 15001 }]);
    expect(app.readinessProbe).toEqual({ httpGet: { path: '/healthz', port: 15001 } });
    expect(app.livenessProbe).toEqual({ tcpSocket: { port: 15001 } });
    expect(app.startupProbe).toEqual({ httpGet: { path: '/started', port: 9000 } });
  });

  test('with TLS the probes speak it, or go to the probe port', () => {
    expect(appOf(assembled([front({ tls: true })], { template })).readinessProbe).toEqual({ httpGet: { path: '/healthz', port: 15001, scheme: 'HTTPS' } });
    expect(appOf(assembled([front({ tls: true, probePort: 15020 })], { template })).readinessProbe).toEqual({ httpGet: { path: '/healthz', port: 15020 } });
  });

  test('a TCP probe that moved sees the proxy only, and that is said', () => {
    expect(problems(assembled([front()], { template }))).toEqual([expect.stringMatching(/^info front-tcp-probe: asks by TCP/)]);
    const tcpOnly = pod({ containers: [{ name: 'app', ports: [{ containerPort: 8080 }], startupProbe: { tcpSocket: { port: 8080 } } }] });
    expect(problems(assembled([front()], { template: tcpOnly }))).toEqual([expect.stringMatching(/^warning front-tcp-probe/)]);
    const http = pod({ containers: [{ ...template.spec.containers[0], livenessProbe: undefined }] });
    expect(problems(assembled([front()], { template: http }))).toEqual([]);
  });

  test('a gRPC probe can\'t go through TLS', () => {
    const grpc = pod({ containers: [{ name: 'app', ports: [{ containerPort: 8080 }], livenessProbe: { grpc: { port: 8080 } } }] });
    expect(problems(assembled([front({ tls: true })], { template: grpc }))).toEqual([expect.stringMatching(/^error front: asks by gRPC/)]);
    expect(problems(assembled([front()], { template: grpc }))).toEqual([]);
  });

  test('must name a container of its own', () => {
    expect(problems(assembled([front({ container: 'nginx' })], { template }))).toEqual([expect.stringMatching(/^error front: /)]);
  });
});

describe('grace period', () => {
  const slow = [contribution('a', { containers: [sidecar('a', { drainSeconds: 20 })] }), contribution('b', { containers: [sidecar('b', { drainSeconds: 15 })] })];

  test('is raised to the sum where the user left it open', () => {
    const result = assembled(slow, { appDrainSeconds: 10 });
    expect(result.template.spec.terminationGracePeriodSeconds).toBe(46);
    expect(result.intent.grace).toMatchObject({ raisedFrom: 30 });
  });

  test('counts what a webhook adds', () => {
    const mesh: ExternalPart = { name: 'mesh-proxy', injector: 'mesh', form: 'native', position: 'first', drainSeconds: 12 };
    const result = assembled([...slow, contribution('mesh', { containers: [], external: [mesh] })], { appDrainSeconds: 10 });
    expect(result.template.spec.terminationGracePeriodSeconds).toBe(58);
  });

  test('is left alone where it suffices, and where the user set it', () => {
    expect(assembled([contribution('a')]).template.spec.terminationGracePeriodSeconds).toBeUndefined();
    const own = assembled(slow, { template: pod({ terminationGracePeriodSeconds: 5 }), userGrace: true });
    expect(own.template.spec.terminationGracePeriodSeconds).toBe(5);
  });

  test('the app\'s preStop counts', () => {
    const template = pod({ containers: [{ name: 'app', lifecycle: { preStop: { sleep: { seconds: 30 } } } }] });
    expect(assembled([contribution('a', { containers: [sidecar('a', { drainSeconds: 5 })] })], { template, appDrainSeconds: 10 }).template.spec.terminationGracePeriodSeconds).toBe(46);
  });
});

describe('a classic Job', () => {
  test('tells its app whom to end', () => {
    const quits = (name: string, port: number) => contribution(name, { containers: [sidecar(name, { hasShell: true, quit: { url: `http://127.0.0.1:${port}/quit` } })] });
    const env = (kind: string, form: 'native' | 'classic') => appOf(assembled([quits('a', 1), quits('b', 2)], { kind, form, target: form === 'classic' ? '1.27' : '1.33' })).env;
    expect(env('Job', 'classic')).toEqual([{ name: 'SIDECAR_QUIT_URLS', value: 'http://127.0.0.1:1/quit,http://127.0.0.1:2/quit' }]);
    expect(env('Job', 'native')).toBeUndefined();
    expect(env('Deployment', 'classic')).toBeUndefined();
  });
});

describe('Pod fields', () => {
  test('a label or field that the user set to something else is an error, and stays', () => {
    const result = assembled([contribution('a', { podLabels: { team: 'x' }, shareProcessNamespace: true })], {
      template: { ...pod({ shareProcessNamespace: false }), metadata: { labels: { team: 'y' } } },
    });
    expect(problems(result)).toEqual([expect.stringContaining('needs "x", but the Pod says "y"'), expect.stringContaining('needs true, but the Pod says false')]);
    expect(result.template.metadata!.labels).toEqual({ team: 'y' });
    expect(result.template.spec.shareProcessNamespace).toBe(false);
  });

  test('rollOn puts a checksum on the template that follows the text; never on a Job', () => {
    const sum = (text: string, kind = 'Deployment') => assembled([contribution('a', { rollOn: [text] })], { kind }).template.metadata?.annotations?.[CHECKSUM_ANNOTATION];
    expect(sum('a')).toMatch(/^[0-9a-f]{32}$/);
    expect(sum('a')).toBe(sum('a'));
    expect(sum('a')).not.toBe(sum('b'));
    expect(sum('a', 'Job')).toBeUndefined();
  });

  test('patches come last, and one for an unknown container is an error', () => {
    const result = assembled([contribution('a', { containers: [sidecar('a', { fields: { image: 'x:1' } })] })], { patches: [{ container: 'a', fields: { image: 'x:2' } }, { container: 'nobody', fields: {} }] });
    expect(result.template.spec.initContainers![0].image).toBe('x:2');
    expect(problems(result)).toEqual([expect.stringContaining('patchContainer("nobody")')]);
  });

  test('two containers of one name both stay, so that the rule can name them', () => {
    expect(initNames(assembled([contribution('a'), contribution('b', { containers: [sidecar('a')] })]))).toEqual(['a', 'a']);
  });

  test('variables named by others stand before them, whatever order they came in', () => {
    const env = [{ name: 'C', value: '$(B)$(A)' }, { name: 'B', value: '$(A)' }, { name: 'X', value: '$$(Z)' }, { name: 'A', value: '1' }, { name: 'Z', value: '2' }];
    const [c] = assembled([contribution('a', { containers: [sidecar('a', { env })] })]).template.spec.initContainers!;
    expect(c.env!.map((e) => e.name)).toEqual(['A', 'B', 'C', 'X', 'Z']);
  });

  test('sizes relative to the app keep between floor and ceiling, exactly', () => {
    const size = { share: { cpu: '0.1', memory: '0.1' }, floor: { cpu: '20m', memory: '32Mi' }, ceiling: { cpu: '500m', memory: '64Mi' }, limitRatio: '1.5' };
    const of = (cpu: string, memory: string) => assembled([contribution('a', { containers: [sidecar('a', { resources: size })] })], {
      template: pod({ containers: [{ name: 'app', resources: { requests: { cpu, memory } } }] }),
    }).template.spec.initContainers![0].resources;
    expect(of('1', '500Mi')).toEqual({ requests: { cpu: '100m', memory: '50Mi' }, limits: { cpu: '150m', memory: '75Mi' } });
    expect(of('10m', '1Mi')).toEqual({ requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '30m', memory: '48Mi' } });
    expect(of('100', '100Gi')).toEqual({ requests: { cpu: '500m', memory: '64Mi' }, limits: { cpu: '750m', memory: '96Mi' } });
    expect(of('333m', '333Mi')).toMatchObject({ requests: { cpu: '34m', memory: '34Mi' } });
    const without = assembled([contribution('a', { containers: [sidecar('a', { resources: size })] })]);
    expect(without.template.spec.initContainers![0].resources).toMatchObject({ requests: { cpu: '20m', memory: '32Mi' } });
    expect(problems(without)).toEqual([expect.stringMatching(/^warning size: .*no cpu/), expect.stringMatching(/^warning size: .*no memory/)]);
  });
});

describe('raw fields', () => {
  test('maps merge, null deletes, keyed lists merge by key, other lists are replaced', () => {
    const base = { name: 'a', args: ['x'], env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }], resources: { limits: { cpu: '1', memory: '1Gi' } } };
    const over = { args: ['y'], env: [{ name: 'B', value: '3' }, { name: 'C', value: '4' }, { name: 'A', $patch: 'delete' }], ports: [{ containerPort: 53, protocol: 'UDP', name: 'dns' }], resources: { limits: { cpu: null } } };
    expect(mergeFields(base, over)).toEqual({
      name: 'a', args: ['y'], env: [{ name: 'B', value: '3' }, { name: 'C', value: '4' }],
      ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP', name: 'dns' }], resources: { limits: { memory: '1Gi' } },
    });
    expect(base.env).toHaveLength(2);
  });

  test('another volume source takes the place of the first: the API takes one only', () => {
    expect(mergeFields({ volumes: [{ name: 'a', emptyDir: {} }] }, { volumes: [{ name: 'a', configMap: { name: 'c' } }] })).toEqual({ volumes: [{ name: 'a', configMap: { name: 'c' } }] });
  });

  test('a prototype can\'t be reached', () => {
    mergeFields({}, JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}}}'));
    expect(({} as any).polluted).toBeUndefined();
  });

  test('10,000 variables are no matter', () => {
    const list = (from: number) => ({ env: [...Array(10_000).keys()].map((i) => ({ name: `V${i + from}`, value: String(i) })) });
    expect(mergeFields(list(0), list(5000)).env).toHaveLength(15_000);
  });
});
