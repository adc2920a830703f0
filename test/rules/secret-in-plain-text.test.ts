import { expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const written = { containers: { proxy: sidecar() } };
const env = (name: string, value: string) => ({ initContainers: [native({ env: [{ name, value }] })] });

test.each(['DB_PASSWORD', 'TOKEN', 'api_key', 'AWS_SECRET_ACCESS_KEY'])('%s', (name) => {
  expectOne('secret-in-plain-text', own(env(name, 'hunter2'), written), { severity: 'warning', at: `initContainers[proxy].env[${name}]`, says: new RegExp(`^(?!.*hunter2).*${name}`) });
});

test.each([
  ['a path', 'TOKEN', '/var/run/token'], ['an address', 'API_TOKEN', 'https://id.example.com/token'], ['a reference', 'PASSWORD', '$(OTHER)'], ['a switch', 'USE_TOKEN', 'true'],
  ['another name', 'LOG_LEVEL', 'hunter2'], ['nothing', 'TOKEN', ''],
])('silent for %s', (_, name, value) => expectNone('secret-in-plain-text', own(env(name, value), written)));

test('silent for what others wrote', () => expectNone('secret-in-plain-text', foreign(env('DB_PASSWORD', 'hunter2'))));
