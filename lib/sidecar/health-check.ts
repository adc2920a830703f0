import { requirePort } from './arguments';
import { requireShape, typeName } from './value-shape';
import { HealthPart } from '../pod/contribution';

/**
 * Timings and choices of a `HealthCheck`.
 */
export interface HealthCheckOptions {
  /**
   * Longest time in seconds that this sidecar may need to become healthy. The startup probe asks once a second and
   * gives up (restarts the sidecar) after this time; the app is held back no longer than the sidecar really needs.
   *
   * @default 60
   */
  readonly startupSeconds?: number;

  /**
   * The Pod counts as ready only while this sidecar is. Kubernetes counts the readiness probes of native sidecars
   * like those of the app; without one a running sidecar is ready.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   * @default true
   */
  readonly readiness?: boolean;

  /**
   * Another HTTP path for readiness (HTTP checks only).
   *
   * @default - the path of the check
   */
  readonly readinessPath?: string;

  /**
   * The kubelet restarts the sidecar when the check fails for half a minute. Use it only where the check sees the
   * process itself: a check that fails with a destination's outage would restart the sidecar for ever.
   *
   * @default true
   */
  readonly liveness?: boolean;

  /**
   * Another HTTP path for liveness (HTTP checks only).
   *
   * @default - the path of the check
   */
  readonly livenessPath?: string;

  /**
   * A command inside the sidecar's image that returns 0 as soon as the sidecar is healthy, and blocks until then.
   * In classic form (clusters before 1.29) it is the only way to hold the app back.
   *
   * @default - in classic form the app does not wait, and a finding says so
   */
  readonly classicWaitCommand?: string[];
}

/**
 * How the kubelet sees that a sidecar is healthy: one check, from which the startup, readiness and liveness probes are
 * derived.
 *
 * @example
 * const check = HealthCheck.http(9090, '/healthz', { startupSeconds: 30 });
 */
export class HealthCheck {
  /**
   * An HTTP GET that answers with a status from 200 to 399.
   *
   * @param port container port, 1 to 65535
   * @param path absolute path, e.g. `/healthz`
   * @throws when the port or the path is not one
   */
  public static http(port: number, path: string, options: HealthCheckOptions = {}): HealthCheck {
    requirePort('port', port);
    requirePath('path', path);
    const get = (p: string) => ({ httpGet: { path: p, port } });
    return new HealthCheck(get(path), options, get);
  }

  /**
   * A TCP connection that is accepted.
   *
   * @throws when the port is not one
   */
  public static tcp(port: number, options: HealthCheckOptions = {}): HealthCheck {
    requirePort('port', port);
    return new HealthCheck({ tcpSocket: { port } }, options);
  }

  /**
   * The gRPC health protocol (`grpc.health.v1`).
   *
   * @throws when the port is not one
   */
  public static grpc(port: number, options: HealthCheckOptions = {}): HealthCheck {
    requirePort('port', port);
    return new HealthCheck({ grpc: { port } }, options);
  }

  /**
   * A command inside the container that exits with 0. The image must have it.
   *
   * @throws when the command is empty
   */
  public static command(command: string[], options: HealthCheckOptions = {}): HealthCheck {
    requireShape('command', command, { list: 'text' });
    if (command.length === 0) throw new Error('command: [] is empty: a health check by command needs a program to run');
    return new HealthCheck({ exec: { command: [...command] } }, options);
  }

  private constructor(
    private readonly check: any,
    private readonly options: HealthCheckOptions,
    private readonly httpGet?: (path: string) => any,
  ) {
    requireShape('options', options, {
      fields: {
        startupSeconds: 'whole number', readiness: 'boolean', liveness: 'boolean', classicWaitCommand: { list: 'text' },
        readinessPath: 'anything', livenessPath: 'anything',
      },
    });
    const seconds = options.startupSeconds;
    if (seconds !== undefined && seconds < 1) {
      throw new Error(`startupSeconds: ${seconds} is not a whole number of seconds of at least 1`);
    }
    for (const [name, path] of [['readinessPath', options.readinessPath], ['livenessPath', options.livenessPath]] as const) {
      if (path === undefined) continue;
      if (!httpGet) throw new Error(`${name}: ${typeof path === 'string' ? `"${path}"` : typeName(path)} has no meaning for a check that is not HTTP: use HealthCheck.http()`);
      requirePath(name, path);
    }
  }

  /** @internal */
  public _toPart(): HealthPart {
    const { readiness = true, liveness = true, readinessPath, livenessPath } = this.options;
    const part: HealthPart = { check: this.check };
    if (!readiness) part.readiness = null;
    else if (readinessPath) part.readiness = this.httpGet!(readinessPath);
    if (!liveness) part.liveness = null;
    else if (livenessPath) part.liveness = this.httpGet!(livenessPath);
    if (this.options.startupSeconds !== undefined) part.startupSeconds = this.options.startupSeconds;
    if (this.options.classicWaitCommand) part.classicWait = [...this.options.classicWaitCommand];
    return part;
  }
}

function requirePath(name: string, path: string): void {
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new Error(`${name}: ${typeof path === 'string' ? `"${path}"` : typeName(path)} is not an absolute HTTP path: it must begin with "/"`);
  }
}
