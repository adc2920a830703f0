import { LogBasicAuth, LogOutputOptions, LogTls } from './props';
import { EnvSource } from '../../../sidecar/env-source';

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
   * @default - namespace, pod, container and node, as far as the enrichment adds them
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
