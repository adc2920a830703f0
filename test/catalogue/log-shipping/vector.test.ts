import { FILTERS, OUTPUTS, SOURCES } from './all-outputs';
import { config, contribute } from './helpers';
import { EnvSource } from '../../../lib';
import {
  LogBufferFull, LogEngine, LogFilter, LogMultiline, LogOtlpProtocol, LogOutput, LogParser, LogShipperSidecarProps, LogSource, LogTlsVersion,
} from '../../../lib/catalogue/log-shipping';

const base = { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()], engine: LogEngine.vector() };
const vector = (props: Partial<LogShipperSidecarProps>) => config({ ...base, ...props });
const sink = (o: LogOutput) => Object.entries<any>(vector({ outputs: [o] }).sinks).find(([id]) => id.startsWith('out_'))![1];

test('the container: read-only configuration, health, metrics, and an end before the kubelet\'s', () => {
  const [c] = contribute({ ...base, drainSeconds: 30 }).containers!;
  expect(c.image).toMatch(/vector:0\.57\.0-distroless-libc$/);
  expect(c.args!.join(' ')).toBe('--config /etc/vector/vector.yaml --threads 2 --graceful-shutdown-limit-secs 28');
  expect(c.ports).toEqual({ 'log-metrics': 9598 });
  expect(c.health!._toPart().check).toEqual({ httpGet: { path: '/health', port: 8686 } });
  expect(c.env!.VECTOR_LOG._toEnv('x').value).toBe('info');
  expect(c.mounts!.map((m) => m.path)).toEqual(expect.arrayContaining(['/etc/vector', '/var/lib/vector', '/var/log/app']));
  const all = vector({});
  expect(all.api).toEqual({ enabled: true, address: '0.0.0.0:8686' });
  expect(all.sinks.vector_metrics_out).toMatchObject({ type: 'prometheus_exporter', inputs: ['vector_metrics'], address: '0.0.0.0:9598' });
});

test('a disk buffer of at least 256 MiB for each output, inside a volume that is large enough for all', () => {
  const outputs = [LogOutput.stdout(), LogOutput.loki({ url: 'http://loki:3100' })];
  const c = contribute({ ...base, outputs }).containers![0];
  const limit = c.mounts!.find((m) => m.path === '/var/lib/vector')!.volume._toPart().source as any;
  const mebibytes = Number(/^(\d+)Mi$/.exec(limit.emptyDir.sizeLimit)![1]);
  const buffers = Object.values<any>(vector({ outputs }).sinks).filter((s) => s.buffer).map((s) => s.buffer);
  expect(buffers).toHaveLength(2);
  buffers.forEach((b) => expect(b).toMatchObject({ type: 'disk', when_full: 'block' }));
  expect(Math.min(...buffers.map((b) => b.max_size))).toBeGreaterThanOrEqual(268435488);
  expect(buffers.reduce((n, b) => n + b.max_size, 0)).toBeLessThan(mebibytes * 1024 * 1024);
  expect(() => contribute({ ...base, buffer: { sizeLimit: '256Mi' } })).toThrow('buffer.sizeLimit: "256Mi" is too small: Vector needs 268435488');
});

test('positions are saved when records have arrived, in every sink', () => {
  for (const outputs of Object.values(OUTPUTS)) {
    for (const o of outputs.filter((x) => !['forward'].includes(x._toData('x', []).kind) && (x._toData('x', []) as any).protocol !== 'grpc')) {
      const s = sink(o);
      expect((s.protocol ?? s).acknowledgements).toEqual({ enabled: true });
    }
  }
});

test('secrets are files of mounted Secrets, and nothing is interpolated from the environment', () => {
  const props = { ...base, outputs: [LogOutput.splunkHec({ url: 'https://s:8088', token: EnvSource.secret('splunk.hec', 'token') })] };
  const c = contribute(props);
  expect(config(props).secret).toEqual({ secret_1: { type: 'directory', path: '/etc/log-shipper/secrets/splunk.hec', remove_trailing_whitespace: true } });
  expect(config(props).sinks.out_splunk.default_token).toBe('SECRET[secret_1.token]');
  expect(c.containers![0].mounts!.find((m) => m.path === '/etc/log-shipper/secrets/splunk.hec')!.volume._toPart()).toMatchObject({ name: 'logs-secret-1', source: { secret: { secretName: 'splunk.hec', defaultMode: 0o440 } } });
  expect(Object.keys(c.containers![0].env!).filter((n) => n.startsWith('LOG_'))).toEqual([]);
  const fromConfigMap = LogOutput.elasticsearch({ url: 'https://e', auth: { user: EnvSource.configMap('c', 'k'), password: EnvSource.secret('s', 'k') } });
  expect(() => vector({ outputs: [fromConfigMap] })).toThrow('outputs[elasticsearch].auth.user: comes from a ConfigMap');
});

test('the source sees new files soon, and adds nothing of its own', () => {
  expect(vector({ sources: [LogSource.files('/l/*.log', { multiline: LogMultiline.startsWith('^\\d'), pathField: 'file' })] }).sources.in_files).toMatchObject({
    type: 'file', include: ['/l/*.log'], exclude: ['/l/*.gz', '/l/*.zip'], read_from: 'beginning', host_key: '', file_key: 'file', glob_minimum_cooldown_ms: 250,
    multiline: { mode: 'halt_before', start_pattern: '^\\d', condition_pattern: '^\\d', timeout_ms: 1000 },
  });
  expect(vector({ sources: [LogSource.files('/l/*.log', { multiline: LogMultiline.continuesWith('^\\s') })] }).sources.in_files.multiline).toEqual({
    mode: 'continue_through', start_pattern: '^', condition_pattern: '^\\s', timeout_ms: 1000,
  });
});

test('records pass parsing, enrichment and filters in order', () => {
  const c = vector({ sources: SOURCES, filters: FILTERS });
  const order = ['enrich', ...FILTERS.map((_, i) => `filter_${i + 1}`)];
  order.slice(1).forEach((id, i) => expect(c.transforms[id].inputs).toEqual([order[i]]));
  expect(c.transforms.enrich.inputs).toEqual(['parse_files', 'parse_json', 'parse_logfmt', 'parse_access', 'parse_trace', 'parse_err']);
  expect(c.transforms.enrich.source).toContain('.k8s_pod_name = get_env_var("POD_NAME") ?? ""');
  expect(c.transforms.filter_1).toMatchObject({ type: 'filter', condition: { type: 'vrl', source: 'exists(.level) && match(to_string(.level) ?? "", r\'^(warn|error)$\')' } });
  expect(c.transforms.filter_2.condition.source).toMatch(/^!\(/);
  expect(c.transforms.parse_access.source).toContain('parse_timestamp(string(.time) ?? "", format: "%d/%b/%Y:%H:%M:%S%.f %z", timezone: "UTC")');
  expect(c.transforms.parse_json.source).toContain('format: "%+"');
});

test('text of the user can\'t leave its literal', () => {
  const program = (f: LogFilter) => vector({ filters: [f] }).transforms.filter_1.source;
  expect(program(LogFilter.addFields({ a: 'x" }} {{ del(.) }} \\' }))).toBe('.a = "x\\" }} \\{{ del(.) }} \\\\"');
  expect(program(LogFilter.redactMatches('message', "it's \\d+", '<$1>'))).toContain("r'it\\'s \\d+', \"<$$1>\"");
});

describe('sinks', () => {
  test('Loki: labels of fields need an opt-out, the tenant is fixed text', () => {
    expect(sink(LogOutput.loki({ url: 'http://loki:3100', tenant: 'a' }))).toMatchObject({
      type: 'loki', endpoint: 'http://loki:3100', path: '/loki/api/v1/push', tenant_id: 'a', remove_label_fields: true, dangerously_allow_unconfined_template_resolution: true,
      labels: { job: 'cdk8s-sidecars', namespace: '{{ k8s_namespace_name }}', pod: '{{ k8s_pod_name }}' },
    });
    expect(sink(LogOutput.loki({ url: 'http://loki:3100', labelFields: {} }))).not.toHaveProperty('dangerously_allow_unconfined_template_resolution');
    expect(() => sink(LogOutput.loki({ url: 'http://loki', tenant: '{{ x }}' }))).toThrow('outputs[loki].tenant: "{{ x }}" has "{{" or "%"');
  });

  test('Loki: structured metadata', () => {
    expect(sink(OUTPUTS.loki[1])).toMatchObject({ structured_metadata: { trace: '{{ trace_id }}' }, labels: { job: 'shop', level: '{{ level }}' }, request: { retry_attempts: 3 } });
  });

  test('Elasticsearch and OpenSearch: a record keeps its id over retries', () => {
    const c = vector({ outputs: [LogOutput.elasticsearch({ url: 'https://e:9200/p', apiKey: EnvSource.secret('e', 'k') })] });
    expect(c.sinks.out_elasticsearch).toMatchObject({
      endpoints: ['https://e:9200/p'], api_version: 'v8', bulk: { action: 'create', index: 'app-%Y.%m.%d' }, id_key: 'log_record_id', request_retry_partial: true,
      request: { headers: { Authorization: 'ApiKey SECRET[secret_1.k]' } }, tls: { verify_certificate: true, verify_hostname: true }, inputs: ['shape_elasticsearch'],
    });
    expect(c.transforms.shape_elasticsearch.source).toBe('.log_record_id = uuid_v7()');
    expect(sink(LogOutput.openSearch({ url: 'https://x', awsRegion: 'eu-west-1' }))).toMatchObject({ api_version: 'v7', auth: { strategy: 'aws' }, aws: { region: 'eu-west-1' } });
  });

  test('CloudWatch: a stream must begin with fixed text', () => {
    expect(sink(LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', createGroup: true, retentionDays: 7 }))).toMatchObject({
      group_name: '/a', stream_name: 'pod/{{ k8s_namespace_name }}.{{ k8s_pod_name }}.{{ k8s_container_name }}', create_missing_group: true, create_missing_stream: true, retention: { enabled: true, days: 7 },
    });
  });

  test('S3, Kafka, OTLP, Splunk, Datadog, HTTP, stdout', () => {
    expect(sink(LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs' }))).toMatchObject({ type: 'aws_s3', key_prefix: 'logs/%Y/%m/%d/%H/', batch: { timeout_secs: 300, max_bytes: 16777216 } });
    expect(sink(OUTPUTS.kafka[0])).toMatchObject({ type: 'kafka', bootstrap_servers: 'kafka-0:9092,kafka-1:9092', message_timeout_ms: 0, librdkafka_options: { 'request.required.acks': '-1', 'queue.buffering.max.kbytes': '32768' } });
    expect(sink(OUTPUTS.kafka[1])).toMatchObject({ tls: { enabled: true, ca_file: '/etc/log-shipper/tls/ca/ca.crt' }, sasl: { enabled: true, mechanism: 'SCRAM-SHA-256', password: 'SECRET[secret_1.password]' } });
    expect(sink(OUTPUTS.otlp[0])).toMatchObject({ type: 'opentelemetry', protocol: { type: 'http', uri: 'http://gateway:4318/v1/logs', encoding: { codec: 'otlp' }, request: { headers: { 'Content-Type': 'application/x-protobuf' } } } });
    expect(sink(OUTPUTS.splunkHec[1])).toMatchObject({ type: 'splunk_hec_logs', endpoint: 'https://splunk:8088', index: 'main', sourcetype: 'app' });
    expect(vector({ outputs: [OUTPUTS.datadog[1]] }).transforms.shape_datadog.source).toBe('.service = "shop"\n.ddsource = "java"\n.ddtags = "env:prod,team:shop"');
    expect(sink(OUTPUTS.datadog[1])).toMatchObject({ type: 'datadog_logs', site: 'datadoghq.eu' });
    expect(sink(OUTPUTS.http[0])).not.toHaveProperty('framing');
    expect(sink(OUTPUTS.http[1])).toMatchObject({ framing: { method: 'newline_delimited' }, request: { headers: { 'X-Key': 'SECRET[secret_1.header]' } }, auth: { strategy: 'basic', user: 'shop' } });
    expect(sink(LogOutput.stdout())).toMatchObject({ type: 'console', encoding: { codec: 'json' } });
    expect(sink(LogOutput.http({ url: 'http://x', retries: 0 })).request.retry_attempts).toBe(0);
  });
});

test.each<[string, Partial<LogShipperSidecarProps>, string]>([
  ['forward', { outputs: OUTPUTS.forward }, 'outputs[0]: "forward" is not an output of Vector: use Fluent Bit or Fluentd'],
  ['gRPC', { outputs: [LogOutput.otlp({ url: 'http://x', protocol: LogOtlpProtocol.GRPC })] }, 'outputs[otlp].protocol: OTLP over gRPC is not something Vector can do: leave it out, or use Fluent Bit or OpenTelemetry Collector'],
  ['dropping the oldest', { buffer: { whenFull: LogBufferFull.DROP_OLDEST } }, 'buffer.whenFull: dropping the oldest records is not something Vector can do'],
  ['TLS 1.3 as minimum', { outputs: [LogOutput.http({ url: 'https://x', tls: { minimumVersion: LogTlsVersion.TLS_1_3 } })] }, 'outputs[http].tls.minimumVersion: TLS 1.3'],
  ['looking ahead', { filters: [LogFilter.keep('a', 'x(?=y)')] }, 'filters[0].pattern: "x(?=y)" has "(?="'],
  ['looking back', { sources: [LogSource.files('/l/*', { parser: LogParser.regex('(?<!a)(?<b>.*)') })] }, 'sources[files].parser: "(?<!a)(?<b>.*)" has "(?<!"'],
  ['an unknown input', { engine: LogEngine.vector({ extraConfig: { sinks: { mine: { type: 'blackhole', inputs: ['enrihc'] } } } }) }, 'sinks.mine.inputs: "enrihc" is neither a source nor a transform'],
  ['no input', { engine: LogEngine.vector({ extraConfig: { sinks: { mine: { type: 'blackhole' } } } }) }, 'sinks.mine.inputs: undefined names no input'],
  ['no type', { engine: LogEngine.vector({ extraConfig: { sources: { mine: {} } } }) }, 'sources.mine.type: undefined is not a type'],
  ['another data_dir', { engine: LogEngine.vector({ extraConfig: { data_dir: '/tmp' } }) }, 'data_dir: "/tmp" is not the state volume'],
  ['no API', { engine: LogEngine.vector({ extraConfig: { api: { enabled: false } } }) }, 'api.enabled: false leaves the probes without an answer'],
  ['a small buffer', { outputs: [LogOutput.stdout({ settings: { buffer: { max_size: 1000 } } })] }, 'sinks.out_stdout.buffer.max_size: 1000 is below'],
  ['a plain secret', { outputs: [LogOutput.http({ url: 'http://x', settings: { auth: { strategy: 'bearer', token: 'abc' } } })] }, 'token: would stand in a ConfigMap as plain text'],
  ['a secret without backend', { outputs: [LogOutput.http({ url: 'http://x', settings: { auth: { strategy: 'bearer', token: 'SECRET[mine.x]' } } })] }, 'secret.mine: is referred to and not declared'],
])('%s is an error', (_, props, message) => expect(() => vector(props)).toThrow(message));
