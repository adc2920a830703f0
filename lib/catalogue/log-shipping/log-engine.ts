import { Engine } from './engine';
import { FLUENT_BIT_ENGINE } from './fluent-bit/config';
import { FLUENTD_ENGINE } from './fluentd/config';
import { LOG_ENGINE_OPTIONS } from './option-shapes';
import { OTEL_ENGINE } from './otel/config';
import { VECTOR_ENGINE } from './vector/config';
import { requireOptions } from '../../sidecar/value-shape';

/** Options of a `LogEngine`. */
export interface LogEngineOptions {
  /**
   * Another image of the product, with an exact tag or digest.
   *
   * @default - the one that this library was tested with
   */
  readonly image?: string;
  /**
   * Configuration in the product's own terms, merged into the generated one (maps by key, lists appended) and checked.
   *
   * @default - none
   */
  readonly extraConfig?: { [section: string]: any };
}

/**
 * The product that ships the logs. One pipeline description serves all of them.
 *
 * @example
 * const engine = LogEngine.fluentBit({ extraConfig: { service: { 'scheduler.cap': 120 } } });
 */
export class LogEngine {
  /** Fluent Bit: the smallest. */
  public static fluentBit(options: LogEngineOptions = {}): LogEngine {
    requireOptions('options', options, LOG_ENGINE_OPTIONS);
    return new LogEngine(FLUENT_BIT_ENGINE, options);
  }

  /** Fluentd: the most plugins; the largest. Each published image serves one kind of destination. */
  public static fluentd(options: LogEngineOptions = {}): LogEngine {
    requireOptions('options', options, LOG_ENGINE_OPTIONS);
    return new LogEngine(FLUENTD_ENGINE, options);
  }

  /** Vector: strong at changing records. Needs a disk of 320 MiB for each output. */
  public static vector(options: LogEngineOptions = {}): LogEngine {
    requireOptions('options', options, LOG_ENGINE_OPTIONS);
    return new LogEngine(VECTOR_ENGINE, options);
  }

  /** OpenTelemetry Collector (contrib): speaks OTLP as its mother tongue; records become OpenTelemetry's. */
  public static openTelemetryCollector(options: LogEngineOptions = {}): LogEngine {
    requireOptions('options', options, LOG_ENGINE_OPTIONS);
    return new LogEngine(OTEL_ENGINE, options);
  }

  private constructor(private readonly engine: Engine, private readonly options: LogEngineOptions) {
    if (options.image !== undefined && !/^[^\s@]+(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(options.image)) {
      throw new Error(`image: "${options.image}" has no exact tag or digest: write it like "registry.example/name:1.2.3"`);
    }
  }

  /** @internal */
  public _engine(): Engine {
    return this.engine;
  }

  /** @internal */
  public _options(): LogEngineOptions {
    return this.options;
  }
}
