/** The real OpenTelemetry Collector ($OTELCOL_BIN, built of ./collector-components.ts) on generated configuration. */
import { spawnSync } from 'child_process';
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

/** Starts it, and waits until it is healthy. */
export async function startCollector(box: Box, container: SidecarContainer, more: Record<string, string> = {}): Promise<Running> {
  const { words, env } = box.layDown(ofContribution(container));
  const running = new Running([OTELCOL_BIN!, ...words], { ...env, ...more });
  const { port } = container.health!._toPart().check.httpGet as { port: number };
  await running.until('healthy', async () => (await get(port, '/'))?.status === 200);
  return running;
}
