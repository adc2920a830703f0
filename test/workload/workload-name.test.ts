/** Texts that name the workload, whichever it is. */
import { container, newChart, objects, sidecar, workload } from './charts';
import { EnvSource, Sidecar, SidecarForm } from '../../lib';

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

test('is refused where it would stay as it is', () => {
  const chart = newChart();
  const labelled = sidecar(chart, 'labelled', { podLabels: { of: NAME } });
  workload(chart, 'shop', { sidecars: [labelled] });
  expect(() => objects(chart, 'Deployment')).toThrow(/sidecar "labelled" .*WORKLOAD_NAME: stands outside of commands, arguments and values of variables/);
});
