/** What holds of each attack in attacks.ts; `test:oracle` asks Kubernetes' own code about the same Pods. */
import { App, Chart } from 'cdk8s';
import { ATTACKS } from './attacks';

test.each(ATTACKS.map((a) => [a.name, a] as const))('%s', (_, { make, errors, told, check }) => {
  const pod = make(new Chart(new App(), 'c', { namespace: 'shop' }));
  const { findings } = pod;
  const codes = (isError: boolean) => [...new Set(findings.filter((f) => (f.severity === 'error') === isError).map((f) => f.code))].sort();
  expect(codes(true)).toEqual(errors);
  expect(codes(false)).toEqual(expect.arrayContaining([...told ?? []]));
  // A plan can be made of the worst of them.
  expect(pod.plan.containers.length).toBeGreaterThan(0);
  const object = pod._api.toJson();
  const template = object.spec.template ?? object;
  check?.(template.spec, template.metadata, object);
});
