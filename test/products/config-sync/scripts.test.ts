/** The scripts in the shells of the images: busybox (busybox, Alpine), bash (git-sync), and dash, for one more opinion. */
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'fs';
import { describeWith, eventually, found, Running, Sandbox, sleep } from './sandbox';
import { commandScript } from '../../../lib/catalogue/config-sync/writers/shell';
import { SIGNAL_SCRIPT } from '../../../lib/catalogue/config-sync/writers/signal-script';
import { READY_SCRIPT, TELL_SCRIPT } from '../../../lib/catalogue/config-sync/writers/vault-scripts';
import { WATCH_SCRIPT } from '../../../lib/catalogue/config-sync/writers/watch-script';

jest.setTimeout(60000);

const linux = process.platform === 'linux';

describe.each([['busybox', ['busybox', 'sh']], ['bash', ['bash']], ['dash', ['dash']]])('in %s', (name, shell) => {
  describeWith(linux ? found(shell[0], '--help') : undefined, `no ${name} here`)('the script', () => {
    let box: Sandbox;
    beforeEach(() => { box = new Sandbox(); });
    afterEach(async () => box.remove());

    const run = (script: string, variables: Record<string, string> = {}, ...words: string[]) =>
      box.spawn([...shell, box.write('/script.sh', script), ...words], variables);

    /** A program with workers that writes down each signal it gets. */
    async function app(program: string): Promise<Running> {
      const text = `#!/bin/bash
trap 'echo "$$ HUP" >> ${box.path('/told')}' HUP
(exec -a worker bash -c 'trap "echo worker >> ${box.path('/told')}" HUP; printf %s "$1" > /proc/self/comm; while :; do sleep 0.1; done' worker ${program}) &
echo $$ > ${box.path('/pid')}
while :; do sleep 0.1; done
`;
      const running = box.spawn([box.write(`/bin/${program}`, text, 0o755)]);
      await eventually('the app is up', () => box.read('/pid'));
      return running;
    }

    test('that signals finds the app by its name, and its master alone', async () => {
      const running = await app('a-very-long-program-name');
      const signal = run(SIGNAL_SCRIPT, { APP_PROCESS: 'a-very-long-program-name', APP_SIGNAL: 'HUP', APP_SETTLE_SECONDS: '0' });
      expect(await signal.exit).toBe(0);
      await eventually('the signal', () => box.read('/told'));
      await sleep(300);
      expect(box.read('/told')).toBe(`${running.process.pid} HUP\n`);
    });

    test('that signals gives a young process time', async () => {
      await app('young');
      const begin = Date.now();
      const signal = run(SIGNAL_SCRIPT, { APP_PROCESS: 'young', APP_SIGNAL: 'HUP', APP_SETTLE_SECONDS: '3' });
      expect(await signal.exit).toBe(0);
      expect(Date.now() - begin).toBeGreaterThan(1000);
      await eventually('the signal', () => box.read('/told'));
    });

    test('that signals takes no process for no failure', async () => {
      const signal = run(SIGNAL_SCRIPT, { APP_PROCESS: 'nobody-has-this', APP_SIGNAL: 'HUP', APP_SETTLE_SECONDS: '0' });
      expect(await signal.exit).toBe(0);
    });

    /** What the kubelet does: a new directory, and the link renamed onto it. */
    let version = 0;
    function renew(): void {
      const dir = box.path('/etc/app');
      mkdirSync(`${dir}/..v${++version}`, { recursive: true });
      symlinkSync(`..v${version}`, `${dir}/..data_tmp`);
      renameSync(`${dir}/..data_tmp`, `${dir}/..data`);
    }

    const watch = (...command: string[]) =>
      run(WATCH_SCRIPT, { BY: 'link', WATCHED: box.path('/etc/app'), STATE_FILE: box.path('/state'), POLL_SECONDS: '1' }, ...command);
    const append = (text: string) => ['/bin/sh', '-c', 'echo "$1" >> "$0"', box.path('/told'), text];

    test('that watches tells each change once, and ends on TERM', async () => {
      renew();
      const running = watch(...append('a "b" $c'));
      await sleep(1500);
      expect(box.read('/told')).toBeUndefined();
      renew();
      await eventually('the change', () => box.read('/told') === 'a "b" $c\n');
      await sleep(1500);
      expect(box.read('/told')).toBe('a "b" $c\n');
      const begin = Date.now();
      expect(await running.stop()).toBe(0);
      expect(Date.now() - begin).toBeLessThan(900);
    });

    test('that watches ends on TERM while its command runs', async () => {
      renew();
      const running = watch('sleep', '20');
      await sleep(500);
      renew();
      await eventually('the command', () => running.output.includes('changed'));
      const begin = Date.now();
      expect(await running.stop()).toBe(0);
      expect(Date.now() - begin).toBeLessThan(2000);
    });

    test('that watches tries again, and remembers what it has told', async () => {
      renew();
      const failing = box.write('/bin/failing', `#!/bin/sh\necho x >> ${box.path('/tries')}\n[ "$(grep -c x ${box.path('/tries')})" -ge 2 ]\n`, 0o755);
      const first = watch(failing);
      await eventually('the state', () => box.read('/state'));
      renew();
      await eventually('two tries', () => box.read('/tries') === 'x\nx\n');
      await sleep(1500);
      expect(box.read('/tries')).toBe('x\nx\n');
      await first.stop();
      renew();
      watch(...append('meanwhile'));
      await eventually('what changed while it was down', () => box.read('/told') === 'meanwhile\n');
    });

    test('that watches sees by content what another container writes', async () => {
      box.write('/files/a', '1');
      box.write('/files/deep/b', '1');
      run(WATCH_SCRIPT, { BY: 'content', WATCHED: box.path('/files'), STATE_FILE: box.path('/state'), POLL_SECONDS: '1' }, ...append('changed'));
      await eventually('the state', () => box.read('/state'));
      box.write('/files/a', '1');
      await sleep(1500);
      expect(box.read('/told')).toBeUndefined();
      box.write('/files/deep/b', '2');
      await eventually('the change', () => box.read('/told') === 'changed\n');
      box.write('/files/c', '');
      await eventually('the new file', () => box.read('/told') === 'changed\nchanged\n');
    });

    test('that tells is silent until all files have been there once', async () => {
      const variables = { STATE: box.root, FILES: [box.path('/a b'), box.path('/c')].join('\n') };
      expect(await run(TELL_SCRIPT, variables, ...append('x')).exit).toBe(0);
      box.write('/a b', '');
      expect(await run(TELL_SCRIPT, variables, ...append('x')).exit).toBe(0);
      box.write('/c', '');
      expect(await run(TELL_SCRIPT, variables, ...append('x')).exit).toBe(0);
      expect(box.read('/told')).toBeUndefined();
      expect(await run(TELL_SCRIPT, variables, ...append('a "b" *')).exit).toBe(0);
      expect(box.read('/told')).toBe('a "b" *\n');
    });

    test('that tells never fails: the agent would fetch all secrets anew', async () => {
      box.write('/complete', '');
      const running = run(TELL_SCRIPT, { STATE: box.root, FILES: '/' }, 'false');
      expect(await running.exit).toBe(0);
      expect(running.output).toContain('giving up');
    });

    test('that looks whether all is there, at once or for a while', async () => {
      const variables = { TRIES: '2', FILES: [box.path('/a b'), box.path('/c')].join('\n') };
      box.write('/a b', '');
      expect(await run(READY_SCRIPT, variables).exit).toBe(1);
      expect(await run(READY_SCRIPT, variables, 'wait').exit).toBe(1);
      setTimeout(() => box.write('/c', ''), 500);
      expect(await run(READY_SCRIPT, variables, 'wait').exit).toBe(0);
      expect(await run(READY_SCRIPT, variables).exit).toBe(0);
      rmSync(box.path('/c'));
      expect(await run(READY_SCRIPT, variables).exit).toBe(1);
    });

    test('that runs a command leaves its words alone', async () => {
      const words = ["it's", '$HOME', '`x`', '"', '\\', 'a  b', '*', ''];
      const running = run(commandScript(['printf', '%s|', ...words]));
      expect(await running.exit).toBe(0);
      expect(running.output).toBe(`${words.join('|')}|`);
    });
  });
});
