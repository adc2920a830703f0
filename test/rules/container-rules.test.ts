/**
 * What a rule says of a single container is said for all that differ from it in their arguments alone (KnownContainers):
 * it must not look at those.
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

function analysisOf(container: object): PodAnalysis {
  return PodAnalysis.of({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'shop' },
    spec: { template: { spec: { initContainers: [container], containers: [{ name: 'app', image: 'app:1' }] } } },
  } as any)!;
}

test.each(RULES_OF_CONTAINERS.map((rule) => [rule.code, rule] as const))('%s', (_, rule) => {
  const deaf = Object.defineProperty({ ...CONTAINER }, 'args', { enumerable: true, get: () => { throw new Error('looked at args'); } });
  const said = rule.checkContainer!(analysisOf(deaf).containers[0]);
  expect(said).toEqual(rule.checkContainer!(analysisOf({ ...CONTAINER, args: ['other'] }).containers[0]));
});

test('there are some, and some of them speak up here', () => {
  const said = RULES_OF_CONTAINERS.filter((rule) => rule.checkContainer!(analysisOf(CONTAINER).containers[0]).length);
  expect(RULES_OF_CONTAINERS.length).toBeGreaterThan(12);
  expect(said.map((rule) => rule.code)).toEqual(expect.arrayContaining(['startup-probe-slow', 'prestop-leaves-early']));
});
