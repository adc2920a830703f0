import { app, expectNone, expectOne, foreign } from './pod';

const env = (...values: string[]) => foreign({ containers: [app({ env: values.map((value) => ({ name: 'LEVEL', value })) })] });

test('two values', () => {
  expectOne('env-name-taken', env('info', 'debug'), { severity: 'warning', at: 'containers[app].env[LEVEL]', says: /the last one wins/ });
});

test('one value twice', () => {
  expectOne('env-name-taken', env('info', 'info'), { severity: 'info' });
});

test('silent for each name once', () => {
  expectNone('env-name-taken', env('info'));
  expectNone('env-name-taken', foreign({ containers: [app({ env: [{ name: 'a', value: '1' }, { name: 'A', value: '2' }] })] }));
});
