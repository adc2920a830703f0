/** A text that must not be seen, in every place where somebody may put it by mistake: refused without a word of it. */
import { ApiObject, Testing } from 'cdk8s';
import { freshChart, refusalOf } from './inputs';
import {
  ConfigSource, ConfigSyncSidecar, CustomSidecar, EnvSource, GitReference, HealthCheck, LogOutput, LogShipperSidecar, LogSource, PodReport,
  PodSidecars, ResourceBudget, SharedVolume, SidecarDefaults, SidecarResources, WorkloadWithSidecars,
} from '../../lib';

const MARKER = 'hunter2-s3cr3t';
const container = (more: any) => ({ containers: [{ name: 'tail', image: 'example.com/tail:1.0', user: 65532, ...more }] });

/** Everything that is written or printed of one workload. */
function outputOf(make: (chart: any) => any): string {
  const chart = freshChart();
  const said: string[] = [];
  const refusal = refusalOf(() => {
    const workload = new WorkloadWithSidecars(chart, 'web', { containers: [{ name: 'app', image: 'example.com/app:1.0' }] });
    workload.attach(make(chart));
    said.push(JSON.stringify(workload.findings), PodReport.html(workload.plan, workload.findings), JSON.stringify(Testing.synth(chart)));
  });
  for (let one: any = refusal; one; one = one.cause) said.push(String(one.stack));
  return said.join('\n');
}

test('the search finds what is there', () => {
  expect(outputOf((chart) => new CustomSidecar(chart, 'tail', container({ args: [MARKER] })))).toContain(MARKER);
});

test.each<[string, any]>([
  ['a variable as text', { env: { PASSWORD: MARKER } }],
  ['a variable as a map', { env: { PASSWORD: { value: MARKER } } }],
  ['variables as a list', { env: [{ name: 'PASSWORD', value: MARKER }] }],
  ['variables as one text', { env: MARKER }],
  ['arguments as one text', { args: MARKER }],
  ['a list in a list of arguments', { args: [[MARKER]] }],
  ['a map as argument', { args: [{ password: MARKER }] }],
  ['mounts as text', { mounts: MARKER }],
  ['a volume as text', { mounts: [{ volume: MARKER, path: '/x' }] }],
  ['resources', { resources: { password: MARKER } }],
  ['fields as text', { fields: MARKER }],
  ['what is no JSON, in fields', { fields: { env: [new Map([['PASSWORD', MARKER]])] } }],
  ['a health check', { health: { password: MARKER } }],
])('%s', (_, more) => {
  expect(outputOf((chart) => new CustomSidecar(chart, 'tail', container(more) as any))).not.toContain(MARKER);
});

test.each<[string, () => unknown]>([
  ['EnvSource.text of a map', () => EnvSource.text({ password: MARKER } as any)],
  ['EnvSource.secret with a map as key', () => EnvSource.secret('name', { password: MARKER } as any)],
  ['a file that is no text', () => SharedVolume.files('v', { 'a.conf': { password: MARKER } } as any)],
  ['a command that is text', () => HealthCheck.command(MARKER as any)],
  ['amounts', () => SidecarResources.of({ cpu: [MARKER], memory: '1Mi' } as any)],
  ['a budget', () => ResourceBudget.of({ pod: [MARKER] } as any)],
  ['defaults', () => SidecarDefaults.on(freshChart(), { registryMirrors: [{ password: MARKER }] } as any)],
])('%s is refused without its content', (_, call) => {
  const refusal = refusalOf(call);
  expect(refusal).toBeDefined();
  expect(refusal!.message).not.toContain(MARKER);
});

test('a secret in a wrong place of YAML that others made does not get into the message', () => {
  for (const env of [MARKER, [MARKER], { PASSWORD: MARKER }]) {
    const chart = freshChart();
    const api = new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'app', image: 'a:1', env }] } } as any);
    const pod = PodSidecars.of(api).attach(new CustomSidecar(chart, 'tail', container({})));
    expect(refusalOf(() => pod.plan)!.message).toMatch(/env/);
    expect(refusalOf(() => pod.plan)!.message).not.toContain(MARKER);
  }
});

test.each<[string, (chart: any) => any]>([
  ['the repository of a Git source', (chart) => new ConfigSyncSidecar(chart, 'c', {
    source: ConfigSource.git({ repository: `https://user:${MARKER}@git.example.com/x.git`, reference: GitReference.branch('main') }), path: '/etc/c',
  } as any)],
  ['the address of a log output', (chart) => new LogShipperSidecar(chart, 'l', {
    sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.loki({ url: `https://user:${MARKER}@loki.example.com` })],
  })],
  ['a password of a log output as text', (chart) => new LogShipperSidecar(chart, 'l', {
    sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.loki({ url: 'https://loki.example.com', username: EnvSource.text('me'), password: MARKER } as any)],
  })],
])('%s', (_, make) => {
  const output = outputOf(make);
  expect(output).not.toContain(MARKER);
});
