import { app, expectNone, expectOne, found, native, own, sidecar } from './pod';
import { BudgetIntent, PodIntent } from '../../lib/pod/intent';

const size = (cpu: string, memory: string, limits?: any) => ({ resources: { requests: { cpu, memory }, limits: limits ?? { cpu, memory } } });

/** app 500m/512Mi; envoy 250m/128Mi and logs 100m/64Mi of two attachments. */
function pod(budget: BudgetIntent, rest: Partial<PodIntent> = {}, initContainers = [native({ name: 'logs', ...size('100m', '64Mi') }), native({ name: 'envoy', ...size('250m', '128Mi') })]) {
  return own({ initContainers, containers: [app(size('500m', '512Mi'))] },
    { budget, containers: { envoy: sidecar({ by: 'proxy' }), logs: sidecar({ by: 'logs' }) }, ...rest });
}

test('the Pod, with every container\'s part and the one to shrink', () => {
  expectOne('budget-pod', pod({ pod: { cpu: '800m', memory: '1Gi' } }), {
    severity: 'error', at: 'resources',
    says: /the Pod's requests of cpu are 850m, 50m over the 800m of budget.pod.cpu: logs 100m, envoy 250m, app 500m; shrink "envoy" from 250m to at most 200m, or raise budget.pod.cpu/,
  });
});

test('to the last unit', () => {
  expectNone('budget-pod', pod({ pod: { cpu: '850m', memory: '704Mi' } }));
  expectOne('budget-pod', pod({ pod: { cpu: '0.849' } }), { severity: 'error' });
});

test('the peak of an init container', () => {
  const peak = [native({ name: 'logs', ...size('100m', '64Mi') }), app({ name: 'migrate', ...size('2', '64Mi') })];
  expectOne('budget-pod', pod({ pod: { cpu: '1' } }, {}, peak), { severity: 'error', says: /2100m, reached while "migrate" runs.*shrink "migrate" from 2 to at most 900m/ });
});

test('limits, and a container without one', () => {
  expectOne('budget-pod', pod({ podLimits: { memory: '512Mi' } }), { severity: 'error', says: /the Pod's limits of memory are 704Mi/ });
  const open = [native({ name: 'envoy', ...size('1m', '1Mi', { cpu: '1m' }) })];
  expectOne('budget-pod', pod({ podLimits: { memory: '2Gi' } }, {}, open), { severity: 'error', at: 'initContainers[envoy].resources', says: /no limit on memory/ });
});

test('what a webhook injects and the overhead count', () => {
  const external = [{ name: 'istio-proxy', form: 'native' as const, position: 'first' as const, injector: 'istio', requests: { cpu: '100m' } }];
  expectOne('budget-pod', pod({ pod: { cpu: '900m' } }, { external }), { severity: 'error', says: /950m.*istio-proxy 100m, logs 100m/ });
  const heavy = own({ overhead: { cpu: '250m' } }, { budget: { pod: { cpu: '300m' } } });
  expectOne('budget-pod', heavy, { severity: 'error', says: /350m.*app 100m, overhead 250m/ });
});

test('all sidecars', () => {
  expectOne('budget-sidecars', pod({ sidecars: { cpu: '300m' } }), { severity: 'error', says: /350m together, 50m over the 300m of budget.sidecars.cpu: logs 100m, envoy 250m/ });
  expectNone('budget-sidecars', pod({ sidecars: { cpu: '350m' }, sidecarLimits: { cpu: '350m', memory: '192Mi' } }));
});

test('each sidecar, with all its containers', () => {
  expectOne('budget-sidecar', pod({ eachSidecar: { memory: '100Mi' } }), { severity: 'error', says: /"proxy" has requests of memory of 128Mi, 28Mi over/ });
  const one = { containers: { envoy: sidecar({ by: 'edge' }), logs: sidecar({ by: 'edge' }) } };
  expectOne('budget-sidecar', pod({ eachSidecar: { memory: '191Mi' } }, one), { severity: 'error', says: /"edge" has requests of memory of 192Mi/ });
  expectNone('budget-sidecar', pod({ eachSidecar: { memory: '128Mi' }, eachSidecarLimits: { cpu: '250m' } }));
});

test('the sidecars\' share, exactly', () => {
  const over = found('budget-share', pod({ sidecarShare: '0.3' }));
  expect(over.map((f) => f.message)).toEqual([expect.stringMatching(/350m of the Pod's 850m cpu, which is 41.2 % and more than the 30 %/)]);
  // 0.3 of 850m - x: the sidecars may have 214m beside the app's 500m.
  expect(over[0].mend).toMatch(/^give the sidecars together at most 214m, for example shrink "envoy" from 250m to at most 114m, or raise/);
  expectNone('budget-share', pod({ sidecarShare: '0.3' }, {}, [native({ name: 'envoy', ...size('214m', '1Mi') })]));
  expectOne('budget-share', pod({ sidecarShare: '0.3' }, {}, [native({ name: 'envoy', ...size('215m', '1Mi') })]), { severity: 'error' });
});

test('what no single sidecar can make room for is said of all of them', () => {
  const tight = found('budget-share', pod({ sidecarShare: '0.1' }));
  expect(tight.map((f) => f.mend)).toEqual([expect.stringMatching(/^give the sidecars together at most 55m, or raise budget.sidecarShare/), expect.stringMatching(/^give the sidecars together at most 56Mi, or/)]);
  const cap = found('budget-sidecars', pod({ sidecars: { cpu: '50m' } }));
  expect(cap[0].mend).toBe('give the sidecars together at most 50m, or raise budget.sidecars.cpu');
  expect(found('budget-sidecars', pod({ sidecars: { cpu: '0' } }))[0].mend).toMatch(/^take away sidecars or their requests of cpu: there is room for none/);
});

test('what is said to be enough is enough', () => {
  const two = (cpu: string) => [native({ name: 'logs', ...size(cpu, '1Mi') }), native({ name: 'envoy', ...size(cpu, '1Mi') })];
  expectNone('budget-share', pod({ sidecarShare: '0.1' }, {}, two('27m')));
  expectOne('budget-share', pod({ sidecarShare: '0.1' }, {}, two('28m')), { severity: 'error' });
});

test('silent without a budget', () => {
  const none = own({ initContainers: [native()] });
  for (const code of ['budget-pod', 'budget-sidecars', 'budget-sidecar', 'budget-share']) expectNone(code, none);
});
