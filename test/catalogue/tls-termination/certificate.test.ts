import { App, Chart, Duration, Testing } from 'cdk8s';
import { Probe } from 'cdk8s-plus-28';
import { chart, only, pod, volumeAt } from './pod';
import {
  CertificateIssuer, CertificateRequest, TlsAuthority, TlsCertificate, TlsEngine, TlsTerminationSidecar, TlsTerminationSidecarProps,
} from '../../../lib/catalogue/tls-termination';
import { SharedVolume } from '../../../lib/sidecar';
import { PodSidecars, WorkloadKind, WorkloadWithSidecars } from '../../../lib/workload';

const issuer = CertificateIssuer.clusterIssuer('internal-ca');
const dnsNames = ['shop.prod.svc'];
const PATH = '/etc/tls-certificate';
const contribute = (certificate: TlsCertificate, more: Partial<TlsTerminationSidecarProps> = {}) => (
  new TlsTerminationSidecar(chart(), 'tls', { certificate, ...more }).contribute(pod())
);
const containers = [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }];

describe('where the certificate comes from', () => {
  test('keys of other names in the Secret are mounted under the usual ones', () => {
    const c = contribute(TlsCertificate.secret('shop-tls', { certificate: 'cert.pem', key: 'key.pem' }), { engine: TlsEngine.haproxy(), clients: {} });
    expect(volumeAt(c, PATH).secret).toEqual({
      secretName: 'shop-tls', defaultMode: 0o440, items: [{ key: 'cert.pem', path: 'tls.crt' }, { key: 'key.pem', path: 'tls.key' }],
    });
    expect(volumeAt(c, '/etc/tls-authority').secret).toEqual({ secretName: 'shop-tls', defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }] });
  });

  test('another volume, with names of its files', () => {
    const c = contribute(TlsCertificate.volume(SharedVolume.emptyDir('svid'), { certificate: 'svid.pem', key: 'svid_key.pem' }));
    expect(volumeAt(c, PATH)).toHaveProperty('emptyDir');
    expect(only(c).env!.WATCHED_FILES._toEnv('x').value).toBe(`${PATH}/svid.pem ${PATH}/svid_key.pem`);
  });

  test('cert-manager\'s CSI driver, for the group of the process', () => {
    const certificate = TlsCertificate.certManagerCsi({
      issuer: CertificateIssuer.external('pca', 'AWSPCAClusterIssuer', 'awspca.cert-manager.io'),
      dnsNames: ['${POD_NAME}.${POD_NAMESPACE}.svc', 'shop'], uris: ['spiffe://a/${SERVICE_ACCOUNT_NAME}'], ipAddresses: ['10.0.0.1'], duration: Duration.hours(2), renewBefore: Duration.minutes(30),
    });
    const own = (name: string) => `csi.cert-manager.io/${name}`;
    expect(volumeAt(contribute(certificate), PATH).csi).toEqual({
      driver: 'csi.cert-manager.io',
      readOnly: true,
      volumeAttributes: {
        [own('issuer-name')]: 'pca', [own('issuer-kind')]: 'AWSPCAClusterIssuer', [own('issuer-group')]: 'awspca.cert-manager.io',
        [own('dns-names')]: '${POD_NAME}.${POD_NAMESPACE}.svc,shop', [own('uri-sans')]: 'spiffe://a/${SERVICE_ACCOUNT_NAME}', [own('ip-sans')]: '10.0.0.1',
        [own('duration')]: '2h', [own('renew-before')]: '30m',
        [own('key-algorithm')]: 'ECDSA', [own('key-size')]: '256', [own('key-usages')]: 'digital signature,server auth', [own('fs-group')]: '101',
      },
    });
    const groups = [TlsEngine.haproxy(), TlsEngine.ghostunnel()].map((engine) => volumeAt(contribute(certificate, { engine }), PATH).csi.volumeAttributes[own('fs-group')]);
    expect(groups).toEqual(['99', '65532']);
    for (const engine of [TlsEngine.nginx(), TlsEngine.haproxy(), TlsEngine.ghostunnel()]) {
      const c = contribute(certificate, { engine });
      expect(volumeAt(c, PATH).csi.volumeAttributes[own('fs-group')]).toBe(String(only(c).group));
    }
  });

  test('cert-manager\'s CSI driver for SPIFFE, with the right to ask', () => {
    const c = contribute(TlsCertificate.certManagerSpiffe(), { engine: TlsEngine.envoy(), clients: {} });
    expect(volumeAt(c, '/etc/envoy-certificates/volume-tls-certificate').csi).toEqual({
      driver: 'spiffe.csi.cert-manager.io', readOnly: true, volumeAttributes: { 'spiffe.csi.cert-manager.io/fs-group': '65532' },
    });
    expect(c.permissions).toEqual([{ apiGroups: ['cert-manager.io'], resources: ['certificaterequests'], verbs: ['create'] }]);
    expect(contribute(TlsCertificate.secret('x')).permissions).toBeUndefined();
  });

  test('SPIFFE\'s Workload API is a socket, and brings the authorities', () => {
    const c = contribute(TlsCertificate.spiffeWorkloadApi(), { engine: TlsEngine.ghostunnel(), clients: {} });
    expect(volumeAt(c, '/spiffe-workload-api')).toEqual({ csi: { driver: 'csi.spiffe.io', readOnly: true } });
    expect(only(c).args).toContain('--use-workload-api-addr=unix:///spiffe-workload-api/spire-agent.sock');
    expect(only(c).args!.some((a) => /^--(cert|key|cacert|timed-reload)=/.test(a))).toBe(false);
    const other = contribute(TlsCertificate.spiffeWorkloadApi({ socket: 'agent.sock', csiDriver: 'csi.example.org' }), { engine: TlsEngine.ghostunnel() });
    expect(only(other).args).toContain('--use-workload-api-addr=unix:///spiffe-workload-api/agent.sock');
    expect(() => contribute(TlsCertificate.spiffeWorkloadApi(), { engine: TlsEngine.ghostunnel(), clients: { authority: TlsAuthority.secret('x') } }))
      .toThrow('clients.authority: "given" is not read: the SPIFFE Workload API says whom to believe');
  });

  test('the clients\' authority: beside the certificate, or of its own', () => {
    const secret = TlsCertificate.secret('shop-tls');
    expect(only(contribute(secret, { clients: {} })).env!.WATCHED_FILES._toEnv('x').value).toContain(`${PATH}/ca.crt`);
    const c = contribute(secret, { clients: { authority: TlsAuthority.configMap('roots', 'bundle.pem') } });
    expect(volumeAt(c, '/etc/tls-authority')).toEqual({ configMap: { name: 'roots' } });
    expect(only(c).env!.WATCHED_FILES._toEnv('x').value).toContain('/etc/tls-authority/bundle.pem');
    const envoy = contribute(secret, { engine: TlsEngine.envoy(), clients: { authority: TlsAuthority.secret('roots') } });
    expect(volumeAt(envoy, '/etc/envoy-certificates/volume-tls-authority').secret).toEqual({ secretName: 'roots', defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }] });
    const volume = contribute(secret, { clients: { authority: TlsAuthority.volume(SharedVolume.emptyDir('bundle')) } });
    expect(volumeAt(volume, '/etc/tls-authority')).toHaveProperty('emptyDir');
  });
});

describe('a Certificate object', () => {
  const synth = (certificate: TlsCertificate, ...names: string[]) => {
    const app = new App();
    const c = new Chart(app, 'test', { namespace: 'prod', disableResourceNameHashes: true });
    const tls = new TlsTerminationSidecar(c, 'tls', { certificate });
    for (const name of names) new WorkloadWithSidecars(c, name, { kind: WorkloadKind.deployment({}), containers, sidecars: [tls] });
    const objects = Testing.synth(c);
    return {
      certificates: objects.filter((o) => o.kind === 'Certificate'),
      volumes: objects.filter((o) => o.kind === 'Deployment').map((o) => o.spec.template.spec.volumes.find((v: any) => v.secret).secret.secretName),
    };
  };

  test('is made for each workload, and its Secret is what the Pod mounts', () => {
    const { certificates, volumes } = synth(TlsCertificate.certManager({ issuer, dnsNames }), 'shop', 'cart');
    expect(certificates.map((o) => o.spec.secretName)).toEqual(volumes);
    expect(new Set(volumes).size).toBe(2);
    expect(certificates[0]).toMatchObject({
      apiVersion: 'cert-manager.io/v1',
      metadata: { namespace: 'prod', name: volumes[0] },
      spec: {
        dnsNames: ['shop.prod.svc'],
        issuerRef: { name: 'internal-ca', kind: 'ClusterIssuer', group: 'cert-manager.io' },
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        usages: ['digital signature', 'server auth'],
      },
    });
    expect(Object.keys(certificates[0].spec)).not.toEqual(expect.arrayContaining(['uris']));
  });

  test('with a Secret name of one\'s own is one for all workloads of the namespace', () => {
    const { certificates, volumes } = synth(TlsCertificate.certManager({ issuer, dnsNames, secretName: 'shared' }), 'shop', 'cart');
    expect([certificates.length, volumes]).toEqual([1, ['shared', 'shared']]);
  });

  test('says times as Go does, and all names', () => {
    const { certificates } = synth(TlsCertificate.certManager({
      issuer: CertificateIssuer.issuer('mine'), dnsNames: ['*.shop.prod'], uris: ['spiffe://a/b'], ipAddresses: ['::1'], commonName: 'shop', duration: Duration.days(90), renewBefore: Duration.minutes(90),
    }), 'shop');
    expect(certificates[0].spec).toMatchObject({
      duration: '2160h', renewBefore: '90m', dnsNames: ['*.shop.prod'], uris: ['spiffe://a/b'], ipAddresses: ['::1'], commonName: 'shop', issuerRef: { kind: 'Issuer' },
    });
  });

  test('is not made for a Secret that is kept otherwise', () => {
    expect(synth(TlsCertificate.secret('kept'), 'shop')).toEqual({ certificates: [], volumes: ['kept'] });
  });
});

describe('on a workload', () => {
  test('the Service, the probes and the Pod\'s security follow', () => {
    const app = new App();
    const c = new Chart(app, 'test');
    const tls = new TlsTerminationSidecar(c, 'tls', { certificate: TlsCertificate.secret('shop-tls'), redirect: {} });
    const shop = new WorkloadWithSidecars(c, 'shop', {
      containers: [{ ...containers[0], readiness: Probe.fromHttpGet('/healthz', { port: 8080 }) }], sidecars: [tls],
    });
    shop.expose({ port: 443 });
    const objects = Testing.synth(c);
    const spec = objects.find((o) => o.kind === 'Deployment').spec.template.spec;
    expect(objects.find((o) => o.kind === 'Service').spec.ports[0]).toMatchObject({ port: 443, targetPort: 8443 });
    expect(spec.containers[0].readinessProbe.httpGet).toMatchObject({ port: 8443, scheme: 'HTTPS' });
    expect(spec.initContainers[0]).toMatchObject({ name: 'tls', restartPolicy: 'Always', securityContext: { readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 101 } });
    const all = PodSidecars.of(shop).findings.filter((f: any) => f.severity !== 'info');
    expect(all).toEqual([]);
  });

  test.each([['nginx', TlsEngine.nginx()], ['HAProxy', TlsEngine.haproxy()], ['Envoy', TlsEngine.envoy()]])('%s: probes of the app go past the client certificates', (_, engine) => {
    const c = new Chart(new App(), 'test');
    const tls = new TlsTerminationSidecar(c, 'tls', { certificate: TlsCertificate.secret('shop-tls'), engine, clients: {} });
    new WorkloadWithSidecars(c, 'shop', {
      containers: [{ ...containers[0], liveness: Probe.fromHttpGet('/healthz', { port: 8080 }) }], sidecars: [tls],
    });
    const probe = Testing.synth(c).find((o) => o.kind === 'Deployment').spec.template.spec.containers[0].livenessProbe.httpGet;
    expect([probe.port, probe.scheme ?? 'HTTP', probe.path]).toEqual([15042, 'HTTP', '/healthz']);
  });
});

describe('bad input', () => {
  const request = (more: Partial<CertificateRequest>) => () => TlsCertificate.certManager({ issuer, dnsNames, ...more });
  test.each([
    [() => TlsCertificate.secret('Shop_TLS'), 'secretName: "Shop_TLS" is not the name of a Kubernetes object'],
    [() => TlsCertificate.secret('-----BEGIN PRIVATE KEY-----\nMIIsecret'), 'secretName: "…" is not the name of a Kubernetes object (not printed, for it may be a secret): put a secret into a Secret'],
    [() => TlsCertificate.secret('x', { key: 'tls.crt' }), 'key: "tls.crt" is the certificate\'s file too'],
    [() => TlsCertificate.secret('x', { key: '../key' }), 'key: "../key" is not a key of a Secret'],
    [() => TlsAuthority.configMap('a', 'b/c'), 'file: "b/c" is not a key'],
    [() => TlsCertificate.spiffeWorkloadApi({ socket: 'a/b' }), 'socket: "a/b" is not a key'],
    [request({ dnsNames: [] }), 'dnsNames: "[]" is empty, and there are no uris or ipAddresses: clients turn down a certificate without names'],
    [request({ dnsNames: ['https://a'] }), 'dnsNames[0]: "https://a" is a URL or a path'],
    [request({ dnsNames: ['a.*.b'] }), 'dnsNames[0]: "a.*.b" is not a DNS name'],
    [request({ dnsNames: ['${POD_NAME}'] }), 'dnsNames[0]: "${POD_NAME}" has the variable "${POD_NAME}", which only the CSI driver replaces'],
    [() => TlsCertificate.certManagerCsi({ issuer, dnsNames: ['${POD}'] }), 'dnsNames[0]: "${POD}" has the variable "${POD}": use one of ${POD_NAME}'],
    [request({ uris: ['a'] }), 'uris[0]: "a" is not a URI'],
    [request({ ipAddresses: ['a.b'] }), 'ipAddresses[0]: "a.b" is not an IP address'],
    [request({ commonName: 'x'.repeat(65) }), 'is empty or longer than 64 characters'],
    [request({ duration: Duration.minutes(59) }), 'duration: "59 minutes" is not what cert-manager takes: give whole minutes, at least 60'],
    [request({ renewBefore: Duration.minutes(4) }), 'renewBefore: "4 minutes" is not what cert-manager takes'],
    [request({ duration: Duration.hours(2), renewBefore: Duration.hours(2) }), 'renewBefore: "120 minutes" is not before the end of a certificate that is valid for 120 minutes'],
    [() => CertificateIssuer.issuer('A b'), 'name: "…" is not the name of a Kubernetes object'],
    [() => CertificateIssuer.external('a', 'kind', 'g.io'), 'kind: "kind" is not a kind'],
    [() => CertificateIssuer.external('a', 'Kind', 'group'), 'group: "group" is not an API group'],
  ])('%#', (call, message) => expect(call).toThrow(message));

  test('an error does not print the secret that was given for its name', () => {
    expect(() => TlsCertificate.secret('-----BEGIN PRIVATE KEY-----\nMIIsecret')).not.toThrow(/MIIsecret/);
  });
});

describe('in the hands of users whom no compiler tells', () => {
  const any = (value: unknown): any => value;
  const make = (props: unknown) => () => new TlsTerminationSidecar(chart(), 'tls', any(props));
  const certificate = TlsCertificate.secret('x');
  test.each([
    [make(undefined), 'props: is missing: give at least "certificate"'],
    [make({}), 'certificate: is missing, and must be a TlsCertificate: use TlsCertificate.secret(...)'],
    [make({ certificate: 'shop-tls' }), 'certificate: is text, and must be a TlsCertificate'],
    [make({ certificate, engine: 'nginx' }), 'engine: is text, and must be a TlsEngine: use TlsEngine.nginx()'],
    [make({ certificate, profil: 'modern' }), 'profil: is not known here: did you mean "profile"?'],
    [make({ certificate, profile: 'old' }), 'profile: is text, and must be one of "modern", "intermediate"'],
    [make({ certificate, clients: { allowed: ['frontend'] } }), 'clients.allowed[0]: is text, and must be a TlsClientName'],
    [make({ certificate, clients: { allow: [] } }), 'clients.allow: is not known here: did you mean "allowed"?'],
    [() => TlsCertificate.certManager(any(undefined)), 'request: is missing, and must be a map'],
    [() => TlsCertificate.certManager(any({ issuer: 'ca', dnsNames })), 'issuer: is text, and must be a CertificateIssuer'],
    [() => TlsCertificate.certManager(any({ issuer, dnsNames: 'a.b' })), 'dnsNames: is text, and must be a list'],
    [() => TlsCertificate.volume(any('x')), 'volume: is text, and must be a SharedVolume'],
    [() => TlsAuthority.volume(any({})), 'volume: is a map, and must be a SharedVolume'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});
