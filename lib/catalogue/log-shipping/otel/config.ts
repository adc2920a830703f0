/** The pipeline in the OpenTelemetry Collector's terms. https://opentelemetry.io/docs/collector/configuration/ */
import { Yaml } from 'cdk8s';
import { isNodeAgent, labelFields, POD_RULES } from '../container-logs';
import { Engine, EngineNote, Rendering, RenderOptions } from '../engine';
import { lacks, outputsOf, requireOutputs } from '../engines';
import { Config, defined, merge, refusePlainSecrets } from '../merge';
import { EnrichData, PipelineData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { checkOtel } from './check';
import { exporter } from './exporters';
import { agentStatements, enrichStatements, filterStep, Paths, RECORD_STATEMENTS, resourceName } from './ottl';
import { OTEL_COLLECTOR } from './product';
import { receiver, receiverId, STORAGE } from './receivers';
import { reference, resolveReferences } from './variables';

export const OTEL_ENGINE: Engine = {
  product: OTEL_COLLECTOR,
  outputs: outputsOf('otel'),
  render,
};

function render(pipeline: PipelineData, options: RenderOptions): Rendering {
  requireOutputs(OTEL_COLLECTOR.name, OTEL_ENGINE.outputs, pipeline.outputs);
  if (pipeline.buffer.whenFull === 'dropOldest') {
    throw lacks('buffer.whenFull', 'dropping the oldest records', OTEL_COLLECTOR.name, ['fluentBit', 'fluentd']);
  }
  const secrets = new EnvironmentSecrets(reference);
  const config = merge(otelConfig(pipeline, secrets), options.extraConfig);
  checkOtel(config, pipeline.ports.health);
  refusePlainSecrets(config, /\$\{env:/, OTEL_COLLECTOR.name);
  return {
    files: { [OTEL_COLLECTOR.configFile]: Yaml.stringify(config) },
    args: ['--config', `${OTEL_COLLECTOR.configDirectory}/${OTEL_COLLECTOR.configFile}`],
    env: secrets.env(),
    // Four fifths of the limit for Go's collector; the rest is for what it does not see.
    memoryLimitVariable: 'GOMEMLIMIT',
    secretMounts: [],
    ...(isNodeAgent(pipeline) ? {} : { lastLookSeconds: lastLook(pipeline) }),
    ...(isNodeAgent(pipeline) && labelFields(pipeline.enrich).length ? { apiRules: POD_RULES } : {}),
    notes: notes(pipeline),
  };
}

/** A record of several lines is handed on when for a time nothing was added to it: half a second, or one where lines are joined by us. */
function lastLook(pipeline: PipelineData): number {
  return pipeline.sources.some((s) => s.multiline) ? 2 : 1;
}

function notes(pipeline: PipelineData): EngineNote[] {
  const ownLabels = pipeline.outputs.some((o) => o.kind === 'loki' && (Object.keys(o.labels).join() !== 'job' || Object.keys(o.structuredMetadata).length > 0));
  return ownLabels ? [LOKI_NOTE] : [];
}

const LOKI_NOTE: EngineNote = {
  code: 'otel-loki-labels',
  severity: 'info',
  message: 'the OpenTelemetry Collector sends resource attributes to Loki, and Loki itself decides which of them become labels',
  mend: 'name them in limits_config.otlp_config of Loki',
};

function otelConfig(pipeline: PipelineData, secrets: EnvironmentSecrets): Config {
  const exporters = pipeline.outputs.map((o) => ({ o, e: exporter(o, pipeline, secrets) }));
  const processors = processorsOf(pipeline);
  const extensions: Config = {
    health_check: { endpoint: `0.0.0.0:${pipeline.ports.health}`, path: OTEL_COLLECTOR.healthPath },
    [STORAGE]: {
      directory: OTEL_COLLECTOR.stateDirectory,
      create_directory: true,
      // The file never gets smaller unless it is rewritten: at start, and when much of it is free again.
      compaction: { on_start: true, on_rebound: true, directory: OTEL_COLLECTOR.stateDirectory, cleanup_on_start: true },
    },
    ...Object.assign({}, ...exporters.map(({ e }) => e.extensions ?? {})),
  };
  const config = resolveReferences(defined({
    extensions,
    receivers: Object.fromEntries(pipeline.sources.map((s) => [receiverId(s), receiver(s)])),
    processors,
    exporters: Object.fromEntries(exporters.map(({ e }) => [e.id, e.config])),
    service: {
      extensions: Object.keys(extensions),
      telemetry: {
        logs: { level: pipeline.level, encoding: 'json' },
        metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: pipeline.ports.metrics } } } }] },
      },
      pipelines: {
        logs: { receivers: pipeline.sources.map(receiverId), processors: Object.keys(processors), exporters: exporters.map(({ e }) => e.id) },
      },
    },
  }));
  // Settings of the user are in the Collector's own terms: a "$" of theirs is theirs to double.
  for (const s of pipeline.sources) config.receivers[receiverId(s)] = merge(config.receivers[receiverId(s)], s.settings, `sources[${s.name}].settings`);
  for (const { o, e } of exporters) config.exporters[e.id] = merge(config.exporters[e.id], o.settings, `outputs[${o.name}].settings`);
  return config;
}

function processorsOf(pipeline: PipelineData): Config {
  const paths = new Paths(pipeline.enrich);
  const agent = isNodeAgent(pipeline);
  const origin = agent ? agentStatements(pipeline.enrich) : enrichStatements(pipeline.enrich);
  const statements = [...RECORD_STATEMENTS, ...origin, ...lokiLabels(pipeline), ...documentForm(pipeline), ...datadogOrigin(pipeline)];
  const labels = agent ? labelFields(pipeline.enrich) : [];
  const transform = (list: string[]) => ({ error_mode: 'ignore', log_statements: list });
  return {
    'memory_limiter': { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 },
    ...(labels.length ? { k8sattributes: podLabels(labels) } : {}),
    'transform/record': transform(statements),
    ...Object.fromEntries(pipeline.filters.map((f, i) => {
      const step = filterStep(f, paths, `filters[${i}]`);
      return 'dropIf' in step
        ? [`filter/${i + 1}`, { error_mode: 'ignore', log_conditions: [step.dropIf] }]
        : [`transform/${i + 1}`, transform(step.statements)];
    })),
  };
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/k8sattributesprocessor */
function podLabels(labels: readonly EnrichData[]): Config {
  return {
    auth_type: 'serviceAccount',
    filter: { node_from_env_var: 'NODE_NAME' },
    pod_association: [{ sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] }],
    extract: { metadata: [], labels: labels.map((l) => ({ tag_name: resourceName(l), key: l.label, from: 'pod' })) },
  };
}

/** Fixed labels as attributes of the resource; "job" is what OpenTelemetry calls the service's name. */
function lokiLabels(pipeline: PipelineData): string[] {
  return pipeline.outputs.flatMap((o) => (o.kind === 'loki' ? Object.entries(o.labels) : []))
    .map(([label, value]) => `set(resource.attributes[${JSON.stringify(label === 'job' ? 'service.name' : label)}], ${JSON.stringify(value)})`);
}

/**
 * The exporter's own form, "otel", asks Elasticsearch for a data stream of a certain template: a document for any other index
 * is refused, and lost. The form is no setting of the exporter any more, but an attribute of what passes it.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/elasticsearchexporter#elasticsearch-document-mapping
 */
function documentForm(pipeline: PipelineData): string[] {
  return pipeline.outputs.some((o) => o.kind === 'elasticsearch') ? ['set(scope.attributes["elastic.mapping.mode"], "ecs")'] : [];
}

/**
 * The exporter has no settings for them and looks for these attributes.
 * https://docs.datadoghq.com/opentelemetry/mapping/semantic_mapping/, DataDog/datadog-agent: pkg/opentelemetry-mapping-go/otlp/logs
 */
function datadogOrigin(pipeline: PipelineData): string[] {
  return pipeline.outputs.flatMap((o) => (o.kind !== 'datadog' ? [] : [
    ...(o.service === undefined ? [] : [`set(resource.attributes["service.name"], ${JSON.stringify(o.service)})`]),
    ...(o.source === undefined ? [] : [`set(resource.attributes["datadog.log.source"], ${JSON.stringify(o.source)})`]),
    ...(Object.keys(o.tags).length ? [`set(log.attributes["ddtags"], ${JSON.stringify(Object.entries(o.tags).map(([k, v]) => `${k}:${v}`).join(','))})`] : []),
  ]));
}
