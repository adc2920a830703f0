import { config, contribute, files } from './helpers';
import { EnvSource, SharedVolume } from '../../../lib';
import {
  KafkaSaslMechanism, LogBufferFull, LogFilter, LogMultiline, LogOtlpProtocol, LogOutput, LogParser, LogShipperSidecarProps, LogSource, TimeFormat,
} from '../../../lib/catalogue/log-shipping';

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
    'exclude_path': '/var/log/app/*.gz,/var/log/app/*.zip',
    'db': '/fluent-bit/state/files.db',
    'read_from_head': 'on',
    'refresh_interval': '0.250000000',
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
      labels: 'job=cdk8s-sidecars, namespace=$k8s_namespace_name, pod=$k8s_pod_name, container=$k8s_container_name, node=$k8s_node_name',
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
    expect(output(LogOutput.elasticsearch({ url: 'http://es:9200' }))).toMatchObject({ port: 9200, logstash_format: 'on', logstash_prefix: 'app', tls: 'off' });
    expect(output(LogOutput.elasticsearch({ url: 'http://es:80' })).port).toBe(80);
    expect(output(es).buffer_size).toBe(0);
    expect(output(LogOutput.elasticsearch({ url: 'https://es', apiKey: EnvSource.secret('es', 'key') })).http_api_key).toBe('${LOG_ELASTICSEARCH_API_KEY}');
  });

  test('a batch that Elasticsearch has already is not sent for ever, and a data stream is not written over', () => {
    expect(output(LogOutput.elasticsearch({ url: 'http://es' }))).toMatchObject({ generate_id: 'on', write_operation: 'index' });
    expect(output(LogOutput.elasticsearch({ url: 'http://es', index: 'logs-shop-prod' }))).toMatchObject({ generate_id: 'off', write_operation: 'create' });
    // logs-*-* is a data stream by itself, and "logs-" with a date is not.
    expect(output(LogOutput.elasticsearch({ url: 'http://es', indexPrefix: 'logs-shop' }))).toMatchObject({ generate_id: 'off', write_operation: 'create' });
    expect(output(LogOutput.elasticsearch({ url: 'http://es', indexPrefix: 'logs' }))).toMatchObject({ generate_id: 'on', write_operation: 'index' });
    expect(output(LogOutput.openSearch({ url: 'http://os', index: 'logs-shop' }))).toMatchObject({ generate_id: 'on', write_operation: 'create', buffer_size: 0 });
  });

  test('what becomes of a record that is refused is told', () => {
    const told = (o: LogOutput) => contribute({ sources: [source], outputs: [o] }).notes!.filter((n) => n.code === 'fluent-bit-refused-records').map((n) => n.message);
    expect(told(LogOutput.elasticsearch({ url: 'http://es' }))).toEqual([expect.stringMatching(/are lost$/)]);
    expect(told(LogOutput.openSearch({ url: 'http://os' }))).toEqual([expect.stringMatching(/as often as retries allow$/)]);
    expect(told(loki)).toEqual([]);
  });

  test('reading stops in an outage: a chunk stays where it is counted, and all of them fit into the output\'s share, also after a restart', () => {
    const pipeline = (outputs: LogOutput[], buffer: LogShipperSidecarProps['buffer'] = {}) => config({ sources: [source], outputs, buffer });
    const routes = (c: any) => c.pipeline.outputs.filter((o: any) => o.match === 'logs.*').length;
    for (const outputs of [[loki], [loki, LogOutput.stdout()]]) {
      for (const sizeLimit of ['64Mi', '256Mi', '2Gi']) {
        const c = pipeline(outputs, { sizeLimit });
        expect(routes(c)).toBeGreaterThanOrEqual(2);
        const held = c.service['storage.max_chunks_up'] * 2_048_000;
        expect(2 * held).toBeLessThan(c.pipeline.outputs[0]['storage.total_limit_size']);
        expect(c.service['storage.max_chunks_up']).toBeGreaterThanOrEqual(2);
      }
    }
    expect(pipeline([loki]).pipeline.outputs[1]).toEqual({ name: 'null', match: 'logs.*', alias: 'second-route' });
    expect(pipeline([loki, LogOutput.stdout()]).pipeline.outputs.map((o: any) => o.name)).toEqual(['loki', 'stdout']);
    // Where the oldest may go, one route is what gives the memory back.
    expect(routes(pipeline([loki], { whenFull: LogBufferFull.DROP_OLDEST }))).toBe(1);
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
      log_stream_template: 'pod/$k8s_namespace_name.$k8s_pod_name.$k8s_container_name',
      log_stream_prefix: 'other/',
    });
    const own = LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', logStream: 's', credentials: { accessKeyId: EnvSource.secret('aws', 'id'), secretAccessKey: EnvSource.secret('aws', 'key') } });
    expect(output(own)).toMatchObject({ log_stream_name: 's' });
    expect(output(own).log_stream_prefix).toBeUndefined();
    expect(contribute({ sources: [source], outputs: [own] }).containers![0].env!.AWS_SECRET_ACCESS_KEY._toEnv('x').valueFrom).toEqual({ secretKeyRef: { name: 'aws', key: 'key' } });
    const other = LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', credentials: { accessKeyId: EnvSource.secret('b', 'id'), secretAccessKey: EnvSource.secret('b', 'key') } });
    expect(() => contribute({ sources: [source], outputs: [own, other] })).toThrow('AWS_ACCESS_KEY_ID would be two different secrets');
    expect(() => output(LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/a', endpoint: 'http://localhost:4566' }))).toThrow('is not an https address');
  });

  test('S3 waits in files of its own, and its "no limits" would be five tries', () => {
    expect(output(LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs' }))).toMatchObject({
      name: 's3', retry_limit: 1_000_000_000, retry_exhausted_action: 'delete', store_dir: '/fluent-bit/state/s3-s3',
      store_dir_limit_size: 224 * 1024 * 1024, use_put_object: 'on', s3_key_format: '/logs/%Y/%m/%d/%H/$UUID.gz', total_file_size: 16 * 1024 * 1024,
    });
    expect(output(LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs' }))).not.toHaveProperty(['storage.total_limit_size']);
    expect(() => output(LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs', objectSize: '200Mi' }))).toThrow('objectSize: 209715200 bytes is more than half');
    expect(() => LogOutput.s3({ region: 'eu-west-1', bucket: 'B' })).toThrow('bucket: "B" is not a name that AWS takes');
  });

  test('Kafka acknowledges by all replicas, and a password goes encrypted only', () => {
    expect(output(LogOutput.kafka({ brokers: ['k:9093'], topic: 't', tls: {}, auth: { user: EnvSource.text('u'), password: EnvSource.secret('k', 'p') } }))).toMatchObject({
      'name': 'kafka', 'rdkafka.security.protocol': 'SASL_SSL', 'rdkafka.sasl.mechanism': 'SCRAM-SHA-512', 'rdkafka.request.required.acks': '-1', 'rdkafka.sasl.password': '${LOG_KAFKA_PASSWORD}',
    });
    expect(output(LogOutput.kafka({ brokers: ['k:9092'], topic: 't' }))).not.toHaveProperty(['rdkafka.security.protocol']);
    // What the library has taken is in memory, and nobody else's: it fits there, and is not given up.
    expect(output(LogOutput.kafka({ brokers: ['k:9092'], topic: 't' }))).toMatchObject({ 'rdkafka.queue.buffering.max.kbytes': 16384, 'rdkafka.message.timeout.ms': 0 });
    const grace = (outputs: LogOutput[]) => config({ sources: [source], outputs, drainSeconds: 10 }).service.grace;
    expect([grace([loki]), grace([loki, LogOutput.kafka({ brokers: ['k:9092'], topic: 't' })])]).toEqual([8, 4]);
    const limited = output(LogOutput.kafka({ brokers: ['k:9092'], topic: 't', retries: 3 }));
    expect(limited).toMatchObject({ 'rdkafka.message.send.max.retries': 3, 'retry_limit': 3 });
    expect(limited).not.toHaveProperty(['rdkafka.message.timeout.ms']);
    expect(() => LogOutput.kafka({ brokers: ['k'], topic: 't' })).toThrow('brokers[0]: "k" is not a host and port');
    expect(() => LogOutput.kafka({ brokers: ['k:1'], topic: 'a b' })).toThrow('topic: "a b" is not a topic');
    expect(() => LogOutput.kafka({ brokers: ['k:1'], topic: 't', saslMechanism: KafkaSaslMechanism.PLAIN, auth: { user: EnvSource.text('u'), password: EnvSource.secret('k', 'p') } })).toThrow('saslMechanism: "PLAIN" would send the password unencrypted');
  });

  test('OTLP, Splunk, Datadog, HTTP and forward', () => {
    expect(output(LogOutput.otlp({ url: 'http://gw:4318' }))).toMatchObject({ name: 'opentelemetry', logs_uri: '/v1/logs', logs_body_key: '$message' });
    expect(output(LogOutput.otlp({ url: 'https://gw:4317', protocol: LogOtlpProtocol.GRPC }))).toMatchObject({ grpc: 'on', tls: 'on' });
    expect(() => LogOutput.otlp({ url: 'http://gw/x', protocol: LogOtlpProtocol.GRPC })).toThrow('has a path, and gRPC has none');
    expect(output(LogOutput.splunkHec({ url: 'https://s:8088', token: EnvSource.secret('s', 't'), index: 'main' }))).toMatchObject({ name: 'splunk', splunk_token: '${LOG_SPLUNK_TOKEN}', event_index: 'main' });
    expect(output(LogOutput.datadog({ apiKey: EnvSource.secret('d', 'k'), site: 'datadoghq.eu', tags: { env: 'prod' } }))).toMatchObject({ host: 'http-intake.logs.datadoghq.eu', tls: 'on', dd_tags: 'env:prod' });
    expect(() => LogOutput.datadog({ apiKey: EnvSource.secret('d', 'k'), site: 'https://x' })).toThrow('site: "https://x" is not a Datadog site');
    expect(output(LogOutput.http({ url: 'https://x/logs', headers: { Authorization: EnvSource.secret('h', 'k') } }))).toMatchObject({ uri: '/logs', format: 'json', header: ['Authorization ${LOG_HTTP_HEADER_AUTHORIZATION}'] });
    expect(() => LogOutput.http({ url: 'https://x', headers: { Authorization: EnvSource.text('Bearer x') } })).toThrow('headers.Authorization: would stand in a ConfigMap as plain text');
    expect(output(LogOutput.forward({ host: 'f' }))).toMatchObject({ name: 'forward', port: 24224, require_ack_response: 'on', retain_metadata_in_forward_mode: 'off', tls: 'off' });
    expect(() => LogOutput.forward({ host: 'f', auth: { user: EnvSource.text('u'), password: EnvSource.secret('k', 'p') } })).toThrow('auth: is given without sharedKey');
    expect(() => LogOutput.forward({ host: 'f:1' })).toThrow('host: "f:1" is not a host');
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
