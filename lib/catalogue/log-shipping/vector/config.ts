/** The pipeline in Vector's terms. https://vector.dev/docs/reference/configuration/ */
import { Yaml } from 'cdk8s';
import { EnvSource } from '../../../sidecar/env-source';
import { requireLinearRegex } from '../arguments';
import { isNodeAgent } from '../container-logs';
import { Engine, EngineNote, Rendering, RenderOptions } from '../engine';
import { lacks, outputsOf, requireOutputs } from '../engines';
import { Config, defined, merge, refusePlainSecrets } from '../merge';
import { PipelineData, SourceData } from '../pipeline';
import { checkVector } from './check';
import { VECTOR } from './product';
import { FileSecrets } from './secrets';
import { shapeProgram } from './shape';
import { sink } from './sinks';
import { enrichProgram, filterStep, parseProgram, startsRecord } from './vrl';

export const VECTOR_ENGINE: Engine = {
  product: VECTOR,
  outputs: outputsOf('vector'),
  reload: { kind: 'watches' },
  render,
};

function render(pipeline: PipelineData, options: RenderOptions): Rendering {
  requireOutputs(VECTOR.name, VECTOR_ENGINE.outputs, pipeline.outputs);
  if (pipeline.buffer.whenFull === 'dropOldest') {
    throw lacks('buffer.whenFull', 'dropping the oldest records', VECTOR.name, ['fluentBit', 'fluentd']);
  }
  const secrets = new FileSecrets();
  const config = merge(vectorConfig(pipeline, secrets), options.extraConfig);
  checkVector(config, pipeline.ports.health);
  refusePlainSecrets(config, /SECRET\[/, VECTOR.name);
  // The files that a node agent reads outlive their Pods.
  const held = !isNodeAgent(pipeline) && pipeline.drainSeconds >= LAST_LOOK_SECONDS;
  return {
    files: { [VECTOR.configFile]: Yaml.stringify(config) },
    args: [
      '--config', `${VECTOR.configDirectory}/${VECTOR.configFile}`,
      // As many threads as the node has cores by default, each with memory of its own.
      '--threads', '2',
      // Below the time that the kubelet leaves; then it ends, whether or not everything was sent.
      '--graceful-shutdown-limit-secs', String(Math.max(1, pipeline.drainSeconds - 2)),
      // The kubelet changes a mounted ConfigMap by a rename, which a watch on the file does not see.
      ...(options.reload ? ['--watch-config', '--watch-config-method', 'poll', '--watch-config-poll-interval-seconds', '10'] : []),
    ],
    env: { ...secrets.env(), ...(isNodeAgent(pipeline) ? { VECTOR_SELF_NODE_NAME: EnvSource.field('spec.nodeName') } : {}) },
    ...(held ? { lastLookSeconds: LAST_LOOK_SECONDS } : {}),
    ...(isNodeAgent(pipeline) ? { apiRules: [{ apiGroups: [''], resources: ['namespaces', 'nodes', 'pods'], verbs: ['get', 'list', 'watch'] }] } : {}),
    logLevelVariable: 'VECTOR_LOG',
    secretMounts: secrets.mounts(),
    notes: isNodeAgent(pipeline) ? [] : [held ? WAITS : undefined, MISSES].filter((n) => n !== undefined),
  };
}

/**
 * Longest time between two looks into one file. At TERM Vector's file source closes without another look. Between looks it
 * sleeps for up to 2.048 s, and a file that was quiet for ten seconds it opens only after another ten: the one line that
 * a quiet app writes as it ends would be lost.
 *
 * @see https://github.com/vectordotdev/vector/blob/v0.57.0/lib/file-source/src/file_server.rs the sleep, and the end without a look
 * @see https://github.com/vectordotdev/vector/blob/v0.57.0/lib/file-source/src/file_watcher/mod.rs `should_read`
 */
const LAST_LOOK_SECONDS = 13;

const LOOKS = 'Vector looks into a file every two seconds, into one that was quiet for ten only after another ten, and not again after TERM';

const WAITS: EngineNote = {
  code: 'vector-waits-for-last-lines',
  severity: 'info',
  message: `${LOOKS}: as a native sidecar it gets TERM ${LAST_LOOK_SECONDS} s after the app has left, and each Pod takes that much longer to end`,
  mend: `Fluent Bit is told of each line; drainSeconds below ${LAST_LOOK_SECONDS} does without the wait, and without the last lines`,
};

const MISSES: EngineNote = {
  code: 'vector-misses-last-lines',
  severity: 'warning',
  message: `${LOOKS}: what the app writes in its last ${LAST_LOOK_SECONDS} seconds may not be shipped`,
  mend: `use a native sidecar with drainSeconds of at least ${LAST_LOOK_SECONDS}, or Fluent Bit, which is told of each line`,
  unlessHeld: true,
};

function vectorConfig(pipeline: PipelineData, secrets: FileSecrets): Config {
  const { transforms, last } = transformsOf(pipeline);
  const sinks: Config = {};
  for (const o of pipeline.outputs) {
    const program = shapeProgram(o);
    if (program !== undefined) transforms[`shape_${o.name}`] = remap([last], program);
    sinks[`out_${o.name}`] = merge({ ...sink(o, pipeline, secrets), inputs: [program === undefined ? last : `shape_${o.name}`] }, o.settings, `outputs[${o.name}].settings`);
  }
  const backends = secrets.section();
  return defined({
    data_dir: VECTOR.stateDirectory,
    api: { enabled: true, address: `0.0.0.0:${pipeline.ports.health}` },
    ...(Object.keys(backends).length ? { secret: backends } : {}),
    sources: {
      ...Object.fromEntries(pipeline.sources.map((s) => [`in_${s.name}`, merge(s.kind === 'containers' ? containerSource(s) : fileSource(s), s.settings, `sources[${s.name}].settings`)])),
      vector_metrics: { type: 'internal_metrics' },
    },
    transforms,
    sinks: { ...sinks, vector_metrics_out: { type: 'prometheus_exporter', inputs: ['vector_metrics'], address: `0.0.0.0:${pipeline.ports.metrics}` } },
  });
}

/** https://vector.dev/docs/reference/configuration/sources/file/ */
function fileSource(source: SourceData): Config {
  return {
    type: 'file',
    include: [...source.globs],
    exclude: [...source.exclude],
    read_from: 'beginning',
    // By its first line, so that a file that was truncated is read anew.
    fingerprint: { strategy: 'checksum' },
    glob_minimum_cooldown_ms: 250,
    max_line_bytes: source.maxLineBytes,
    rotate_wait_secs: 30,
    host_key: '',
    file_key: source.pathField ?? '',
    ...(source.multiline ? { multiline: multiline(source.multiline, `sources[${source.name}].multiline`) } : {}),
  };
}

/** https://vector.dev/docs/reference/configuration/sources/kubernetes_logs/: pieces of a line are joined, and the Pod is known. */
function containerSource(source: SourceData): Config {
  const { pod, namespace, container } = source.selector!;
  return {
    type: 'kubernetes_logs',
    include_paths_glob_patterns: [`/var/log/pods/${namespace}_${pod}_*/${container}/*.log`],
    exclude_paths_glob_patterns: ['**/*.gz', '**/*.tmp', `/var/log/pods/*_${source.ownPods}_*/*/*.log`],
    read_from: 'beginning',
    glob_minimum_cooldown_ms: 1000,
    max_line_bytes: source.maxLineBytes,
    max_merged_line_bytes: source.maxLineBytes,
    max_merged_line_action: 'truncate',
    rotate_wait_secs: 30,
  };
}

function multiline(m: { kind: 'start' | 'continuation'; pattern: string }, path: string): Config {
  requireLinearRegex(path, m.pattern, VECTOR.name);
  return m.kind === 'start'
    ? { mode: 'halt_before', start_pattern: m.pattern, condition_pattern: m.pattern, timeout_ms: 1000 }
    : { mode: 'continue_through', start_pattern: '^', condition_pattern: m.pattern, timeout_ms: 1000 };
}

function transformsOf(pipeline: PipelineData): { transforms: Config; last: string } {
  const transforms: Config = {};
  for (const s of pipeline.sources) {
    const joins = s.kind === 'containers' && s.multiline;
    if (joins) transforms[`join_${s.name}`] = join(s);
    transforms[`parse_${s.name}`] = remap([joins ? `join_${s.name}` : `in_${s.name}`], parseProgram(s, pipeline.enrich));
  }
  let last: string[] = pipeline.sources.map((s) => `parse_${s.name}`);
  const add = (name: string, transform: (inputs: string[]) => Config) => {
    transforms[name] = transform(last);
    last = [name];
  };
  add('enrich', (inputs) => remap(inputs, (isNodeAgent(pipeline) ? '' : enrichProgram(pipeline.enrich)) || '.'));
  pipeline.filters.forEach((f, i) => {
    const step = filterStep(f, `filters[${i}]`);
    add(`filter_${i + 1}`, (inputs) => ('condition' in step ? { type: 'filter', inputs, condition: { type: 'vrl', source: step.condition } } : remap(inputs, step.program)));
  });
  return { transforms, last: last[0] };
}

/** https://vector.dev/docs/reference/configuration/transforms/reduce/ */
function join(source: SourceData): Config {
  return {
    type: 'reduce',
    inputs: [`in_${source.name}`],
    group_by: ['file', 'stream'],
    merge_strategies: { message: 'concat_newline' },
    starts_when: startsRecord(source.multiline!, `sources[${source.name}].multiline`),
    expire_after_ms: 1000,
    flush_period_ms: 500,
  };
}

function remap(inputs: string[], source: string): Config {
  return { type: 'remap', inputs: [...inputs], source };
}
