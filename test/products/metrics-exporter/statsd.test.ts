/**
 * The generated mapping on the real statsd exporter: its own check, then a run with lines as an app sends them. The
 * binary is $STATSD_EXPORTER_BIN, or `statsd_exporter` on the PATH.
 */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import { createSocket } from 'dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { MetricsExporter, StatsdExporterOptions, StatsdMapping, StatsdTimer } from '../../../lib/catalogue/metrics-exporter';
import { container, contribute, texts } from '../../catalogue/metrics-exporter/helpers';

const BIN = process.env.STATSD_EXPORTER_BIN ?? 'statsd_exporter';
const FOUND = spawnSync(BIN, ['--version']).status === 0;
if (!FOUND) process.stderr.write('SKIPPED: no statsd_exporter in $STATSD_EXPORTER_BIN or on the PATH, nothing was checked against the product\n');
const describeStatsd = FOUND ? describe : describe.skip;

let root: string;
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'statsd-test-')); });
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The container's own arguments, with its file inside `root`. */
function args(options: StatsdExporterOptions): string[] {
  const c = container(MetricsExporter.statsd(options));
  for (const [name, text] of Object.entries(c.mounts![0].volume._toPart().files!)) writeFileSync(join(root, name), text);
  return c.args!.map((a) => a.replace(c.mounts![0].path, root));
}

const mappings: StatsdMapping[] = [
  { match: 'shop.*.time', name: 'shop_step_seconds', labels: { step: '$1' }, buckets: [0.1, 1] },
  { match: 'shop.*.*', name: 'shop_${1}_total', labels: { kind: '$2' } },
];

describeStatsd('the product', () => {
  test.each<[string, StatsdExporterOptions]>([
    ['defaults', {}], ['summaries', { timer: StatsdTimer.SUMMARY }], ['mappings', { mappings }],
  ])('takes %s', (_, options) => {
    const run = spawnSync(BIN, ['--check-config', ...args(options)], { encoding: 'utf8' });
    expect({ status: run.status, errors: run.stderr.match(/level=ERROR.*/g) }).toEqual({ status: 0, errors: null });
  });

  test('turns what the app sends into metrics, and is healthy', async () => {
    const options = { mappings, statsdPort: 29125 };
    const child: ChildProcess = spawn(BIN, args(options), { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
    try {
      const get = (path: string) => fetch(`http://127.0.0.1:9102${path}`);
      for (let i = 0; ; i++) {
        if (await get('/-/healthy').then((r) => r.ok, () => false)) break;
        if (i === 100) throw new Error('never healthy');
        await new Promise((r) => setTimeout(r, 50));
      }
      const { STATSD_HOST, STATSD_PORT } = texts(contribute(MetricsExporter.statsd(options)).app!.env);
      const socket = createSocket('udp4');
      await new Promise((r) => socket.send('shop.checkout.time:250|ms\nshop.orders.paid:3|c\nother:1|c', Number(STATSD_PORT), STATSD_HOST, r));
      socket.close();
      let metrics = '';
      for (let i = 0; i < 50 && !metrics.includes('shop_step_seconds'); i++) {
        await new Promise((r) => setTimeout(r, 50));
        metrics = await (await get('/metrics')).text();
      }
      expect(metrics).toContain('shop_step_seconds_bucket{step="checkout",le="0.1"} 0');
      expect(metrics).toContain('shop_step_seconds_bucket{step="checkout",le="1"} 1');
      expect(metrics).toContain('shop_orders_total{kind="paid"} 3');
      expect(metrics).toContain('\nother 1');
    } finally {
      child.kill('SIGTERM');
    }
    await ended;
  });
});
