import { Json, typed } from './json';
import { AccessLogModel, TracingModel } from './model';

/**
 * Spans of a listener. The service's name is the workload's, from the command line for Zipkin and from the environment
 * for OpenTelemetry: one configuration serves many workloads.
 */
export function tracing(model: TracingModel | undefined): Json | undefined {
  return model && { random_sampling: { value: model.samplingPercent }, provider: provider(model) };
}

function provider(model: TracingModel): Json {
  const collector = model.collector.name;
  if (model.kind === 'zipkin') {
    return typed('envoy.tracers.zipkin', 'envoy.config.trace.v3.ZipkinConfig', {
      collector_cluster: collector,
      collector_endpoint: model.path,
      collector_endpoint_version: 'HTTP_JSON',
      collector_hostname: model.collector.hostHeader,
      trace_id_128bit: true,
      shared_span_context: false,
      trace_context_option: 'USE_B3_WITH_W3C_PROPAGATION',
    });
  }
  const exporter = model.kind === 'otlp-grpc'
    ? { grpc_service: { envoy_grpc: { cluster_name: collector }, timeout: '1s' } }
    : { http_service: { http_uri: { uri: `http://${model.collector.hostHeader ?? collector}${model.path}`, cluster: collector, timeout: '1s' } } };
  return typed('envoy.tracers.opentelemetry', 'envoy.config.trace.v3.OpenTelemetryConfig', {
    ...exporter,
    resource_detectors: [typed('envoy.tracers.opentelemetry.resource_detectors.environment',
      'envoy.extensions.tracers.opentelemetry.resource_detectors.v3.EnvironmentResourceDetectorConfig')],
  });
}

const COMMON = {
  time: '%START_TIME%',
  protocol: '%PROTOCOL%',
  flags: '%RESPONSE_FLAGS%',
  bytes_in: '%BYTES_RECEIVED%',
  bytes_out: '%BYTES_SENT%',
  duration_ms: '%DURATION%',
  upstream: '%UPSTREAM_HOST%',
  cluster: '%UPSTREAM_CLUSTER%',
  client: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
  client_uri: '%DOWNSTREAM_PEER_URI_SAN%',
};
const HTTP = {
  method: '%REQ(:METHOD)%',
  // Without the query, in which people put what a log should not have.
  path: '%PATH(NQ)%',
  host: '%REQ(:AUTHORITY)%',
  status: '%RESPONSE_CODE%',
  details: '%RESPONSE_CODE_DETAILS%',
  request_id: '%REQ(X-REQUEST-ID)%',
  trace_id: '%TRACE_ID%',
  user_agent: '%REQ(USER-AGENT)%',
};

/** A line of JSON on stdout for each request, or for each connection of TCP. */
export function accessLog(model: AccessLogModel | undefined, direction: 'inbound' | 'outbound', http: boolean): Json[] | undefined {
  if (!model?.[direction]) return undefined;
  return [{
    ...typed('envoy.access_loggers.stdout', 'envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', {
      log_format: { json_format: { direction, ...COMMON, ...(http ? HTTP : {}), ...model.fields } },
    }),
    filter: http && model.minStatus !== undefined ? {
      status_code_filter: { comparison: { op: 'GE', value: { default_value: model.minStatus, runtime_key: 'access_log.min_status' } } },
    } : undefined,
  }];
}

/** The application's own log as JSON on stderr. */
export const APPLICATION_LOG: Json = {
  log_format: { json_format: { time: '%Y-%m-%dT%T.%F', level: '%l', logger: '%n', message: '%j' } },
};
