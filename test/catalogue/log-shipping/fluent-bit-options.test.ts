import { FILTERS, OUTPUTS, SOURCES } from './all-outputs';
import * as options from './golden/fluent-bit-5.1.1-options.json';
import { config, contribute, files } from './helpers';
import { EnvSource } from '../../../lib';
import { LogEngine, LogOutput, LogShipperSidecarProps, LogSource } from '../../../lib/catalogue/log-shipping';

type Plugin = Record<string, any>;

/** By the product's own list, which knows nothing of this library's table. */
function unknownOptions(plugins: Plugin[], table: Record<string, Record<string, string>>, besides: string[]): string[] {
  return plugins.flatMap((p) => Object.keys(p)
    .filter((key) => key !== 'name' && !besides.includes(key))
    .filter((key) => !Object.keys(table[p.name]).some((o) => o.toLowerCase() === key.toLowerCase() || (o.endsWith('.') && key.startsWith(o))))
    .map((key) => `${p.name}.${key}`));
}

const WORDS: Record<string, RegExp> = { boolean: /^(on|off)$/, integer: /^\d+$/, size: /^\d+[kM]?$/, time: /^\d+s?$/ };

function unreadable(plugins: Plugin[], table: Record<string, Record<string, string>>): string[] {
  return plugins.flatMap((p) => Object.entries(p).filter(([key, value]) => {
    const type = Object.entries(table[p.name] ?? {}).find(([o]) => o.toLowerCase() === key.toLowerCase())?.[1].split(' = ')[0] ?? '';
    return WORDS[type] && !WORDS[type].test(String(value));
  }).map(([key, value]) => `${p.name}.${key}: ${value}`));
}

describe.each(Object.entries(OUTPUTS))('%s', (_, outputs) => {
  const c = config({ sources: SOURCES, outputs, filters: FILTERS, buffer: { sizeLimit: '1Gi' } });

  test('has only options that Fluent Bit knows, with values that it can read', () => {
    const { inputs, filters, outputs: plugins } = c.pipeline;
    // Set by the engine itself for each output, and host and port for those that have a custom endpoint.
    const besides = ['storage.total_limit_size', 'host', 'port'];
    expect(unknownOptions(inputs, options.inputs, [])).toEqual([]);
    expect(unknownOptions(filters, options.filters, [])).toEqual([]);
    expect(unknownOptions(plugins, options.outputs, besides)).toEqual([]);
    expect([...unreadable(inputs, options.inputs), ...unreadable(plugins, options.outputs)]).toEqual([]);
  });

  test('keeps no secret in its configuration', () => {
    const contribution = contribute({ sources: SOURCES, outputs, buffer: { sizeLimit: '1Gi' } });
    const text = Object.values(files(contribution)).join();
    for (const [name, source] of Object.entries(contribution.containers![0].env!)) {
      if (source._toEnv(name).valueFrom?.secretKeyRef && !name.startsWith('AWS_')) expect(text).toContain(`\${${name}}`);
    }
  });
});

const base = { sources: [LogSource.files('/l/*.log')], outputs: [LogOutput.stdout()] };
const withExtra = (extraConfig: Record<string, any>, more: Partial<LogShipperSidecarProps> = {}) =>
  config({ ...base, ...more, engine: LogEngine.fluentBit({ extraConfig }) });

describe('extra configuration', () => {
  test('is merged: maps by key, lists appended, null deletes', () => {
    const c = withExtra({ service: { 'scheduler.cap': 120, 'storage.metrics': null }, pipeline: { filters: [{ name: 'lift', match: '*' }].map((f) => ({ ...f, name: 'stdout' })) } });
    expect(c.service['scheduler.cap']).toBe(120);
    expect(c.service['storage.metrics']).toBeUndefined();
    expect(c.service.flush).toBe(1);
    expect(c.pipeline.filters.map((f: Plugin) => f.name)).toEqual(['modify', 'stdout']);
    expect(withExtra({ parsers: [{ name: 'mine', format: 'ltsv' }] }).parsers).toHaveLength(1);
  });

  test('settings of one source and one output are laid over it', () => {
    const c = config({
      sources: [LogSource.files('/l/*.log', { settings: { ignore_older: '1d' } })],
      outputs: [LogOutput.stdout({ settings: { 'net.keepalive': undefined, 'format': 'msgpack' } })],
    });
    expect(c.pipeline.inputs[0].ignore_older).toBe('1d');
    expect(c.pipeline.outputs[0].format).toBe('msgpack');
  });

  test('a variable given by "env" can stand for a secret', () => {
    const outputs = [LogOutput.http({ url: 'http://x', settings: { http_passwd: '${MINE}' } })];
    expect(contribute({ ...base, outputs, env: { MINE: EnvSource.secret('s', 'k') } }).containers![0].env!.MINE._toEnv('x').valueFrom!.secretKeyRef!.name).toBe('s');
  });

  const settings = (s: Record<string, any>) => config({ ...base, outputs: [LogOutput.http({ url: 'http://x', settings: s })] });
  test.each<[string, () => unknown, string]>([
    ['an unknown section', () => withExtra({ pipelines: {} }), 'pipelines: is no section of Fluent Bit'],
    ['an unknown service key', () => withExtra({ service: { flsh: 1 } }), 'service.flsh: is no setting of Fluent Bit'],
    ['an unknown plugin', () => withExtra({ pipeline: { filters: [{ name: 'greep', match: '*' }] } }), 'pipeline.filters[1].name: "greep" is no filter of Fluent Bit 5.1.1'],
    ['a plugin without a name', () => withExtra({ pipeline: { filters: [{ match: '*' }] } }), 'pipeline.filters[1].name: undefined is not the name of a plugin'],
    ['an unknown option', () => settings({ compres: 'gzip' }), 'pipeline.outputs[0].compres: is no option of the output "http"'],
    ['tls: maybe', () => settings({ tls: 'maybe' }), 'pipeline.outputs[0].tls: "maybe" can\'t be read'],
    ['a size that is none', () => config({ ...base, sources: [LogSource.files('/l/*', { settings: { buffer_max_size: '10X' } })] }), 'pipeline.inputs[0].buffer_max_size: "10X"'],
    ['a retry word that is none', () => settings({ retry_limit: 'unlimited' }), 'pipeline.outputs[0].retry_limit: "unlimited" would be taken for 1'],
    ['an output without match', () => withExtra({ pipeline: { outputs: [{ name: 'stdout' }] } }), 'pipeline.outputs[2].match: is missing'],
    ['a parser that is not there', () => config({ ...base, sources: [LogSource.files('/l/*', { settings: { parser: 'apache' } })] }), 'pipeline.inputs[0].parser: "apache" is not declared'],
    ['a multiline parser that is not there', () => config({ ...base, sources: [LogSource.files('/l/*', { settings: { 'multiline.parser': 'java, kotlin' } })] }), '"kotlin" is not declared'],
    ['one database for two inputs', () => withExtra({ pipeline: { inputs: [{ name: 'tail', path: '/x/*', db: '/fluent-bit/state/files.db' }] } }), 'is another input\'s too'],
    ['25 nanoseconds', () => config({ ...base, sources: [LogSource.files('/l/*', { settings: { refresh_interval: 0.25 } })] }), 'refresh_interval: "0.25" would be read as nanoseconds'],
    ['a grace too long', () => withExtra({ service: { grace: 10 } }), 'service.grace: "10" is not below the 10 seconds'],
    ['no HTTP server', () => withExtra({ service: { http_server: 'off' } }), 'service.http_server: "off" leaves the probes without an answer'],
    ['another port', () => withExtra({ service: { http_port: 2021 } }), 'service.http_port: "2021" is not 2020'],
    ['loopback', () => withExtra({ service: { http_listen: '127.0.0.1' } }), 'service.http_listen'],
    ['no place for chunks', () => withExtra({ service: { 'storage.path': null } }), 'service.storage.path'],
    ['a daemon', () => withExtra({ service: { daemon: 'on' } }), 'service.daemon'],
    ['a reload that never ends', () => withExtra({ service: { hot_reload: 'on' } }), 'service.hot_reload.ensure_thread_safety'],
    ['a plain secret', () => settings({ http_passwd: 'hunter2' }), 'http_passwd: would stand in a ConfigMap as plain text'],
    ['a list for a map', () => withExtra({ service: [] }), 'extraConfig.service: is a list where the generated configuration has a map'],
    ['an unknown processor option', () => withExtra({ pipeline: { inputs: [{ name: 'dummy', processors: { logs: [{ name: 'content_modifier', actoin: 'x' }] } }] } }), 'processors.logs[0].actoin: is no option'],
  ])('%s is an error', (_, act, message) => expect(act).toThrow(message));

  test('what is right is taken', () => {
    expect(() => withExtra({
      service: { 'hot_reload': 'on', 'hot_reload.ensure_thread_safety': 'off', 'parsers_file': '/fluent-bit/etc/parsers.conf' },
      pipeline: {
        inputs: [{ name: 'tail', path: '/x/*', db: '/fluent-bit/state/x.db', parser: 'apache', refresh_interval: '0.500000000' }],
        outputs: [{ name: 'null', match_regex: '.*', Retry_Limit: 'False' }],
      },
    })).not.toThrow();
  });
});
