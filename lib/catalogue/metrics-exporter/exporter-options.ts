import { EnvSource } from '../../sidecar/env-source';

/** What a timer of statsd becomes. */
export enum StatsdTimer {
  /** Counted in buckets, which can be summed over Pods. */
  HISTOGRAM = 'histogram',
  /** Quantiles of this Pod. */
  SUMMARY = 'summary',
}

/** From a statsd name to a metric with labels. */
export interface StatsdMapping {
  /** Name with `*` for what varies, e.g. `shop.*.checkout.time`. */
  readonly match: string;
  /** Name of the metric; `$1` is what the first `*` stood for. */
  readonly name: string;
  /**
   * Labels; `$1` is what the first `*` stood for.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };
  /**
   * What its timers become.
   *
   * @default - as for all
   */
  readonly timer?: StatsdTimer;
  /**
   * Upper bounds of a histogram's buckets in seconds, rising.
   *
   * @default - the product's
   */
  readonly buckets?: number[];
}

/** Takes statsd lines from the app. */
export interface StatsdExporterOptions {
  /**
   * From names to metrics with labels, the first match wins. What nothing matches keeps its name.
   *
   * @default - none
   */
  readonly mappings?: StatsdMapping[];
  /**
   * What timers become.
   *
   * @default StatsdTimer.HISTOGRAM
   */
  readonly timer?: StatsdTimer;
  /**
   * Loopback port for statsd, by UDP and TCP. The app gets it as `STATSD_HOST` and `STATSD_PORT`.
   *
   * @default 9125
   */
  readonly statsdPort?: number;
}

/** Asks nginx in the same Pod. */
export interface NginxExporterOptions {
  /**
   * Address of its `stub_status` page.
   *
   * @default "http://127.0.0.1:8080/stub_status"
   */
  readonly statusUrl?: string;
}

/** Asks Redis. */
export interface RedisExporterOptions {
  /**
   * Address, `redis://` or `rediss://`, without user and password.
   *
   * @default "redis://127.0.0.1:6379"
   */
  readonly address?: string;
  /**
   * User, of Redis 6 or newer.
   *
   * @default - the default user
   */
  readonly user?: EnvSource;
  /**
   * Password, by `EnvSource.secret()`.
   *
   * @default - none
   */
  readonly password?: EnvSource;
}

/** Asks PostgreSQL. */
export interface PostgresExporterOptions {
  /** User, in a Secret or as text. It needs the role `pg_monitor`. */
  readonly user: EnvSource;
  /** Password, by `EnvSource.secret()`. */
  readonly password: EnvSource;
  /**
   * Host.
   *
   * @default "127.0.0.1"
   */
  readonly host?: string;
  /**
   * Port.
   *
   * @default 5432
   */
  readonly databasePort?: number;
  /**
   * Database.
   *
   * @default "postgres"
   */
  readonly database?: string;
  /**
   * `disable`, `require`, `verify-ca` or `verify-full`.
   *
   * @default - "disable" on loopback, else "verify-full"
   */
  readonly sslMode?: string;
}

/** Asks a Java app over JMX on loopback. */
export interface JmxExporterOptions {
  /** Image with Java and the exporter's jar: there is no official one. */
  readonly image: string;
  /**
   * The jar in that image.
   *
   * @default "/opt/jmx_exporter/jmx_prometheus_standalone.jar"
   */
  readonly jar?: string;
  /**
   * JMX port of the app (`-Dcom.sun.management.jmxremote.port`), on loopback.
   *
   * @default 9999
   */
  readonly jmxPort?: number;
  /**
   * Rules in the exporter's own terms.
   *
   * @see https://prometheus.github.io/jmx_exporter/
   * @default - every bean by its own name
   */
  readonly rules?: Array<{ [field: string]: any }>;
  /**
   * Beans that are asked, e.g. `java.lang:*`.
   *
   * @default - all
   */
  readonly includeBeans?: string[];
  /**
   * Secret with the whole configuration (`config.yaml`), where JMX asks for a password. Excludes the other settings.
   *
   * @default - the configuration is made of the other settings
   */
  readonly configSecret?: string;
}

/** How a target is probed. */
export enum BlackboxProbe {
  /** HTTP GET that is answered with 2xx. */
  HTTP = 'http_2xx',
  /** TCP connection that is accepted. */
  TCP = 'tcp_connect',
  /** GRPC health protocol. */
  GRPC = 'grpc',
}

/** What is probed from inside the Pod. */
export interface BlackboxTarget {
  /** Name, as the label `probe` of its metrics. */
  readonly name: string;
  /** URL for HTTP, else `host:port`. */
  readonly address: string;
  /**
   * How it is probed.
   *
   * @default BlackboxProbe.HTTP
   */
  readonly probe?: BlackboxProbe;
}

/** Probes targets as the app sees them: from its Pod, through its mesh. */
export interface BlackboxExporterOptions {
  /** What is probed; a PodMonitor asks for each. */
  readonly targets: BlackboxTarget[];
}

/** Any exporter. */
export interface CustomExporterOptions {
  /** Image with an exact tag. */
  readonly image: string;
  /** Port that it serves metrics on. */
  readonly port: number;
  /**
   * Path of the metrics.
   *
   * @default "/metrics"
   */
  readonly path?: string;
  /**
   * Name of the port, at most 15 characters.
   *
   * @default "metrics"
   */
  readonly portName?: string;
  /**
   * Path that says that the exporter's own process is healthy, and does not ask its target.
   *
   * @default - a connection to the port
   */
  readonly healthPath?: string;
  /**
   * Arguments.
   *
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * Environment; secrets by `EnvSource.secret()`.
   *
   * @default - none
   */
  readonly env?: { [name: string]: EnvSource };
  /**
   * Numeric user.
   *
   * @default - the image's
   */
  readonly user?: number;
}
