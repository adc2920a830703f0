import { LogBasicAuth, LogOutputOptions, LogTls } from './props';
import { EnvSource } from '../../../sidecar/env-source';

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
