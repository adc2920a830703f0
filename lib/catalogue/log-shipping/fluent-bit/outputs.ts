import { OutputData, PipelineData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import type { Plugin } from './config';
import { ALL } from './filters';
import { cloudWatch, s3 } from './outputs-aws';
import { elasticsearch, loki } from './outputs-search';
import { datadog, forward, http, kafka, otlp, splunk } from './outputs-web';

/** https://github.com/fluent/fluent-bit/blob/v5.1.1/include/fluent-bit/flb_input_chunk.h: FLB_INPUT_CHUNK_FS_MAX_SIZE */
const CHUNK_BYTES = 2_048_000n;

/**
 * So many chunks are held before reading stops, where that is wanted. Each is a mapped file: memory that the kernel can
 * take back. All of them fit twice into an output's share of the disk, above which the oldest is dropped: after a restart
 * those of before are not counted, but they are there. Without a stop the number is a limit of memory alone.
 * https://docs.fluentbit.io/manual/administration/buffering-and-storage
 */
export function chunksUp(pipeline: PipelineData): number {
  if (pipeline.buffer.whenFull !== 'block') return 16;
  const fit = Number(shareOf(pipeline) / (2n * CHUNK_BYTES)) - 1;
  return Math.min(32, fit);
}

/**
 * Reading stops by the number of chunks that are in memory, and of a chunk that waits to be sent again and goes to one
 * output alone Fluent Bit takes the memory back (src/flb_task.c, flb_task_retry_create). So with one output it never
 * stopped: in an outage of 25 s release 5.1.1 was seen to drop 46 of 60 MB, without a word, and with a second route to
 * nowhere none.
 */
export function secondRoute(pipeline: PipelineData): Plugin[] {
  return pipeline.buffer.whenFull === 'block' && pipeline.outputs.length === 1 ? [{ name: 'null', match: ALL, alias: 'second-route' }] : [];
}

function shareOf(pipeline: PipelineData): bigint {
  return pipeline.buffer.bytes / BigInt(pipeline.outputs.length);
}

/** An output with what all of them have: match, retries and its share of the disk. */
export function outputPlugin(output: OutputData, pipeline: PipelineData, secrets: EnvironmentSecrets): Plugin {
  const share = shareOf(pipeline);
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
