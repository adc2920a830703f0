import {
  BlackboxExporterOptions, CustomExporterOptions, JmxExporterOptions, NginxExporterOptions, PostgresExporterOptions, RedisExporterOptions,
  StatsdExporterOptions,
} from './exporter-options';
import { ExporterPart } from './exporter-part';
import { refuse, requirePort } from '../common/arguments';
import { blackboxExporter } from './exporters/blackbox';
import { jmxExporter } from './exporters/jmx';
import { nginxExporter, postgresExporter, redisExporter } from './exporters/servers';
import { statsdExporter } from './exporters/statsd';
import { BLACKBOX_EXPORTER_OPTIONS, CUSTOM_EXPORTER_OPTIONS, JMX_EXPORTER_OPTIONS, NGINX_EXPORTER_OPTIONS, POSTGRES_EXPORTER_OPTIONS, REDIS_EXPORTER_OPTIONS, STATSD_EXPORTER_OPTIONS } from './option-shapes';
import { checkPortName } from '../../kubernetes/names';
import { ENV_SOURCE, requireShape, requireOptions } from '../../sidecar/value-shape';

/**
 * What turns something into metrics.
 *
 * @example
 * const redis = MetricsExporter.redis({ password: EnvSource.secret('redis', 'password') });
 * const own = MetricsExporter.custom({ image: 'example.com/queue-exporter:1.2.0', port: 9200, healthPath: '/healthz' });
 */
export class MetricsExporter {
  /** The app's statsd lines, on loopback. */
  public static statsd(options: StatsdExporterOptions = {}): MetricsExporter {
    requireOptions('options', options, STATSD_EXPORTER_OPTIONS);
    return new MetricsExporter(statsdExporter(options));
  }

  /** The `stub_status` page of nginx. */
  public static nginx(options: NginxExporterOptions = {}): MetricsExporter {
    requireOptions('options', options, NGINX_EXPORTER_OPTIONS);
    return new MetricsExporter(nginxExporter(options));
  }

  /** Redis, Valkey and others that speak its protocol. */
  public static redis(options: RedisExporterOptions = {}): MetricsExporter {
    requireOptions('options', options, REDIS_EXPORTER_OPTIONS);
    return new MetricsExporter(redisExporter(options));
  }

  /** PostgreSQL. */
  public static postgres(options: PostgresExporterOptions): MetricsExporter {
    requireOptions('options', options, POSTGRES_EXPORTER_OPTIONS, ['user', 'password']);
    return new MetricsExporter(postgresExporter(options));
  }

  /** The beans of a Java app, asked from beside it. Where the app's own command can be changed, its agent is cheaper. */
  public static jmx(options: JmxExporterOptions): MetricsExporter {
    requireOptions('options', options, JMX_EXPORTER_OPTIONS, ['image']);
    return new MetricsExporter(jmxExporter(options));
  }

  /** Probes of what the app calls, from its Pod. */
  public static blackbox(options: BlackboxExporterOptions): MetricsExporter {
    requireOptions('options', options, BLACKBOX_EXPORTER_OPTIONS, ['targets']);
    return new MetricsExporter(blackboxExporter(options));
  }

  /** Any image that serves metrics on a port. */
  public static custom(options: CustomExporterOptions): MetricsExporter {
    requireOptions('options', options, CUSTOM_EXPORTER_OPTIONS, ['image', 'port']);
    requireShape('env', options.env ?? {}, { map: ENV_SOURCE });
    const { image, port, path = '/metrics', portName = 'metrics', healthPath, args, env, user } = options;
    requirePort('port', port);
    const broken = checkPortName(portName);
    if (broken) refuse('portName', portName, 'is not the name of a port', `it ${broken}`);
    for (const [name, value] of [['path', path], ['healthPath', healthPath]] as const) {
      if (value !== undefined && !value.startsWith('/')) refuse(name, value, 'is not an absolute path', 'begin it with "/"');
    }
    return new MetricsExporter({
      name: 'exporter', image, port, portName, healthPath, args, env, user, scrapes: [{ path }], drainSeconds: 2,
    });
  }

  private constructor(private readonly part: ExporterPart) {}

  /** @internal */
  public _toPart(): ExporterPart {
    return this.part;
  }
}
