import { FILTERS, OUTPUTS, SOURCES } from './all-outputs';
import { contribute, files } from './helpers';
import { EnvSource, SharedVolume } from '../../../lib';
import { LogBufferFull, LogEngine, LogFilter, LogMultiline, LogOutput, LogParser, LogShipperSidecarProps, LogSource } from '../../../lib/catalogue/log-shipping';
import { element, print } from '../../../lib/catalogue/log-shipping/fluentd/elements';

const base = { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()], engine: LogEngine.fluentd() };
const conf = (props: Partial<LogShipperSidecarProps>) => files(contribute({ ...base, ...props }))['fluentd.conf'];
const image = (...outputs: LogOutput[]) => contribute({ ...base, outputs }).containers![0].image;
/** The lines of the part that begins with a line, up to its end. */
function part(text: string, first: string): string {
  const start = text.indexOf(`${first}\n`);
  if (start < 0) throw new Error(`no "${first}" in\n${text}`);
  const indent = /^ */.exec(first)![0];
  const name = /^ *<(\w+)/.exec(first)![1];
  return text.slice(start, text.indexOf(`\n${indent}</${name}>`, start));
}
const output = (o: LogOutput) => part(conf({ outputs: [o] }), '  <match **>').replace(/\n {4}/g, '\n');

test('the container: its own entry point replaced, a place for temporary files, nobody as user', () => {
  const [c] = contribute(base).containers!;
  expect(c.command).toEqual(['tini', '--', 'fluentd']);
  expect(c.args).toEqual(['-c', '/fluentd/config/fluentd.conf', '-p', '/fluentd/plugins']);
  expect(c.user).toBeGreaterThan(0);
  expect(c.mounts!.find((m) => m.path === '/tmp')!.volume._toPart().source).toEqual({ emptyDir: { sizeLimit: '16Mi' } });
  expect(c.health!._toPart().check).toEqual({ httpGet: { path: '/metrics', port: 24231 } });
  expect(part(conf({}), '<source>')).toContain("@type 'prometheus'\n  @id 'in_metrics'\n  bind '0.0.0.0'\n  port 24231");
});

test('the image is the one with the destination\'s gem; two of them are in no image', () => {
  expect(image(LogOutput.stdout(), OUTPUTS.http[0], OUTPUTS.forward[0])).toMatch(/v1\.19\.3-debian-forward-1\.1$/);
  expect(image(OUTPUTS.elasticsearch[0], LogOutput.stdout())).toMatch(/debian-elasticsearch8-1\.1$/);
  expect(image(OUTPUTS.s3[0])).toMatch(/debian-s3-1\.1$/);
  expect(() => image(OUTPUTS.elasticsearch[0], OUTPUTS.s3[0])).toThrow('outputs: "elasticsearch" and "s3" need gems that no published image of Fluentd has together');
  const own = contribute({ ...base, outputs: [OUTPUTS.elasticsearch[0], OUTPUTS.s3[0]], engine: LogEngine.fluentd({ image: 'mine/fluentd:1.0' }) });
  expect(own.containers![0].image).toBe('mine/fluentd:1.0');
});

test('text of the user can\'t leave its quotes', () => {
  expect(print([element('filter', '**', { a: "it's \\ #{x}\n", b: ['#{x}'], c: { json: { 'k"': '#{x}' } }, d: { variable: 'POD_NAME' }, e: undefined, f: 1 })])).toBe(
    '<filter **>\n  a \'it\\\'s \\\\ #{x}\n\'\n  b ["\\#{x}"]\n  c {"k\\"":"\\#{x}"}\n  d "#{ENV[\'POD_NAME\']}"\n  f 1\n</filter>\n');
});

test('the source sees new files soon, and reads none twice', () => {
  const tail = part(conf({ sources: [LogSource.files('/l/*.log', { multiline: LogMultiline.continuesWith('^\\s') })] }), "<source>\n  @type 'tail'");
  for (const line of ["pos_file '/fluentd/state/files.pos'", 'read_from_head true', 'refresh_interval 0.5', 'follow_inodes true', 'multiline_flush_interval \'1s\'', "format_firstline '/^(?!.*(?:^\\\\s))/'"]) {
    expect(tail).toContain(line);
  }
});

test('a line that can\'t be parsed goes on, and a time that was found is kept', () => {
  const parse = (parser: LogParser) => part(conf({ sources: [LogSource.files('/l/*', { parser })] }), '<filter logs.files>');
  expect(parse(LogParser.json({ timeField: 'time' }))).toContain('reserve_data true\n  reserve_time false\n  remove_key_name_field true\n  emit_invalid_record_to_error false');
  expect(parse(LogParser.json())).toContain('reserve_time true');
  expect(parse(LogParser.regex('^(?<a>\\d+)$'))).toContain("@type 'regexp'\n    expression '/^(?<a>\\\\d+)$/m'");
});

test('each filter', () => {
  const text = conf({ filters: [...FILTERS, LogFilter.redactMatches('message', "it's \\d", '\\1')] });
  expect(text).toContain("<regexp>\n    key 'level'\n    pattern '/^(warn|error)$/'");
  expect(text).toContain("<exclude>\n    key 'path'\n    pattern '/^/healthz$/'");
  expect(text).toContain("_nothing '${record[\\'password\\'] = \\'[redacted]\\' if record.key?(\\'password\\'); nil}'");
  expect(text).toContain('remove_keys ["a","b"]');
  expect(text).toContain("team 'the \"shop\"'");
  expect(text).toContain("record[\\'message\\'] = record.delete(\\'msg\\') if record.key?(\\'msg\\')");
  expect(text).toContain("gsub(Regexp.new(\\'it\\\\\\'s \\\\\\\\d\\')) { \\'\\\\\\\\1\\' }");
});

test('every output: a copy and a label of its own, a bounded buffer on disk that is sent at the end', () => {
  const text = conf({ outputs: [LogOutput.stdout(), OUTPUTS.http[0]] });
  expect(part(text, '<match logs.**>')).toContain("copy_mode 'shallow'");
  expect([...text.matchAll(/@label '(@OUT_\w+)'/g)].map((m) => m[1])).toEqual(['@OUT_STDOUT', '@OUT_HTTP']);
  const sizes = [...text.matchAll(/total_limit_size (\d+)/g)].map((m) => Number(m[1]));
  expect(sizes).toHaveLength(2);
  expect(sizes[0] + sizes[1]).toBeLessThanOrEqual(224 * 1024 * 1024);
  for (const line of ["overflow_action 'block'", 'retry_forever true', 'flush_at_shutdown true', 'disable_chunk_backup true', "path '/fluentd/state/buffer/http'"]) expect(text).toContain(line);
  expect(conf({ buffer: { whenFull: LogBufferFull.DROP_OLDEST } })).toContain("overflow_action 'drop_oldest_chunk'");
  expect(conf({ outputs: [LogOutput.stdout({ retries: 3 })] })).toContain('retry_max_times 3');
});

describe('outputs', () => {
  test('Elasticsearch and OpenSearch ask for nothing at start, so that an outage doesn\'t end the process', () => {
    const es = output(LogOutput.elasticsearch({ url: 'https://es.example:9200/proxy', index: 'logs-shop', apiKey: EnvSource.secret('es', 'key') }));
    for (const line of ["host 'es.example'", "scheme 'https'", "path '/proxy'", "index_name 'logs-shop'", 'include_timestamp true', "id_key '_hash'", "write_operation 'create'",
      'verify_es_version_at_startup false', 'log_es_400_reason true', 'default_elasticsearch_version 8', 'reload_connections false', "api_key \"#{ENV['LOG_ELASTICSEARCH_API_KEY']}\""]) expect(es).toContain(line);
    expect(conf({ outputs: [OUTPUTS.elasticsearch[0]] })).toContain("@type 'elasticsearch_genid'");
    expect(output(OUTPUTS.openSearch[0])).toContain('verify_os_version_at_startup false');
    expect(output(OUTPUTS.openSearch[1])).toContain("<endpoint>\n  region 'eu-west-1'\n  url 'https://x.eu-west-1.es.amazonaws.com:443'");
  });

  test('CloudWatch, S3, Kafka, Datadog', () => {
    expect(output(OUTPUTS.cloudWatchLogs[0])).toContain("log_stream_name_key 'log_stream'\nremove_log_stream_name_key true\nauto_create_stream true");
    expect(conf({ outputs: [OUTPUTS.cloudWatchLogs[0]] })).toContain("log_stream 'pod/${record[\"k8s_namespace_name\"]}.${record[\"k8s_pod_name\"]}.${record[\"k8s_container_name\"]}'");
    const s3 = output(OUTPUTS.s3[1]);
    for (const line of ["path 'a/b/%Y/%m/%d/%H/'", 'check_apikey_on_start false', 'check_bucket false', "flush_interval '60s'", 'chunk_limit_size 2000000', "s3_endpoint 'http://minio.storage:9000'", 'force_path_style true']) expect(s3).toContain(line);
    const kafka = output(OUTPUTS.kafka[1]);
    for (const line of ["brokers 'kafka:9093'", 'required_acks -1', 'ssl_ca_cert ["/etc/log-shipper/tls/ca/ca.crt"]', "scram_mechanism 'sha256'", 'sasl_over_ssl true', '<buffer _topic>']) expect(kafka).toContain(line);
    expect(output(OUTPUTS.datadog[1])).toContain("dd_tags 'env:prod,team:shop'");
  });

  test('HTTP and forward', () => {
    const plain = output(OUTPUTS.http[0]);
    expect(plain).toContain('retryable_response_codes ["429","500","502","503","504"]');
    expect(plain).toContain('json_array true');
    expect(conf({ outputs: [OUTPUTS.http[0]] })).toContain('time \'${time.utc.strftime(%q(%Y-%m-%dT%H:%M:%S.%NZ))}\'');
    const full = LogOutput.http({ url: 'https://i/logs', headers: { 'X-Key': EnvSource.secret('s', 'k') }, tls: { ca: SharedVolume.secretNamed('ca', 'ca') } });
    expect(output(full)).toContain('headers {"X-Key":"#{ENV[\'LOG_HTTP_HEADER_X_KEY\']}"}\ntls_verify_mode \'peer\'\ntls_version \'TLSv1_2\'\ntls_ca_cert_path \'/etc/log-shipper/tls/ca/ca.crt\'');
    const forward = output(OUTPUTS.forward[1]);
    for (const line of ['require_ack_response true', 'ignore_network_errors_at_startup true', "transport 'tls'", "name 'logs.example'", "shared_key \"#{ENV['LOG_FORWARD_SHARED_KEY']}\"", "username 'shop'"]) expect(forward).toContain(line);
  });
});

describe('extra configuration in the form of Fluentd\'s YAML', () => {
  const extra = (extraConfig: Record<string, any>, own?: string) => conf({ engine: LogEngine.fluentd({ extraConfig, image: own }) });

  test('stands between the filters and the outputs', () => {
    const text = extra({ system: { suppress_repeated_stacktrace: true }, config: [{ filter: { $tag: 'logs.**', $type: 'grep', exclude: [{ key: 'a', pattern: '/x/' }, { key: 'b', pattern: '/y/' }] } }] });
    expect(text).toContain('suppress_repeated_stacktrace true');
    expect(text).toContain("<filter logs.**>\n  @type 'grep'\n  <exclude>\n    key 'a'\n    pattern '/x/'\n  </exclude>\n  <exclude>\n    key 'b'");
    expect(text.indexOf("pattern '/x/'")).toBeLessThan(text.indexOf("@type 'copy'"));
    expect(extra({ config: [{ label: { $name: '@MINE', config: [{ match: { $tag: '**', $type: 'null' } }] } }] })).toContain("<label @MINE>\n  <match **>\n    @type 'null'");
  });

  test.each<[string, () => unknown, string]>([
    ['an unknown parameter', () => extra({ config: [{ filter: { $tag: '**', $type: 'grep', regex: 1 } }] }), 'regex: is no parameter of "grep"'],
    ['an unknown plugin', () => extra({ config: [{ filter: { $tag: '**', $type: 'geoip' } }] }), '"geoip" is not among the plugins'],
    ['a plugin without type', () => extra({ config: [{ filter: { $tag: '**' } }] }), '$type: is missing'],
    ['a filter without pattern', () => extra({ config: [{ filter: { $type: 'grep' } }] }), '$tag: is missing, so that no record matches'],
    ['an unknown element', () => extra({ config: [{ fliter: {} }] }), 'extraConfig.config[0].fliter: is no element of Fluentd'],
    ['an unknown section', () => extra({ conf: [] }), 'extraConfig.conf: is no section'],
    ['a second match', () => extra({ config: [{ match: { $tag: 'logs.**', $type: 'null' } }] }), 'two <match> of one pattern'],
    ['a setting that is none', () => conf({ outputs: [LogOutput.stdout({ settings: { formatt: 'json' } })] }), 'formatt: is no parameter of "stdout"'],
    ['a plain secret', () => conf({ outputs: [LogOutput.forward({ host: 'f', settings: { tls_client_private_key_passphrase: 'x' } })] }), 'would stand in a ConfigMap as plain text'],
    ['Loki', () => conf({ outputs: OUTPUTS.loki }), 'outputs[0]: "loki" is not an output of Fluentd: use Fluent Bit, Vector or OpenTelemetry Collector'],
    ['logfmt', () => conf({ sources: [LogSource.files('/l/*', { parser: LogParser.logfmt() })] }), 'sources[files].parser: logfmt is not something Fluentd can do'],
    ['any certificate of Kafka', () => conf({ outputs: [LogOutput.kafka({ brokers: ['k:1'], topic: 't', tls: { insecureSkipVerify: true } })] }), 'outputs[kafka].tls.insecureSkipVerify'],
    ['another server name', () => conf({ outputs: [LogOutput.http({ url: 'https://x', tls: { serverName: 'y' } })] }), 'outputs[http].tls.serverName'],
  ])('%s is an error', (_, act, message) => expect(act).toThrow(message));

  test('an image of the user\'s may have plugins that are not known', () => {
    expect(extra({ config: [{ filter: { $tag: '**', $type: 'geoip' } }] }, 'mine/fluentd:1')).toContain("@type 'geoip'");
  });
});

test('all sources together', () => {
  expect(conf({ sources: SOURCES.filter((s) => s._name() !== 'logfmt') }).match(/@type 'tail'/g)).toHaveLength(SOURCES.length - 1);
});
