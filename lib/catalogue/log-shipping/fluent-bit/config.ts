/**
 * The pipeline in Fluent Bit's terms. https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml
 */
import { Yaml } from 'cdk8s';
import { isNodeAgent, labelFields, pathFields, pathPattern, POD_RULES } from '../container-logs';
import { Engine, EngineNote, Rendering, RenderOptions } from '../engine';
import { outputsOf, requireOutputs } from '../engines';
import { defined, merge, refusePlainSecrets } from '../merge';
import { OutputData, PipelineData, SourceData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { checkFluentBit } from './check';
import { filterPlugins, PATH_PARSER } from './filters';
import { multilineParser, parsers, sourceFilters, tailInput } from './inputs';
import { chunksUp, outputPlugin, secondRoute } from './outputs';
import { FLUENT_BIT } from './product';

export type Plugin = Record<string, any>;

export const FLUENT_BIT_ENGINE: Engine = {
  product: FLUENT_BIT,
  outputs: outputsOf('fluentBit'),
  // Its answer is 200 whether or not the configuration was taken: one that is refused leaves the old one running.
  reload: { kind: 'http', method: 'POST', url: (ports) => `http://127.0.0.1:${ports.health}/api/v2/reload` },
  render,
};

function render(pipeline: PipelineData, options: RenderOptions): Rendering {
  requireOutputs(FLUENT_BIT.name, FLUENT_BIT_ENGINE.outputs, pipeline.outputs);
  const secrets = new EnvironmentSecrets((name) => `\${${name}}`);
  const config = merge(fluentBitConfig(pipeline, secrets, options.reload), options.extraConfig);
  checkFluentBit(config, pipeline);
  refusePlainSecrets(config, /\$\{/, FLUENT_BIT.name);
  return {
    files: { [FLUENT_BIT.configFile]: Yaml.stringify(config) },
    args: ['-c', `${FLUENT_BIT.configDirectory}/${FLUENT_BIT.configFile}`],
    env: secrets.env(),
    secretMounts: [],
    ...(!isNodeAgent(pipeline) && pipeline.sources.some((s) => s.multiline) ? { lastLookSeconds: LAST_RECORD_SECONDS } : {}),
    ...(isNodeAgent(pipeline) && labelFields(pipeline.enrich).length ? { apiRules: POD_RULES } : {}),
    notes: [...pipeline.sources.flatMap(notes), ...pipeline.outputs.flatMap(refusedNote)],
  };
}

function fluentBitConfig(pipeline: PipelineData, secrets: EnvironmentSecrets, reload: boolean): Plugin {
  const multiline = pipeline.sources.flatMap(multilineParser);
  return defined({
    service: service(pipeline, reload),
    ...section('parsers', [...pipeline.sources.flatMap(parsers), ...pathParser(pipeline)]),
    ...section('multiline_parsers', multiline),
    pipeline: {
      inputs: pipeline.sources.map((s) => ({ ...tailInput(s, pipeline.buffer.whenFull), ...s.settings })),
      ...section('filters', [...pipeline.sources.flatMap(sourceFilters), ...filterPlugins(pipeline)]),
      outputs: [...pipeline.outputs.map((o) => ({ ...outputPlugin(o, pipeline, secrets), ...o.settings })), ...secondRoute(pipeline)],
    },
  });
}

function pathParser(pipeline: PipelineData): Plugin[] {
  if (!isNodeAgent(pipeline) || pathFields(pipeline.enrich).length === 0) return [];
  return [{ name: PATH_PARSER, format: 'regex', regex: pathPattern(pipeline.enrich) }];
}

function section(name: string, entries: Plugin[]): Plugin {
  return entries.length ? { [name]: entries } : {};
}

/** Seconds between the end of `grace` and the exit of the process: the engine looks once a second. */
const GRACE_MARGIN = 2;

/**
 * The Kafka library gets as long once more, to send what it holds: with a grace of 8 seconds release 5.1.1 was killed after
 * 15 in an outage of the brokers (plugins/out_kafka/kafka.c, kafka_flush_force).
 */
function graces(pipeline: PipelineData): number {
  return pipeline.outputs.some((o) => o.kind === 'kafka') ? 2 : 1;
}

function service(pipeline: PipelineData, reload: boolean): Plugin {
  return {
    'flush': 1,
    // Well below the time that the kubelet leaves: seen to exit up to a second and a half after it.
    'grace': Math.max(1, Math.floor((pipeline.drainSeconds - GRACE_MARGIN) / graces(pipeline))),
    'log_level': pipeline.level,
    'http_server': 'on',
    'http_listen': '0.0.0.0',
    'http_port': pipeline.ports.health,
    ...(reload ? {
      'hot_reload': 'on',
      // With thread safety a reload during an outage of the destination never ends, and TERM is ignored from then on.
      'hot_reload.ensure_thread_safety': 'off',
    } : {}),
    'storage.path': `${FLUENT_BIT.stateDirectory}/storage`,
    'storage.sync': 'normal',
    'storage.checksum': 'off',
    'storage.max_chunks_up': chunksUp(pipeline),
    'storage.backlog.mem_limit': '5M',
    'storage.backlog.flush_on_shutdown': 'on',
    'storage.delete_irrecoverable_chunks': 'on',
    'storage.metrics': 'on',
    'scheduler.base': 1,
    'scheduler.cap': 60,
  };
}

/** A record is handed on when for a second nothing was added to it, which is looked at once a second. */
const LAST_RECORD_SECONDS = 3;

function notes(source: SourceData): EngineNote[] {
  if (!source.multiline) return [];
  return [{
    code: 'fluent-bit-multiline-loses-last-record',
    severity: 'warning',
    message: `source "${source.name}" joins lines: a record whose last line is younger than a second when Fluent Bit gets TERM is not shipped`,
    mend: 'let the app write one JSON object per record, or keep it running for 2 seconds after its last line (a preStop sleep of the app does not help; a pause before its exit does)',
    unlessHeld: true,
  }];
}

/** Seen on release 5.1.1: plugins/out_es/es.c and plugins/out_opensearch/opensearch.c read the answer to a batch so. */
function refusedNote(o: OutputData): EngineNote[] {
  if (o.kind !== 'elasticsearch' && o.kind !== 'openSearch') return [];
  const message = o.kind === 'elasticsearch'
    ? 'Fluent Bit takes a batch for stored when Elasticsearch took one record of it: those that it refused, for good (a field of another type) or for a while (429), are lost'
    : 'a record that OpenSearch refuses for good (a field of another type) is sent again with its whole batch, as often as retries allow';
  return [{ code: 'fluent-bit-refused-records', severity: 'info', message: `output "${o.name}": ${message}`, mend: 'let an index template take any value (ignore_malformed), or use Vector or Fluentd, which tell such records from the rest' }];
}
