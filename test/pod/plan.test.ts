import { KubeObject } from '../../lib/kubernetes/types';
import { PodAnalysis } from '../../lib/pod/analysis';
import { PodIntent } from '../../lib/pod/intent';
import { planOf } from '../../lib/pod/plan';

const restricted = {
  allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' },
};

function deployment(spec: Record<string, unknown> = {}, kind = 'Deployment'): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      template: {
        spec: {
          initContainers: [{ name: 'logs', image: 'logs:1', restartPolicy: 'Always', resources: { requests: { cpu: '50m' } }, securityContext: restricted }],
          containers: [{ name: 'app', image: 'app:1', resources: { requests: { cpu: '200m' } }, securityContext: restricted }],
          ...spec,
        },
      },
    },
  };
}

function plan(object: KubeObject, intent: Partial<PodIntent> = {}) {
  return planOf(PodAnalysis.of(object, { v: 1, target: '1.33', form: 'native', containers: {}, ...intent })!);
}

describe('containers that a webhook adds', () => {
  const external = [
    { name: 'mesh-init', form: 'init' as const, position: 'first' as const, injector: 'mesh', requests: { cpu: '1' } },
    { name: 'mesh-proxy', form: 'native' as const, position: 'first' as const, injector: 'mesh', requests: { cpu: '100m' }, drainSeconds: 7 },
    { name: 'mesh-agent', form: 'classic' as const, position: 'last' as const, injector: 'mesh', requests: { cpu: '30m' } },
  ];
  const planned = plan(deployment(), { external });

  test('start and stop in their places', () => {
    expect(planned.start.map((s) => s.container)).toEqual(['mesh-init', 'mesh-proxy', 'logs', 'app', 'mesh-agent']);
    expect(planned.stop[planned.stop.length - 1]).toMatchObject({ container: 'mesh-proxy', assumed: false });
    expect(planned.injected).toEqual(['mesh-init', 'mesh-proxy', 'mesh-agent']);
  });

  test('count: in the requests of the Pod and of the sidecars', () => {
    // Running: 100m + 50m + 200m + 30m; mesh-init alone needs 1.
    expect(planned.requests).toEqual({ cpu: '1' });
    expect(planned.requestsWhy.cpu).toBe('mesh-init needs more at its turn than the running Pod (380m)');
    expect(planned.sidecarRequests).toEqual({ cpu: '180m' });
    expect(planned.containers.find((c) => c.name === 'mesh-proxy')).toMatchObject({ role: 'sidecar', form: 'native', broughtBy: 'mesh' });
    expect(planned.containers.find((c) => c.name === 'mesh-init')!.adds).toEqual({ cpu: '620m' });
  });

  test('what they look like is not known: the template\'s own Pod Security level stands, unless one is said to need more', () => {
    expect([planned.podSecurity, planned.podSecurityWhy]).toEqual(['restricted', []]);
    const needsMore = plan(deployment(), { external: [{ ...external[0], podSecurity: 'baseline' }] });
    expect([needsMore.podSecurity, needsMore.podSecurityWhy]).toEqual(['baseline', ['mesh-init, which mesh injects']]);
  });
});

test('says why a Pod is not restricted, and why it is not even baseline', () => {
  const open = plan(deployment({ hostNetwork: true }));
  expect(open.podSecurity).toBe('privileged');
  expect(open.podSecurityWhy).toEqual([expect.stringContaining('hostNetwork=true')]);
  const loose = plan(deployment({ containers: [{ name: 'app', image: 'app:1' }] }));
  expect(loose.podSecurity).toBe('baseline');
  expect(loose.podSecurityWhy).toHaveLength(4);
});

test('names the containers that no limit holds', () => {
  const planned = plan(deployment({ containers: [{ name: 'app', resources: { limits: { memory: '1Gi' } } }] }));
  expect(planned.withoutLimit).toEqual({ cpu: ['logs', 'app'], memory: ['logs'] });
  expect(plan(deployment({ initContainers: [], containers: [{ name: 'app', resources: { limits: { memory: '1Gi', cpu: '1' } } }] })).withoutLimit).toEqual({});
});

test('a startup probe gives both its times, and a preStop hook its length', () => {
  const planned = plan(deployment({
    initContainers: [{ name: 'logs', restartPolicy: 'Always', startupProbe: { tcpSocket: { port: 1 }, periodSeconds: 5, failureThreshold: 4 } }],
    containers: [{ name: 'app', lifecycle: { preStop: { sleep: { seconds: 3 } } } }],
  }));
  expect(planned.start[0]).toEqual({ container: 'logs', probedAfterSeconds: 5, givesUpAfterSeconds: 21 });
  expect(planned.stop[0]).toMatchObject({ container: 'app', preStopSeconds: 3, termSeconds: 3, waitsFor: [] });
  expect(planned.stop[1]).toMatchObject({ container: 'logs', waitsFor: ['app'] });
});

test('a sidecar waits for the one behind it, and by way of that for the app', () => {
  const sidecar = (name: string) => ({ name, restartPolicy: 'Always' });
  const { stop } = plan(deployment({ initContainers: ['a', 'b', 'c'].map(sidecar), containers: [{ name: 'app' }, { name: 'app2' }] }));
  expect(stop.map((s) => [s.container, s.waitsFor])).toEqual([['app', []], ['app2', []], ['c', ['app', 'app2']], ['b', ['c']], ['a', ['b']]]);
});

test('a Job ends when its sidecars have drained as long as they said', () => {
  const job = { ...deployment({ restartPolicy: 'Never' }), apiVersion: 'batch/v1', kind: 'Job' };
  expect(plan(job, { containers: { logs: { role: 'sidecar', drainSeconds: 8 } } }).end).toBe('when app has ended, then logs stop (8 s)');
});

test('carries the namespace, and says what the stop needs', () => {
  const planned = plan(deployment({ terminationGracePeriodSeconds: 60 }), { containers: { app: { role: 'app', drainSeconds: 20 }, logs: { role: 'sidecar', drainSeconds: 5 } } });
  expect(planned.workloadNamespace).toBe('shop');
  expect(planned.neededGracePeriodSeconds).toBe(25);
  expect(plan({ ...deployment(), metadata: { name: 'web' } })).not.toHaveProperty('workloadNamespace');
});
