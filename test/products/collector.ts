/** The real OpenTelemetry Collector ($OTELCOL_BIN, built of ./collector-components.ts) on generated configuration. */
import { spawnSync } from 'child_process';
import { parse, stringify } from 'yaml';
import { FIELDS, kindOf } from './collector-fields';
import { Box, ofContribution, Plain } from './plain';
import { get, programOf, Running } from './process';
import { SidecarContainer } from '../../lib/sidecar';

export const OTELCOL_BIN = programOf('OTELCOL_BIN', 'otelcol-sidecar', ['--version']);

/** What `otelcol validate` says: undefined for a configuration that it takes without a warning. */
export function collectorRefuses(p: Plain): string | undefined {
  const box = new Box();
  try {
    const { words, env } = box.layDown(p);
    const run = spawnSync(OTELCOL_BIN!, ['validate', ...words], { encoding: 'utf8', env: { PATH: process.env.PATH!, ...env } });
    const said = run.stdout + run.stderr;
    return run.status === 0 && !/deprecated|"level":"warn"|\twarn\t/i.test(said) ? undefined : said.slice(-3000) || `exit ${run.status}`;
  } finally {
    box.remove();
  }
}

/** Starts it without the exporters that it lacks, and waits until it is healthy. */
export async function startCollector(box: Box, container: SidecarContainer): Promise<Running> {
  const { words, env } = box.layDown(ofContribution(container), withoutUnpublished);
  const running = new Running([OTELCOL_BIN!, ...words], env);
  const { port } = container.health!._toPart().check.httpGet as { port: number };
  await running.until('healthy', async () => (await get(port, '/'))?.status === 200);
  return running;
}

function withoutUnpublished(text: string): string {
  const config = parse(text, { version: '1.1' });
  const lacks = (id: string) => kindOf(id) in FIELDS;
  for (const id of Object.keys(config.exporters).filter(lacks)) delete config.exporters[id];
  for (const pipeline of Object.values<{ exporters: string[] }>(config.service.pipelines)) pipeline.exporters = pipeline.exporters.filter((id) => !lacks(id));
  return stringify(config);
}
