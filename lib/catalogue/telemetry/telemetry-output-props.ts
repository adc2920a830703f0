import { EnvSource } from '../../sidecar/env-source';

/** What an app tells about itself. */
export enum TelemetrySignal {
  /** Spans. */
  TRACES = 'traces',
  /** Metrics. */
  METRICS = 'metrics',
  /** Logs that the app sends by OTLP; files are a log shipper's. */
  LOGS = 'logs',
}

/** Form of OTLP. */
export enum OtlpProtocol {
  /** GRPC. */
  GRPC = 'grpc',
  /** HTTP with protobuf. */
  HTTP = 'http/protobuf',
}

/** Where OTLP goes to. */
export interface OtlpOutputOptions {
  /** Address with scheme: `https://gateway.observability.svc:4317`; `http` is without TLS. */
  readonly url: string;
  /**
   * Form of OTLP.
   *
   * @default OtlpProtocol.GRPC
   */
  readonly protocol?: OtlpProtocol;
  /**
   * Signals that are sent there.
   *
   * @default - all
   */
  readonly signals?: TelemetrySignal[];
  /**
   * Headers, e.g. an API key by `EnvSource.secret()`.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: EnvSource };
  /**
   * Secret with the authority (`ca.crt`) that signed the server's certificate.
   *
   * @default - the authorities of the image
   */
  readonly caSecret?: string;
  /**
   * Secret with a client certificate (`tls.crt`, `tls.key`).
   *
   * @default - none
   */
  readonly clientSecret?: string;
  /**
   * Name that the server's certificate must have.
   *
   * @default - the host
   */
  readonly serverName?: string;
}

/** Metrics for Prometheus to scrape. */
export interface PrometheusOutputOptions {
  /**
   * Port of the Pod.
   *
   * @default 9464
   */
  readonly port?: number;
  /**
   * Prefix of the metrics' names.
   *
   * @default - none
   */
  readonly prefix?: string;
  /**
   * Attributes of the resource (Pod, service) become labels of each metric, instead of those of `target_info` only.
   *
   * @default false
   */
  readonly resourceAsLabels?: boolean;
}

/** Metrics by remote write. */
export interface PrometheusRemoteWriteOptions {
  /** Address, e.g. `https://mimir.observability.svc/api/v1/push`. */
  readonly url: string;
  /**
   * Headers, e.g. a token by `EnvSource.secret()`.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: EnvSource };
  /**
   * Labels on every series.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };
  /**
   * Attributes of the resource (Pod, service) become labels of each metric, instead of those of `target_info` only.
   *
   * @default false
   */
  readonly resourceAsLabels?: boolean;
}

/** Metrics to CloudWatch, spans to X-Ray, logs to CloudWatch Logs. Credentials come from the Pod's identity. */
export interface CloudWatchOutputOptions {
  /** Region, e.g. `eu-central-1`. */
  readonly region: string;
  /** Namespace of the metrics in CloudWatch, and group of the logs: `/metrics/NAME` and `/logs/NAME`. */
  readonly group: string;
  /**
   * Signals that are sent there.
   *
   * @default - metrics and traces
   */
  readonly signals?: TelemetrySignal[];
  /**
   * Role that is assumed for it.
   *
   * @default - the Pod's own
   */
  readonly roleArn?: string;
}
