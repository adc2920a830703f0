import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { container, inits, newChart, objects, only, podSpec, sidecar, workload } from './charts';
import { HealthCheck, PodSidecars, SharedVolume, SidecarDefaults, SidecarForm, SidecarPhase, SidecarResources, WorkloadKind } from '../../lib';

function stderrOf(chart: Chart): string {
  const written: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { written.push(String(text)); return true; });
  try {
    (chart.node.root as App).synth();
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

describe('scope-wide defaults', () => {
  test('an older target gives classic form, with findings that say what can\'t be promised', () => {
    const chart = newChart();
    SidecarDefaults.on(chart.node.root as App, { targetVersion: '1.27' });
    const shop = workload(chart, 'w', { sidecars: [sidecar(chart, 's', { containers: [container('s', { health: HealthCheck.http(9000, '/') })] })] });
    const spec = podSpec(only(chart, 'Deployment'));
    expect(spec.initContainers).toBeUndefined();
    expect(spec.containers.map((c: any) => c.name)).toEqual(['s', 'app']);
    expect(shop.findings.filter((f) => f.code === 'classic-not-promised').map((f) => f.severity)).toEqual(['warning', 'warning']);
  });

  test('1.28 is native only with the gate said to be on', () => {
    const form = (gates?: { [gate: string]: boolean }) => {
      const chart = newChart();
      SidecarDefaults.on(chart, { targetVersion: '1.28', featureGates: gates });
      return workload(chart, 'w', { sidecars: [sidecar(chart, 's')] }).plan.form;
    };
    expect(form()).toBe('classic');
    expect(form({ SidecarContainers: true })).toBe('native');
  });

  test('the nearest wins, one setting at a time; the workload\'s own is nearest', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'c');
    SidecarDefaults.on(app, { targetVersion: '1.27', registryMirror: 'mirror.example.com/x' });
    SidecarDefaults.on(chart, { targetVersion: '1.31' });
    const one = workload(chart, 'one', { sidecars: [sidecar(chart, 's', { containers: [container('s', { image: 'docker.io/envoyproxy/envoy:v1.38.7' })] })] });
    const two = workload(chart, 'two', { targetVersion: '1.30', form: SidecarForm.CLASSIC });
    expect([one.plan.targetVersion, two.plan.targetVersion, two.plan.form]).toEqual(['1.31', '1.30', 'classic']);
    expect(podSpec(objects(chart, 'Deployment')[0]).initContainers[0].image).toBe('mirror.example.com/x/envoyproxy/envoy:v1.38.7');
  });

  test.each([
    ['nginx:1.29', 'm/library/nginx:1.29'], ['fluent/fluent-bit:5', 'm/fluent/fluent-bit:5'], ['quay.io/a/b:1', 'q/a/b:1'],
    ['localhost:5000/a:1', 'm/a:1'], ['registry.k8s.io/git-sync/git-sync:v4', 'm/git-sync/git-sync:v4'],
  ])('mirror of %s', (image, mirrored) => {
    const chart = newChart();
    SidecarDefaults.on(chart, { registryMirror: 'm/', registryMirrors: { 'quay.io': 'q' } });
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', { containers: [container('s', { image })] })] });
    const spec = podSpec(only(chart, 'Deployment'));
    expect(spec.initContainers[0].image).toBe(mirrored);
    expect(spec.containers[0].image).toBe('example.com/app:1.0');
  });

  test('an image volume is pulled from the mirror too', () => {
    const chart = newChart();
    SidecarDefaults.on(chart, { registryMirror: 'm', targetVersion: '1.36' });
    const mount = { volume: SharedVolume.of('model', { image: { reference: 'quay.io/a/model:1' } }), path: '/model', readOnly: true };
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', { containers: [container('s', { mounts: [mount] })] })] });
    expect(podSpec(only(chart, 'Deployment')).volumes).toEqual([{ name: 'model', image: { reference: 'm/a/model:1' } }]);
  });

  test('digests follow the tag', () => {
    const chart = newChart();
    const digest = `sha256:${'a'.repeat(64)}`;
    SidecarDefaults.on(chart, { imageDigests: { 'example.com/s:1.0': digest } });
    workload(chart, 'w', { sidecars: [sidecar(chart, 's')] });
    expect(podSpec(only(chart, 'Deployment')).initContainers[0].image).toBe(`example.com/s:1.0@${digest}`);
  });

  test('the default size is for those who name none', () => {
    const chart = newChart();
    SidecarDefaults.on(chart, { resources: SidecarResources.of({ cpu: '7m', memory: '8Mi' }) });
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', { containers: [container('s'), container('t', { resources: SidecarResources.of({ cpu: '1', memory: '1Gi' }) })] })] });
    const [s, t] = podSpec(only(chart, 'Deployment')).initContainers;
    expect(s.resources).toEqual({ requests: { cpu: '7m', memory: '8Mi' }, limits: { cpu: '14m', memory: '16Mi' } });
    expect(t.resources.limits).toEqual({ cpu: '2', memory: '2Gi' });
  });

  test('wrong settings are refused where they are given', () => {
    const chart = newChart();
    expect(() => SidecarDefaults.on(chart, { targetVersion: 'new' })).toThrow(/^targetVersion: "new"/);
    expect(() => SidecarDefaults.on(chart, { targetVersion: '1.3' })).toThrow(/^targetVersion: "1.3" is older than 1.19.*did you mean "1.30"/);
    expect(() => workload(chart, 'w', { targetVersion: '1.12' })).toThrow(/^targetVersion: "1.12" is older/);
    expect(() => workload(chart, 'v').acknowledge('imgae-tag', 'ours')).toThrow(/^code: "imgae-tag".*did you mean "image-tag"/);
    expect(() => SidecarDefaults.on(chart, { imageDigests: { 'a:1': 'sha256:12' } })).toThrow(/^imageDigests\["a:1"\]/);
    expect(() => SidecarDefaults.on(chart, { requiredSidecars: [{} as any] })).toThrow(/^requiredSidecars\[0\]/);
  });
});

describe('required sidecars', () => {
  test('join every workload of the library in the scope, once, and before or after it was made', () => {
    const chart = newChart();
    const logs = sidecar(chart, 'logs');
    workload(chart, 'before');
    SidecarDefaults.on(chart, { requiredSidecars: [logs] });
    workload(chart, 'after', { sidecars: [logs] });
    const adopted = new kplus.Deployment(chart, 'adopted', { containers: [{ image: 'a:1' }] });
    PodSidecars.of(adopted);
    expect(objects(chart, 'Deployment').map(inits)).toEqual([['logs'], ['logs'], ['logs']]);
  });

  test('those that nobody adopted are reported on stderr, and don\'t fail', () => {
    const chart = newChart();
    SidecarDefaults.on(chart, { requiredSidecars: [sidecar(chart, 'logs', { phase: SidecarPhase.TELEMETRY })] });
    new kplus.Deployment(chart, 'foreign', { containers: [{ image: 'a:1' }] });
    expect(stderrOf(chart)).toMatch(/required-sidecar-missing: Deployment\/chart-foreign-\w+: .*"logs"/);
  });
});

describe('forgotten sidecars', () => {
  test('are reported on stderr', () => {
    const chart = newChart();
    workload(chart, 'w', { sidecars: [sidecar(chart, 'used')] });
    sidecar(chart, 'forgotten');
    const text = stderrOf(chart);
    expect(text).toMatch(/sidecar-unattached: chart\/forgotten: /);
    expect(text).not.toMatch(/chart\/used/);
  });
});

describe('expose', () => {
  const proxy = (chart: Chart, id = 'proxy', port = 15001, appPort = 8080) => sidecar(chart, id, {
    phase: SidecarPhase.NETWORK, containers: [container(id, { ports: { [id]: port } })], fronts: [{ container: id, port, appPort }],
  });

  test('comes in by the proxy, whether it was attached before or after', () => {
    const chart = newChart();
    const shop = workload(chart, 'w');
    shop.expose({ port: 80 });
    expect(only(chart, 'Service').spec.ports).toEqual([{ port: 80, targetPort: 8080 }]);
    shop.attach(proxy(chart));
    expect(only(chart, 'Service').spec.ports).toEqual([{ port: 80, targetPort: 15001 }]);
    shop.attach(proxy(chart, 'outer', 16001, 15001));
    expect(only(chart, 'Service').spec.ports).toEqual([{ port: 80, targetPort: 16001 }]);
  });

  test('a StatefulSet\'s own headless Service follows the proxy too', () => {
    const chart = newChart();
    workload(chart, 'w', { kind: WorkloadKind.statefulSet(), sidecars: [proxy(chart)] });
    expect(only(chart, 'Service').spec).toMatchObject({ clusterIP: 'None', ports: [{ port: 8080, targetPort: 15001 }] });
  });

  test('needs a port', () => {
    const chart = newChart();
    expect(() => workload(chart, 'w', { containers: [{ name: 'app', image: 'a:1' }] }).expose()).toThrow(/^appPort: the app declares no port/);
    expect(() => workload(chart, 'v').expose({ port: 70000 })).toThrow(/^port: 70000/);
  });

  test('offers a redirect from plain HTTP beside HTTPS, by names of their own', () => {
    const chart = newChart();
    const tls = sidecar(chart, 'tls', {
      phase: SidecarPhase.NETWORK, containers: [container('tls', { ports: { tls: 8443, redirect: 8081 } })], fronts: [{ container: 'tls', port: 8443, appPort: 8080, tls: true, redirectPort: 8081 }],
    });
    const shop = workload(chart, 'w', { sidecars: [tls] });
    shop.expose({ port: 443, redirectPort: 80 });
    expect(only(chart, 'Service').spec.ports).toEqual([{ name: 'https', port: 443, targetPort: 8443 }, { name: 'http', port: 80, targetPort: 8081 }]);
    expect(shop.findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect(() => shop.expose({ id: 'other', port: 80, redirectPort: 80 })).toThrow('redirectPort: 80 is the port of HTTPS too');
  });

  test('a redirect that nobody makes is an error', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    workload(chart, 'w', { sidecars: [proxy(chart)] }).expose({ port: 443, redirectPort: 80 });
    const error = 'redirectPort: 80 leads nowhere: no sidecar in front of port 8080 sends plain HTTP to HTTPS: give a TlsTerminationSidecar `redirect: {}`';
    expect(() => app.synthYaml()).toThrow(error);
    expect(() => Testing.synth(chart)).toThrow(error);
  });

  test('a Service that goes past the proxy is a finding', () => {
    const chart = newChart();
    const shop = workload(chart, 'w', { sidecars: [proxy(chart)] });
    (shop.workload as kplus.Deployment).exposeViaService({ ports: [{ port: 80, targetPort: 8080 }] });
    expect(shop.findings.map((f) => f.code)).toContain('service-past-proxy');
  });
});
