import { startSequence, startupProbeTiming } from '../../lib/kubernetes/start-sequence';
import { Container, PodSpec } from '../../lib/kubernetes/types';

const init = (name: string): Container => ({ name, image: 'x:1' });
const sidecar = (name: string, more: Partial<Container> = {}): Container => ({ name, image: 'x:1', restartPolicy: 'Always', ...more });
const spec = (initContainers: Container[], ...containers: Container[]): PodSpec => ({ initContainers, containers });
const waits = (pod: PodSpec, options = {}) => startSequence(pod, options).steps
  .map(({ container, waitsFor }) => waitsFor ? `${container} after ${waitsFor.container} ${waitsFor.until}` : container);

// The numbers are those of kubernetes' own test/e2e_node/container_lifecycle_test.go scenarios, by what they show.
describe('the start of a Pod', () => {
  test('set-up containers and sidecars in list order, mains last', () => {
    expect(waits(spec([init('i1'), sidecar('s1'), init('i2'), sidecar('s2'), init('i3')], init('m')))).toEqual([
      'i1', 's1 after i1 completed', 'i2 after s1 started', 's2 after i2 completed', 'i3 after s2 started', 'm after i3 completed',
    ]);
  });

  test('startup probes open one after another', () => {
    const probe = { startupProbe: { exec: { command: ['true'] }, periodSeconds: 1, failureThreshold: 60 } };
    const pod = spec([sidecar('s1', probe), sidecar('s2', probe)], init('m'));
    expect(waits(pod)).toEqual(['s1', 's2 after s1 healthy', 'm after s2 healthy']);
    expect(startSequence(pod).probesMayHoldSeconds).toBe(2 * 61);
  });

  test('readiness and liveness never gate', () => {
    const pod = spec([sidecar('s', { readinessProbe: { initialDelaySeconds: 60 }, livenessProbe: { initialDelaySeconds: 60 } })], init('m'));
    expect(waits(pod)).toEqual(['s', 'm after s started']);
    expect(startSequence(pod)).toMatchObject({ neverGate: ['s', 'm'], probesMayHoldSeconds: 0 });
  });

  test('postStart of a sidecar and of a main holds back the next one', () => {
    const hook = { lifecycle: { postStart: { exec: { command: ['sh', '-c', 'sleep 5'] } } } };
    const { steps, neverGate } = startSequence(spec([sidecar('s', hook)], { ...init('m1'), ...hook }, init('m2')));
    expect(steps.map(({ container, postStart, earliestSeconds, gates }) => ({ container, postStart, earliestSeconds, gates }))).toEqual([
      { container: 's', postStart: true, earliestSeconds: 0, gates: true },
      { container: 'm1', postStart: true, earliestSeconds: 5, gates: true },
      { container: 'm2', postStart: false, earliestSeconds: 10, gates: false },
    ]);
    expect(neverGate).toEqual(['m2']);
  });

  test('a startup probe of a main gates nobody', () => {
    const { steps } = startSequence(spec([], { ...init('m1'), startupProbe: { initialDelaySeconds: 30 } }, init('m2')));
    expect(steps[1]).toMatchObject({ waitsFor: { container: 'm1', until: 'started' }, earliestSeconds: 0 });
    expect(steps[0]).toMatchObject({ opens: 'started', gates: false });
  });

  test('classic form: the proxy first, and only its hook holds the app', () => {
    const proxy = { ...init('proxy'), lifecycle: { postStart: { exec: { command: ['pilot-agent', 'wait'] } } } };
    expect(startSequence(spec([init('setup')], proxy, init('app'))).steps.map(({ container, gates }) => [container, gates]))
      .toEqual([['setup', true], ['proxy', true], ['app', false]]);
  });

  test('where the cluster does not know sidecars, they are plain init containers', () => {
    const pod = spec([sidecar('s', { startupProbe: {} })], init('m'));
    expect(waits(pod, { version: '1.27' })).toEqual(['s', 'm after s completed']);
    expect(waits(pod, { version: '1.28' })).toEqual(['s', 'm after s completed']);
    expect(waits(pod, { version: '1.28', gates: { SidecarContainers: true } })).toEqual(['s', 'm after s healthy']);
  });

  test('restartPolicy Never on an init container makes no sidecar', () => {
    expect(startSequence(spec([sidecar('i', { restartPolicy: 'Never' })], init('m'))).steps[0].form).toBe('init');
  });

  test('a startup probe in seconds, with the defaults of Kubernetes', () => {
    // Measured on a kubelet: up at +1 s, period 10, the app started at +11.4 s.
    expect(startupProbeTiming({})).toEqual({ earliestProbe: 0, latestFirstProbe: 10, givesUp: 31 });
    expect(startupProbeTiming({ periodSeconds: 1, failureThreshold: 60 })).toEqual({ earliestProbe: 0, latestFirstProbe: 1, givesUp: 61 });
    expect(startupProbeTiming({ initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 3, timeoutSeconds: 4 }))
      .toEqual({ earliestProbe: 5, latestFirstProbe: 7, givesUp: 5 + 2 + 2 * 4 + 4 });
    // 0 is the default.
    expect(startupProbeTiming({ periodSeconds: 0, failureThreshold: 0, timeoutSeconds: 0 }).givesUp).toBe(31);
  });

  test('an empty Pod has no steps', () => {
    expect(startSequence({ containers: [] }).steps).toEqual([]);
  });
});
