import { LogOutputOptions } from './props';
import { EnvSource } from '../../../sidecar/env-source';

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

/** Properties of an output to Amazon S3. Objects are gzipped JSON lines, one folder an hour. */
export interface S3OutputProps extends AwsOutputOptions {
  /** Bucket. */
  readonly bucket: string;
  /**
   * What the objects' keys begin with; `/2026/11/22/13/<random>` follows.
   *
   * @default "logs"
   */
  readonly keyPrefix?: string;
  /**
   * Longest time in seconds that records are gathered for one object. They wait on the disk of the Pod.
   *
   * @default 300
   */
  readonly uploadSeconds?: number;
  /**
   * Size at which an object is sent before that time, as a Kubernetes quantity.
   *
   * @default "16Mi"
   */
  readonly objectSize?: string;
}
