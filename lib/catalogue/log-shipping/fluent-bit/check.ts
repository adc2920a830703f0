/**
 * What Fluent Bit takes in silence and then does wrong, and what would keep it from starting: `fluent-bit --dry-run` sees
 * neither. https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml
 */
import { PipelineData } from '../pipeline';
import type { Plugin } from './config';
import { FILTERS, INPUTS, OUTPUTS, PluginTable, PROCESSORS } from './options';
import { FLUENT_BIT } from './product';
import { checkService } from './service';
import { checkValue, optionType } from './values';

const SECTIONS = ['env', 'includes', 'service', 'customs', 'parsers', 'multiline_parsers', 'stream_processor', 'plugins', 'upstream_servers', 'pipeline'];
const BUILT_IN_MULTILINE = ['cri', 'docker', 'go', 'java', 'python', 'ruby'];

export function checkFluentBit(config: Plugin, pipeline: PipelineData): void {
  for (const key of Object.keys(config)) {
    if (!SECTIONS.includes(key)) throw new Error(`${key}: is no section of ${FLUENT_BIT.name}: use one of ${SECTIONS.join(', ')}`);
  }
  checkService(config.service, pipeline);
  // A file or plugins of the user's may declare what can't be seen here.
  const open = config.includes || config.service.parsers_file || config.plugins;
  const parsers = open ? undefined : names(config.parsers);
  const multiline = open ? undefined : [...names(config.multiline_parsers), ...BUILT_IN_MULTILINE];
  const databases = new Set<string>();
  const { inputs = [], filters = [], outputs = [] } = config.pipeline;
  inputs.forEach((p: Plugin, i: number) => {
    const path = `pipeline.inputs[${i}]`;
    checkPlugin(p, path, 'input', INPUTS, open);
    checkParsers(p, path, parsers, multiline);
    const interval = option(p, 'refresh_interval');
    if (interval !== undefined && !/^\d+(\.\d{9})?$/.test(String(interval))) {
      throw new Error(`${path}.refresh_interval: "${interval}" would be read as nanoseconds behind the dot: write whole seconds, or nine digits behind it`);
    }
    const db = option(p, 'db');
    if (db !== undefined && databases.has(db)) throw new Error(`${path}.db: "${db}" is another input's too: give each its own, or positions are lost`);
    databases.add(db);
  });
  filters.forEach((p: Plugin, i: number) => {
    const path = `pipeline.filters[${i}]`;
    checkPlugin(p, path, 'filter', FILTERS, open);
    checkMatch(p, path);
    checkParsers(p, path, p.name === 'parser' ? parsers : undefined, multiline);
  });
  outputs.forEach((p: Plugin, i: number) => {
    const path = `pipeline.outputs[${i}]`;
    checkPlugin(p, path, 'output', OUTPUTS, open);
    checkMatch(p, path);
    checkRetryLimit(p, path);
  });
}

function checkPlugin(plugin: Plugin, path: string, kind: string, table: PluginTable, open: boolean): void {
  if (typeof plugin?.name !== 'string') throw new Error(`${path}.name: ${JSON.stringify(plugin?.name)} is not the name of a plugin: name one`);
  const options = table.plugins[plugin.name];
  if (options === undefined) {
    if (open) return;
    throw new Error(`${path}.name: "${plugin.name}" is no ${kind} of ${FLUENT_BIT.name} ${FLUENT_BIT.version}: correct the name, or load it by "plugins"`);
  }
  for (const [key, value] of Object.entries(plugin)) {
    if (key === 'name' || key === 'routes' || key === 'telemetry') continue;
    if (key === 'processors') {
      checkProcessors(value, `${path}.processors`);
      continue;
    }
    const type = optionType(`${table.common} ${options}`, key);
    if (type === undefined) throw new Error(`${path}.${key}: is no option of the ${kind} "${plugin.name}": correct its spelling, or leave it out`);
    for (const v of Array.isArray(value) ? value : [value]) checkValue(`${path}.${key}`, v, type);
  }
}

function checkProcessors(processors: Plugin, path: string): void {
  for (const [signal, list] of Object.entries(processors)) {
    (list as Plugin[]).forEach((p, i) => {
      const at = `${path}.${signal}[${i}]`;
      const { condition: _, ...rest } = p;
      // Filters can stand among processors.
      if (PROCESSORS.plugins[p.name] === undefined && FILTERS.plugins[p.name] !== undefined) checkPlugin(rest as Plugin, at, 'filter', FILTERS, false);
      else checkPlugin(rest as Plugin, at, 'processor', PROCESSORS, false);
    });
  }
}

function checkMatch(plugin: Plugin, path: string): void {
  if (option(plugin, 'match') === undefined && option(plugin, 'match_regex') === undefined) {
    throw new Error(`${path}.match: is missing, so that "${plugin.name}" gets no record: give "match", e.g. "logs.*"`);
  }
}

function checkRetryLimit(plugin: Plugin, path: string): void {
  const limit = option(plugin, 'retry_limit');
  if (limit === undefined || /^([1-9]\d*|no_limits|no_retries|false|off)$/i.test(String(limit))) return;
  throw new Error(`${path}.retry_limit: "${limit}" would be taken for 1: use a number, "no_limits" or "no_retries"`);
}

/** A parser that is not there is passed over, and lines stay unparsed. */
function checkParsers(plugin: Plugin, path: string, parsers: string[] | undefined, multiline: string[] | undefined): void {
  const check = (key: string, known: string[] | undefined) => {
    const value = option(plugin, key);
    if (value === undefined || !known) return;
    for (const name of [value].flat().flatMap((v: string) => String(v).split(',')).map((v) => v.trim())) {
      if (!known.includes(name)) throw new Error(`${path}.${key}: "${name}" is not declared, and would be passed over: declare it, or use one of ${known.join(', ')}`);
    }
  };
  check('parser', parsers);
  check('multiline.parser', multiline);
}

function names(list: Plugin[] | undefined): string[] {
  return (list ?? []).map((p) => p.name);
}

/** Options are read without regard to case. */
function option(plugin: Plugin, key: string): any {
  const found = Object.keys(plugin).find((k) => k.toLowerCase() === key);
  return found === undefined ? undefined : plugin[found];
}
