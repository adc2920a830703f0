/**
 * What a rule says of a single container is said for all that differ from it in certain texts alone (KnownParts): it must
 * not look at those.
 */
import { PodAnalysis } from '../../lib/pod/analysis';
import { RULES } from '../../lib/rules';

const CONTAINER = {
  name: 'proxy', image: 'example.com/proxy:1.0', restartPolicy: 'Always', command: ['proxy'],
  ports: [{ name: 'http', containerPort: 8080 }], env: [{ name: 'TOKEN', value: 'x' }], volumeMounts: [{ name: 'data', mountPath: '/data' }],
  resources: { requests: { cpu: '1' }, limits: { cpu: '2' } }, securityContext: { runAsUser: 0, runAsNonRoot: true },
  startupProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 10 }, livenessProbe: { exec: { command: ['true'] } },
  lifecycle: { preStop: { exec: { command: ['kill', '1'] } } },
};
const RULES_OF_CONTAINERS = RULES.filter((rule) => rule.checkContainer);
const RULES_OF_TEXTS = RULES.filter((rule) => rule.checkTexts);

function analysisOf(container: object): PodAnalysis {
  return PodAnalysis.of({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'shop' },
    spec: { template: { spec: { initContainers: [container], containers: [{ name: 'app', image: 'app:1' }] } } },
  } as any)!;
}

/** A container that does not say some things. */
function deaf(names: string[]): object {
  const out: any = { ...CONTAINER, env: CONTAINER.env.map((e) => ({ ...e })) };
  const hide = (object: object, name: string) => Object.defineProperty(object, name, { enumerable: true, get: () => { throw new Error(`looked at ${name}`); } });
  for (const name of names) hide(name === 'value' ? out.env[0] : out, name);
  return out;
}

const OTHERWISE = { ...CONTAINER, image: 'example.com/other:2.0', args: ['other'], env: [{ name: 'TOKEN', value: 'y' }] };

test.each(RULES_OF_CONTAINERS.map((rule) => [rule.code, rule] as const))('%s', (_, rule) => {
  const said = rule.checkContainer!(analysisOf(deaf(['image', 'args', 'value'])).containers[0]);
  expect(said).toEqual(rule.checkContainer!(analysisOf(OTHERWISE).containers[0]));
});

test.each(RULES_OF_TEXTS.map((rule) => [rule.code, rule] as const))('%s', (_, rule) => {
  const said = rule.checkTexts!(analysisOf(deaf(['args'])).containers[0]);
  expect(said).toEqual(rule.checkTexts!(analysisOf({ ...CONTAINER, args: ['other'] }).containers[0]));
});

test('there are some, and some of them speak up here', () => {
  const said = RULES_OF_CONTAINERS.filter((rule) => rule.checkContainer!(analysisOf(CONTAINER).containers[0]).length);
  expect(RULES_OF_CONTAINERS.length).toBeGreaterThan(9);
  expect(RULES_OF_TEXTS.length).toBeGreaterThan(2);
  expect(said.map((rule) => rule.code)).toEqual(expect.arrayContaining(['startup-probe-slow', 'prestop-leaves-early']));
});
