/** The script that stands in front of Vector, run by the shell of this machine around a program that plays Vector. */
import { spawn } from 'child_process';
import { once } from 'events';
import { existsSync } from 'fs';
import { config, contribute, podSpecOf } from './helpers';
import { LogEngine, LogOutput, LogShipperSidecarProps, LogSource } from '../../../lib/catalogue/log-shipping';
import { LAST_LOOK_SCRIPT } from '../../../lib/catalogue/log-shipping/vector/last-look';

const base = { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()], engine: LogEngine.vector() };
const container = (props: Partial<LogShipperSidecarProps> = {}) => contribute({ ...base, ...props }).containers![0];
const codes = (props: Partial<LogShipperSidecarProps> = {}) => contribute({ ...base, ...props }).notes!.map((n) => `${n.severity} ${n.code}`);
const wait = (props: Partial<LogShipperSidecarProps> = {}) => container(props).env!.LAST_LOOK_SECONDS?._toEnv('x').value;
const flush = (props: Partial<LogShipperSidecarProps> = {}) => Number(container(props).args![container(props).args!.indexOf('--graceful-shutdown-limit-secs') + 1]);

/** The image has BusyBox; this machine has one of its own, and BusyBox beside it if it is installed. */
const SHELLS = [['/bin/sh'], ...['/bin/busybox', '/usr/bin/busybox'].filter(existsSync).slice(0, 1).map((b) => [b, 'sh'])];

async function run([command, ...first]: readonly string[], program: string, act: (term: () => void, said: () => string) => Promise<void>) {
  const shell = spawn(command, [...first, '-c', LAST_LOOK_SCRIPT, 'last-look', '/bin/sh', '-c', program], { env: { ...process.env, LAST_LOOK_SECONDS: '1' } });
  let out = '';
  shell.stdout.on('data', (d) => (out += d));
  const ended = once(shell, 'exit');
  const started = Date.now();
  await act(() => shell.kill('SIGTERM'), () => out);
  const [code] = await ended;
  return { code, out, milliseconds: Date.now() - started };
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((r) => setTimeout(r, 10));
};
// Says what it sees in turns, as Vector looks into files; ends at TERM at once, with a status of its own.
const VECTOR = 'trap "echo term; exit 7" TERM; echo up; while :; do echo look; sleep 0.1; done';

describe.each(SHELLS.map((s) => [s.join(' '), s] as const))('in %s', (_name, shell) => {
  test('TERM reaches it after the wait, and what it sees until then it sees; its status is the container\'s', async () => {
    let atTerm = 0;
    const { code, out, milliseconds } = await run(shell, VECTOR, async (term, said) => {
      await until(() => said().includes('up'));
      atTerm = said().split('look').length;
      term();
    });
    expect(code).toBe(7);
    expect(out.trim().endsWith('term')).toBe(true);
    expect(milliseconds).toBeGreaterThanOrEqual(1000);
    expect(out.split('look').length - atTerm).toBeGreaterThanOrEqual(3);
  }, 20000);

  test.each([['a crash', 'exit 3', 3], ['an end', 'exit 0', 0], ['a kill', 'kill -9 $$', 137]])('%s is the container\'s end too', async (_what, program, expected) => {
    expect((await run(shell, program, async () => undefined)).code).toBe(expected);
  }, 20000);

  test('an end during the wait is not waited out for ever, and its status is kept', async () => {
    const { code } = await run(shell, 'echo up; sleep 0.5; exit 9', async (term, said) => {
      await until(() => said().includes('up'));
      term();
    });
    expect(code).toBe(9);
  }, 20000);
});

describe('the sidecar', () => {
  test('waits longer than the longest time between two looks, and has time to flush after it', () => {
    expect(container()).toMatchObject({ image: expect.stringMatching(/vector:0\.57\.0-alpine$/), hasShell: true, drainSeconds: 28 });
    expect(container().command!.slice(-2)).toEqual(['last-look', '/usr/local/bin/vector']);
    // should_read: 10 s, and a sleep of 2.048 s.
    expect(Number(wait())).toBeGreaterThan(12.048);
    expect(Number(wait()) + flush()).toBeLessThan(28);
    expect(codes()).toContain('info vector-waits-for-last-lines');
  });

  test('less time to end is a shorter wait, and a warning; too little is none', () => {
    expect([wait({ drainSeconds: 10 }), flush({ drainSeconds: 10 })]).toEqual(['5', 3]);
    expect(contribute({ ...base, drainSeconds: 10 }).notes).toContainEqual(expect.objectContaining({ message: expect.stringContaining('in its last 8 seconds') }));
    expect(codes({ drainSeconds: 17 })).toContain('warning vector-misses-last-lines');
    expect(codes({ drainSeconds: 18 })).toContain('info vector-waits-for-last-lines');
    expect(wait({ drainSeconds: 5 })).toBeUndefined();
    expect(container({ drainSeconds: 5 })).toMatchObject({ image: expect.stringMatching(/distroless/), hasShell: false });
    expect(container({ drainSeconds: 5 }).command).toBeUndefined();
  });

  test('an image of the user\'s may have no shell', () => {
    const own = { engine: LogEngine.vector({ image: 'registry.example/vector:1' }) };
    expect(container(own).image).toBe('registry.example/vector:1');
    expect(container(own).command).toBeUndefined();
    expect(codes(own)).toContain('warning vector-misses-last-lines');
  });

  test('the configuration is the same either way', () => expect(config({ ...base, drainSeconds: 5 })).toEqual(config(base)));
});

test('a node agent does not wait: the files outlive their Pods', () => {
  const spec = podSpecOf({ ...base, sources: [LogSource.containerLogs()] });
  expect(spec.containers[0].command).toBeUndefined();
  expect(spec.containers[0].image).toMatch(/distroless/);
  expect(spec.terminationGracePeriodSeconds).toBe(20);
});
