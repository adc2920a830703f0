import { PodValidation } from '../../lib/plugin';
import { ReportedViolation } from '../../lib/plugin/validation-context';
import { INTENT_ANNOTATION } from '../../lib/pod/intent';

const pod = (name: string, container: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, ...more }, spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'app', image: 'app:1.0.0', ...container }] },
});

/** Runs the plugin over manifests, as the CLI would. */
async function validate(manifests: Record<string, unknown[]>, properties?: Record<string, unknown>) {
  const violations: ReportedViolation[] = [];
  const submitted: Array<[string, { readonly [key: string]: string } | undefined]> = [];
  await new PodValidation(properties).validate({
    manifests: Object.keys(manifests),
    parseManifest: (path) => manifests[path],
    report: {
      addViolation: (violation) => {
        // The CLI refuses what comes later.
        expect(submitted).toEqual([]);
        violations.push(violation);
      },
      submit: (status, metadata) => submitted.push([status, metadata]),
    },
  });
  expect(submitted).toHaveLength(1);
  return { violations, status: submitted[0][0], metadata: submitted[0][1] };
}

const badName = { name: 'App_1' };

test('an error fails, with rule, severity, what is wrong, mend, place and file', async () => {
  const { violations, status, metadata } = await validate({ 'dist/a.k8s.yaml': [pod('web', badName)] });
  expect(status).toBe('failure');
  const found = violations.find((v) => v.ruleName === 'container-name-invalid (error)')!;
  expect(found.recommendation).toContain('"App_1" is no valid container name');
  expect(found.fix).toMatch(/\S/);
  expect(found.violatingResources).toEqual([{ resourceName: 'web', locations: ['Pod/web › containers[App_1].name'], manifestPath: 'dist/a.k8s.yaml' }]);
  expect(metadata).toMatchObject({ Workloads: '1', Errors: expect.stringMatching(/^[1-9]/) });
});

test('what is the same in several workloads is one violation', async () => {
  const { violations } = await validate({ 'a.yaml': [pod('a', badName), pod('b', badName)], 'b.yaml': [{ apiVersion: 'v1', kind: 'List', items: [pod('c', badName)] }] });
  const found = violations.filter((v) => v.ruleName === 'container-name-invalid (error)');
  expect(found).toHaveLength(1);
  expect(found[0].violatingResources.map((r) => [r.resourceName, r.manifestPath])).toEqual([['a', 'a.yaml'], ['b', 'a.yaml'], ['c', 'b.yaml']]);
});

test('a clean app succeeds without a violation; infos are none', async () => {
  const { violations, status, metadata } = await validate({ 'a.yaml': [null, {}, pod('web', {}), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }] });
  expect([violations, status]).toEqual([[], 'success']);
  expect(metadata).toEqual({ Workloads: '1', Errors: '0', Warnings: '0', Acknowledged: '0' });
});

const warned = pod('web', {});
Object.assign(warned.spec, { initContainers: [{ name: 'logs', image: 'logs:1.0.0', restartPolicy: 'Always' }] });

test('warnings are violations, and fail only with strict', async () => {
  const lax = await validate({ 'a.yaml': [warned] });
  expect(lax.status).toBe('success');
  expect(lax.violations.map((v) => v.ruleName)).toContain('sidecar-without-resources (warning)');
  expect((await validate({ 'a.yaml': [warned] }, { strict: true })).status).toBe('failure');
});

test('what was acknowledged is counted and no violation', async () => {
  const acknowledged = [{ code: 'container-name-invalid', reason: 'known' }, { code: 'kubernetes-refuses', reason: 'known' }];
  const intent = JSON.stringify({ v: 1, target: '1.33', form: 'native', containers: {}, acknowledged });
  const { violations, status, metadata } = await validate({ 'a.yaml': [pod('web', badName, { annotations: { [INTENT_ANNOTATION]: intent } })] });
  expect([violations.filter((v) => v.ruleName.startsWith('container-name')), status]).toEqual([[], 'success']);
  expect(Number(metadata!.Acknowledged)).toBeGreaterThan(0);
});

test('looks at the app for the version that is asked for', async () => {
  const old = await validate({ 'a.yaml': [warned] }, { target: '1.27' });
  const codes = (run: { violations: ReportedViolation[] }) => run.violations.map((v) => v.ruleName.split(' ')[0]);
  const now = await validate({ 'a.yaml': [warned] });
  expect(codes(old)).not.toEqual(codes(now));
});

test('a workload that can\'t be analyzed fails', async () => {
  const { violations, status } = await validate({ 'a.yaml': [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }] });
  expect(status).toBe('failure');
  expect(violations).toEqual([expect.objectContaining({ ruleName: 'not-analyzed (error)', recommendation: 'it has no Pod template with a spec' })]);
});

test('a manifest that can\'t be read is named', async () => {
  const context = { manifests: ['bad.yaml'], parseManifest: () => { throw new Error('boom'); }, report: { addViolation: jest.fn(), submit: jest.fn() } };
  await expect(new PodValidation().validate(context)).rejects.toThrow('bad.yaml: can\'t be read: boom');
});

test.each([
  [{ strict: 'yes' }, 'properties.strict: "yes" is not a boolean'],
  [{ target: 1.3 }, 'properties.target: 1.3 is not a text: write the version in quotes'],
  [{ target: 'new' }, 'properties.target: "new" is no Kubernetes version'],
  [{ sctrict: true }, 'properties.sctrict: PodValidation has no such property: it has strict and target'],
])('refuses %j', (properties, message) => expect(() => new PodValidation(properties)).toThrow(message));
