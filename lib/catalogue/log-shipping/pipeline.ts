/**
 * A log pipeline as plain data: what the public classes say and every engine's config writer reads. Knows no construct
 * and no engine.
 */
import { EnvSource } from '../../sidecar/env-source';

/** A value that is text in the configuration, or one that the container reads from its environment (a secret). */
export type Value = string | SecretValue;

/** A secret: never in the configuration, only as a named variable (or as a file, for engines that read files). */
export interface SecretValue {
  readonly source: EnvSource;
  /** The Secret and its key, where it is one. */
  readonly secret?: { readonly name: string; readonly key: string };
}

export function isSecret(value: Value | undefined): value is SecretValue {
  return typeof value === 'object';
}

/** How the time of a record is read out of one of its fields. */
export interface TimeData {
  readonly field: string;
  readonly format:
    | { readonly kind: 'iso8601'; readonly fraction: boolean }
    | { readonly kind: 'unixSeconds' }
    | { readonly kind: 'strptime'; readonly pattern: string };
}

export interface ParserData {
  readonly kind: 'json' | 'logfmt' | 'regex';
  /** With named groups; regex only. */
  readonly pattern?: string;
  readonly time?: TimeData;
}

export interface MultilineData {
  /** `start`: a line that matches begins a record. `continuation`: a line that matches belongs to the one before. */
  readonly kind: 'start' | 'continuation';
  readonly pattern: string;
}

/** Which container logs of a node: each part may have `*`. */
export interface SelectorData {
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
}

export interface SourceData {
  readonly name: string;
  /** Files in a volume shared with the app, or the container logs of a node. */
  readonly kind: 'files' | 'containers';
  readonly globs: readonly string[];
  /** Container logs only. */
  readonly selector?: SelectorData;
  /** Pods of the agent itself, whose logs are left out. */
  readonly ownPods?: string;
  readonly exclude: readonly string[];
  readonly parser?: ParserData;
  readonly multiline?: MultilineData;
  readonly maxLineBytes: number;
  /** Field that gets the file's path. */
  readonly pathField?: string;
  /** The engine's own settings, merged last. */
  readonly settings?: Readonly<Record<string, any>>;
}

export type FilterData =
  | { readonly kind: 'keep' | 'drop'; readonly field: string; readonly pattern: string }
  | { readonly kind: 'redact'; readonly field: string; readonly replacement: string }
  | { readonly kind: 'redactMatches'; readonly field: string; readonly pattern: string; readonly replacement: string }
  | { readonly kind: 'remove'; readonly fields: readonly string[] }
  | { readonly kind: 'addFields'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'rename'; readonly fields: Readonly<Record<string, string>> };

/** A field that each record gets from the Pod. */
export interface EnrichData {
  readonly field: string;
  /** Variable of the shipper's container that holds the value. */
  readonly variable: string;
  /** In a node agent: what of the container log's file name it is, or a Pod label. */
  readonly from: 'pod' | 'namespace' | 'container' | 'node' | 'label';
  /** Key of the Pod label. */
  readonly label?: string;
}

export interface TlsData {
  /** Paths in the container. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly verify: boolean;
  readonly serverName?: string;
  readonly minVersion?: '1.2' | '1.3';
}

export interface Endpoint {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  /** Begins with "/"; "/" where the URL has none. */
  readonly path: string;
}

export interface BasicAuthData {
  readonly user: Value;
  readonly password: SecretValue;
}

export interface AwsData {
  readonly region: string;
  readonly roleArn?: string;
  readonly endpoint?: Endpoint;
  readonly accessKeyId?: SecretValue;
  readonly secretAccessKey?: SecretValue;
}

interface OutputCommon {
  /** Unique in the pipeline; names buffers and metrics. */
  readonly name: string;
  /** undefined: no limit. 0: none. */
  readonly retries?: number;
  /** The engine's own settings, merged last. */
  readonly settings?: Readonly<Record<string, any>>;
}

export interface LokiData extends OutputCommon {
  readonly kind: 'loki';
  readonly endpoint: Endpoint;
  readonly tls: TlsData;
  readonly tenant?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly labelFields: Readonly<Record<string, string>>;
  readonly structuredMetadata: Readonly<Record<string, string>>;
  readonly auth?: BasicAuthData;
  readonly bearerToken?: SecretValue;
}

export interface ElasticsearchData extends OutputCommon {
  readonly kind: 'elasticsearch' | 'openSearch';
  readonly endpoint: Endpoint;
  readonly tls: TlsData;
  /** One index, alias or data stream; else `indexPrefix` with the day appended. */
  readonly index?: string;
  readonly indexPrefix: string;
  readonly auth?: BasicAuthData;
  /** Elasticsearch only. */
  readonly apiKey?: SecretValue;
  /** Signed requests to Amazon's service. */
  readonly aws?: AwsData;
}

export interface CloudWatchData extends OutputCommon {
  readonly kind: 'cloudWatchLogs';
  readonly aws: AwsData;
  readonly group: string;
  readonly stream?: string;
  readonly createGroup: boolean;
  readonly retentionDays?: number;
}

export interface S3Data extends OutputCommon {
  readonly kind: 's3';
  readonly aws: AwsData;
  readonly bucket: string;
  /** Neither begins nor ends with "/". */
  readonly prefix: string;
  readonly uploadSeconds: number;
  readonly objectBytes: bigint;
}

export interface KafkaData extends OutputCommon {
  readonly kind: 'kafka';
  readonly brokers: readonly string[];
  readonly topic: string;
  /** absent: no TLS. */
  readonly tls?: TlsData;
  readonly auth?: BasicAuthData;
  readonly mechanism?: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
}

export interface OtlpData extends OutputCommon {
  readonly kind: 'otlp';
  readonly endpoint: Endpoint;
  readonly protocol: 'http' | 'grpc';
  readonly tls: TlsData;
  readonly headers: Readonly<Record<string, Value>>;
}

export interface SplunkData extends OutputCommon {
  readonly kind: 'splunkHec';
  /** Without a path. */
  readonly endpoint: Endpoint;
  readonly tls: TlsData;
  readonly token: SecretValue;
  readonly index?: string;
  readonly source?: string;
  readonly sourceType?: string;
}

export interface DatadogData extends OutputCommon {
  readonly kind: 'datadog';
  readonly site: string;
  readonly apiKey: SecretValue;
  readonly service?: string;
  readonly source?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface HttpData extends OutputCommon {
  readonly kind: 'http';
  readonly endpoint: Endpoint;
  readonly tls: TlsData;
  readonly headers: Readonly<Record<string, Value>>;
  readonly auth?: BasicAuthData;
  readonly format: 'array' | 'lines';
}

export interface ForwardData extends OutputCommon {
  readonly kind: 'forward';
  readonly host: string;
  readonly port: number;
  /** absent: no TLS. */
  readonly tls?: TlsData;
  readonly sharedKey?: SecretValue;
  readonly auth?: BasicAuthData;
}

export interface StdoutData extends OutputCommon {
  readonly kind: 'stdout';
}

export type OutputData = LokiData | ElasticsearchData | CloudWatchData | S3Data | KafkaData | OtlpData | SplunkData | DatadogData
  | HttpData | ForwardData | StdoutData;
export type OutputKind = OutputData['kind'];

export interface BufferData {
  /** What all outputs together may hold on disk. */
  readonly bytes: bigint;
  readonly whenFull: 'block' | 'dropOldest';
}

export type LogLevelData = 'error' | 'warn' | 'info' | 'debug';

/** Ports that the shipper binds. Engines that serve health and metrics on one port have the same number in both. */
export interface PortsData {
  readonly health: number;
  readonly metrics: number;
  /** On loopback: where the engine is told to read its configuration anew, for engines that have a port of its own for it. */
  readonly rpc: number;
  /** Health check and metrics of the program beside it that watches the files. */
  readonly reloader: number;
}

export interface PipelineData {
  readonly ports: PortsData;
  readonly sources: readonly SourceData[];
  readonly enrich: readonly EnrichData[];
  readonly filters: readonly FilterData[];
  readonly outputs: readonly OutputData[];
  readonly buffer: BufferData;
  readonly level: LogLevelData;
  /** Seconds that the engine has from TERM to its own exit. */
  readonly drainSeconds: number;
}
