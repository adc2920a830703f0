/** The pipeline in Fluentd's terms. https://docs.fluentd.org/configuration */
import { isNodeAgent, labelFields, nodeFields } from '../container-logs';
import { Engine, Rendering, RenderOptions } from '../engine';
import { outputsOf, requireOutputs } from '../engines';
import { OutputData, PipelineData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { checkFluentd } from './check';
import { Element, element, Param, print } from './elements';
import { extraElements } from './extra';
import { label, outputLabel } from './outputs';
import { FLUENTD, VARIANTS } from './product';
import { ALL, containerFilters, enrichFilter, joinFilters, parseFilter, READ, RECORD, recordFilter, tail } from './sources';

export const FLUENTD_ENGINE: Engine = {
  product: FLUENTD,
  outputs: outputsOf('fluentd'),
  reload: { kind: 'http', method: 'GET', url: (ports) => `http://127.0.0.1:${ports.rpc}/api/config.gracefulReload` },
  imageFor,
  render,
};

/** Each published image has the gem of one destination. */
function imageFor(outputs: readonly OutputData[]): string {
  const images = [...new Set(outputs.map((o) => VARIANTS[o.kind]).filter((i): i is string => i !== undefined))];
  if (images.length > 1) {
    const kinds = outputs.filter((o) => VARIANTS[o.kind]).map((o) => `"${o.kind}"`);
    throw new Error(`outputs: ${[...new Set(kinds)].join(' and ')} need gems that no published image of ${FLUENTD.name} has together: give an image of your own by LogEngine.fluentd({ image }), or use another engine`);
  }
  return images[0] ?? FLUENTD.image;
}

function render(pipeline: PipelineData, options: RenderOptions): Rendering {
  requireOutputs(FLUENTD.name, FLUENTD_ENGINE.outputs, pipeline.outputs);
  const secrets = new EnvironmentSecrets((name) => name);
  const elements = fluentdConfig(pipeline, secrets, options);
  checkFluentd(elements, options.ownImage === true);
  return {
    files: { [FLUENTD.configFile]: print(elements) },
    // The image's own entry point has its configuration's place built in.
    command: ['tini', '--', 'fluentd'],
    args: ['-c', `${FLUENTD.configDirectory}/${FLUENTD.configFile}`, '-p', '/fluentd/plugins'],
    env: secrets.env(),
    ...(options.reload ? { loopbackPorts: [pipeline.ports.rpc] } : {}),
    secretMounts: [],
    ...(isNodeAgent(pipeline) && labelFields(pipeline.enrich).length ? { apiRules: [{ apiGroups: [''], resources: ['namespaces', 'pods'], verbs: ['get', 'list', 'watch'] }] } : {}),
    notes: [],
  };
}

function fluentdConfig(pipeline: PipelineData, secrets: EnvironmentSecrets, options: RenderOptions): Element[] {
  const extra = extraElements(options.extraConfig);
  return [
    element('system', undefined, {
      workers: 1,
      log_level: pipeline.level,
      ...(options.reload ? { rpc_endpoint: `127.0.0.1:${pipeline.ports.rpc}` } : {}),
      ...extra.system as Record<string, Param>,
    }, element('log', undefined, { format: 'json' })),
    element('source', undefined, { '@type': 'prometheus', '@id': 'in_metrics', 'bind': '0.0.0.0', 'port': pipeline.ports.metrics, 'metrics_path': FLUENTD.metricsPath }),
    element('source', undefined, { '@type': 'prometheus_output_monitor', '@id': 'in_output_metrics' }),
    element('source', undefined, { '@type': 'prometheus_tail_monitor', '@id': 'in_tail_metrics' }),
    ...pipeline.sources.map((s) => withSettings(tail(s), s.settings)),
    ...(isNodeAgent(pipeline) ? agentElements(pipeline, extra.elements) : recordElements(pipeline, enrichFilter(pipeline.enrich), extra.elements)),
    ...pipeline.outputs.map((o) => outputLabel(o, pipeline, secrets)),
    element('label', '@FLUENT_LOG', {}, element('match', '**', { '@type': 'null' })),
  ];
}

/** Joined records come out of the joining filters by two ways, of which one is a label. */
function agentElements(pipeline: PipelineData, extra: readonly Element[]): Element[] {
  const enrich = [...pipeline.sources.flatMap((s) => containerFilters(s, pipeline.enrich)), ...enrichFilter(nodeFields(pipeline.enrich))];
  return [
    element('label', READ, {}, ...pipeline.sources.flatMap(joinFilters), element('match', '**', { '@type': 'relabel', '@label': RECORD })),
    element('label', RECORD, {}, ...recordElements(pipeline, enrich, extra)),
  ];
}

function recordElements(pipeline: PipelineData, enrich: readonly Element[], extra: readonly Element[]): Element[] {
  return [
    ...pipeline.sources.flatMap(parseFilter),
    ...enrich,
    ...pipeline.filters.flatMap(recordFilter),
    ...extra,
    // A copy for each output, so that what one of them changes the others don't see.
    element('match', ALL, { '@type': 'copy', 'copy_mode': 'shallow' }, ...pipeline.outputs.map((o) => element('store', undefined, { '@type': 'relabel', '@label': label(o) }))),
  ];
}

function withSettings(e: Element, settings: Readonly<Record<string, any>> | undefined): Element {
  return settings ? { ...e, params: { ...e.params, ...settings } } : e;
}
