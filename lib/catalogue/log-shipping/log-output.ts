import { requireWhole } from './arguments';
import { CLOUD_WATCH_LOGS_OUTPUT_PROPS, DATADOG_OUTPUT_PROPS, ELASTICSEARCH_OUTPUT_PROPS, FORWARD_OUTPUT_PROPS, HTTP_OUTPUT_PROPS, KAFKA_OUTPUT_PROPS, LOKI_OUTPUT_PROPS, OPEN_SEARCH_OUTPUT_PROPS, OTLP_OUTPUT_PROPS, S3_OUTPUT_PROPS, SPLUNK_HEC_OUTPUT_PROPS, STDOUT_OUTPUT_PROPS } from './option-shapes';
import { cloudWatchLogs, s3 } from './outputs/aws';
import { CloudWatchLogsOutputProps, S3OutputProps } from './outputs/aws-props';
import { BuiltOutput } from './outputs/built-output';
import { loki } from './outputs/loki';
import { LokiOutputProps } from './outputs/loki-props';
import { LogOutputOptions, StdoutOutputProps } from './outputs/props';
import { elasticsearch, openSearch } from './outputs/search';
import { ElasticsearchOutputProps, OpenSearchOutputProps } from './outputs/search-props';
import { forward, kafka } from './outputs/stream';
import { ForwardOutputProps, KafkaOutputProps } from './outputs/stream-props';
import { TlsVolume } from './outputs/tls';
import { datadog, http, otlp, splunkHec } from './outputs/web';
import { DatadogOutputProps, HttpOutputProps, OtlpOutputProps, SplunkHecOutputProps } from './outputs/web-props';
import { EnrichData, OutputData } from './pipeline';
import { requireShape, requireOptions } from '../../sidecar/value-shape';

/**
 * Where log records go. Secrets come by reference only; where there is an URL it says whether TLS is used.
 *
 * @example
 * const output = LogOutput.elasticsearch({
 *   url: 'https://elasticsearch.logging:9200',
 *   auth: { user: EnvSource.text('shop'), password: EnvSource.secret('elasticsearch', 'password') },
 *   tls: { ca: SharedVolume.secretNamed('elasticsearch-ca', 'elasticsearch-ca') },
 * });
 */
export class LogOutput {
  /** Grafana Loki. */
  public static loki(props: LokiOutputProps): LogOutput {
    requireOptions('props', props, LOKI_OUTPUT_PROPS, ['url']);
    return new LogOutput(loki(given(props)), props);
  }

  /** Elasticsearch. Records keep one identity over retries where the engine can, so that none is stored twice. */
  public static elasticsearch(props: ElasticsearchOutputProps): LogOutput {
    requireOptions('props', props, ELASTICSEARCH_OUTPUT_PROPS, ['url']);
    return new LogOutput(elasticsearch(given(props)), props);
  }

  /** OpenSearch, also as Amazon's service. */
  public static openSearch(props: OpenSearchOutputProps): LogOutput {
    requireOptions('props', props, OPEN_SEARCH_OUTPUT_PROPS, ['url']);
    return new LogOutput(openSearch(given(props)), props);
  }

  /** Amazon CloudWatch Logs. */
  public static cloudWatchLogs(props: CloudWatchLogsOutputProps): LogOutput {
    requireOptions('props', props, CLOUD_WATCH_LOGS_OUTPUT_PROPS, ['logGroup', 'region']);
    return new LogOutput(cloudWatchLogs(given(props)), props);
  }

  /** Amazon S3. */
  public static s3(props: S3OutputProps): LogOutput {
    requireOptions('props', props, S3_OUTPUT_PROPS, ['bucket', 'region']);
    return new LogOutput(s3(given(props)), props);
  }

  /** Apache Kafka. */
  public static kafka(props: KafkaOutputProps): LogOutput {
    requireOptions('props', props, KAFKA_OUTPUT_PROPS, ['brokers', 'topic']);
    return new LogOutput(kafka(given(props)), props);
  }

  /** Anything that speaks the OpenTelemetry protocol. */
  public static otlp(props: OtlpOutputProps): LogOutput {
    requireOptions('props', props, OTLP_OUTPUT_PROPS, ['url']);
    return new LogOutput(otlp(given(props)), props);
  }

  /** Splunk's HTTP Event Collector. */
  public static splunkHec(props: SplunkHecOutputProps): LogOutput {
    requireOptions('props', props, SPLUNK_HEC_OUTPUT_PROPS, ['url', 'token']);
    return new LogOutput(splunkHec(given(props)), props);
  }

  /** Datadog. */
  public static datadog(props: DatadogOutputProps): LogOutput {
    requireOptions('props', props, DATADOG_OUTPUT_PROPS, ['apiKey']);
    return new LogOutput(datadog(given(props)), props);
  }

  /** Any HTTP server, by POST. */
  public static http(props: HttpOutputProps): LogOutput {
    requireOptions('props', props, HTTP_OUTPUT_PROPS, ['url']);
    return new LogOutput(http(given(props)), props);
  }

  /** Fluentd or Fluent Bit, by Fluentd's forward protocol. */
  public static forward(props: ForwardOutputProps): LogOutput {
    requireOptions('props', props, FORWARD_OUTPUT_PROPS, ['host']);
    return new LogOutput(forward(given(props)), props);
  }

  /** The shipper's own standard output, for trying out: what it writes there a node's own agent may pick up. */
  public static stdout(props: StdoutOutputProps = {}): LogOutput {
    requireOptions('props', props, STDOUT_OUTPUT_PROPS);
    return new LogOutput({ kind: 'stdout', defaultName: 'stdout', volumes: [], data: (common) => ({ ...common, kind: 'stdout' }) }, props);
  }

  private constructor(private readonly built: BuiltOutput, private readonly options: LogOutputOptions) {
    const { name, retries } = options;
    if (name !== undefined && !/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name)) {
      throw new Error(`name: "${name}" is not an output name: use at most 32 lower-case letters, digits and "-", beginning with a letter`);
    }
    if (retries !== undefined) requireWhole('retries', retries, 0);
  }

  /** @internal */
  public _name(): string {
    return this.options.name ?? this.built.defaultName;
  }

  /** @internal */
  public _volumes(): readonly TlsVolume[] {
    return this.built.volumes;
  }

  /** @internal */
  public _toData(name: string, enrich: readonly EnrichData[]): OutputData {
    const { retries, settings } = this.options;
    return this.built.data({
      name,
      ...(retries === undefined ? {} : { retries }),
      ...(settings ? { settings: structuredClone(settings) } : {}),
    }, enrich);
  }
}

function given<P>(props: P): P {
  requireShape('props', props, { map: 'anything' });
  return props;
}
