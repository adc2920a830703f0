import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { config, contribute, POD } from './helpers';
import { FindingSeverity, OnChange } from '../../../lib';
import { LogEngine, LogOutput, LogRotation, LogShipperSidecarProps, LogSource } from '../../../lib/catalogue/log-shipping';
import { ROTATE_SCRIPT } from '../../../lib/catalogue/log-shipping/rotator';

const base: LogShipperSidecarProps = { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()] };
const names = (props: LogShipperSidecarProps) => contribute(props).containers!.map((c) => c.name);

describe('live reload', () => {
  const live = (engine: LogEngine) => ({ ...base, engine, onChange: OnChange.LIVE_RELOAD });

  test('Fluent Bit is told by a helper, and can be stopped while it reloads', () => {
    const c = contribute(live(LogEngine.fluentBit()));
    expect(c.containers!.map((x) => x.name)).toEqual(['logs', 'logs-reload']);
    expect(c.containers![1].args).toEqual(expect.arrayContaining([
      '--volume-dir=/fluent-bit/config', '--webhook-url=http://127.0.0.1:2020/api/v2/reload', '--webhook-method=POST',
    ]));
    expect(c.containers![1].mounts![0]).toMatchObject({ path: '/fluent-bit/config', readOnly: true });
    expect(c.containers![0].mounts!.find((m) => m.path === '/fluent-bit/config')!.volume._toPart().onChange).toBe('reload');
    expect(config(live(LogEngine.fluentBit())).service).toMatchObject({ 'hot_reload': 'on', 'hot_reload.ensure_thread_safety': 'off' });
  });

  test('Fluentd is told on a port of loopback', () => {
    const c = contribute(live(LogEngine.fluentd())).containers!;
    expect(c[1].args).toEqual(expect.arrayContaining(['--webhook-url=http://127.0.0.1:24444/api/config.gracefulReload', '--webhook-method=GET']));
    expect(c[0].loopbackPorts).toEqual([24444]);
    expect(c[0].mounts![0].volume._toPart().files!['fluentd.conf']).toContain("rpc_endpoint '127.0.0.1:24444'");
    expect(contribute({ ...base, engine: LogEngine.fluentd() }).containers![0].loopbackPorts).toBeUndefined();
  });

  test('Vector polls its files itself', () => {
    expect(names(live(LogEngine.vector()))).not.toContain('logs-reload');
    expect(contribute(live(LogEngine.vector())).containers![0].args!.join(' ')).toContain('--watch-config --watch-config-method poll');
  });

  test('the OpenTelemetry Collector can\'t', () => {
    expect(() => contribute(live(LogEngine.openTelemetryCollector()))).toThrow('onChange: "reload" is not something OpenTelemetry Collector can do');
  });

  test('without it a change rolls the Pods', () => {
    expect(names(base)).toEqual(['logs']);
    expect(contribute(base).containers![0].mounts![0].volume._toPart().onChange).toBe('roll');
  });
});

describe('rotation', () => {
  const rotate = (rotation: LogRotation, user?: number) => contribute(
    { ...base, rotation }, { ...POD, appContainers: [{ name: 'app', ports: [], chosen: true, ...(user === undefined ? {} : { user }) }] });

  test('a container of the app\'s user may write to the directory; the shipper may not', () => {
    const c = rotate({ maxSize: '1Mi', keep: 2 }, 1000);
    const [shipper, rotator] = c.containers!;
    expect(rotator).toMatchObject({ name: 'logs-rotate', user: 1000, args: ['/var/log/app/*.log'] });
    expect(rotator.env!.MAX_BYTES._toEnv('x').value).toBe('1048576');
    expect(rotator.mounts!.map((m) => [m.path, m.readOnly ?? false])).toEqual([['/var/log/app', false]]);
    expect(shipper.mounts!.find((m) => m.path === '/var/log/app')!.readOnly).toBe(true);
    expect(c.notes!.map((n) => n.code)).toEqual(['log-rotation-can-lose-lines']);
  });

  test('a Pod that does not say whose the files are is an error, unless the user is given', () => {
    expect(rotate({}).notes!.find((n) => n.code === 'log-rotation-needs-user')!.severity).toBe(FindingSeverity.ERROR);
    expect(rotate({ user: 1000 }).notes!.map((n) => n.code)).toEqual(['log-rotation-can-lose-lines']);
    expect(rotate({ user: 1000 }).containers![1].user).toBe(1000);
  });

  test.each<[string, () => unknown, string]>([
    ['copies that would be shipped', () => contribute({ ...base, sources: [LogSource.files('/var/log/app/*')], rotation: { keep: 1 } }), 'rotation.keep: 1 copies would be named'],
    ['a size that is none', () => rotate({ maxSize: '1GB' }), 'rotation.maxSize: "1GB"'],
    ['a size too small', () => rotate({ maxSize: '1' }), 'rotation.maxSize: "1" is too small'],
    ['too many copies', () => rotate({ keep: 10 }), 'rotation.keep: 10 is out of range'],
    ['root', () => rotate({ user: 0 }), 'rotation.user: 0 is out of range'],
  ])('%s', (_, act, message) => expect(act).toThrow(message));

  test('the script empties what is too large, keeps copies, and ends on TERM', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rotate-'));
    const [large, small, other] = ['large.log', 'small.log', 'large.txt'].map((f) => join(dir, f));
    for (const f of [large, other]) appendFileSync(f, 'x'.repeat(2000));
    appendFileSync(small, 'x');
    const ended = new Promise<number | string | null | undefined>((resolve) => {
      const child = execFile('/bin/sh', ['-c', ROTATE_SCRIPT, 'rotate', `${dir}/*.log`, '/nowhere/*.log'], { env: { ...process.env, MAX_BYTES: '1000', KEEP: '2', INTERVAL: '1' } },
        (error) => resolve(error ? error.code ?? error.signal : 0));
      setTimeout(() => appendFileSync(large, 'y'.repeat(1500)), 500);
      setTimeout(() => child.kill('SIGTERM'), 2500);
    });
    expect(await ended).toBe(0);
    expect(statSync(large).size).toBe(0);
    expect(readFileSync(`${large}.1`, 'utf8')).toBe('y'.repeat(1500));
    expect(readFileSync(`${large}.2`, 'utf8')).toBe('x'.repeat(2000));
    expect([statSync(small).size, statSync(other).size, existsSync(`${small}.1`)]).toEqual([1, 2000, false]);
  }, 15_000);
});
