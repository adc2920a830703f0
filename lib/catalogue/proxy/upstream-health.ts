import { Duration } from 'cdk8s';
import { millis, refuse, requirePercent, requireWhole } from '../common/arguments';
import { HealthCheckModel, LimitsModel, OutlierModel } from './config/model';
import { UPSTREAM_HEALTH_CHECK_OPTIONS } from './option-shapes';
import { UpstreamLimits, UpstreamOutlierDetection } from './upstream-options';
import { requireOptions, requireShape } from '../../sidecar/value-shape';

/** Timings of an `UpstreamHealthCheck`. */
export interface UpstreamHealthCheckOptions {
  /**
   * Time between two checks.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;
  /**
   * Longest time for an answer.
   *
   * @default Duration.seconds(1)
   */
  readonly timeout?: Duration;
  /**
   * Failures in a row after which an endpoint is left out.
   *
   * @default 3
   */
  readonly unhealthyAfter?: number;
  /**
   * Successes in a row after which it is let in again.
   *
   * @default 2
   */
  readonly healthyAfter?: number;
}

/**
 * How the proxy asks each endpoint of an upstream for its health.
 *
 * @example
 * const check = UpstreamHealthCheck.http('/healthz', { interval: Duration.seconds(5) });
 */
export class UpstreamHealthCheck {
  /** A GET that answers with 200 to 299. */
  public static http(path: string, options: UpstreamHealthCheckOptions = {}): UpstreamHealthCheck {
    requireOptions('options', options, UPSTREAM_HEALTH_CHECK_OPTIONS);
    if (typeof path !== 'string' || !path.startsWith('/') || /\s/.test(path)) refuse('path', path, 'is not an absolute HTTP path', 'begin it with "/"');
    return new UpstreamHealthCheck('http', options, { path });
  }

  /** A connection that is accepted. */
  public static tcp(options: UpstreamHealthCheckOptions = {}): UpstreamHealthCheck {
    requireOptions('options', options, UPSTREAM_HEALTH_CHECK_OPTIONS);
    return new UpstreamHealthCheck('tcp', options, {});
  }

  /**
   * The gRPC health protocol.
   *
   * @param service the service asked for; default: the server as a whole
   */
  public static grpc(service?: string, options: UpstreamHealthCheckOptions = {}): UpstreamHealthCheck {
    requireOptions('options', options, UPSTREAM_HEALTH_CHECK_OPTIONS);
    if (service !== undefined) requireShape('service', service, 'text');
    return new UpstreamHealthCheck('grpc', options, { service });
  }

  private readonly model: HealthCheckModel;

  private constructor(kind: HealthCheckModel['kind'], options: UpstreamHealthCheckOptions, more: Partial<HealthCheckModel>) {
    this.model = {
      kind,
      ...more,
      interval: millis('interval', options.interval, 10_000),
      timeout: millis('timeout', options.timeout, 1_000),
      unhealthyAfter: requireWhole('unhealthyAfter', options.unhealthyAfter ?? 3, 1),
      healthyAfter: requireWhole('healthyAfter', options.healthyAfter ?? 2, 1),
    };
  }

  /** @internal */
  public _model(): HealthCheckModel {
    return { ...this.model };
  }
}

export function limitsModel(path: string, limits: UpstreamLimits = {}): LimitsModel {
  return {
    connections: requireWhole(`${path}.connections`, limits.connections ?? 1024, 1),
    pendingRequests: requireWhole(`${path}.pendingRequests`, limits.pendingRequests ?? 1024, 1),
    requests: requireWhole(`${path}.requests`, limits.requests ?? 1024, 1),
  };
}

export function outlierModel(path: string, outliers: UpstreamOutlierDetection): OutlierModel {
  const ejection = millis(`${path}.ejectionTime`, outliers.ejectionTime, 30_000);
  const maxEjection = millis(`${path}.maxEjectionTime`, outliers.maxEjectionTime, Math.max(300_000, ejection));
  if (maxEjection < ejection) {
    refuse(`${path}.maxEjectionTime`, `${maxEjection} ms`, `is shorter than the first ejection of ${ejection} ms`, 'give a longer one');
  }
  return {
    errors: requireWhole(`${path}.errors`, outliers.errors ?? 5, 1),
    gatewayErrorsOnly: outliers.gatewayErrorsOnly ?? false,
    interval: millis(`${path}.interval`, outliers.interval, 10_000),
    ejection,
    maxEjection,
    maxPercent: requirePercent(`${path}.maxEjectedPercent`, requireWhole(`${path}.maxEjectedPercent`, outliers.maxEjectedPercent ?? 50, 0)),
  };
}
