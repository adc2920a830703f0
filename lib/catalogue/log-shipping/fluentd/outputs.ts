/** Outputs in Fluentd's terms: a label each, with what this output alone needs, and a buffer on disk. */
import { lacks } from '../engines';
import { OutputData, PipelineData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { Element, element, Param, Variable } from './elements';
import { cloudWatch, kafka, s3, streamName } from './outputs-aws-kafka';
import { datadog, forward, http, search } from './outputs-web';
import { FLUENTD } from './product';

/** Parameters by name, and sections. */
export interface Match {
  readonly params: Record<string, Param | undefined>;
  readonly sections?: readonly Element[];
  /** What stands between the angle brackets of the buffer, and what is special in it. */
  readonly bufferArg?: string;
  readonly buffer?: Record<string, Param | undefined>;
}

export function label(output: OutputData): string {
  return `@OUT_${output.name.toUpperCase().replace(/-/g, '_')}`;
}

export function outputLabel(o: OutputData, pipeline: PipelineData, secrets: EnvironmentSecrets): Element {
  const share = pipeline.buffer.bytes / BigInt(pipeline.outputs.length);
  const m = match(o, new Secrets(o.name, secrets));
  const settings = Object.fromEntries(Object.entries(o.settings ?? {}).map(([k, v]) => [k, v as Param]));
  return element('label', label(o), {},
    ...before(o, pipeline),
    element('match', '**', { '@id': `out_${o.name}`, ...m.params, ...settings }, ...m.sections ?? [], buffer(o, m, share, pipeline.buffer.whenFull)));
}

function match(o: OutputData, secrets: Secrets): Match {
  switch (o.kind) {
    case 'elasticsearch':
    case 'openSearch': return search(o, secrets);
    case 'cloudWatchLogs': return cloudWatch(o, secrets);
    case 's3': return s3(o, secrets);
    case 'kafka': return kafka(o, secrets);
    case 'datadog': return datadog(o, secrets);
    case 'http': return http(o, secrets);
    case 'forward': return forward(o, secrets);
    case 'stdout': return { params: { '@type': 'stdout', 'use_logger': false }, sections: [element('format', undefined, { '@type': 'json' }), INJECT_TIME] };
    default: throw new Error('unreachable: checked before');
  }
}

/** The time under the name that the other engines use. https://docs.fluentd.org/configuration/inject-section */
export const INJECT_TIME = element('inject', undefined, { time_key: 'time', time_type: 'string', time_format: '%Y-%m-%dT%H:%M:%S.%N%z', localtime: false });

/** An identity that stays over retries, the name of the stream, and the time. */
function before(o: OutputData, pipeline: PipelineData): Element[] {
  if (o.kind === 'elasticsearch') return [element('filter', '**', { '@type': 'elasticsearch_genid', 'hash_id_key': '_hash' })];
  if (o.kind === 'openSearch') return [element('filter', '**', { '@type': 'opensearch_genid', 'hash_id_key': '_hash' })];
  // This output alone takes no <inject>.
  if (o.kind === 'http') {
    return [element('filter', '**', { '@type': 'record_transformer', 'enable_ruby': true, 'auto_typecast': false },
      element('record', undefined, { time: '${time.utc.strftime(%q(%Y-%m-%dT%H:%M:%S.%NZ))}' }))];
  }
  return o.kind === 'cloudWatchLogs' && o.stream === undefined ? [streamName(pipeline)] : [];
}

/** https://docs.fluentd.org/configuration/buffer-section */
function buffer(o: OutputData, m: Match, share: bigint, whenFull: 'block' | 'dropOldest'): Element {
  return element('buffer', m.bufferArg, {
    '@type': 'file',
    'path': `${FLUENTD.stateDirectory}/buffer/${o.name}`,
    'flush_mode': 'interval',
    'flush_interval': '1s',
    'flush_thread_count': 1,
    'chunk_limit_size': 2 * 1024 * 1024,
    'total_limit_size': Number(share),
    'overflow_action': whenFull === 'block' ? 'block' : 'drop_oldest_chunk',
    'retry_type': 'exponential_backoff',
    'retry_wait': '1s',
    'retry_max_interval': '30s',
    ...(o.retries === undefined ? { retry_forever: true } : { retry_max_times: o.retries }),
    // A buffer on disk is not sent at the end unless one says so.
    'flush_at_shutdown': true,
    // What is given up would be kept in /tmp without a limit.
    'disable_chunk_backup': true,
    ...m.buffer,
  });
}

/** Secrets of one output, as variables. */
export class Secrets {
  constructor(public readonly output: string, private readonly all: EnvironmentSecrets) {}

  public get(what: string, value: Parameters<EnvironmentSecrets['text']>[2]): string | Variable {
    const text = this.all.text(this.output, what, value);
    return typeof value === 'string' ? value : { variable: text };
  }

  public variable(name: string, value: Parameters<EnvironmentSecrets['variable']>[1]): void {
    this.all.variable(name, value);
  }

  public lacks(path: string, what: string): Error {
    return lacks(`outputs[${this.output}].${path}`, what, FLUENTD.name, ['fluentBit', 'vector', 'otel']);
  }
}
