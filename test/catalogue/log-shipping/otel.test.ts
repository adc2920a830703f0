import { FILTERS, OUTPUTS, SOURCES } from './all-outputs';
import { config, contribute } from './helpers';
import { EnvSource, SidecarResources } from '../../../lib';
import { LogBufferFull, LogEngine, LogFilter, LogMultiline, LogOutput, LogParser, LogShipperSidecarProps, LogSource, TimeFormat } from '../../../lib/catalogue/log-shipping';

const base = { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()], engine: LogEngine.openTelemetryCollector() };
const otel = (props: Partial<LogShipperSidecarProps>) => config({ ...base, ...props });
const exporter = (o: LogOutput) => Object.entries<any>(otel({ outputs: [o] }).exporters)[0];
const statements = (f: LogFilter) => otel({ filters: [f] }).processors['transform/1'].log_statements;

test('the container: health on all addresses, metrics, memory told to Go', () => {
  const [c] = contribute(base).containers!;
  expect(c.image).toMatch(/opentelemetry-collector-contrib:0\.159\.0$/);
  expect(c.user).toBe(10001);
  expect(c.args).toEqual(['--config', '/etc/otelcol/otelcol.yaml']);
  expect(c.health!._toPart().check).toEqual({ httpGet: { path: '/', port: 13133 } });
  expect(c.ports).toEqual({ 'log-metrics': 8888 });
  expect(c.env!.GOMEMLIMIT._toEnv('x').value).toBe(String(256 * 1024 * 1024 * 4 / 5).split('.')[0]);
  const relative = contribute({ ...base, resources: SidecarResources.relativeToApp({ cpuShare: 0.1, memoryShare: 0.1, floor: { cpu: '10m', memory: '64Mi' } }) }).containers![0];
  expect(relative.env!.GOMEMLIMIT._toEnv('x').valueFrom).toEqual({ resourceFieldRef: { resource: 'limits.memory' } });
  const all = otel({});
  expect(all.extensions.health_check.endpoint).toBe('0.0.0.0:13133');
  expect(all.service.telemetry.metrics.readers[0].pull.exporter.prometheus).toEqual({ host: '0.0.0.0', port: 8888 });
});

test('positions are kept, and so is every queue, bounded and blocking', () => {
  const c = otel({ sources: SOURCES, outputs: [OUTPUTS.loki[0], ...OUTPUTS.otlp, ...OUTPUTS.kafka, ...OUTPUTS.splunkHec] });
  for (const r of Object.values<any>(c.receivers)) expect(r).toMatchObject({ storage: 'file_storage', start_at: 'beginning', retry_on_failure: { enabled: true, max_elapsed_time: '0s' } });
  const queues = Object.values<any>(c.exporters).map((e) => e.sending_queue);
  queues.forEach((q) => expect(q).toMatchObject({ storage: 'file_storage', sizer: 'bytes', block_on_overflow: true }));
  expect(queues.reduce((n, q) => n + q.queue_size, 0)).toBeLessThanOrEqual(256 * 1024 * 1024);
  expect(c.service.extensions).toContain('file_storage');
  expect(c.extensions.file_storage).toMatchObject({ directory: '/var/lib/otelcol', compaction: { on_start: true, on_rebound: true } });
});

test('files are looked at more often than the kubelet needs from the end of the app to TERM: what was written since is not read', () => {
  const milliseconds = Object.values<any>(otel({ sources: SOURCES }).receivers).map((r) => /^(\d+)ms$/.exec(r.poll_interval)?.[1]);
  expect(milliseconds).toHaveLength(SOURCES.length);
  for (const ms of milliseconds) expect(Number(ms)).toBeLessThanOrEqual(50);
});

test('no field of a parsed line stays readable in the body', () => {
  const record = otel({ sources: [LogSource.files('/l/*', { parser: LogParser.json({ timeField: 'ts' }) })] });
  expect(record.receivers['file_log/files'].operators).toEqual([
    { type: 'json_parser', parse_from: 'body', parse_to: 'body', on_error: 'send_quiet' },
    {
      type: 'time_parser', parse_from: 'body["ts"]', layout_type: 'gotime', layout: '2006-01-02T15:04:05.999999999Z07:00', on_error: 'send_quiet',
      if: 'type(body) == "map" and body["ts"] != nil',
    },
    { type: 'remove', field: 'body["ts"]', if: 'type(body) == "map" and body["ts"] != nil' },
  ]);
  expect(record.processors['transform/record'].log_statements).toEqual(expect.arrayContaining([
    'merge_maps(log.attributes, log.body, "upsert") where IsMap(log.body)',
    'set(log.body, "") where IsMap(log.body) and log.body["message"] == nil',
  ]));
});

test('seconds since 1970 are read as a number, also where they stand in a text', () => {
  const seconds = otel({ sources: [LogSource.files('/l/*', { parser: LogParser.logfmt({ timeField: 'ts', timeFormat: TimeFormat.unixSeconds() }) })] });
  const [, text, time] = seconds.receivers['file_log/files'].operators;
  expect(text).toMatchObject({ type: 'add', field: 'body["ts"]', value: 'EXPR(float(body["ts"]))' });
  expect(text.if).toContain('type(body["ts"]) == "string"');
  expect(time).toMatchObject({ type: 'time_parser', layout_type: 'epoch', layout: 's.us' });
});

test('the Pod is the resource, and an empty variable is left out', () => {
  expect(otel({ enrichment: { podLabels: ['app'] } }).processors['transform/record'].log_statements).toEqual(expect.arrayContaining([
    'set(resource.attributes["k8s.pod.name"], "${env:POD_NAME}") where "${env:POD_NAME}" != ""',
    'set(resource.attributes["k8s.pod.label.app"], "${env:POD_LABEL_APP_0}") where "${env:POD_LABEL_APP_0}" != ""',
  ]));
});

test('joining lines keeps the indent that it goes by', () => {
  const c = otel({ sources: [LogSource.files('/l/*', { multiline: LogMultiline.continuesWith('^\\s') })] }).receivers['file_log/files'];
  expect(c.preserve_leading_whitespaces).toBe(true);
  expect(c.operators[0]).toMatchObject({ type: 'recombine', is_first_entry: 'not (body matches "^\\\\s")', source_identifier: 'attributes["log.file.path"]' });
  expect(c.operators[1]).toEqual({ type: 'remove', field: 'attributes["log.file.path"]' });
  expect(otel({ sources: [LogSource.files('/l/*', { multiline: LogMultiline.startsWith('^\\d') })] }).receivers['file_log/files'].multiline).toEqual({ line_start_pattern: '^\\d' });
});

test('each filter, quoted, on the field where it stands', () => {
  const c = otel({ filters: FILTERS });
  expect(c.processors['filter/1'].log_conditions).toEqual(['not (log.attributes["level"] != nil and IsMatch(log.attributes["level"], "^(warn|error)$$"))']);
  expect(c.processors['filter/2'].log_conditions).toEqual(['log.attributes["path"] != nil and IsMatch(log.attributes["path"], "^/healthz$$")']);
  expect(Object.keys(c.processors)).toEqual(c.service.pipelines.logs.processors);
  expect(statements(LogFilter.redact('password'))).toEqual(['set(log.attributes["password"], "[redacted]") where log.attributes["password"] != nil']);
  expect(statements(LogFilter.redactMatches('message', '\\d{4}', '<$1>'))).toEqual(['replace_pattern(log.body, "\\\\d{4}", "<$$$$1>") where IsString(log.body)']);
  expect(statements(LogFilter.removeFields('a', 'k8s_pod_name', 'message'))).toEqual([
    'delete_key(log.attributes, "a")', 'delete_key(resource.attributes, "k8s.pod.name")', 'set(log.body, "")',
  ]);
  expect(statements(LogFilter.rename({ msg: 'message' }))).toEqual(['set(log.body, log.attributes["msg"]) where log.attributes["msg"] != nil', 'delete_key(log.attributes, "msg")']);
  expect(statements(LogFilter.addFields({ a: 'x" $HOME' }))).toEqual(['set(log.attributes["a"], "x\\" $$HOME")']);
});

describe('exporters', () => {
  test('Loki takes OTLP', () => {
    expect(exporter(OUTPUTS.loki[0])).toEqual(['otlp_http/loki', expect.objectContaining({ logs_endpoint: 'http://loki.monitoring:3100/otlp/v1/logs', tls: { insecure: true } })]);
    const own = LogOutput.loki({ url: 'https://loki/tenant/loki/api/v1/push', tenant: 'a', auth: { user: EnvSource.text('u'), password: EnvSource.secret('l', 'p') }, structuredMetadata: { a: 'b' } });
    const c = otel({ outputs: [own] });
    expect(c.exporters['otlp_http/loki']).toMatchObject({ logs_endpoint: 'https://loki:443/tenant/otlp/v1/logs', headers: { 'X-Scope-OrgID': 'a' }, auth: { authenticator: 'basicauth/loki' } });
    expect(c.extensions['basicauth/loki']).toEqual({ client_auth: { username: 'u', password: '${env:LOG_LOKI_PASSWORD}' } });
    expect(c.service.extensions).toContain('basicauth/loki');
    expect(contribute({ ...base, outputs: [own] }).notes!.map((n) => n.code)).toContain('otel-loki-labels');
    expect(c.processors['transform/record'].log_statements).toContain('set(resource.attributes["service.name"], "cdk8s-sidecars")');
    expect(() => exporter(LogOutput.loki({ url: 'http://l', labelFields: { level: 'level' } }))).toThrow('outputs[loki].labelFields: a label from the field "level" is not something OpenTelemetry Collector can do');
  });

  test('OTLP', () => {
    expect(exporter(OUTPUTS.otlp[0])).toEqual(['otlp_http/otlp', expect.objectContaining({ logs_endpoint: 'http://gateway:4318/v1/logs' })]);
    expect(exporter(OUTPUTS.otlp[1])).toEqual(['otlp_grpc/otlp', expect.objectContaining({
      endpoint: 'gateway:4317', headers: { 'x-scope': 'shop', 'authorization': '${env:LOG_OTLP_HEADER_AUTHORIZATION}' },
      tls: { insecure: false, min_version: '1.2', ca_file: '/etc/log-shipper/tls/ca/ca.crt', cert_file: '/etc/log-shipper/tls/client/tls.crt', key_file: '/etc/log-shipper/tls/client/tls.key', server_name_override: 'logs.example' },
    })]);
  });

  test('the others', () => {
    expect(exporter(OUTPUTS.elasticsearch[0])).toEqual(['elasticsearch/elasticsearch', expect.objectContaining({ endpoints: ['http://es:9200'], logs_index: 'app', logstash_format: { enabled: true } })]);
    expect(exporter(OUTPUTS.elasticsearch[1])[1]).toMatchObject({ logs_index: 'logs-shop', api_key: '${env:LOG_ELASTICSEARCH_API_KEY}' });
    expect(exporter(OUTPUTS.openSearch[1])[1]).toMatchObject({ http: { auth: { authenticator: 'sigv4auth/opensearch' } }, logs_index_time_format: 'yyyy.MM.dd' });
    expect(exporter(OUTPUTS.cloudWatchLogs[0])).toEqual(['awscloudwatchlogs/cloudwatch', expect.objectContaining({ log_stream_name: 'pod/${env:POD_NAMESPACE}.${env:POD_NAME}.${env:APP_CONTAINER}' })]);
    expect(exporter(OUTPUTS.s3[0])[1].s3uploader).toMatchObject({ s3_bucket: 'my-logs', s3_prefix: 'logs', retry_max_attempts: 0 });
    expect(exporter(OUTPUTS.kafka[1])[1]).toMatchObject({ brokers: ['kafka:9093'], logs: { topic: 'logs' }, producer: { required_acks: -1 }, auth: { sasl: { mechanism: 'SCRAM-SHA-256' } } });
    expect(exporter(OUTPUTS.splunkHec[1])[1]).toMatchObject({ endpoint: 'https://splunk:8088/services/collector', index: 'main', sourcetype: 'app' });
    expect(exporter(OUTPUTS.datadog[1])[1].api).toEqual({ site: 'datadoghq.eu', key: '${env:LOG_DATADOG_API_KEY}' });
    expect(exporter(LogOutput.stdout())).toEqual(['debug/stdout', { verbosity: 'detailed', use_internal_logger: false }]);
  });

  test('what an exporter has no setting for is told by attributes: the form of documents, Datadog\'s service, source and tags', () => {
    const record = (...outputs: LogOutput[]) => otel({ outputs }).processors['transform/record'].log_statements;
    const form = 'set(scope.attributes["elastic.mapping.mode"], "ecs")';
    for (const o of OUTPUTS.elasticsearch) expect(record(o)).toContain(form);
    expect(record(...OUTPUTS.openSearch, ...OUTPUTS.otlp)).not.toContain(form);
    expect(record(OUTPUTS.datadog[1])).toEqual(expect.arrayContaining([
      'set(resource.attributes["service.name"], "shop")', 'set(resource.attributes["datadog.log.source"], "java")', 'set(log.attributes["ddtags"], "env:prod,team:shop")',
    ]));
    expect(record(OUTPUTS.datadog[0]).join()).not.toMatch(/ddtags|service\.name|datadog/);
  });

  test('retries are a time here', () => {
    expect(exporter(LogOutput.otlp({ url: 'http://x', retries: 4 }))[1].retry_on_failure.max_elapsed_time).toBe('120s');
    expect(exporter(LogOutput.otlp({ url: 'http://x', retries: 0 }))[1].retry_on_failure).toEqual({ enabled: false });
  });
});

const extra = (extraConfig: Record<string, any>) => ({ engine: LogEngine.openTelemetryCollector({ extraConfig }) });
test.each<[string, Partial<LogShipperSidecarProps>, string]>([
  ['http', { outputs: OUTPUTS.http }, 'outputs[0]: "http" is not an output of OpenTelemetry Collector: use Fluent Bit, Fluentd or Vector'],
  ['dropping the oldest', { buffer: { whenFull: LogBufferFull.DROP_OLDEST } }, 'buffer.whenFull: dropping the oldest records'],
  [
    'a retention that it does not know', { outputs: [LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', createGroup: true, retentionDays: 1096 })] },
    'outputs[cloudwatch].retentionDays: a retention of 1096 days is not something OpenTelemetry Collector can do',
  ],
  ...[['%Y-%j', '"%j"'], ['20%y-%m-%d', 'a digit'], ['%H:%M:%S %L', '"%L" behind something else']].map(([pattern, what]): [string, Partial<LogShipperSidecarProps>, string] => [
    `a time with ${what}`, { sources: [LogSource.files('/l/*', { parser: LogParser.json({ timeField: 't', timeFormat: TimeFormat.strptime(pattern) }) })] },
    `sources[files].parser.timeFormat: "${pattern}" has ${what}`,
  ]),
  ['looking ahead', { filters: [LogFilter.keep('a', '(?=x)')] }, 'filters[0].pattern: "(?=x)"'],
  ['an unknown section', extra({ exporter: {} }), 'exporter: is no section'],
  ['an exporter that is not declared', extra({ service: { pipelines: { logs: { exporters: ['otlp/x'] } } } }), 'service.pipelines.logs.exporters: "otlp/x" is not declared'],
  ['an extension that is not declared', extra({ service: { extensions: ['pprof'] } }), 'service.extensions: "pprof" is not declared'],
  ['a pipeline without receiver', extra({ service: { pipelines: { traces: { exporters: ['debug/stdout'] } } } }), 'service.pipelines.traces.receivers: is empty'],
  ['health on loopback', extra({ extensions: { health_check: { endpoint: 'localhost:13133' } } }), 'extensions.health_check.endpoint: "localhost:13133" is not where'],
  ['a queue in memory', { outputs: [LogOutput.otlp({ url: 'http://x', settings: { sending_queue: { storage: null } } })] }, 'exporters.otlp_http/otlp.sending_queue.storage: is missing'],
  ['a storage that is not enabled', { outputs: [LogOutput.otlp({ url: 'http://x', settings: { sending_queue: { storage: 'other' } } })] }, 'sending_queue.storage: "other" is not an enabled extension'],
  ['a plain secret', { outputs: [LogOutput.otlp({ url: 'http://x', settings: { headers: { api_key: 'abc' } } })] }, 'api_key: would stand in a ConfigMap as plain text'],
])('%s is an error', (_, props, message) => expect(() => otel(props)).toThrow(message));
