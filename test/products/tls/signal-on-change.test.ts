import { ChildProcess, spawn, spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { SIGNAL_ON_CHANGE, watchVariables } from '../../../lib/catalogue/common/signal-on-change';
import { until } from '../process';

/** The shells of the images that it runs in: Debian's, Alpine's, and one more. */
const SHELLS = [['dash'], ['busybox', 'sh'], ['bash']].filter(([program]) => !spawnSync(program, ['-c', 'true']).error);

/** Ends with 7 on TERM and after half a second on USR1, and tells of each HUP. */
const SERVER = 'trap "echo hup" HUP; trap "exit 7" TERM; trap "sleep 0.5; exit 3" USR1; echo up; while :; do sleep 0.1 & wait $!; done';

describe.each(SHELLS)('the script that signals a server, in %s', (...shell) => {
  let dir: string;
  let child: ChildProcess;
  let output: string;
  let exit: number | null | undefined;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'signal-'));
    output = '';
    exit = undefined;
    writeFileSync(join(dir, 'a'), '1');
    writeFileSync(join(dir, 'start.sh'), SIGNAL_ON_CHANGE);
    const env = { PATH: process.env.PATH, ...watchVariables([join(dir, 'a'), join(dir, 'b')], 'HUP', 1) };
    child = spawn(shell[0], [...shell.slice(1), join(dir, 'start.sh'), 'sh', '-c', SERVER], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout!.on('data', (d) => output += d);
    child.stderr!.on('data', (d) => output += d);
    const started = child;
    child.on('exit', (code) => { if (started === child) exit = code; });
    await until('the server is up', async () => output.includes('up'));
  });
  afterEach(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // All have ended.
    }
    rmSync(dir, { recursive: true });
  });
  const ups = () => output.split('hup').length - 1;

  test('signals once for each change, also of a file that was not there, and not otherwise', async () => {
    await new Promise((r) => setTimeout(r, 1300));
    expect(ups()).toBe(0);
    writeFileSync(join(dir, 'a'), '2');
    await until('a signal', async () => ups() === 1, 5);
    writeFileSync(join(dir, 'a'), '2');
    await new Promise((r) => setTimeout(r, 1500));
    expect(ups()).toBe(1);
    writeFileSync(join(dir, 'b'), 'x');
    await until('a second signal', async () => ups() === 2, 5);
    expect(exit).toBeUndefined();
  });

  test('passes on how to stop, waits for the server and ends with its code, and leaves nothing behind', async () => {
    const began = Date.now();
    child.kill('SIGUSR1');
    await until('the end', async () => exit !== undefined, 5);
    expect(exit).toBe(3);
    expect(Date.now() - began).toBeGreaterThan(450);
    await until('nothing is left of the group', async () => {
      try {
        process.kill(-child.pid!, 0);
        return false;
      } catch {
        return true;
      }
    }, 5);
  });

  test('TERM too', async () => {
    child.kill('SIGTERM');
    await until('the end', async () => exit !== undefined, 5);
    expect(exit).toBe(7);
  });
});
