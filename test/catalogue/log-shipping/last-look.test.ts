/** What stands between the app and a shipper that reads nothing more after TERM. */
import { spawn } from 'child_process';
import { contribute, podSpecOf } from './helpers';
import { SidecarContribution, SidecarForm } from '../../../lib';
import { LogEngine, LogMultiline, LogOutput, LogSource } from '../../../lib/catalogue/log-shipping';
import { HOLD_SCRIPT } from '../../../lib/catalogue/log-shipping/last-look';
import { podContext } from '../pod-context';

const base = { engine: LogEngine.openTelemetryCollector(), sources: [LogSource.files('/l/*')], outputs: [LogOutput.otlp({ url: 'http://otlp:4318' })] };

test('the Collector is told to end a second after the app has left, and with records of several lines after two', () => {
  const [shipper, hold, ...more] = contribute(base).containers!;
  expect(more).toEqual([]);
  expect(hold).toMatchObject({ name: `${shipper.name}-last-look`, drainSeconds: 1 });
  const joined = contribute({ ...base, sources: [LogSource.files('/l/*', { multiline: LogMultiline.startsWith('x') })] });
  expect(joined.containers![1].drainSeconds).toBe(2);
  expect(joined.notes!.filter((n) => /last/.test(n.code))).toEqual([]);
});

test('Fluent Bit is told later where it joins lines, and the warning is for classic form', () => {
  const joins = { ...base, engine: LogEngine.fluentBit(), sources: [LogSource.files('/l/*', { multiline: LogMultiline.startsWith('x') })] };
  const codes = (c: SidecarContribution) => c.notes!.map((n) => n.code);
  const here = contribute(joins);
  expect(here.containers![1]).toMatchObject({ name: 'logs-last-look', drainSeconds: 3 });
  expect(codes(here)).not.toContain('fluent-bit-multiline-loses-last-record');
  const classic = contribute(joins, podContext('logs', { form: SidecarForm.CLASSIC }));
  expect(classic.containers).toHaveLength(1);
  expect(codes(classic)).toContain('fluent-bit-multiline-loses-last-record');
});

test('Vector is told later than the longest time between two of its looks into a file', () => {
  const vector = { ...base, engine: LogEngine.vector() };
  const codes = (c: SidecarContribution) => c.notes!.map((n) => n.code).filter((code) => code.startsWith('vector-'));
  const here = contribute(vector);
  // 10 s, and a sleep of 2.048 s: should_read() and the back-off of file_server.rs.
  expect(here.containers![1].drainSeconds).toBeGreaterThan(12.048);
  expect(codes(here)).toEqual(['vector-waits-for-last-lines']);
  // An image of the user's needs no shell for it.
  expect(contribute({ ...vector, engine: LogEngine.vector({ image: 'registry.example/vector:1' }) }).containers).toHaveLength(2);
  const classic = contribute(vector, podContext('logs', { form: SidecarForm.CLASSIC }));
  expect(classic.containers).toHaveLength(1);
  expect(codes(classic)).toContain('vector-misses-last-lines');
  const hasty = contribute({ ...vector, drainSeconds: 12 });
  expect(hasty.containers).toHaveLength(1);
  expect(codes(hasty)).toEqual(['vector-misses-last-lines']);
  expect(podSpecOf({ ...vector, sources: [LogSource.containerLogs()] }).containers.map((c: any) => c.name)).toEqual(['log-shipper']);
});

test('nothing is held back from a classic sidecar, from Fluent Bit, or in a node agent', () => {
  expect(contribute(base, podContext('logs', { form: SidecarForm.CLASSIC })).containers).toHaveLength(1);
  expect(contribute({ ...base, engine: LogEngine.fluentBit() }).containers).toHaveLength(1);
  expect(podSpecOf(base).containers.map((c: any) => c.name)).not.toContain('logs-last-look');
});

test('its script lives until TERM, and then as long as it was told', async () => {
  const shell = spawn('sh', ['-c', HOLD_SCRIPT], { env: { ...process.env, HOLD_SECONDS: '0.4' }, detached: true, stdio: 'ignore' });
  const left = new Promise<number | null>((resolve) => shell.on('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(shell.exitCode).toBeNull();
  const told = Date.now();
  shell.kill('SIGTERM');
  expect(await left).toBe(0);
  expect(Date.now() - told).toBeGreaterThanOrEqual(390);
  // The sleep that nobody waits for any more.
  process.kill(-shell.pid!, 'SIGKILL');
});
