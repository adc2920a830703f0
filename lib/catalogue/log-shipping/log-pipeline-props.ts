import { LogEngine } from './log-engine';
import { LogEnrichment } from './log-enrichment';
import { LogFilter } from './log-filter';
import { LogOutput } from './log-output';
import { LogSource } from './log-source';
import { EnvSource } from '../../sidecar/env-source';
import { OnChange } from '../../sidecar/shared-volume';
import { SidecarResources } from '../../sidecar/sidecar-resources';

/** What happens when the disk buffer is full because a destination does not answer. */
export enum LogBufferFull {
  /** No more is read until there is room: the lines wait in the app's files. */
  BLOCK = 'block',
  /** The oldest records are dropped. */
  DROP_OLDEST = 'dropOldest',
}

/** The volume for positions and for records that wait for their destination. */
export interface LogBuffer {
  /**
   * Size of the volume as a Kubernetes quantity. What waits is bounded below it, shared evenly by the outputs.
   *
   * @default "256Mi", or what the engine needs at least
   */
  readonly sizeLimit?: string;
  /**
   * What happens when it is full.
   *
   * @default LogBufferFull.BLOCK
   */
  readonly whenFull?: LogBufferFull;
}

/** How much the shipper says about itself on its standard output. */
export enum LogShipperLevel {
  /** Errors only. */
  ERROR = 'error',
  /** Errors and warnings. */
  WARN = 'warn',
  /** The usual. */
  INFO = 'info',
  /** Everything. */
  DEBUG = 'debug',
}

/** A log pipeline: the same for `LogShipperSidecar` and `LogShipperNodeAgent`. */
export interface LogPipelineProps {
  /** Where lines come from: at least one. */
  readonly sources: LogSource[];
  /** Where records go: at least one; each gets all records. */
  readonly outputs: LogOutput[];
  /**
   * Steps that every record passes, in this order.
   *
   * @default - none
   */
  readonly filters?: LogFilter[];
  /**
   * What every record is told about its Pod.
   *
   * @default - Pod, namespace, node and container
   */
  readonly enrichment?: LogEnrichment;
  /**
   * The product.
   *
   * @default LogEngine.fluentBit()
   */
  readonly engine?: LogEngine;
  /**
   * The disk buffer.
   *
   * @default - 256Mi that blocks when full
   */
  readonly buffer?: LogBuffer;
  /**
   * What a change of the configuration does.
   *
   * @default OnChange.ROLL_OUT
   */
  readonly onChange?: OnChange;
  /**
   * How much the shipper says about itself.
   *
   * @default LogShipperLevel.INFO
   */
  readonly logLevel?: LogShipperLevel;
  /**
   * Seconds that the shipper has for its last records after TERM.
   *
   * @default - the engine's (10 for Fluent Bit)
   */
  readonly drainSeconds?: number;
  /**
   * Further environment variables of the shipper, which settings and extra configuration can refer to.
   *
   * @default - none
   */
  readonly env?: { [name: string]: EnvSource };
  /**
   * Requests and limits.
   *
   * @default - the engine's (50m and 64Mi, up to 100m and 128Mi, for Fluent Bit)
   */
  readonly resources?: SidecarResources;
  /**
   * Port of the shipper's metrics. Two shippers on one Pod need ports of their own.
   *
   * @default - the engine's: 2020 for Fluent Bit, 24231 for Fluentd, 9598 for Vector, 8888 for the OpenTelemetry Collector
   */
  readonly metricsPort?: number;
  /**
   * Port of the shipper's health check. Fluent Bit and Fluentd have both on one port: give `metricsPort` alone.
   *
   * @default - the engine's: 8686 for Vector, 13133 for the OpenTelemetry Collector, else that of the metrics
   */
  readonly healthPort?: number;
  /**
   * Port on loopback at which Fluentd is told to read its configuration anew (with `OnChange.LIVE_RELOAD` only).
   *
   * @default 24444
   */
  readonly rpcPort?: number;
  /**
   * Port of the health check and metrics of the program that tells the shipper of new configuration (with
   * `OnChange.LIVE_RELOAD` only).
   *
   * @default 9537
   */
  readonly reloaderPort?: number;
  /**
   * Raw Kubernetes fields of the shipper's container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}
