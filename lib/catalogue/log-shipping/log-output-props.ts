import { EnvSource } from '../../sidecar/env-source';
import { SharedVolume } from '../../sidecar/shared-volume';

/** Oldest TLS version that is accepted. */
export enum LogTlsVersion {
  /** TLS 1.2. */
  TLS_1_2 = '1.2',
  /** TLS 1.3. */
  TLS_1_3 = '1.3',
}

/** TLS towards an output. Whether TLS is used is said by the URL (`https://`). The server's name is always checked. */
export interface LogTls {
  /**
   * Secret or ConfigMap with the CA that signed the server's certificate.
   *
   * @default - the image's public CAs
   */
  readonly ca?: SharedVolume;
  /**
   * File of the CA in its volume.
   *
   * @default "ca.crt"
   */
  readonly caFile?: string;
  /**
   * Secret with a client certificate and key (mTLS).
   *
   * @default - none
   */
  readonly clientCertificate?: SharedVolume;
  /**
   * File of the client certificate in its volume.
   *
   * @default "tls.crt"
   */
  readonly certificateFile?: string;
  /**
   * File of the client's key in its volume.
   *
   * @default "tls.key"
   */
  readonly keyFile?: string;
  /**
   * Name that the server's certificate must have, and that is asked for (SNI).
   *
   * @default - the host of the URL
   */
  readonly serverName?: string;
  /**
   * Oldest version.
   *
   * @default LogTlsVersion.TLS_1_2
   */
  readonly minimumVersion?: LogTlsVersion;
  /**
   * Take any certificate. Whoever is between can read and change the logs, and see the credentials.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** User and password. */
export interface LogBasicAuth {
  /** User. */
  readonly user: EnvSource;
  /** Password: a Secret by reference. */
  readonly password: EnvSource;
}

/** What every output has. */
export interface LogOutputOptions {
  /**
   * Name of the output: names its buffer and its metrics. Unique in the pipeline.
   *
   * @default - the kind of output ("loki"), then "loki-2", ...
   */
  readonly name?: string;
  /**
   * How often a piece of data is sent anew before it is given up. 0: never sent anew.
   *
   * @default - without limit: logs wait on disk until the destination is back
   */
  readonly retries?: number;
  /**
   * Further settings of the output in the engine's own terms, merged last and checked.
   *
   * @default - none
   */
  readonly settings?: { [setting: string]: any };
}

/** Properties of an output to Grafana Loki. */
export interface LokiOutputProps extends LogOutputOptions {
  /** Address, e.g. `http://loki.monitoring:3100`. The path `/loki/api/v1/push` is added where it has none. */
  readonly url: string;
  /**
   * TLS.
   *
   * @default - public CAs where the URL is https
   */
  readonly tls?: LogTls;
  /**
   * Tenant (`X-Scope-OrgID`).
   *
   * @default - none
   */
  readonly tenant?: string;
  /**
   * Labels of fixed text.
   *
   * @default - { job: "cdk8s-sidecars" }
   */
  readonly labels?: { [label: string]: string };
  /**
   * Labels taken from fields of the record: label to field. Few values each: every combination is a stream of its own.
   *
   * @default - namespace, pod and container, as far as the enrichment adds them
   */
  readonly labelFields?: { [label: string]: string };
  /**
   * Structured metadata taken from fields: name to field. Needs Loki 3 (schema v13).
   *
   * @default - none
   */
  readonly structuredMetadata?: { [name: string]: string };
  /**
   * User and password.
   *
   * @default - none
   */
  readonly auth?: LogBasicAuth;
  /**
   * Bearer token: a Secret by reference.
   *
   * @default - none
   */
  readonly bearerToken?: EnvSource;
}

/** What outputs to Elasticsearch and OpenSearch have in common. */
export interface SearchOutputOptions extends LogOutputOptions {
  /** Address, e.g. `https://elasticsearch.logging:9200`. */
  readonly url: string;
  /**
   * TLS.
   *
   * @default - public CAs where the URL is https
   */
  readonly tls?: LogTls;
  /**
   * One index, alias or data stream for all records.
   *
   * @default - an index a day, named by `indexPrefix`
   */
  readonly index?: string;
  /**
   * An index a day: `<prefix>-2026.11.22`.
   *
   * @default "app"
   */
  readonly indexPrefix?: string;
  /**
   * User and password.
   *
   * @default - none
   */
  readonly auth?: LogBasicAuth;
}

/** Properties of an output to Elasticsearch. */
export interface ElasticsearchOutputProps extends SearchOutputOptions {
  /**
   * API key (base64 of `id:key`): a Secret by reference.
   *
   * @default - none
   */
  readonly apiKey?: EnvSource;
}

/** Properties of an output to OpenSearch. */
export interface OpenSearchOutputProps extends SearchOutputOptions {
  /**
   * Region of an Amazon OpenSearch domain: requests are signed with the Pod's AWS credentials.
   *
   * @default - requests are not signed
   */
  readonly awsRegion?: string;
  /**
   * Role that is assumed for signing.
   *
   * @default - the Pod's own
   */
  readonly awsRoleArn?: string;
}

/** An access key of AWS. Prefer IRSA or EKS Pod Identity, which need none. */
export interface LogAwsCredentials {
  /** Key id: a Secret by reference. */
  readonly accessKeyId: EnvSource;
  /** Secret key: a Secret by reference. */
  readonly secretAccessKey: EnvSource;
}

/** What outputs to AWS have in common. Credentials come from the Pod: IRSA or EKS Pod Identity, or `credentials`. */
export interface AwsOutputOptions extends LogOutputOptions {
  /** Region, e.g. `eu-west-1`. */
  readonly region: string;
  /**
   * Role to assume.
   *
   * @default - the Pod's own
   */
  readonly roleArn?: string;
  /**
   * An access key, the same for all outputs to AWS of a shipper.
   *
   * @default - the Pod's own role
   */
  readonly credentials?: LogAwsCredentials;
  /**
   * Another address of the service: a VPC endpoint, or a stand-in for tests.
   *
   * @default - AWS' own
   */
  readonly endpoint?: string;
}

/** Properties of an output to CloudWatch Logs. */
export interface CloudWatchLogsOutputProps extends AwsOutputOptions {
  /** Log group, e.g. `/app/shop`. */
  readonly logGroup: string;
  /**
   * Log stream.
   *
   * @default - `<namespace>.<pod>.<container>`
   */
  readonly logStream?: string;
  /**
   * Make the log group where it is missing; needs the permission `logs:CreateLogGroup`.
   *
   * @default false
   */
  readonly createGroup?: boolean;
  /**
   * Days after which a group made so forgets its records.
   *
   * @default - never
   */
  readonly retentionDays?: number;
}

/** Properties of an output to the shipper's own standard output. */
export interface StdoutOutputProps extends LogOutputOptions {}
