import { CLOUD_WATCH_OUTPUT_OPTIONS, OTLP_OUTPUT_OPTIONS, PROMETHEUS_OUTPUT_OPTIONS, PROMETHEUS_REMOTE_WRITE_OPTIONS } from './option-shapes';
import {
  CloudWatchOutputOptions, OtlpOutputOptions, OtlpProtocol, PrometheusOutputOptions, PrometheusRemoteWriteOptions, TelemetrySignal,
} from './telemetry-output-props';
import { EnvSource } from '../../sidecar/env-source';
import { ENV_SOURCE, requireShape, requireOptions } from '../../sidecar/value-shape';
import { refuse, requirePort } from '../common/arguments';
import { requireObjectName } from '../common/object-names';
import { parseUrl, requireLiteral, requireSecret } from '../log-shipping/arguments';
import { Endpoint } from '../log-shipping/pipeline';
import { TELEMETRY_COLLECTOR } from './data/collector';

/** A header's value: text, or a variable of the container with the secret. */
export type HeaderData = { readonly [name: string]: EnvSource };

export interface OtlpData {
  readonly kind: 'otlp';
  readonly signals: readonly TelemetrySignal[];
  readonly endpoint: Endpoint;
  readonly protocol: OtlpProtocol;
  readonly headers: HeaderData;
  readonly caSecret?: string;
  readonly clientSecret?: string;
  readonly serverName?: string;
}

export interface PrometheusData {
  readonly kind: 'prometheus';
  readonly signals: readonly TelemetrySignal[];
  readonly port: number;
  readonly prefix?: string;
  readonly resourceAsLabels: boolean;
}

export interface RemoteWriteData {
  readonly kind: 'remoteWrite';
  readonly signals: readonly TelemetrySignal[];
  readonly endpoint: Endpoint;
  readonly headers: HeaderData;
  readonly labels: { readonly [name: string]: string };
  readonly resourceAsLabels: boolean;
}

export interface CloudWatchData {
  readonly kind: 'cloudWatch';
  readonly signals: readonly TelemetrySignal[];
  readonly region: string;
  readonly group: string;
  readonly roleArn?: string;
}

export interface DebugData {
  readonly kind: 'debug';
  readonly signals: readonly TelemetrySignal[];
}

export type TelemetryOutputData = OtlpData | PrometheusData | RemoteWriteData | CloudWatchData | DebugData;

const ALL = Object.values(TelemetrySignal);

/**
 * Where telemetry goes to.
 *
 * @example
 * const gateway = TelemetryOutput.otlp({ url: 'http://gateway.observability.svc:4317' });
 * const scraped = TelemetryOutput.prometheus();
 */
export class TelemetryOutput {
  /** OTLP: another collector, or a backend that takes it. */
  public static otlp(options: OtlpOutputOptions): TelemetryOutput {
    requireOptions('options', options, OTLP_OUTPUT_OPTIONS, ['url']);
    const endpoint = parseUrl('url', options.url);
    const protocol = options.protocol ?? OtlpProtocol.GRPC;
    if (protocol === OtlpProtocol.GRPC && endpoint.path !== '/') {
      refuse('url', options.url, 'has a path, which gRPC does not know', 'leave the path out, or use OtlpProtocol.HTTP');
    }
    for (const name of ['caSecret', 'clientSecret', 'serverName'] as const) {
      if (options[name] !== undefined && !endpoint.tls) refuse(name, options[name], 'needs TLS', 'write the url with "https://"');
    }
    if (options.caSecret !== undefined) requireObjectName('caSecret', options.caSecret);
    if (options.clientSecret !== undefined) requireObjectName('clientSecret', options.clientSecret);
    const { caSecret, clientSecret, serverName } = options;
    return new TelemetryOutput({
      kind: 'otlp', signals: signals(options.signals, ALL, ALL), endpoint, protocol, headers: headers(options.headers), caSecret, clientSecret, serverName,
    });
  }

  /** Metrics on a port of the Pod, for Prometheus to scrape. */
  public static prometheus(options: PrometheusOutputOptions = {}): TelemetryOutput {
    requireOptions('options', options, PROMETHEUS_OUTPUT_OPTIONS);
    const port = requirePort('port', options.port ?? TELEMETRY_COLLECTOR.ports.prometheus);
    if (options.prefix !== undefined && !/^[A-Za-z_:][A-Za-z0-9_:]*$/.test(options.prefix)) {
      refuse('prefix', options.prefix, 'is not the beginning of a metric name', 'use letters, digits and "_"');
    }
    return new TelemetryOutput({
      kind: 'prometheus', signals: [TelemetrySignal.METRICS], port, prefix: options.prefix, resourceAsLabels: options.resourceAsLabels ?? false,
    });
  }

  /** Metrics sent by Prometheus' remote write. */
  public static prometheusRemoteWrite(options: PrometheusRemoteWriteOptions): TelemetryOutput {
    requireOptions('options', options, PROMETHEUS_REMOTE_WRITE_OPTIONS, ['url']);
    const labels = { ...options.labels };
    for (const [name, value] of Object.entries(labels)) {
      // Of underscores alone it would end the collector at the start.
      if (!/^(?!_+$)[A-Za-z_][A-Za-z0-9_]*$/.test(name)) refuse('labels', name, 'is not the name of a label', 'use letters, digits and "_", not beginning with a digit');
      requireLiteral(`labels.${name}`, value);
    }
    return new TelemetryOutput({
      kind: 'remoteWrite', signals: [TelemetrySignal.METRICS], endpoint: parseUrl('url', options.url), headers: headers(options.headers),
      labels, resourceAsLabels: options.resourceAsLabels ?? false,
    });
  }

  /** Amazon CloudWatch and X-Ray. */
  public static cloudWatch(options: CloudWatchOutputOptions): TelemetryOutput {
    requireOptions('options', options, CLOUD_WATCH_OUTPUT_OPTIONS, ['region', 'group']);
    if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(options.region)) refuse('region', options.region, 'is not a region', 'write it like "eu-central-1"');
    if (!/^[A-Za-z0-9._#-][A-Za-z0-9._/#-]{0,200}$/.test(options.group)) {
      refuse('group', options.group, 'is not the name of a group', 'use letters, digits and "._/#-", at most 200 of them, not beginning with "/"');
    }
    if (options.roleArn !== undefined && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(options.roleArn)) {
      refuse('roleArn', options.roleArn, 'is not the ARN of a role', 'write it like "arn:aws:iam::123456789012:role/telemetry"');
    }
    return new TelemetryOutput({
      kind: 'cloudWatch', signals: signals(options.signals, [TelemetrySignal.METRICS, TelemetrySignal.TRACES], ALL),
      region: options.region, group: options.group, roleArn: options.roleArn,
    });
  }

  /** The collector's own log: to look at what arrives. */
  public static debug(): TelemetryOutput {
    return new TelemetryOutput({ kind: 'debug', signals: ALL });
  }

  private constructor(private readonly data: TelemetryOutputData) {}

  /** @internal */
  public _toData(): TelemetryOutputData {
    return this.data;
  }
}

function signals(given: TelemetrySignal[] | undefined, otherwise: TelemetrySignal[], possible: TelemetrySignal[]): TelemetrySignal[] {
  if (given === undefined) return otherwise;
  if (given.length === 0) refuse('signals', '[]', 'is empty, so that nothing is sent there', 'name a signal, or leave it out');
  given.forEach((s, i) => {
    if (!possible.includes(s)) refuse(`signals[${i}]`, s, 'is not known', `use one of ${possible.join(', ')}`);
  });
  return [...new Set(given)];
}

/** Names of headers whose value is a secret by nature. */
const SECRET_HEADER = /auth|token|api[-_]?key|apikey|secret|password|cookie/i;

function headers(given: { [name: string]: EnvSource } | undefined): HeaderData {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) refuse('headers', name, 'is not the name of a header', 'use letters, digits and "-"');
    requireShape(`headers.${name}`, value, ENV_SOURCE);
    const text = value._toEnv('x').value;
    if (SECRET_HEADER.test(name)) requireSecret(`headers.${name}`, value);
    else if (text !== undefined) requireLiteral(`headers.${name}`, text);
  }
  return { ...given };
}
