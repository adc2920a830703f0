import { app, expectNone, expectOne, foreign } from './pod';

const volumes = [{ name: 'a', emptyDir: {} }, { name: 'b', emptyDir: {} }];
const mounts = (...paths: string[]) => ({ volumes, containers: [app({ volumeMounts: paths.map((mountPath, i) => ({ name: i ? 'b' : 'a', mountPath })) })] });

test('two volumes at one path are refused', () => {
  const pod = foreign(mounts('/data', '/data'));
  expectOne('mount-path-taken', pod, { severity: 'error', at: 'containers[app].volumeMounts[/data]', says: /"a" and "b" are both mounted/ });
  expectNone('kubernetes-refuses', pod);
});

test('another spelling of the path passes, and hides the first', () => {
  expectOne('mount-path-taken', foreign(mounts('/data', '/data/')), { severity: 'warning', says: /the same path/ });
});

test('silent for other paths, and in two containers', () => {
  expectNone('mount-path-taken', foreign(mounts('/data', '/data/b')));
  const one = { volumeMounts: [{ name: 'a', mountPath: '/data' }] };
  expectNone('mount-path-taken', foreign({ volumes, containers: [app(one), app({ name: 'b', ...one })] }));
});
