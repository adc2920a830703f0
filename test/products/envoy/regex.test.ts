import { spawnSync } from 'child_process';
import * as fc from 'fast-check';
import { describeEnvoy, ENVOY_BIN } from './envoy-binary';
import { whyNotRe2 } from '../../../lib/catalogue/proxy/regex';

/** Whether the product itself compiles it: in a route it is found at once. */
function compiles(regex: string): boolean {
  const route = { match: { safe_regex: { regex } }, direct_response: { status: 200 } };
  const hcm = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    'stat_prefix': 'x',
    'route_config': { virtual_hosts: [{ name: 'x', domains: ['*'], routes: [route] }] },
    'http_filters': [{ name: 'r', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' } }],
  };
  const listener = { name: 'x', address: { socket_address: { address: '127.0.0.1', port_value: 1 } }, filter_chains: [{ filters: [{ name: 'h', typed_config: hcm }] }] };
  const run = spawnSync(ENVOY_BIN!, ['--mode', 'validate', '--config-yaml', JSON.stringify({ static_resources: { listeners: [listener] } })], { encoding: 'utf8' });
  if (run.status !== 0 && !run.stderr.includes('error initializing configuration')) throw new Error(run.stderr);
  return run.status === 0;
}

/** Pieces of which expressions are made, good and bad. */
const piece = fc.constantFrom(
  'a', 'b', '.', '-', '^', '$', '(', ')', '[', ']', '[^', '*', '+', '?', '*?', '{', '}', '{2}', '{2,}', '{1,3}', '{3,1}', '{0,1001}', '{1000}', '|', '\\', '\\d', '\\D', '\\w', '\\s', '\\b', '\\B',
  '\\A', '\\z', '\\Z', '\\1', '\\k', '\\pL', '\\p{Greek}', '\\p{Nope}', '\\x41', '\\x{1F600}', '\\x', '\\Q', '\\E', '\\C', '\\.', '\\/', '\\-', '\\_', '\\e', '\\a', '\\f', '\\v', '\\0', '\\07', '\\8', '\\u', '\\N',
  '[:alpha:]', '[[:alpha:]]', '[[:nope:]]', '[a-z]', '[z-a]', '[]a]', '[\\d-z]', '[a\\]', '(?:', '(?i)', '(?i:', '(?P<n>', '(?P=n)', '(?<n>', '(?=', '(?!', '(?<=', '(?<!', '(?>', '(?#', '(?i-s)', '(?z)', '++', '**', '/',
  'spiffe://example\\.org/ns/', '(abc|abd|x){9}', '[a-z0-9-]{12}', '\\w{9}', '.{20}', '\\Qabcdefghijklmnopqrstuvwxyz\\E',
);

describeEnvoy('what RE2 takes', () => {
  test('nothing that Envoy refuses passes the library\'s own check, and what it takes seldom fails there', () => {
    let wronglyRefused = 0;
    let runs = 0;
    fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }).map((p) => p.join('')), (regex) => {
      runs++;
      const why = whyNotRe2(regex);
      if (compiles(regex)) { if (why) process.stderr.write('REFUSED ' + regex + '  ' + why + '\n'); wronglyRefused += why ? 1 : 0; } else {expect({ regex, why }).toEqual({ regex, why: expect.any(String) });}
    }), { numRuns: Number(process.env.ENVOY_RUNS ?? 60) });
    expect(wronglyRefused).toBeLessThan(runs / 10);
  }, 300_000);
});
