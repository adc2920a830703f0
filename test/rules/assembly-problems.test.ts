import { app, expectNone, expectOne, native, objectOf } from './pod';
import { PodAnalysis } from '../../lib/pod/analysis';
import { assemble, AssembleInput } from '../../lib/pod/assemble';
import { ContainerPart, Contribution } from '../../lib/pod/contribution';

const part = (name: string, fields: Partial<ContainerPart> = {}): ContainerPart => ({ name, image: `${name}:1.0`, ...fields });

function contribution(name: string, fields: Partial<Contribution> = {}): Contribution {
  return { attachment: name, source: `chart/${name}`, phase: 'telemetry', setup: [], containers: [part(name)], external: [], app: {}, into: ['app'], ...fields };
}

function assembled(contributions: Contribution[], input: Partial<AssembleInput> = {}): PodAnalysis {
  const object = objectOf({ containers: [app({ ports: [{ name: 'http', containerPort: 8080 }] })] });
  const { template, intent } = assemble({
    kind: 'Deployment', template: object.spec.template, contributions, target: '1.33', form: 'native', defaultSize: { requests: { cpu: '50m' } }, ...input,
  });
  return PodAnalysis.of({ ...object, spec: { ...object.spec, template } }, intent)!;
}

const CODES = ['order-cycle', 'order-unknown-name', 'order-impossible', 'field-conflict', 'patch-unknown-container', 'classic-not-promised', 'env-conflict', 'front-impossible'];

test('a cycle', () => {
  const pod = assembled([
    contribution('a', { containers: [part('a', { after: [{ target: 'b' }] })] }),
    contribution('b', { containers: [part('b', { after: [{ target: 'a' }] })] }),
  ]);
  expectOne('order-cycle', pod, { severity: 'error', says: /a → b → a|b → a → b/ });
});

test('an unknown name', () => {
  expectOne('order-unknown-name', assembled([contribution('a', { startAfter: [{ target: 'vault' }] })]), { severity: 'error', at: 'sidecar a', says: /"vault"/ });
});

test('healthy without a health check', () => {
  const pod = assembled([contribution('a'), contribution('b', { containers: [part('b', { after: [{ target: 'a', gate: 'healthy' }] })] })]);
  expectOne('order-impossible', pod, { severity: 'error', says: /no health check/ });
});

test('a field that the user set otherwise', () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [app()], shareProcessNamespace: false } };
  expectOne('field-conflict', assembled([contribution('a', { shareProcessNamespace: true })], { template }), { severity: 'error', at: 'shareProcessNamespace' });
});

test('a variable that the app has with another value', () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [app({ env: [{ name: 'PROXY', value: 'none' }, { name: 'SAME', value: '1' }] })] } };
  const pod = assembled([contribution('a', { app: { env: [{ name: 'PROXY', value: 'http://127.0.0.1' }, { name: 'SAME', value: '1' }] } })], { template });
  expectOne('env-conflict', pod, { severity: 'error', at: 'containers[app].env[PROXY]', says: /the sidecar "a" sets PROXY/ });
  expectNone('env-name-taken', pod);
});

test('two sidecars that set one variable to two values', () => {
  const env = (value: string) => ({ app: { env: [{ name: 'PROXY', value }] } });
  expectOne('env-conflict', assembled([contribution('a', env('1')), contribution('b', env('2'))]), { severity: 'error', says: /the sidecar "b" sets PROXY/ });
});

test('a patch of a container that is not there', () => {
  expectOne('patch-unknown-container', assembled([contribution('a')], { patches: [{ container: 'z', fields: {} }] }), { severity: 'error', says: /name one of "a", "app"/ });
});

test('what classic form can\'t do', () => {
  const gated = contribution('a', { containers: [part('a', { health: { check: { tcpSocket: { port: 80 } } } })] });
  expectOne('classic-not-promised', assembled([{ ...gated, containers: [{ ...gated.containers[0], hasShell: true }] }], { target: '1.27', form: 'classic' }), { severity: 'warning', at: 'containers[a]' });
});

test('a front without its container', () => {
  expectOne('front-impossible', assembled([contribution('a', { front: [{ container: 'z', port: 1, appPort: 8080 }] })]), { severity: 'error' });
});

test('a note of the sidecar\'s author', () => {
  const pod = assembled([contribution('a', { notes: [{ code: 'needs-care', severity: 'warning', message: 'loses the last line' }] })]);
  expectOne('sidecar-note', pod, { severity: 'warning', at: 'sidecar a', says: /needs-care: loses the last line/ });
});

test('silent for what can be done', () => {
  const pod = assembled([contribution('a'), contribution('b', { startAfter: [{ target: 'a', gate: 'started' }], app: { env: [{ name: 'B', value: '1' }] } })]);
  for (const code of [...CODES, 'sidecar-note', 'size-unknown']) expectNone(code, pod);
  expectNone('order-cycle', PodAnalysis.of(objectOf({ initContainers: [native()] }))!);
});
