import { CloudSqlInstance } from './cloud-sql-instance';
import { SecretKeyReference } from '../common/secret-key-reference';

/** Properties of the Cloud SQL Auth Proxy. */
export interface CloudSqlProxyProps {
  /** The servers. */
  readonly instances: CloudSqlInstance[];
  /**
   * Key file of a service account.
   *
   * @default - the Pod's own identity (workload identity of its ServiceAccount, or the node's)
   */
  readonly credentials?: SecretKeyReference;
  /**
   * Service accounts to act as; the last one is the one that logs in.
   *
   * @default - none
   */
  readonly impersonate?: string[];
  /**
   * Most connections at a time.
   *
   * @default - no limit
   */
  readonly maxConnections?: number;
  /**
   * Renew certificates only when a connection needs one: for Pods whose CPU is throttled while they are idle.
   *
   * @default false
   */
  readonly lazyRefresh?: boolean;
  /**
   * Port of health and metrics.
   *
   * @default 15051
   */
  readonly httpPort?: number;
  /**
   * Port on loopback at which a Job in classic form ends it.
   *
   * @default 15052
   */
  readonly adminPort?: number;
  /**
   * Image with an exact tag.
   *
   * @default - the distroless image of the pinned release; in classic form the one with a shell
   */
  readonly image?: string;
  /**
   * Further flags of the program, as `--name=value`. Those that have a property of their own can't be given.
   *
   * @default - none
   */
  readonly extraArgs?: string[];
}
