/** What the options in this folder hold, for users whom no compiler tells. */
import { CloudWatchOutputOptions, OtlpOutputOptions, PrometheusOutputOptions, PrometheusRemoteWriteOptions } from './telemetry-output-props';
import { ENV_SOURCE, FieldsOf } from '../../sidecar/value-shape';

export const OTLP_OUTPUT_OPTIONS: FieldsOf<OtlpOutputOptions> = {
  url: 'text', protocol: { oneOf: ['grpc', 'http/protobuf'] }, signals: { list: { oneOf: ['traces', 'metrics', 'logs'] } },
  headers: { map: ENV_SOURCE }, caSecret: 'text', clientSecret: 'text', serverName: 'text',
};

export const PROMETHEUS_OUTPUT_OPTIONS: FieldsOf<PrometheusOutputOptions> = {
  port: 'number', prefix: 'text', resourceAsLabels: 'boolean',
};

export const PROMETHEUS_REMOTE_WRITE_OPTIONS: FieldsOf<PrometheusRemoteWriteOptions> = {
  url: 'text', headers: { map: ENV_SOURCE }, labels: { map: 'text' }, resourceAsLabels: 'boolean',
};

export const CLOUD_WATCH_OUTPUT_OPTIONS: FieldsOf<CloudWatchOutputOptions> = {
  region: 'text', group: 'text', signals: { list: { oneOf: ['traces', 'metrics', 'logs'] } }, roleArn: 'text',
};
