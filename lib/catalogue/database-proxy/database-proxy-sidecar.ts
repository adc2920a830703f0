import { Construct } from 'constructs';
import { DatabaseProxy } from './database-proxy';
import { SIDECAR_FIELDS } from './props-shape';
import { toLabel } from '../../kubernetes/names';
import { PodContext, Sidecar, SidecarContribution, SidecarPhase, SidecarResources } from '../../sidecar';
import { requireSeconds } from '../../sidecar/arguments';
import { requireProps } from '../../sidecar/value-shape';

/** Properties of a `DatabaseProxySidecar`. */
export interface DatabaseProxySidecarProps {
  /** The product. */
  readonly proxy: DatabaseProxy;
  /**
   * Seconds that connections may need to end, once the app has left. Then they are cut.
   *
   * @default 10
   */
  readonly drainSeconds?: number;
  /**
   * Requests and limits.
   *
   * @default - Cloud SQL: 50m and 64Mi, limits 500m and 256Mi; PgBouncer: 20m and 32Mi, limits 500m and 128Mi
   */
  readonly resources?: SidecarResources;
  /**
   * Raw Kubernetes fields of the container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}

/**
 * A proxy between the app and its database, on loopback. The app gets its host and port in `DB_HOST` and `DB_PORT`.
 *
 * @example
 * declare const chart: Chart;
 * const cloudSql = new DatabaseProxySidecar(chart, 'cloud-sql', {
 *   proxy: DatabaseProxy.cloudSql({ instances: [CloudSqlInstance.postgres('shop-prod:europe-west1:orders', { iamLogin: true })] }),
 * });
 * const pool = new DatabaseProxySidecar(chart, 'pool', {
 *   proxy: DatabaseProxy.pgBouncer({
 *     databases: [{ name: 'orders', host: 'orders-db.shop' }],
 *     users: { secretName: 'orders-pool', key: 'userlist.txt' },
 *     serverTls: PgBouncerServerTls.verified(TlsAuthority.configMap('database-ca')),
 *     poolSize: 10,
 *   }),
 * });
 */
export class DatabaseProxySidecar extends Sidecar {
  constructor(scope: Construct, id: string, private readonly props: DatabaseProxySidecarProps) {
    super(scope, id);
    requireProps(props, SIDECAR_FIELDS, ['proxy']);
    if (props.drainSeconds !== undefined) requireSeconds('drainSeconds', props.drainSeconds);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const { proxy, drainSeconds, resources, fields } = this.props;
    const implementation = proxy._toImplementation();
    return {
      phase: SidecarPhase.NETWORK,
      ...implementation.contribution({
        name: toLabel(pod.attachment) || 'database-proxy', pod, drainSeconds: drainSeconds ?? implementation.defaultDrainSeconds, resources, fields,
      }),
    };
  }
}
