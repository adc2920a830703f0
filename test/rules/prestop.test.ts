import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const CODE = 'prestop-leaves-early';
const exec = (...command: string[]) => ({ lifecycle: { preStop: { exec: { command } } } });
const get = (path: string) => ({ lifecycle: { preStop: { httpGet: { path, port: 15020 } } } });

test.each<[string, any]>([
  ['Istio', exec('pilot-agent', 'request', '--debug-port=15020', 'POST', 'drain')],
  ['Kuma', exec('killall', '-USR2', 'kuma-dp')],
  ['nginx', exec('nginx', '-s', 'quit')],
  ['sleep and quit', exec('sh', '-c', 'sleep 10 && kill -TERM 1')],
  ['Envoy', exec('sh', '-c', 'curl -X POST localhost:9901/healthcheck/fail; sleep 5')],
  ['a quit endpoint', get('/quitquitquit')],
])('%s', (_, hook) => {
  expectOne(CODE, foreign({ initContainers: [native(hook)] }), { severity: 'warning', at: 'initContainers[proxy].lifecycle.preStop' });
  expectOne(CODE, own({ initContainers: [native(hook)] }, { containers: { proxy: sidecar() } }), { severity: 'error' });
});

test.each<[string, any]>([
  ['a plain sleep', { initContainers: [native(exec('sleep', '5'))] }],
  ['something else', { initContainers: [native(exec('sh', '-c', 'sync; exit 0'))] }],
  ['a classic sidecar, which needs one', { containers: [app(), { name: 'proxy', image: 'envoy:1', ...get('/quitquitquit') }] }],
  ['the app itself', { containers: [app(get('/shutdown'))] }],
])('silent for %s', (_, c) => {
  expectNone(CODE, foreign(c));
});

test('a sleep is needless', () => {
  expectOne('prestop-needless', foreign({ initContainers: [native({ lifecycle: { preStop: { sleep: { seconds: 5 } } } })] }), { severity: 'info', says: /sleeps 5 s/ });
  expectNone('prestop-needless', foreign({ containers: [app(exec('sleep', '5'))] }));
});
