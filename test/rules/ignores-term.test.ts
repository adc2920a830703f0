import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const CODE = 'ignores-term';
const runs = (...command: string[]) => foreign({ initContainers: [native({ command })] });

test.each<[string, string[]]>([
  ['a sleeping shell', ['sh', '-c', 'sleep 1000']],
  ['sleep itself', ['sleep', 'infinity']],
  ['tail', ['tail', '-F', '/var/log/app.log']],
  ['tail with a number', ['/bin/sh', '-c', 'touch /log; exec tail -n+1 -f /log']],
  ['a loop', ['/bin/bash', '-ec', 'while true; do sync-it; sleep 60; done']],
  ['a loop over lines', ['sh', '-c', 'mkdir /x\nwhile :\ndo\n  date >> /x/y\n  sleep 1\ndone\n']],
])('%s', (_, command) => {
  expectOne(CODE, runs(...command), { severity: 'warning', at: 'initContainers[proxy].command', says: /as PID 1.*up to 32 s/ });
});

test('its author says so', () => {
  const pod = own({ initContainers: [native()], terminationGracePeriodSeconds: 10 }, { containers: { proxy: sidecar({ ignoresTerm: true }) } });
  expectOne(CODE, pod, { severity: 'warning', says: /its author says so.*up to 12 s/ });
});

test('a Job waits for it', () => {
  expectOne(CODE, foreign({ kind: 'Job', initContainers: [native({ command: ['sleep', '9999'] })] }), { severity: 'warning', says: /each end of the Job/ });
});

test.each<[string, string[]]>([
  ['a program', ['envoy', '-c', '/etc/envoy.yaml']],
  ['a trap', ['sh', '-c', 'trap "exit 0" TERM; while true; do sleep 1 & wait; done']],
  ['exec behind a loop that waits', ['sh', '-c', 'until nc -z db 5432; do sleep 1; done; exec server']],
  ['an init', ['tini', '--', 'sh', '-c', 'sleep 100']],
  ['a script of its own', ['sh', '/scripts/run.sh', '-c']],
])('silent for %s', (_, command) => {
  expectNone(CODE, runs(...command));
});

test('silent for an app, a shared process namespace and a stop signal of its own', () => {
  expectNone(CODE, foreign({ containers: [app({ command: ['sleep', '100'] })] }));
  expectNone(CODE, foreign({ shareProcessNamespace: true, initContainers: [native({ command: ['sleep', '100'] })] }));
  expectNone(CODE, foreign({ initContainers: [native({ command: ['sleep', '100'], lifecycle: { stopSignal: 'SIGKILL' } })] }));
});
