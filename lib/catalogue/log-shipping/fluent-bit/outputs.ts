import { OutputData, PipelineData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import type { Plugin } from './config';
import { ALL } from './filters';
import { cloudWatch, s3 } from './outputs-aws';
import { elasticsearch, loki } from './outputs-search';
import { datadog, forward, http, kafka, otlp, splunk } from './outputs-web';

/** An output with what all of them have: match, retries and its share of the disk. */
export function outputPlugin(output: OutputData, pipeline: PipelineData, secrets: EnvironmentSecrets): Plugin {
  const share = pipeline.buffer.bytes / BigInt(pipeline.outputs.length);
  return {
    'match': ALL,
    'alias': output.name,
    // Other words are taken for 1 in silence.
    'retry_limit': output.retries === undefined ? 'no_limits' : output.retries === 0 ? 'no_retries' : output.retries,
    // Above it the oldest records are dropped.
    'storage.total_limit_size': Number(share),
    ...plugin(output, share, secrets),
  };
}

function plugin(output: OutputData, share: bigint, secrets: EnvironmentSecrets): Plugin {
  switch (output.kind) {
    case 'loki': return loki(output, secrets);
    case 'elasticsearch':
    case 'openSearch': return elasticsearch(output, secrets);
    case 'cloudWatchLogs': return cloudWatch(output, secrets);
    case 's3': return s3(output, share, secrets);
    case 'kafka': return kafka(output, secrets);
    case 'otlp': return otlp(output, secrets);
    case 'splunkHec': return splunk(output, secrets);
    case 'datadog': return datadog(output, secrets);
    case 'http': return http(output, secrets);
    case 'forward': return forward(output, secrets);
    case 'stdout': return { name: 'stdout', format: 'json_lines', json_date_key: 'time', json_date_format: 'iso8601' };
  }
}
