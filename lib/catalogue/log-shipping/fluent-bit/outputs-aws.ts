import { FIELDS } from '../enrichment';
import { AwsData, CloudWatchData, S3Data } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import type { Plugin } from './config';
import { FLUENT_BIT } from './product';

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch */
export function cloudWatch(o: CloudWatchData, secrets: EnvironmentSecrets): Plugin {
  const { endpoint } = o.aws;
  if (endpoint && (!endpoint.tls || endpoint.path !== '/')) {
    throw new Error(`outputs[${o.name}].endpoint: "${endpoint.host}" is not an https address without a path, and ${FLUENT_BIT.name} speaks nothing else to CloudWatch Logs: use one`);
  }
  return {
    name: 'cloudwatch_logs',
    ...aws(o.aws, secrets),
    log_group_name: o.group,
    ...(o.stream === undefined
      // Between fields of a template only "." and "," may stand. The prefix is for records that lack one of them.
      ? { log_stream_template: `pod/$${FIELDS.namespace}.$${FIELDS.pod}.$${FIELDS.container}`, log_stream_prefix: 'other/' }
      : { log_stream_name: o.stream }),
    auto_create_group: o.createGroup ? 'on' : 'off',
    ...(o.retentionDays === undefined ? {} : { log_retention_days: o.retentionDays }),
    ...(endpoint ? { endpoint: endpoint.host, port: endpoint.port } : {}),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/s3 */
export function s3(o: S3Data, share: bigint, secrets: EnvironmentSecrets): Plugin {
  if (o.objectBytes * 2n > share) {
    throw new Error(`outputs[${o.name}].objectSize: ${o.objectBytes} bytes is more than half of what this output may hold on disk (${share} bytes): make it smaller, or buffer.sizeLimit larger`);
  }
  const { endpoint } = o.aws;
  return {
    'name': 's3',
    ...aws(o.aws, secrets),
    'bucket': o.bucket,
    's3_key_format': `/${o.prefix}/%Y/%m/%d/%H/$UUID.gz`,
    'total_file_size': Number(o.objectBytes),
    'upload_timeout': `${o.uploadSeconds}s`,
    // With several parts compression is not possible.
    'use_put_object': 'on',
    'compression': 'gzip',
    'content_type': 'application/gzip',
    'json_date_key': 'time',
    'json_date_format': 'iso8601',
    // Records wait in files of its own; the engine's limit does not see them.
    'store_dir': `${FLUENT_BIT.stateDirectory}/s3-${o.name}`,
    'store_dir_limit_size': Number(share),
    'storage.total_limit_size': undefined,
    // "no_limits" is turned into 5 (plugins/out_s3/s3.c), and what is given up is kept without a limit unless deleted.
    'retry_limit': o.retries ?? UNLIMITED,
    'retry_exhausted_action': 'delete',
    ...(endpoint ? { endpoint: `${endpoint.tls ? 'https' : 'http'}://${endpoint.host}:${endpoint.port}` } : {}),
  };
}

const UNLIMITED = 1_000_000_000;

function aws(data: AwsData, secrets: EnvironmentSecrets): Plugin {
  if (data.accessKeyId) secrets.variable('AWS_ACCESS_KEY_ID', data.accessKeyId);
  if (data.secretAccessKey) secrets.variable('AWS_SECRET_ACCESS_KEY', data.secretAccessKey);
  return { region: data.region, ...(data.roleArn === undefined ? {} : { role_arn: data.roleArn }) };
}
