/** When a sidecar is asked again for what it contributes. */
import { Testing } from 'cdk8s';
import { container, newChart, objects, workload } from './charts';
import { PodContext, Sidecar, SidecarContribution } from '../../lib';

class Asked extends Sidecar {
  public times = 0;
  public image = 'example.com/asked:1.0';

  constructor(scope: any, id: string, private readonly look: (pod: PodContext) => string) {
    super(scope, id);
  }

  public contribute(pod: PodContext): SidecarContribution {
    this.times++;
    return { containers: [container(this.node.id, { image: this.image, args: [this.look(pod)] })] };
  }
}

const argsOf = (o: any) => o.spec.template.spec.initContainers[0].args;

test('once for all Pods that are equal in what it looks at', () => {
  const chart = newChart();
  const asked = new Asked(chart, 'asked', (pod) => pod.workloadKind);
  for (const id of ['a', 'b', 'c']) workload(chart, id, { sidecars: [asked] });
  expect(objects(chart, 'Deployment').map(argsOf)).toEqual([['Deployment'], ['Deployment'], ['Deployment']]);
  expect(asked.times).toBe(1);
});

test('for each Pod that differs in something that it looks at, also where it takes a copy', () => {
  const chart = newChart();
  const named = new Asked(chart, 'named', (pod) => pod.workloadName);
  const copies = new Asked(chart, 'copies', (pod) => ({ ...pod }).workloadName);
  for (const id of ['a', 'b', 'c']) {
    for (const sidecar of [named, copies]) workload(chart, `${sidecar.node.id}-${id}`, { metadata: { name: `${sidecar.node.id}-${id}` }, sidecars: [sidecar] });
  }
  const args = objects(chart, 'Deployment').map(argsOf).flat().sort();
  expect(args).toEqual(['copies-a', 'copies-b', 'copies-c', 'named-a', 'named-b', 'named-c']);
  expect([named.times, copies.times]).toEqual([3, 3]);
});

test('of an app container only what it looks at counts, but how many there are always does', () => {
  const chart = newChart();
  const ports = new Asked(chart, 'ports', (pod) => pod.appContainers.map((app) => app.ports.join()).join());
  const images = new Asked(chart, 'images', (pod) => structuredClone(pod).appContainers.map((app) => app.image).join());
  const app = (name: string, image: string, portNumber: number) => ({ name, image, portNumber });
  workload(chart, 'a', { containers: [app('one', 'example.com/a:1', 80)], sidecars: [ports, images] });
  workload(chart, 'b', { containers: [app('other', 'example.com/b:1', 80)], sidecars: [ports, images] });
  expect(objects(chart, 'Deployment').map((o) => o.spec.template.spec.initContainers.map((c: any) => c.args))).toEqual([
    [['80'], ['example.com/a:1']], [['80'], ['example.com/b:1']],
  ]);
  expect([ports.times, images.times]).toEqual([1, 2]);
  workload(chart, 'c', { containers: [app('one', 'example.com/a:1', 80), app('two', 'example.com/a:1', 81)], sidecars: [ports] });
  expect(objects(chart, 'Deployment').map((o) => o.spec.template.spec.initContainers[0].args)).toEqual([['80'], ['80'], ['80,81']]);
});

test('anew in each synth, and each time that a plan is asked for: it may have been changed', () => {
  const chart = newChart();
  const asked = new Asked(chart, 'asked', () => 'same');
  const shop = workload(chart, 'shop', { sidecars: [asked] });
  const images = () => Testing.synth(chart).map((o: any) => o.spec.template.spec.initContainers[0].image);
  expect(images()).toEqual(['example.com/asked:1.0']);
  asked.image = 'example.com/asked:2.0';
  expect(shop.plan.images).toContain('example.com/asked:2.0');
  asked.image = 'example.com/asked:3.0';
  expect(images()).toEqual(['example.com/asked:3.0']);
});

test('what one workload makes of the answer is not seen by the next', () => {
  const chart = newChart();
  const asked = new Asked(chart, 'asked', () => 'same');
  for (const id of ['a', 'b']) workload(chart, id, { sidecars: [asked] });
  const [a, b] = objects(chart, 'Deployment').map((o) => o.spec.template.spec);
  a.initContainers[0].args.push('changed');
  expect(b.initContainers[0].args).toEqual(['same']);
});

test('who asks for the object twice in one synth gets it twice, each to keep', () => {
  const chart = newChart();
  const asked = new Asked(chart, 'asked', () => 'same');
  const [a, b] = ['a', 'b'].map((id) => workload(chart, id, { sidecars: [asked] }));
  const seen: any[] = [];
  a.node.addValidation({
    validate: () => {
      for (let i = 0; i < 2; i++) {
        const json = a.apiObject.toJson();
        seen.push(structuredClone(json));
        json.spec.template.spec.initContainers[0].args.push('changed');
        json.spec.template.spec.initContainers[0].securityContext.capabilities.drop.pop();
      }
      return [];
    },
  });
  const written = objects(chart, 'Deployment');
  expect(seen).toEqual([written[0], written[0]]);
  expect(written.map(argsOf)).toEqual([['same'], ['same']]);
  expect(b.findings).toEqual([]);
});
