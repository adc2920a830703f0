/** Users of JavaScript have no compiler that tells them: what is wrong is named, and what may be a secret never printed. */
import { Testing } from 'cdk8s';
import { CustomSidecar, HealthCheck, ResourceBudget, SidecarResources, WorkloadKind, WorkloadWithSidecars } from '../../lib';
import { renderContribution } from '../../lib/sidecar/render';
import { nearest } from '../../lib/sidecar/value-shape';

const any = (value: unknown): any => value;
const attachment = { name: 's', source: 'c/s', into: ['app'] };
const contribute = (from: unknown) => renderContribution(any(from), attachment);
const workload = (props: unknown) => new WorkloadWithSidecars(Testing.chart(), 'w', any(props));
const containers = [{ image: 'app:1' }];

describe('unknown names', () => {
  test.each<[string, () => unknown, string]>([
    ['of a container', () => contribute({ containers: [{ name: 'a', image: 'a:1', prots: { web: 80 } }] }), 'containers[0].prots: is not known here: did you mean "ports"?'],
    ['in other case', () => contribute({ containers: [{ name: 'a', image: 'a:1', startafter: [] }] }), 'containers[0].startafter: is not known here: did you mean "startAfter"?'],
    ['of a contribution', () => contribute({ container: [] }), 'container: is not known here: did you mean "containers"?'],
    ['of a custom sidecar', () => new CustomSidecar(Testing.chart(), 's', any({ contianers: [] })), 'contianers: is not known here: did you mean "containers"?'],
    ['of a mount', () => contribute({ containers: [{ name: 'a', image: 'a:1', mounts: [{ readonly: true }] }] }), 'containers[0].mounts[0].readonly: is not known here: did you mean "readOnly"?'],
    ['of a health check', () => HealthCheck.tcp(80, any({ livness: true })), 'options.livness: is not known here: did you mean "liveness"?'],
    ['of sizes', () => SidecarResources.of(any({ cpu: '1m', memory: '1Mi', memLimit: '2Mi' })), 'memLimit: is not known here'],
    ['of a budget', () => ResourceBudget.of(any({ pods: { cpu: '1' } })), 'pods: is no cap; did you mean "pod"? use pod, podLimits, sidecars, sidecarLimits, eachSidecar, eachSidecarLimits or sidecarShare'],
    ['of a cap', () => ResourceBudget.of(any({ pod: { mem: '1Gi' } })), 'pod.mem: is not known here: use cpu, memory, ephemeralStorage'],
    ['of an attachment', () => workload({ containers }).attach(new CustomSidecar(Testing.chart(), 's', { containers: [{ name: 'a', image: 'a:1' }] }), any({ startafter: [] })), 'options.startafter: is not known here: did you mean "startAfter"?'],
  ])('%s', (_, call, message) => expect(call).toThrow(message));

  test('a name that is not given a value is none', () => {
    expect(() => contribute({ containers: [{ name: 'a', image: 'a:1', prots: undefined }] })).not.toThrow();
  });

  test('only what is near is suggested', () => {
    expect(nearest('adminprt', ['port', 'adminPort'])).toBe('adminPort');
    expect(nearest('upstream', ['upstreams'])).toBe('upstreams');
    expect(nearest('secret', ['name', 'image'])).toBeUndefined();
    expect(nearest('x'.repeat(10_000), ['name'])).toBeUndefined();
  });
});

describe('sizes and workloads', () => {
  test.each<[string, () => unknown, string]>([
    ['no memory', () => SidecarResources.of(any({ cpu: '50m', cpuLimit: '1' })), 'memory: is missing: give the request, e.g. "64Mi"'],
    ['no cpu', () => SidecarResources.of(any({ memory: '50Mi', cpuLimit: '1' })), 'cpu: is missing: give the request, e.g. "50m"'],
    ['no props', () => workload(undefined), 'props: is missing: give at least "containers"'],
    ['one sidecar alone', () => workload({ containers, sidecars: new CustomSidecar(Testing.chart(), 's', { containers: [{ name: 'a', image: 'a:1' }] }) }), 'sidecars: is a map, and must be a list'],
    ['no sidecar', () => workload({ containers, sidecars: ['hunter2'] }), 'sidecars[0]: is text, and must be a Sidecar'],
    ['a kind by name', () => workload({ containers, kind: 'Deployment' }), 'kind: "Deployment" is not a WorkloadKind: use WorkloadKind.deployment()'],
    ['a budget as a map', () => workload({ containers, budget: { sidecarShare: 0.3 } }), 'budget: is a map, and must be a ResourceBudget: use ResourceBudget.of('],
  ])('%s', (_, call, message) => expect(call).toThrow(message));

  test('what is right is taken', () => {
    expect(() => workload({ containers, kind: WorkloadKind.daemonSet(), budget: ResourceBudget.of({ sidecarShare: 0.3 }), sidecars: [] })).not.toThrow();
  });
});
