/** Lines that an app writes, through the real Collector as it is configured here, to a sink: what arrives, when, and how often. */
import { appendFileSync, mkdirSync, writeFileSync } from 'fs';
import { dirname } from 'path';
import { LogRecord } from './otlp';
import { Sink } from './sinks';
import {
  LogEngine, LogFilter, LogMultiline, LogOtlpProtocol, LogOutput, LogParser, LogPipelineProps, LogSource, TimeFormat,
} from '../../../lib/catalogue/log-shipping';
import { EnvSource, SharedVolume } from '../../../lib/sidecar';
import { contribute } from '../../catalogue/log-shipping/helpers';
import { OTELCOL_BIN, startCollector } from '../collector';
import { Box } from '../plain';
import { describeIf, freePorts, Running, until } from '../process';
import { Authority } from '../tls/pki';

const TIME = '2026-11-22T10:20:30.123Z';
const at = (iso: string) => Date.parse(iso);

describeIf(OTELCOL_BIN)('the real Collector', () => {
  let box: Box;
  let sink: Sink;
  const running: Running[] = [];
  beforeEach(() => { box = new Box(); });
  afterEach(async () => {
    for (const r of running.splice(0)) await r.remove();
    await sink.close();
    box.remove();
  });

  const write = (file: string, ...lines: string[]) => {
    mkdirSync(dirname(box.path(file)), { recursive: true });
    appendFileSync(box.path(file), lines.map((l) => `${l}\n`).join(''));
  };

  async function ship(outputs: LogOutput[], props: Partial<LogPipelineProps> = {}, engine = LogEngine.openTelemetryCollector()): Promise<Running> {
    const [metricsPort, healthPort] = await freePorts(2);
    const [container] = contribute({ sources: [LogSource.files('/var/log/app/*.log')], ...props, outputs, engine, metricsPort, healthPort }).containers!;
    const collector = await startCollector(box, container);
    running.push(collector);
    return collector;
  }

  const arrive = async (collector: Running, count: number): Promise<LogRecord[]> => {
    await collector.until(`${count} records`, () => sink.records.length >= count);
    // And none twice.
    await new Promise((r) => setTimeout(r, 300));
    expect(sink.records).toHaveLength(count);
    return sink.records;
  };
  const bodies = (records: LogRecord[]) => records.map((r) => r.body).sort();
  const toSink = (more = {}) => LogOutput.otlp({ url: `http://127.0.0.1:${sink.port}`, ...more });

  test('tells of each record its text, its fields, its time, and the Pod', async () => {
    sink = await Sink.http();
    write('/var/log/app/a.json', `{"time":"${TIME}","message":"paid","level":"info","amount":12.5,"ok":true,"nested":{"a":1}}`, 'no JSON at all', '{"level":"warn"}');
    write('/var/log/app/a.fmt', 'ts=1763806830.5 level=info message="two words" path=/x', 'ts=1763806831 message=whole');
    write('/var/log/app/a.sec', '{"ts":1763806830.123456,"message":"a number"}', '{"ts":1763806831,"message":"a whole number"}', '{"ts":"1763806832.25","message":"a text"}');
    write('/var/log/app/a.acc', '22/Nov/2026:10:20:30.250 +0100 [warn] "slow"');
    write('/var/log/app/a.txt', 'plain $HOME ${X} ä');
    const before = Date.now();
    const collector = await ship([toSink()], {
      sources: [
        LogSource.files('/var/log/app/*.json', { name: 'json', parser: LogParser.json({ timeField: 'time' }) }),
        LogSource.files('/var/log/app/*.fmt', { name: 'fmt', parser: LogParser.logfmt({ timeField: 'ts', timeFormat: TimeFormat.unixSeconds() }) }),
        LogSource.files('/var/log/app/*.sec', { name: 'sec', parser: LogParser.json({ timeField: 'ts', timeFormat: TimeFormat.unixSeconds() }) }),
        LogSource.files('/var/log/app/*.acc', {
          name: 'acc', parser: LogParser.regex('^(?<time>\\S+ \\S+) \\[(?<level>\\w+)\\] "(?<message>.*)"$', { timeField: 'time', timeFormat: TimeFormat.strptime('%d/%b/%Y:%H:%M:%S.%L %z') }),
        }),
        LogSource.files('/var/log/app/*.txt', { name: 'txt', pathField: 'file' }),
      ],
    });
    const records = await arrive(collector, 10);
    const by = (body: string) => records.find((r) => r.body === body)!;
    for (const r of records) {
      expect(r.resource).toEqual({ 'k8s.pod.name': 'shop-1', 'k8s.namespace.name': 'prod', 'k8s.node.name': 'node-1', 'k8s.container.name': 'app' });
    }
    expect(by('paid')).toMatchObject({ time: at(TIME), attributes: { level: 'info', amount: 12.5, ok: true, nested: { a: 1 } } });
    expect(by('paid').attributes).not.toHaveProperty('message');
    expect(by('two words')).toMatchObject({ time: 1763806830500, attributes: { level: 'info', path: '/x' } });
    expect(['whole', 'a number', 'a whole number', 'a text'].map((b) => by(b).time)).toEqual([1763806831000, 1763806830123, 1763806831000, 1763806832250]);
    expect(by('slow')).toMatchObject({ time: at('2026-11-22T09:20:30.250Z'), attributes: { level: 'warn' } });
    // What can't be parsed, or has no time of its own, goes on with the time at which it was read.
    expect(by('no JSON at all').attributes).toEqual({});
    expect(by('plain $HOME ${X} ä').attributes).toEqual({ file: box.path('/var/log/app/a.txt') });
    expect(records.filter((r) => r.body === '')).toEqual([expect.objectContaining({ attributes: { level: 'warn' } })]);
    for (const body of ['no JSON at all', 'plain $HOME ${X} ä', '']) expect(by(body).time).toBeGreaterThanOrEqual(before - 1000);
  });

  test('joins the lines of a stack trace, with their indent', async () => {
    sink = await Sink.http();
    const trace = ['2026-11-22 Exception in thread "main"', '    at shop.Main', '  Caused by: "x"'];
    write('/var/log/app/starts.trc', ...trace, '2026-11-22 next', '2026-11-22 last');
    write('/var/log/app/goes-on.err', ...trace.map((l) => l.replace('2026-11-22 ', '')), 'other', 'end');
    const collector = await ship([toSink()], {
      sources: [
        LogSource.files('/var/log/app/*.trc', { name: 'trc', multiline: LogMultiline.startsWith('^\\d{4}-') }),
        LogSource.files('/var/log/app/*.err', { name: 'err', multiline: LogMultiline.continuesWith('^\\s') }),
      ],
    });
    expect(bodies(await arrive(collector, 6))).toEqual([
      trace.join('\n'), '2026-11-22 last', '2026-11-22 next', trace.join('\n').replace('2026-11-22 ', ''), 'end', 'other',
    ].sort());
  });

  test('filters in their order, by the text as it was given', async () => {
    sink = await Sink.http();
    write('/var/log/app/a.log', ...[
      { level: 'error', path: '/buy', password: 'hunter2', card: 'no 1234-5678 and 9999-0000', a: 1, msg: 'kept' },
      { level: 'error', path: '/healthz', msg: 'dropped' }, { level: 'debug', path: '/', msg: 'not kept' }, { path: '/', msg: 'without level' },
    ].map((r) => JSON.stringify(r)));
    const collector = await ship([toSink()], {
      sources: [LogSource.files('/var/log/app/*.log', { parser: LogParser.json() })],
      filters: [
        LogFilter.keep('level', '^(warn|error)$'), LogFilter.drop('path', '^/healthz$'), LogFilter.redact('password'), LogFilter.redact('absent'),
        LogFilter.redactMatches('card', '\\d{4}-\\d{4}', '<$1>'), LogFilter.removeFields('a', 'k8s_node_name'),
        LogFilter.addFields({ team: 'the "shop" \\ $HOME' }), LogFilter.rename({ msg: 'message', level: 'severity' }),
      ],
    });
    const [record] = await arrive(collector, 1);
    expect(record.body).toBe('kept');
    expect(record.attributes).toEqual({ severity: 'error', path: '/buy', password: '[redacted]', card: 'no <$1> and <$1>', team: 'the "shop" \\ $HOME' });
    expect(Object.keys(record.resource).sort()).toEqual(['k8s.container.name', 'k8s.namespace.name', 'k8s.pod.name']);
  });

  describe('sends by each exporter', () => {
    test('OTLP over HTTP, with headers, to a path', async () => {
      sink = await Sink.http();
      write('/var/log/app/a.log', 'one');
      const headers = { 'x-scope': EnvSource.text('shop $1'), 'authorization': EnvSource.secret('s', 'header') };
      await arrive(await ship([LogOutput.otlp({ url: `http://127.0.0.1:${sink.port}/in/logs`, headers })]), 1);
      expect(sink.requests[0]).toMatchObject({ path: '/in/logs', headers: { 'x-scope': 'shop $1', 'authorization': 'secret-header', 'content-encoding': 'gzip' } });
    });

    test('OTLP over gRPC', async () => {
      sink = await Sink.grpc();
      write('/var/log/app/a.log', 'one', 'two');
      const headers = { 'x-key': EnvSource.secret('s', 'key') };
      expect(bodies(await arrive(await ship([toSink({ protocol: LogOtlpProtocol.GRPC, headers })]), 2))).toEqual(['one', 'two']);
      expect(sink.requests[0]).toMatchObject({ path: '/opentelemetry.proto.collector.logs.v1.LogsService/Export', headers: { 'x-key': 'secret-key' } });
    });

    test('Loki\'s OTLP, for a tenant, with labels', async () => {
      sink = await Sink.http();
      write('/var/log/app/a.log', 'one');
      const loki = LogOutput.loki({
        url: `http://127.0.0.1:${sink.port}/loki/api/v1/push`, tenant: 'team-a', labels: { job: 'shop', team: 'a ä' }, bearerToken: EnvSource.secret('loki', 'token'),
      });
      const [record] = await arrive(await ship([loki]), 1);
      expect(sink.requests[0]).toMatchObject({ path: '/otlp/v1/logs', headers: { 'x-scope-orgid': 'team-a', 'authorization': 'Bearer secret-token' } });
      expect(record.resource).toMatchObject({ 'service.name': 'shop', 'team': 'a ä', 'k8s.pod.name': 'shop-1' });
    });

    test('with what the exporters for Elasticsearch and Datadog look for, which can\'t be had here themselves', async () => {
      sink = await Sink.http();
      write('/var/log/app/a.log', 'one');
      const [record] = await arrive(await ship([
        LogOutput.elasticsearch({ url: 'http://es:9200' }), toSink(),
        LogOutput.datadog({ apiKey: EnvSource.secret('d', 'k'), service: 'shop "1"', source: 'java', tags: { env: 'prod', team: 'a $b' } }),
      ]), 1);
      expect(record.scope).toEqual({ 'elastic.mapping.mode': 'ecs' });
      expect(record.resource).toMatchObject({ 'service.name': 'shop "1"', 'datadog.log.source': 'java' });
      expect(record.attributes).toEqual({ ddtags: 'env:prod,team:a $b' });
    });

    test.each([LogOtlpProtocol.HTTP, LogOtlpProtocol.GRPC])('mutual TLS over %s', async (protocol) => {
      const ca = new Authority();
      try {
        const server = { ...ca.issue('/CN=server', 'DNS:logs.example'), clientCa: ca.cert };
        sink = await (protocol === LogOtlpProtocol.GRPC ? Sink.grpc(server) : Sink.http(server));
        const client = ca.issue('/CN=shipper', 'DNS:shipper');
        for (const [file, text] of [['ca/ca.crt', ca.cert], ['client/tls.crt', client.cert], ['client/tls.key', client.key]]) box.write(`/etc/log-shipper/tls/${file}`, text);
        write('/var/log/app/a.log', 'one');
        const tls = { ca: SharedVolume.secretNamed('ca', 'ca'), clientCertificate: SharedVolume.secretNamed('client', 'client'), serverName: 'logs.example' };
        await arrive(await ship([LogOutput.otlp({ url: `https://127.0.0.1:${sink.port}`, protocol, tls })]), 1);
        expect(sink.requests[0].client).toBe('shipper');
      } finally {
        ca.remove();
      }
    });

    test('to nobody whose certificate has another name', async () => {
      const ca = new Authority();
      try {
        sink = await Sink.http(ca.issue('/CN=server', 'DNS:other.example'));
        box.write('/etc/log-shipper/tls/ca/ca.crt', ca.cert);
        write('/var/log/app/a.log', 'one');
        const collector = await ship([LogOutput.otlp({ url: `https://127.0.0.1:${sink.port}`, tls: { ca: SharedVolume.secretNamed('ca', 'ca'), serverName: 'logs.example' } })]);
        await collector.until('it says why', () => /other\.example/.test(collector.output));
        expect(sink.tries).toBe(0);
      } finally {
        ca.remove();
      }
    });

    test('its own standard output', async () => {
      sink = await Sink.http();
      write('/var/log/app/a.log', 'one "quoted"');
      const collector = await ship([LogOutput.stdout()]);
      await collector.until('the record', () => collector.output.includes('Body: Str(one "quoted")'));
      expect(collector.output).toContain('k8s.pod.name: Str(shop-1)');
    });
  });

  describe('when the destination does not answer', () => {
    test('waits, and sends each record once when it is back', async () => {
      sink = await Sink.http();
      sink.answer = 503;
      write('/var/log/app/a.log', 'one', 'two');
      const collector = await ship([toSink()]);
      await collector.until('a try', () => sink.tries > 0);
      write('/var/log/app/a.log', 'three');
      sink.answer = 200;
      expect(bodies(await arrive(collector, 3))).toEqual(['one', 'three', 'two']);
    });

    test('keeps what waits over its own restart, and reads no line twice', async () => {
      sink = await Sink.http();
      sink.answer = 503;
      write('/var/log/app/a.log', 'one', 'two');
      const first = await ship([toSink()]);
      await first.until('a try', () => sink.tries > 0);
      expect(await first.stop()).toBe(0);
      expect(sink.records).toEqual([]);
      write('/var/log/app/a.log', 'three');
      sink.answer = 200;
      expect(bodies(await arrive(await ship([toSink()]), 3))).toEqual(['one', 'three', 'two']);
    });

    test('keeps it over a crash', async () => {
      sink = await Sink.http();
      sink.answer = 503;
      write('/var/log/app/a.log', 'one');
      const first = await ship([toSink()]);
      await first.until('a try', () => sink.tries > 0);
      await first.stop('SIGKILL');
      sink.answer = 200;
      await until('it is sent', async () => bodies(await arrive(await ship([toSink()]), 1)).join() === 'one');
    });

    test('is healthy beside a Kafka that is not there, keeps what it has for it, and leaves in time', async () => {
      sink = await Sink.http();
      const [nobody] = await freePorts(1);
      write('/var/log/app/a.log', 'one');
      const collector = await ship([LogOutput.kafka({ brokers: [`127.0.0.1:${nobody}`], topic: 'logs' }), toSink({ name: 'alive' })]);
      await arrive(collector, 1);
      const before = Date.now();
      expect(await collector.stop()).toBe(0);
      expect(Date.now() - before).toBeLessThan(15_000);
    });

    test('sends to the others meanwhile', async () => {
      sink = await Sink.http();
      const [nobody] = await freePorts(1);
      write('/var/log/app/a.log', 'one');
      const collector = await ship([LogOutput.otlp({ name: 'dead', url: `http://127.0.0.1:${nobody}` }), toSink({ name: 'alive' })]);
      await arrive(collector, 1);
      expect(await collector.stop()).toBe(0);
    });
  });

  test('follows a file that is rotated, and leaves compressed ones alone', async () => {
    sink = await Sink.http();
    write('/var/log/app/a.log', 'one');
    writeFileSync(box.path('/var/log/app/old.log.gz'), 'not text');
    const collector = await ship([toSink()]);
    await collector.until('the first', () => sink.records.length === 1);
    const { renameSync } = await import('fs');
    renameSync(box.path('/var/log/app/a.log'), box.path('/var/log/app/a.log.1'));
    write('/var/log/app/a.log', 'two');
    expect(bodies(await arrive(collector, 2))).toEqual(['one', 'two']);
  });

  test('has written what came until TERM before it ends', async () => {
    sink = await Sink.http();
    const collector = await ship([toSink()]);
    write('/var/log/app/a.log', ...Array.from({ length: 1000 }, (_, i) => `line ${i}`));
    // As long as the kubelet needs from the app's end to TERM.
    await new Promise((r) => setTimeout(r, 70));
    expect(await collector.stop()).toBe(0);
    expect(new Set(sink.records.map((r) => r.body)).size).toBe(1000);
  });
});
