/** Texts that name the workload, whichever it is. */
import { container, newChart, objects, sidecar, workload } from './charts';
import { CustomSidecarProps, EnvSource, HealthCheck, SharedVolume, Sidecar, SidecarForm } from '../../lib';

const NAME = Sidecar.WORKLOAD_NAME;

test.each([SidecarForm.NATIVE_SIDECAR, SidecarForm.CLASSIC])('is filled in for each workload: %s', (form) => {
  const chart = newChart();
  const tail = sidecar(chart, 'tail', {
    containers: [container('tail', {
      command: ['tail', `--of=${NAME}`], args: ['--source', `${NAME}/${NAME}`], env: { OF: EnvSource.text(`a $& ${NAME}`), NODE: EnvSource.field('spec.nodeName') },
      fields: { env: [{ name: 'RAW', value: NAME }] },
    })],
    setUp: [container('prepare', { args: [NAME] })],
    app: { env: { TAIL: EnvSource.text(`http://localhost/${NAME}`) } },
  });
  for (const name of ['shop', 'cart']) workload(chart, name, { metadata: { name }, sidecars: [tail], form });
  const [shop, cart] = objects(chart, 'Deployment').map(({ spec: { template: { spec } } }) => (
    Object.fromEntries([...spec.initContainers, ...spec.containers].map((c: any) => [c.name, c]))));
  expect(shop.tail).toMatchObject({ command: ['tail', '--of=shop'], args: ['--source', 'shop/shop'] });
  expect(shop.tail.env).toEqual(expect.arrayContaining([
    { name: 'OF', value: 'a $& shop' }, { name: 'RAW', value: 'shop' }, { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ]));
  expect(shop.prepare.args).toEqual(['shop']);
  expect(shop.app.env).toEqual([{ name: 'TAIL', value: 'http://localhost/shop' }]);
  expect(cart.tail).toMatchObject({ command: ['tail', '--of=cart'], args: ['--source', 'cart/cart'] });
  expect(JSON.stringify([shop, cart])).not.toContain(NAME);
});

test('also in probes and hooks, and a field of another type is told as such', () => {
  const chart = newChart();
  const tail = sidecar(chart, 'tail', {
    containers: [container('tail', {
      health: HealthCheck.command(['check', NAME], { classicWaitCommand: ['wait', NAME] }), fields: { lifecycle: { preStop: { httpGet: { port: 80, path: `/${NAME}` } } } },
    })],
  });
  workload(chart, 'shop', { metadata: { name: 'shop' }, sidecars: [tail] });
  const [written] = objects(chart, 'Deployment')[0].spec.template.spec.initContainers;
  expect([written.livenessProbe.exec.command, written.lifecycle.preStop.httpGet.path]).toEqual([['check', 'shop'], '/shop']);

  const broken = sidecar(chart, 'broken', { containers: [container('broken', { fields: { args: NAME, env: [null, { name: 'A', value: NAME }] } })] });
  expect(workload(chart, 'odd', { sidecars: [broken] }).findings.map((f) => f.code)).toEqual(expect.arrayContaining(['field-type']));
});

const mounted = (files: { [name: string]: string }) => ({ containers: [container('s', { mounts: [{ volume: SharedVolume.files('f', files), path: '/f' }] })] });
test.each<[string, Partial<CustomSidecarProps>]>([
  ['a label', { podLabels: { of: NAME } }],
  ['an annotation that is called like a field', { podAnnotations: { command: NAME } }],
  ['a file', mounted({ 'a.txt': NAME })],
  ['a file that is called like a field', mounted({ command: NAME, value: NAME })],
  ['a permission', { permissions: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: [NAME] }] }],
  ['a field of the Pod', { podFields: { dnsConfig: { options: [{ name: 'a', value: NAME }] } } }],
  ['a container\'s name', { containers: [container(NAME)] }],
  ['the name of a variable', { app: { env: { [NAME]: EnvSource.text('x') } } }],
  ['a raw field', { containers: [container('s', { fields: { workingDir: `/${NAME}` } })] }],
])('is refused where it would stay as it is: %s', (_, props) => {
  const chart = newChart();
  workload(chart, 'shop', { sidecars: [sidecar(chart, 'labelled', props)] });
  expect(() => objects(chart, 'Deployment')).toThrow(/sidecar "labelled" .*WORKLOAD_NAME: stands outside of commands, arguments, values of variables, probes and hooks/);
});
