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
import { checkPortName } from '../../kubernetes/names';
import { ENV_SOURCE, requireShape } from '../../sidecar/value-shape';

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
    return new MetricsExporter(statsdExporter(options));
  }

  /** The `stub_status` page of nginx. */
  public static nginx(options: NginxExporterOptions = {}): MetricsExporter {
    return new MetricsExporter(nginxExporter(options));
  }

  /** Redis, Valkey and others that speak its protocol. */
  public static redis(options: RedisExporterOptions = {}): MetricsExporter {
    return new MetricsExporter(redisExporter(options));
  }

  /** PostgreSQL. */
  public static postgres(options: PostgresExporterOptions): MetricsExporter {
    requireShape('options', options, { map: 'anything' });
    return new MetricsExporter(postgresExporter(options));
  }

  /** The beans of a Java app, asked from beside it. Where the app's own command can be changed, its agent is cheaper. */
  public static jmx(options: JmxExporterOptions): MetricsExporter {
    requireShape('options', options, { map: 'anything' });
    return new MetricsExporter(jmxExporter(options));
  }

  /** Probes of what the app calls, from its Pod. */
  public static blackbox(options: BlackboxExporterOptions): MetricsExporter {
    requireShape('options', options, { map: 'anything' });
    return new MetricsExporter(blackboxExporter(options));
  }

  /** Any image that serves metrics on a port. */
  public static custom(options: CustomExporterOptions): MetricsExporter {
    requireShape('options', options, { map: 'anything' });
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
