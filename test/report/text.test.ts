import { FOREIGN, reported } from './helpers';
import { PodReport } from '../../lib/report';
import { wrap } from '../../lib/report/columns';
import { podText } from '../../lib/report/text';

/** The lines of one section, without the title. */
function section(text: string, title: string): string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(title));
  expect(from).toBeGreaterThanOrEqual(0);
  const to = lines.findIndex((line, i) => i > from && line === '');
  return lines.slice(from + 1, to < 0 ? undefined : to);
}

const words = (line: string) => line.trim().replace(/ at {2,}/g, ' at ').split(/\s{2,}/);

describe('a Deployment that others wrote', () => {
  const [pod] = reported(FOREIGN);
  const text = podText(pod);

  test('begins with the workload, its namespace and where the knowledge is from', () => {
    expect(text.split('\n')[0]).toBe('Deployment/web in shop  (Kubernetes 1.33, native sidecars, inferred: this library did not write it)');
  });

  test('starts in the order of its lists, each behind the one before it', () => {
    expect(section(text, 'Start').slice(0, 4).map(words)).toEqual([
      ['1.', 'proxy', 'native sidecar', 'first (itself: probed within 2 s, restarted if not healthy after 41 s)'],
      ['2.', 'migrate', 'init', 'after proxy is healthy'],
      ['3.', 'watcher', 'native sidecar', 'after migrate has completed'],
      ['4.', 'app', 'app', 'after watcher has started'],
    ]);
  });

  test('stops in reverse, and says who is killed and what would be enough', () => {
    const stop = section(text, 'Stop: 14 s of a grace period of 12 s, at the latest after 14 s');
    expect(stop.map(words)).toEqual([
      ['1.', 'app', 'TERM at 5 s', 'gone at 12 s', 'preStop hook 5 s, KILLED before it has drained, drain time assumed'],
      ['2.', 'watcher', 'TERM at 12 s', 'gone at 14 s', 'after the grace period, drain time assumed'],
      ['3.', 'proxy', 'TERM at 12 s', 'gone at 14 s', 'after the grace period, drain time assumed'],
      ['An orderly stop needs 19 s: this Pod\'s grace period is too short.'],
    ]);
  });

  test('has each container\'s part, what it adds, and why the Pod needs more', () => {
    const rows = section(text, 'Resources').map(words);
    expect(rows.slice(0, 8)).toEqual([
      ['cpu', 'memory', 'adds to the Pod'],
      ['proxy', 'native sidecar', '100m / - (9 %)', '128Mi / 256Mi (18 %)'],
      ['migrate', 'init', '1 / -', '256Mi / -', '700m cpu, no memory'],
      ['watcher', 'native sidecar', '50m / - (5 %)', '64Mi / - (9 %)', 'no cpu, 64Mi memory'],
      ['app', 'app', '250m / -', '512Mi / 1Gi', 'no cpu, 320Mi memory'],
      ['sidecars together', '150m / - (14 %)', '192Mi / 256Mi (27 %)'],
      ['Pod, effective', '1100m / -', '704Mi / 1280Mi'],
      ['cpu request: migrate needs more at its turn than the running Pod (400m)'],
    ]);
    expect(section(text, 'Resources').join('\n')).toContain('no memory limit holds migrate, watcher: up to all that the node has left');
  });

  test('columns are aligned', () => {
    const at = section(text, 'Start').slice(0, 4).map((line) => line.search(/first|after/));
    expect(new Set(at).size).toBe(1);
  });

  test('has QoS class, Pod Security with reasons, readiness and images', () => {
    const facts = section(text, 'Pod').join('\n');
    expect(facts).toMatch(/QoS class +Burstable/);
    expect(facts).toMatch(/Pod Security +baseline\n +not restricted: allowPrivilegeEscalation/);
    expect(facts).toMatch(/Ready +while app is/);
    expect(facts).toMatch(/Images +envoyproxy\/envoy:v1.38.0\n +web-migrate:3\n +watcher:1\n +web:3/);
  });

  test('findings come with their mend, and what was guessed is marked', () => {
    const findings = text.slice(text.indexOf('\nFindings\n'));
    expect(findings).toMatch(/warning \(assumed\) {2}grace-period-too-short {2}Deployment\/web › terminationGracePeriodSeconds\n {6}12 s are too short/);
    expect(findings).toMatch(/\n {6}Mend: set terminationGracePeriodSeconds to 19 or more/);
  });

  test('no line has trailing spaces or colours', () => {
    expect(text).not.toMatch(/ \n/);
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/\u001b/);
  });

  test('the public report is the same text', () => {
    expect(PodReport.text(pod.plan, [...pod.findings])).toBe(text);
  });
});

test('a Job says how it ends, with the time that its sidecars take', () => {
  const job = FOREIGN.replace('apps/v1', 'batch/v1').replace('kind: Deployment', 'kind: Job').replace('spec:\n      term', 'spec:\n      restartPolicy: Never\n      term');
  // Nobody said how long the sidecars drain: 2 s are assumed for each.
  expect(podText(reported(job)[0])).toMatch(/Ends +when app has ended, then watcher, proxy stop \(4 s\)/);
});

test('a Pod without anything special says so in words', () => {
  const text = podText(reported('apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: app, image: "app:1"}]}')[0]);
  expect(text).toContain('no sidecars');
  expect(text).toMatch(/1\. {2}app {2}app {2}first/);
  expect(text).toMatch(/Ready +as soon as its containers run: none has a readiness probe/);
  expect(text).not.toContain('sidecars together');
  expect(text).not.toContain('Startup probes');
});

test('an acknowledged finding shows its reason', () => {
  const [{ plan }] = reported(FOREIGN);
  const finding = { code: 'some-code', severity: 'error', path: 'Deployment/web', message: 'is wrong', mend: 'mend it', assumed: false, acknowledged: 'we know' };
  expect(PodReport.text(plan, [finding])).toContain('Acknowledged: we know');
});

test('control characters and text that runs backwards are shown and not sent to the terminal', () => {
  const [{ plan }] = reported(FOREIGN.replace('image: watcher:1', 'image: "watcher\\e]0;owned\\a\\u202e:1"'));
  const text = PodReport.text(plan, [{
    code: 'c', severity: 'error', path: 'p\u001b[2J', message: 'one\ntwo\u009b', mend: '\rmend', assumed: false,
  }]);
  expect(text).toContain('watcher\\u{1b}]0;owned\\u{7}\\u{202e}:1');
  expect(text).toContain('one\n      two\\u{9b}');
  // eslint-disable-next-line no-control-regex
  expect(text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/g)).toBeNull();
});

test('paragraphs are wrapped between words, and keep their own lines', () => {
  expect(wrap('aaa bbb ccc\n  ddd eee', '  ', 10)).toEqual(['  aaa bbb', '  ccc', '    ddd', '    eee']);
  expect(wrap('a'.repeat(30), '  ', 10)).toEqual([`  ${'a'.repeat(30)}`]);
});
