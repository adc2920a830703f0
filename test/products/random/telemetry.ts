/** Random telemetry sidecars. */
import * as fc from 'fast-check';
import { line, optional, someOf } from './texts';
import { OtlpProtocol, ResourceDetector, TelemetryLogLevel, TelemetryOutput, TelemetrySidecarProps, TelemetrySignal } from '../../../lib/catalogue/telemetry';
import { EnvSource } from '../../../lib/sidecar';

const headers = fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), line.map((t) => EnvSource.text(t)), { maxKeys: 2 })
  .chain((h) => fc.constantFrom(h, { ...h, 'x-api-key': EnvSource.secret('gateway', 'key') }));
const signals = optional(someOf(Object.values(TelemetrySignal), 1));
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constant('gateway'));
const port = fc.integer({ min: 1, max: 65535 });

const otlp = fc.oneof(
  fc.tuple(host, port).map(([h, p]) => ({ url: `http://${h}:${p}` })),
  fc.tuple(host, optional(fc.constant('ca')), optional(fc.constant('client')), optional(fc.domain()))
    .map(([h, caSecret, clientSecret, serverName]) => ({ url: `https://${h}`, caSecret, clientSecret, serverName })),
  fc.tuple(host, port).map(([h, p]) => ({ url: `https://${h}:${p}/v1`, protocol: OtlpProtocol.HTTP })),
).chain((o) => fc.record({ headers, signals }).map((more) => TelemetryOutput.otlp({ ...o, ...more })));
const remoteWrite = fc.record({
  url: host.map((h) => `https://${h}/api/v1/push`), headers, labels: optional(fc.dictionary(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((l) => !/^_+$/.test(l)), line, { maxKeys: 3 })), resourceAsLabels: optional(fc.boolean()),
}).map((o) => TelemetryOutput.prometheusRemoteWrite(o));
const prometheus = fc.record({ prefix: optional(fc.constantFrom('shop', 'a_b:c')), resourceAsLabels: optional(fc.boolean()) }).map((o) => TelemetryOutput.prometheus(o));

/** @param published only signals whose exporters can be had: those for metrics and logs of CloudWatch are published as no module */
const cloudWatch = (published: boolean) => fc.record({
  region: fc.constantFrom('eu-central-1', 'us-gov-east-1'), group: fc.constantFrom('shop', 'a/b#c'),
  roleArn: optional(fc.constant('arn:aws:iam::123456789012:role/telemetry')),
  signals: fc.constant<TelemetrySignal[]>(published ? [TelemetrySignal.TRACES] : [TelemetrySignal.LOGS, TelemetrySignal.METRICS]),
}).map((o) => TelemetryOutput.cloudWatch(o));

export function telemetry(published: boolean): fc.Arbitrary<TelemetrySidecarProps> {
  const aws = published ? optional(cloudWatch(true)) : cloudWatch(false);
  const outputs = fc.tuple(optional(otlp), optional(otlp), optional(prometheus), optional(remoteWrite), aws, optional(fc.constant(TelemetryOutput.debug())))
    .map((list) => list.filter((o) => o !== undefined)).filter((list) => list.length > 0);
  return fc.record<TelemetrySidecarProps>({
    outputs,
    attributes: optional(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{1,8})?$/), line, { maxKeys: 3 })),
    // EKS asks the cluster that it is in, with a token that there is none of here.
    detectors: optional(someOf(Object.values(ResourceDetector).filter((d) => d !== ResourceDetector.EKS))),
    diskBuffer: optional(fc.constantFrom('64Mi', '1Gi')),
    logLevel: optional(fc.constantFrom(...Object.values(TelemetryLogLevel))),
    protocol: optional(fc.constantFrom(...Object.values(OtlpProtocol))),
    sampleRatio: optional(fc.double({ min: 0, max: 1, noNaN: true })),
  });
}
