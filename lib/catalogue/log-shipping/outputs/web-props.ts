import { LogBasicAuth, LogOutputOptions, LogTls } from './props';
import { EnvSource } from '../../../sidecar/env-source';

/** What OTLP is spoken over. */
export enum LogOtlpProtocol {
  /** Protocol buffers over HTTP, by convention on port 4318. */
  HTTP = 'http',
  /** GRPC, by convention on port 4317. */
  GRPC = 'grpc',
}

/** Properties of an output by the OpenTelemetry protocol. */
export interface OtlpOutputProps extends LogOutputOptions {
  /** Address, e.g. `http://otel-gateway.observability:4318`. The path `/v1/logs` is added where it has none (HTTP). */
  readonly url: string;
  /**
   * HTTP or gRPC.
   *
   * @default LogOtlpProtocol.HTTP
   */
  readonly protocol?: LogOtlpProtocol;
  /**
   * TLS.
   *
   * @default - public CAs where the URL is https
   */
  readonly tls?: LogTls;
  /**
   * Headers: text, or secrets by reference.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: EnvSource };
}

/** Properties of an output to Splunk's HTTP Event Collector. */
export interface SplunkHecOutputProps extends LogOutputOptions {
  /** Address, e.g. `https://splunk.example:8088`. */
  readonly url: string;
  /** Token: a Secret by reference. */
  readonly token: EnvSource;
  /**
   * TLS.
   *
   * @default - public CAs where the URL is https
   */
  readonly tls?: LogTls;
  /**
   * Index.
   *
   * @default - the token's
   */
  readonly index?: string;
  /**
   * Source.
   *
   * @default - the token's
   */
  readonly source?: string;
  /**
   * Source type.
   *
   * @default - the token's
   */
  readonly sourceType?: string;
}

/** Properties of an output to Datadog. */
export interface DatadogOutputProps extends LogOutputOptions {
  /** API key: a Secret by reference. */
  readonly apiKey: EnvSource;
  /**
   * Site, e.g. `datadoghq.eu`.
   *
   * @default "datadoghq.com"
   */
  readonly site?: string;
  /**
   * Service that the records belong to.
   *
   * @default - the record's own
   */
  readonly service?: string;
  /**
   * Technology that the records come from, e.g. `java`.
   *
   * @default - the record's own
   */
  readonly source?: string;
  /**
   * Tags.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/** How records stand in the body of a request. */
export enum LogHttpFormat {
  /** One JSON array of objects. */
  JSON_ARRAY = 'array',
  /** One JSON object in each line. */
  JSON_LINES = 'lines',
}

/** Properties of an output to any HTTP server, by POST. */
export interface HttpOutputProps extends LogOutputOptions {
  /** Address, e.g. `https://ingest.example.com/logs`. */
  readonly url: string;
  /**
   * TLS.
   *
   * @default - public CAs where the URL is https
   */
  readonly tls?: LogTls;
  /**
   * Headers: text, or secrets by reference.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: EnvSource };
  /**
   * User and password.
   *
   * @default - none
   */
  readonly auth?: LogBasicAuth;
  /**
   * How records stand in the body.
   *
   * @default LogHttpFormat.JSON_ARRAY
   */
  readonly format?: LogHttpFormat;
}
