/** The plugin inside the real cdk8s CLI, over an app that does not know this library. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const CLI = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'plugin-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function synth(containers: string, properties = '{}') {
  // What build/plugin/index.js will be, without a build: the same source, read by tsx.
  mkdirSync(join(folder, 'plugin'));
  writeFileSync(join(folder, 'plugin', 'index.js'), `
    require(${JSON.stringify(require.resolve('tsx/cjs'))});
    module.exports = require(${JSON.stringify(join(ROOT, 'lib', 'plugin', 'index.ts'))});`);
  writeFileSync(join(folder, 'main.js'), `
    const { App, Chart, ApiObject } = require(${JSON.stringify(require.resolve('cdk8s'))});
    const app = new App();
    new ApiObject(new Chart(app, 'shop'), 'web', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: ${containers} } },
      },
    });
    app.synth();`);
  writeFileSync(join(folder, 'cdk8s.yaml'), `
language: typescript
app: node main.js
validations:
  - package: ./plugin
    class: PodValidation
    version: 1.0.0
    properties: ${properties}
`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'synth', '--check-upgrade=false', '--validation-reports-output-file', 'report.json'], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder },
  });
  const report = existsSync(join(folder, 'report.json')) ? JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).reports[0] : undefined;
  return { status, stdout, stderr, report };
}

test('fails the synth of a Pod that Kubernetes refuses, and names the construct', () => {
  const { status, stdout, report } = synth('[{ name: "App_1", image: "app:1.0.0" }]');
  expect(status).toBe(2);
  expect(stdout).toContain('container-name-invalid (error)');
  expect(report.summary.status).toBe('failure');
  const violation = report.violations.find((v: any) => v.ruleName.startsWith('container-name-invalid'));
  expect(violation.violatingConstructs).toEqual([expect.objectContaining({
    constructPath: 'shop/web', manifestPath: 'dist/shop.k8s.yaml', locations: ['Deployment/web › containers[App_1].name'],
  })]);
});

test('lets a sound app pass', () => {
  const { status, stdout, stderr, report } = synth('[{ name: "app", image: "app:1.0.0", resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "16Mi" } } }]', '{ target: "1.31" }');
  expect([status, stderr]).toEqual([0, '']);
  expect(report.summary).toMatchObject({ status: 'success', metadata: { Workloads: '1', Errors: '0' } });
  expect(stdout).toContain('Validations ended succesfully');
});

test('a wrong property stops the synth with its name', () => {
  const { status, stderr } = synth('[{ name: "app", image: "app:1.0.0" }]', '{ stirct: true }');
  expect(status).not.toBe(0);
  expect(stderr).toContain('properties.stirct: PodValidation has no such property');
});
