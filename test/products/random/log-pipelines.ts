/** Random log pipelines: every source, parser, filter and output with random options. */
import * as fc from 'fast-check';
import { field, label, line, optional, someOf } from './texts';
import {
  KafkaSaslMechanism, LogEnrichment, LogFilter, LogMultiline, LogOtlpProtocol, LogOutput, LogParser, LogPipelineProps, LogShipperLevel, LogSource,
  LogTls, LogTlsVersion, TimeFormat,
} from '../../../lib/catalogue/log-shipping';
import { EnvSource, SharedVolume } from '../../../lib/sidecar';

const secret = (key: string) => EnvSource.secret('logging', key);

const pattern: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('^(warn|error)$', '^/healthz$', '\\d{4}-\\d{4}', '"[^"]*"', '\\\\', 'a\'b', '[$]{2}', 'ä+', '(?i)secret', '\\[x\\]', '.*'),
  line.map((t) => t.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')),
).filter((p) => {
  try {
    return new RegExp(p) !== undefined;
  } catch {
    return false;
  }
});

const timeFormat = fc.oneof(
  fc.boolean().map((fraction) => TimeFormat.iso8601(fraction)),
  fc.constant(TimeFormat.unixSeconds()),
  fc.constantFrom('%Y-%m-%d %H:%M:%S', '%d/%b/%Y:%H:%M:%S.%L %z', '%y%m%d %H:%M', '%e %b %Y %H:%M:%S,%L %%').map((p) => TimeFormat.strptime(p)),
);
const times = fc.oneof(fc.constant({}), fc.record({ timeField: field, timeFormat: optional(timeFormat) }));
const parser: fc.Arbitrary<LogParser> = fc.oneof(
  times.map((t) => LogParser.json(t)),
  times.map((t) => LogParser.logfmt(t)),
  fc.oneof(fc.constant({}), optional(timeFormat).map((f) => ({ timeField: 'time', timeFormat: f })))
    .map((t) => LogParser.regex('^(?<time>\\S+ \\S+) \\[(?<level>\\w+)\\] "(?<message>.*)"$', t)),
);
const multiline = fc.tuple(fc.boolean(), fc.constantFrom('^\\d{4}-', '^\\s', '^\\[', '^"x"')).map(([starts, p]) => starts ? LogMultiline.startsWith(p) : LogMultiline.continuesWith(p));

/** Of files of the app. */
export const sources: fc.Arbitrary<LogSource[]> = fc.array(fc.record({
  parser: optional(parser), multiline: optional(multiline), maxLineBytes: optional(fc.integer({ min: 1024, max: 16 * 1024 * 1024 })),
  pathField: optional(field), exclude: optional(fc.constant<string[]>(['old-*', '/var/log/app/x.log'])),
}), { minLength: 1, maxLength: 3 }).map((list) => list.map((o, i) => LogSource.files(`/var/log/app/${i === 0 ? '*' : `s${i}/a-*`}.log`, o)));

const texts = fc.dictionary(field, line, { minKeys: 1, maxKeys: 3 });
export const filter: fc.Arbitrary<LogFilter> = fc.oneof(
  fc.tuple(field, pattern).map(([f, p]) => LogFilter.keep(f, p)),
  fc.tuple(field, pattern).map(([f, p]) => LogFilter.drop(f, p)),
  fc.tuple(field, optional(line)).map(([f, t]) => LogFilter.redact(f, t)),
  fc.tuple(field, pattern, optional(line)).map(([f, p, t]) => LogFilter.redactMatches(f, p, t)),
  fc.array(field, { minLength: 1, maxLength: 3 }).map((f) => LogFilter.removeFields(...f)),
  texts.map((t) => LogFilter.addFields(t)),
  fc.dictionary(field, field, { minKeys: 1, maxKeys: 2 }).map((t) => LogFilter.rename(t)),
);

const enrichment: fc.Arbitrary<LogEnrichment> = fc.record({
  podName: optional(fc.boolean()), podNamespace: optional(fc.boolean()), nodeName: optional(fc.boolean()), containerName: optional(fc.boolean()),
  podLabels: optional(fc.constantFrom(['app'], ['app.kubernetes.io/name', 'team'])),
});

const tls: fc.Arbitrary<LogTls> = fc.oneof(
  fc.constant({ insecureSkipVerify: true }),
  fc.record({
    ca: fc.constant(SharedVolume.secretNamed('ca', 'ca')), clientCertificate: optional(fc.constant(SharedVolume.secretNamed('client', 'client'))),
    serverName: optional(fc.domain()), minimumVersion: optional(fc.constantFrom(...Object.values(LogTlsVersion))),
  }),
);
const auth = fc.oneof(fc.constant(EnvSource.text('shop')), fc.constant(secret('user'))).map((user) => ({ user, password: secret('password') }));
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constant('gateway'));
/** An address, and TLS where it is encrypted. */
const at = (path: string) => fc.oneof(
  fc.tuple(host, fc.integer({ min: 1, max: 65535 })).map(([h, p]) => ({ url: `http://${h}:${p}${path}` })),
  fc.tuple(host, optional(tls)).map(([h, t]) => ({ url: `https://${h}${path}`, tls: t })),
);
const common = fc.record({ name: optional(label), retries: optional(fc.nat(20)) });
const headers = fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), line.map((t) => EnvSource.text(t)), { maxKeys: 2 })
  .chain((h) => fc.constantFrom(h, { ...h, Authorization: secret('header') }));
const only = <P>(...parts: Array<fc.Arbitrary<Partial<P>>>): fc.Arbitrary<P> => fc.tuple(...parts).map((list) => Object.assign({}, ...list) as P);
const aws = fc.record({
  region: fc.constantFrom('eu-west-1', 'us-gov-east-1'), roleArn: optional(fc.constant('arn:aws:iam::123456789012:role/logs')),
  endpoint: optional(fc.constantFrom('https://vpce.example', 'http://minio.storage:9000')),
});

/** Each kind of output with random options. */
export const OUTPUT_KINDS = {
  loki: only<Parameters<typeof LogOutput.loki>[0]>(common, at(''), fc.record({
    tenant: optional(line), labels: optional(fc.constantFrom<Record<string, string>>({ job: 'shop' }, { job: 'a b', team: 'ä-1' })),
  }), fc.oneof(fc.constant({}), auth.map((a) => ({ auth: a })), fc.constant({ bearerToken: secret('token') }))).map((p) => LogOutput.loki(p)),
  elasticsearch: only<Parameters<typeof LogOutput.elasticsearch>[0]>(common, at(''), fc.oneof(fc.record({ index: label }), fc.record({ indexPrefix: optional(label) })),
    fc.oneof(fc.constant({}), auth.map((a) => ({ auth: a })), fc.constant({ apiKey: secret('api-key') }))).map((p) => LogOutput.elasticsearch(p)),
  openSearch: only<Parameters<typeof LogOutput.openSearch>[0]>(common, fc.constant({ url: 'https://os.example' }), fc.oneof(fc.record({ index: label }), fc.record({ indexPrefix: optional(label) })),
    fc.oneof(fc.constant({}), auth.map((a) => ({ auth: a })), fc.constant({ awsRegion: 'eu-west-1' }))).map((p) => LogOutput.openSearch(p)),
  cloudWatchLogs: only<Parameters<typeof LogOutput.cloudWatchLogs>[0]>(common, aws, fc.record({
    logGroup: fc.constantFrom('/app/shop', 'shop_1.x'), logStream: optional(fc.constant('one')), createGroup: fc.constant(true), retentionDays: optional(fc.constantFrom(1, 30, 3653)),
  })).map((p) => LogOutput.cloudWatchLogs(p)),
  s3: only<Parameters<typeof LogOutput.s3>[0]>(common, aws, fc.record({
    bucket: fc.constant('my-logs'), keyPrefix: optional(fc.constantFrom('a/b', 'logs')), uploadSeconds: optional(fc.integer({ min: 60, max: 3600 })), objectSize: optional(fc.constantFrom('2M', '64Mi')),
  })).map((p) => LogOutput.s3(p)),
  kafka: only<Parameters<typeof LogOutput.kafka>[0]>(common, fc.record({
    brokers: fc.array(fc.tuple(fc.domain(), fc.integer({ min: 1, max: 65535 })).map(([h, p]) => `${h}:${p}`), { minLength: 1, maxLength: 3 }), topic: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
  }), fc.oneof(
    fc.constant({}),
    fc.record({ auth, saslMechanism: optional(fc.constantFrom(KafkaSaslMechanism.SCRAM_SHA_256, KafkaSaslMechanism.SCRAM_SHA_512)) }),
    fc.record({ tls: tls.map((t) => ({ ...t, serverName: undefined })), auth: optional(auth) }),
    fc.record({ tls: fc.constant({}), auth, saslMechanism: fc.constant(KafkaSaslMechanism.PLAIN) }),
  )).map((p) => LogOutput.kafka(p)),
  otlp: only<Parameters<typeof LogOutput.otlp>[0]>(common, fc.record({ headers }), fc.oneof(
    at(''), at('/v2/ingest'), at('').map((a) => ({ ...a, protocol: LogOtlpProtocol.GRPC })),
  )).map((p) => LogOutput.otlp(p)),
  splunkHec: only<Parameters<typeof LogOutput.splunkHec>[0]>(common, at(''), fc.record({
    token: fc.constant(secret('hec')), index: optional(line), source: optional(line), sourceType: optional(line),
  })).map((p) => LogOutput.splunkHec(p)),
  datadog: only<Parameters<typeof LogOutput.datadog>[0]>(common, fc.record({
    apiKey: fc.constant(secret('datadog')), site: optional(fc.constantFrom('datadoghq.eu', 'us5.datadoghq.com')),
  })).map((p) => LogOutput.datadog(p)),
  http: only<Parameters<typeof LogOutput.http>[0]>(common, at('/logs'), fc.record({ headers })).map((p) => LogOutput.http(p)),
  forward: only<Parameters<typeof LogOutput.forward>[0]>(common, fc.record({ host: fc.domain(), port: optional(fc.integer({ min: 1, max: 65535 })), sharedKey: optional(fc.constant(secret('shared'))), tls: optional(tls) }))
    .map((p) => LogOutput.forward(p)),
  stdout: common.map((p) => LogOutput.stdout(p)),
} satisfies Record<string, fc.Arbitrary<LogOutput>>;

export type OutputName = keyof typeof OUTPUT_KINDS;

/** Pipelines with outputs of these kinds. */
export function pipelines(kinds: readonly OutputName[]): fc.Arbitrary<Omit<LogPipelineProps, 'engine'>> {
  return someOf(kinds, 1).chain((some) => fc.record({
    sources, outputs: fc.tuple(...some.slice(0, 3).map((k) => OUTPUT_KINDS[k] as fc.Arbitrary<LogOutput>)),
    filters: optional(fc.array(filter, { maxLength: 4 })), enrichment: optional(enrichment),
    buffer: optional(fc.constantFrom({ sizeLimit: '1Gi' }, { sizeLimit: '600Mi' })), logLevel: optional(fc.constantFrom(...Object.values(LogShipperLevel))),
    drainSeconds: optional(fc.integer({ min: 8, max: 60 })),
  }));
}
