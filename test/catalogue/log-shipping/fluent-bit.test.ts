import { config, contribute, files } from './helpers';
import { EnvSource, SharedVolume } from '../../../lib';
import { LogFilter, LogMultiline, LogOutput, LogParser, LogSource, TimeFormat } from '../../../lib/catalogue/log-shipping';

const source = LogSource.files('/var/log/app/*.log');
const loki = LogOutput.loki({ url: 'http://loki.monitoring:3100' });
const output = (o: LogOutput) => config({ sources: [source], outputs: [o] }).pipeline.outputs[0];

test('the service never stops the process for a destination, and knows where to keep its chunks', () => {
  const { service } = config({ sources: [source], outputs: [loki] });
  expect(service).toMatchObject({ 'http_server': 'on', 'http_listen': '0.0.0.0', 'http_port': 2020, 'storage.path': '/fluent-bit/state/storage', 'storage.backlog.flush_on_shutdown': 'on' });
  expect(service.health_check).toBeUndefined();
  expect(service.hot_reload).toBeUndefined();
});

test('the input finds new files at once, keeps its positions, and survives long lines', () => {
  expect(config({ sources: [source], outputs: [loki] }).pipeline.inputs[0]).toMatchObject({
    'name': 'tail',
    'tag': 'logs.files',
    'path': '/var/log/app/*.log',
    'exclude_path': '*.gz,*.zip',
    'db': '/fluent-bit/state/files.db',
    'read_from_head': 'on',
    'refresh_interval': 1,
    'skip_long_lines': 'on',
    'truncate_long_lines': 'on',
    'storage.type': 'filesystem',
    'key': 'message',
  });
});

describe('parsers', () => {
  const parsed = (parser: LogParser, multiline?: LogMultiline) => config({ sources: [LogSource.files('/l/*', { name: 'a', parser, multiline })], outputs: [loki] });

  test('are declared and named by the input', () => {
    const c = parsed(LogParser.json({ timeField: 'ts' }));
    expect(c.parsers).toEqual([{ name: 'a-parser', format: 'json', time_key: 'ts', time_format: '%Y-%m-%dT%H:%M:%S.%L%z', time_keep: 'off', time_strict: 'off' }]);
    expect(c.pipeline.inputs[0].parser).toBe('a-parser');
    expect(parsed(LogParser.logfmt()).parsers[0]).toEqual({ name: 'a-parser', format: 'logfmt' });
    expect(parsed(LogParser.regex('^(?<level>\\w+) (?<message>.*)$', { timeField: 'level', timeFormat: TimeFormat.strptime('%d/%b/%Y:%H:%M:%S %z') })).parsers[0])
      .toMatchObject({ format: 'regex', regex: '^(?<level>\\w+) (?<message>.*)$', time_format: '%d/%b/%Y:%H:%M:%S %z' });
    expect(parsed(LogParser.json({ timeField: 't', timeFormat: TimeFormat.unixSeconds() })).parsers[0].time_format).toBe('%s.%L');
  });

  test('of joined lines run after the joining', () => {
    const c = parsed(LogParser.json(), LogMultiline.continuesWith('^\\s'));
    expect(c.pipeline.inputs[0].parser).toBeUndefined();
    expect(c.pipeline.inputs[0]['multiline.parser']).toBe('a-multiline');
    expect(c.pipeline.filters[0]).toEqual({ name: 'parser', match: 'logs.a', key_name: 'message', parser: 'a-parser', reserve_data: 'on' });
  });

  test('joining waits for a second at most, and its two rules exclude each other', () => {
    for (const [multiline, first, next] of [
      [LogMultiline.continuesWith('^\\s+at'), 'Error: x', '  at y'],
      [LogMultiline.startsWith('^\\d{4}'), '2026 x', '  at y'],
    ] as const) {
      const [p] = parsed(LogParser.json(), multiline).multiline_parsers;
      expect(p.flush_timeout).toBe(1000);
      expect(p.key_content).toBe('message');
      const [start, cont] = p.rules.map((r: any) => new RegExp(r.regex));
      expect([start.test(first), cont.test(first), start.test(next), cont.test(next)]).toEqual([true, false, false, true]);
    }
  });

  test.each(['%Q', '%I:%M %p', '%s'])('time pattern %s is refused', (p) => {
    expect(() => TimeFormat.strptime(p)).toThrow('which not all engines know');
  });
});

describe('enrichment and filters', () => {
  const filters = (...f: LogFilter[]) => config({ sources: [source], outputs: [loki], filters: f, enrichment: {} }).pipeline.filters.slice(1);

  test('the Pod is named first, by variables', () => {
    expect(config({ sources: [source], outputs: [loki] }).pipeline.filters[0]).toEqual({
      name: 'modify',
      match: 'logs.*',
      set: [
        'k8s_pod_name "${POD_NAME}"', 'k8s_namespace_name "${POD_NAMESPACE}"', 'k8s_node_name "${NODE_NAME}"', 'k8s_container_name "${APP_CONTAINER}"',
      ],
    });
  });

  test('labels of the Pod only where asked for', () => {
    const c = contribute({ sources: [source], outputs: [loki], enrichment: { nodeName: false, podLabels: ['app.kubernetes.io/name'] } });
    expect(c.containers![0].env!.POD_LABEL_APP_KUBERNETES_IO_NAME_0._toEnv('x').valueFrom).toEqual({ fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/name']" } });
    expect(Object.values(files(c))[0]).toContain('k8s_pod_label_app_kubernetes_io_name');
    expect(Object.values(files(c))[0]).not.toContain('k8s_node_name');
    expect(() => contribute({ sources: [source], outputs: [loki], enrichment: { podLabels: ['a b'] } })).toThrow('enrichment.podLabels[0]: "a b" is not a label key');
    expect(() => contribute({ sources: [source], outputs: [loki], enrichment: { podLabels: ['a.b', 'a-b'] } })).toThrow('as another label is');
  });

  test('each filter, in order', () => {
    expect(filters(
      LogFilter.keep('level', '^(warn|error)$'), LogFilter.drop('path', '^/healthz$'), LogFilter.redact('password'),
      LogFilter.removeFields('a', 'b'), LogFilter.addFields({ team: 'the "shop"' }), LogFilter.rename({ msg: 'message' }),
    )).toEqual([
      { name: 'grep', match: 'logs.*', regex: 'level ^(warn|error)$' },
      { name: 'grep', match: 'logs.*', exclude: 'path ^/healthz$' },
      { name: 'modify', match: 'logs.*', condition: 'Key_exists password', set: 'password "[redacted]"' },
      { name: 'modify', match: 'logs.*', remove: ['a', 'b'] },
      { name: 'modify', match: 'logs.*', set: ['team "the \\"shop\\""'] },
      { name: 'modify', match: 'logs.*', hard_rename: ['msg message'] },
    ]);
  });

  test('what it can\'t do is an error that names what can', () => {
    expect(() => filters(LogFilter.redactMatches('message', '\\d{16}'))).toThrow('filters[0]: "redactMatches" is not something Fluent Bit can do');
    expect(() => LogFilter.keep('a.b', 'x')).toThrow('field: "a.b" is not a field name');
    expect(() => LogFilter.addFields({})).toThrow('fields: {} is empty');
  });
});

describe('outputs', () => {
  test('each retries for ever unless told otherwise', () => {
    expect(output(loki).retry_limit).toBe('no_limits');
    expect(output(LogOutput.stdout({ retries: 0 })).retry_limit).toBe('no_retries');
    expect(output(LogOutput.stdout({ retries: 7 })).retry_limit).toBe(7);
    expect(() => LogOutput.stdout({ retries: 1.5 })).toThrow('retries: 1.5 is out of range');
  });

  test('Loki', () => {
    expect(output(loki)).toMatchObject({
      name: 'loki',
      match: 'logs.*',
      host: 'loki.monitoring',
      port: 3100,
      tls: 'off',
      uri: '/loki/api/v1/push',
      drop_single_key: 'raw',
      labels: 'job=cdk8s-sidecars, namespace=$k8s_namespace_name, pod=$k8s_pod_name, container=$k8s_container_name',
    });
    expect(output(LogOutput.loki({
      url: 'https://loki.example/push',
      tenant: 'team-a',
      labels: { job: 'shop' },
      labelFields: { level: 'level' },
      structuredMetadata: { trace: 'trace_id' },
      bearerToken: EnvSource.secret('loki', 'token'),
    }))).toMatchObject({
      'host': 'loki.example',
      'port': 443,
      'uri': '/push',
      'tenant_id': 'team-a',
      'labels': 'job=shop, level=$level',
      'structured_metadata': 'trace=$trace_id',
      'bearer_token': '${LOG_LOKI_TOKEN}',
      'tls': 'on',
      'tls.verify': 'on',
      'tls.verify_hostname': 'on',
      'tls.min_version': 'TLSv1.2',
    });
    expect(config({ sources: [source], outputs: [loki], enrichment: { podName: false } }).pipeline.outputs[0].labels).not.toContain('pod=');
  });

  test('Elasticsearch: secrets by variable, TLS by files, ids that survive retries', () => {
    const es = LogOutput.elasticsearch({
      url: 'https://es.logging:9200/proxy',
      index: 'logs-shop',
      auth: { user: EnvSource.text('shop'), password: EnvSource.secret('es', 'password') },
      tls: { ca: SharedVolume.secretNamed('es-ca', 'es-ca'), clientCertificate: SharedVolume.secretNamed('es-client', 'es-client'), serverName: 'es.example' },
    });
    expect(output(es)).toMatchObject({
      'name': 'es',
      'host': 'es.logging',
      'port': 9200,
      'path': '/proxy',
      'index': 'logs-shop',
      'suppress_type_name': 'on',
      'generate_id': 'on',
      'http_user': 'shop',
      'http_passwd': '${LOG_ELASTICSEARCH_PASSWORD}',
      'tls.vhost': 'es.example',
      'tls.ca_file': '/etc/log-shipper/tls/es-ca/ca.crt',
      'tls.crt_file': '/etc/log-shipper/tls/es-client/tls.crt',
      'tls.key_file': '/etc/log-shipper/tls/es-client/tls.key',
    });
    const c = contribute({ sources: [source], outputs: [es] });
    expect(c.containers![0].env!.LOG_ELASTICSEARCH_PASSWORD._toEnv('x').valueFrom).toEqual({ secretKeyRef: { name: 'es', key: 'password' } });
    expect(c.containers![0].mounts!.filter((m) => m.path.startsWith('/etc/log-shipper/tls')).map((m) => [m.path, m.readOnly])).toEqual([
      ['/etc/log-shipper/tls/es-ca', true], ['/etc/log-shipper/tls/es-client', true],
    ]);
    expect(c.fsGroup).toBe(c.containers![0].group);
    expect(contribute({ sources: [source], outputs: [loki] }).fsGroup).toBeUndefined();
    expect(output(LogOutput.elasticsearch({ url: 'http://es:9200' }))).toMatchObject({ port: 9200, logstash_format: 'on', logstash_prefix: 'app', tls: 'off' });
    expect(output(LogOutput.elasticsearch({ url: 'http://es:80' })).port).toBe(80);
    expect(output(LogOutput.elasticsearch({ url: 'https://es', apiKey: EnvSource.secret('es', 'key') })).http_api_key).toBe('${LOG_ELASTICSEARCH_API_KEY}');
  });

  test('OpenSearch, signed', () => {
    expect(output(LogOutput.openSearch({ url: 'https://x.es.amazonaws.com', awsRegion: 'eu-west-1', awsRoleArn: 'arn:aws:iam::123456789012:role/r' })))
      .toMatchObject({ name: 'opensearch', aws_auth: 'on', aws_region: 'eu-west-1', aws_role_arn: 'arn:aws:iam::123456789012:role/r' });
  });

  test('CloudWatch Logs', () => {
    expect(output(LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/app/shop', createGroup: true, retentionDays: 30 }))).toMatchObject({
      name: 'cloudwatch_logs',
      region: 'eu-west-1',
      log_group_name: '/app/shop',
      auto_create_group: 'on',
      log_retention_days: 30,
      log_stream_template: '$k8s_namespace_name.$k8s_pod_name.$k8s_container_name',
      log_stream_prefix: 'other-',
    });
    const own = LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', logStream: 's', credentials: { accessKeyId: EnvSource.secret('aws', 'id'), secretAccessKey: EnvSource.secret('aws', 'key') } });
    expect(output(own)).toMatchObject({ log_stream_name: 's' });
    expect(output(own).log_stream_prefix).toBeUndefined();
    expect(contribute({ sources: [source], outputs: [own] }).containers![0].env!.AWS_SECRET_ACCESS_KEY._toEnv('x').valueFrom).toEqual({ secretKeyRef: { name: 'aws', key: 'key' } });
    const other = LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', credentials: { accessKeyId: EnvSource.secret('b', 'id'), secretAccessKey: EnvSource.secret('b', 'key') } });
    expect(() => contribute({ sources: [source], outputs: [own, other] })).toThrow('AWS_ACCESS_KEY_ID would be two different secrets');
    expect(() => output(LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', endpoint: 'http://localhost:4566' }))).toThrow('is not an https address');
  });

  test('stdout', () => expect(output(LogOutput.stdout())).toMatchObject({ name: 'stdout', format: 'json_lines' }));

  test('several at once have names and shares of their own', () => {
    const two = config({ sources: [source], outputs: [loki, LogOutput.loki({ url: 'http://other' }), LogOutput.stdout({ name: 'debug' })] }).pipeline.outputs;
    expect(two.map((o: any) => o.alias)).toEqual(['loki', 'loki-2', 'debug']);
  });

  test('settings of the user are merged last', () => {
    expect(output(LogOutput.stdout({ settings: { format: 'msgpack', alias: 'x' } }))).toMatchObject({ format: 'msgpack', alias: 'x' });
  });
});
