import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const envoy = { name: 'proxy', image: 'envoyproxy/envoy:v1.36.2' };

test('a classic sidecar keeps a Job from ending', () => {
  const intent = { target: '1.27', form: 'classic' as const };
  const c = { kind: 'Job', containers: [envoy, app()] };
  expectOne('job-never-ends', own(c, { ...intent, containers: { proxy: sidecar() } }), { severity: 'error', at: 'containers[proxy]', says: /target Kubernetes 1.29 or newer.*quitUrl, quitsByItself/ });
  expectOne('job-never-ends', foreign(c), { severity: 'warning', assumed: true, says: /make it a native sidecar/ });
  expectNone('job-never-ends', own(c, { ...intent, containers: { proxy: sidecar({ quit: { url: 'http://127.0.0.1:15020/quitquitquit' } }) } }));
});

test('a classic sidecar that the app must end', () => {
  const quit = { url: 'http://127.0.0.1:15020/quitquitquit' };
  const intent = { target: '1.27', form: 'classic' as const, containers: { proxy: sidecar({ quit }) } };
  expectOne('job-app-must-quit', own({ kind: 'Job', containers: [envoy, app()] }, intent), { severity: 'warning', at: 'containers[proxy]', says: /only if the app sends a POST to http:.*quitquitquit/ });
  expectNone('job-app-must-quit', own({ containers: [envoy, app()] }, intent));
  expectNone('job-app-must-quit', own({ kind: 'Job', initContainers: [native()] }, { containers: { proxy: sidecar({ quit }) } }));
});

test('in YAML that others made, an app that ends the sidecar itself', () => {
  const quits = app({ command: ['sh', '-c', 'batch; curl -X POST http://localhost:15000/quitquitquit'] });
  expectNone('job-never-ends', foreign({ kind: 'Job', containers: [envoy, quits] }));
  // Of a sidecar of ours it is known whether it can be ended so.
  expectOne('job-never-ends', own({ kind: 'Job', containers: [envoy, quits] }, { target: '1.27', form: 'classic', containers: { proxy: sidecar() } }), { severity: 'error' });
});

test('a container that always restarts', () => {
  const c = { kind: 'Job', containers: [app({ restartPolicy: 'Always' })] };
  expectOne('job-never-ends', own(c, { target: '1.35' }), { severity: 'error', says: /restartPolicy Always/ });
});

test('silent for native sidecars and lasting workloads', () => {
  expectNone('job-never-ends', foreign({ kind: 'CronJob', initContainers: [native()] }));
  expectNone('job-never-ends', foreign({ containers: [envoy, app()] }));
});

test('restart policies', () => {
  expectOne('job-restart-policy', foreign({ kind: 'Job', restartPolicy: 'Always' }), { severity: 'error', at: 'restartPolicy', says: /OnFailure or Never/ });
  expectOne('job-restart-policy', foreign({ kind: 'CronJob', restartPolicy: undefined }), { severity: 'error' });
  expectOne('job-restart-policy', foreign({ restartPolicy: 'Never' }), { severity: 'error', says: /refused in a Deployment/ });
  for (const c of [{ kind: 'Job', restartPolicy: 'OnFailure' }, {}, { kind: 'Pod', restartPolicy: 'Never' }]) {
    expectNone('job-restart-policy', foreign(c));
    expectNone('kubernetes-refuses', foreign(c));
  }
  expectNone('kubernetes-refuses', foreign({ kind: 'Job', restartPolicy: 'Always' }));
});

test('a checksum on a Job', () => {
  const annotations = { 'checksum/config': 'abc' };
  expectOne('checksum-on-job', foreign({ kind: 'Job', annotations }), { severity: 'warning', at: 'metadata.annotations[checksum/config]', says: /immutable/ });
  expectOne('checksum-on-job', own({ kind: 'Job', annotations: { 'cdk8s-sidecars.io/checksum': 'abc' } }), { severity: 'warning' });
  expectNone('checksum-on-job', foreign({ kind: 'CronJob', annotations }));
  expectNone('checksum-on-job', foreign({ kind: 'Job', annotations, object: { metadata: { name: 'x', annotations: { 'helm.sh/hook': 'pre-install' } } } }));
  expectNone('checksum-on-job', foreign({ kind: 'Job', annotations: { 'prometheus.io/scrape': 'true' } }));
});

test('a configuration that is to roll a Job', () => {
  const reloads = [{ volume: 'config', onChange: 'roll' as const }];
  expectOne('job-config-static', own({ kind: 'Job' }, { reloads }), { severity: 'info', at: 'volumes[config]' });
  expectNone('job-config-static', own({ kind: 'CronJob' }, { reloads }));
});

test('a podFailurePolicy without a container', () => {
  const policy = (onExitCodes: any) => ({ kind: 'Job', initContainers: [native()], object: { spec: { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes }] } } } });
  expectOne('pod-failure-policy-container', foreign(policy({ operator: 'In', values: [143] })), { severity: 'warning', says: /set containerName to "app"/ });
  expectOne('pod-failure-policy-container', foreign(policy({ operator: 'NotIn', values: [0] })), { severity: 'warning' });
  const cron = { kind: 'CronJob', initContainers: [native()], object: { job: { podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [137] } }] } } } };
  expectOne('pod-failure-policy-container', foreign(cron), { severity: 'warning' });
  expectNone('pod-failure-policy-container', foreign(policy({ containerName: 'app', operator: 'In', values: [143] })));
  expectNone('pod-failure-policy-container', foreign(policy({ operator: 'In', values: [42] })));
});

test('restarts of sidecars count', () => {
  expectOne('job-backoff-counts-sidecars', foreign({ kind: 'Job', restartPolicy: 'OnFailure', initContainers: [native()] }), { severity: 'info' });
  expectNone('job-backoff-counts-sidecars', foreign({ kind: 'Job', initContainers: [native()] }));
});
