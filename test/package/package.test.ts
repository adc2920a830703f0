import { rmSync } from 'fs';
import { join } from 'path';
import { nodeBinary } from './node-binary';
import { ROOT, run, tarball } from './tarball';
import { COMMON_JS, ES_MODULE, REFUSED, TYPESCRIPT, UserApp } from './user-app';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { version, peerDependencies }: { version: string; peerDependencies: Record<string, string> } = require(join(ROOT, 'package.json'));
const PEERS = Object.keys(peerDependencies);
const lowest = (name: string) => peerDependencies[name].replace(/^\^/, '');

const nativeSidecars = (objects: any[], kind: string) => objects.find((o) => o.kind === kind).spec.template.spec.initContainers
  .map((c: any) => [c.name, c.restartPolicy]);

function checkObjects(objects: any[]): void {
  expect(nativeSidecars(objects, 'Deployment')).toEqual([['cache', 'Always']]);
  expect(nativeSidecars(objects, 'StatefulSet')).toEqual([['tail', 'Always']]);
  expect(objects.find((o) => o.kind === 'Service' && o.spec.ports[0].port === 80).spec.ports[0].targetPort).toBe(8080);
}

describe('the packed tarball', () => {
  test('holds what users need, and nothing else', () => {
    const files = run('tar', ['-tzf', tarball()], ROOT).trim().split('\n').map((f) => f.replace(/^package\//, ''));
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json', '.jsii', 'build/index.js', 'build/index.d.ts', 'build/cli/main.js', 'build/plugin/index.js']));
    const others = files.filter((f) => !/^(README\.md|LICENSE|package\.json|\.jsii|build\/(index|cli\/main|plugin\/index)\.js|build\/.*\.d\.ts|node_modules\/yaml\/.*)$/.test(f));
    expect(others).toEqual([]);
  });
});

describe.each<[string, { peers: string[]; typescript: string }]>([
  ['the newest peers', { peers: [], typescript: '6' }],
  ['the lowest peers', { peers: PEERS.map((name) => `${name}@${lowest(name)}`), typescript: '5.2' }],
])('in an empty app with %s', (_, { peers, typescript }) => {
  let app: UserApp;
  beforeAll(() => {
    app = new UserApp([...peers, `typescript@${typescript}`, 'tsx@^4', '@types/node@^20']);
    app.write('main.ts', TYPESCRIPT);
    app.write('main.js', COMMON_JS);
    app.write('main.mjs', ES_MODULE);
  });
  afterAll(() => rmSync(app.folder, { recursive: true, force: true }));

  test('npm installs the peers that are meant', () => {
    for (const name of peers.length ? PEERS : []) expect(`${name}@${app.versionOf(name)}`).toBe(`${name}@${lowest(name)}`);
    expect(app.versionOf('cdk8s-sidecars')).toBe(version);
  });

  test.each([['node16', 'node16'], ['es2022', 'bundler']])('TypeScript takes the types, strictly, with module %s', (module, resolution) => {
    app.npx('tsc', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022', '--module', module, '--moduleResolution', resolution, 'main.ts');
  });

  test('cdk8s synth of TypeScript', () => checkObjects(app.synth('npx tsx main.ts')));
  test('cdk8s synth of JavaScript', () => checkObjects(app.synth('node main.js')));
  test('cdk8s synth of JavaScript as an ES module', () => checkObjects(app.synth('node main.mjs')));

  test('its plugin passes a good app, and fails one that Kubernetes refuses', () => {
    expect(app.synthWithPlugin('node main.js')).toMatchObject({ status: 0 });
    app.write('refused.js', REFUSED);
    const { status, text } = app.synthWithPlugin('node refused.js');
    expect(status).toBe(2);
    expect(text).toMatch(/container-name-invalid/);
  });

  test('the command line reads what was written', () => {
    app.synth('node main.js');
    const text = app.npx('cdk8s-sidecars', 'report', 'dist/shop.k8s.yaml');
    expect(text).toMatch(/Deployment\/shop/);
    expect(text).toMatch(/cache/);
    // npx may warn of a user's settings before it.
    expect(app.npx('cdk8s-sidecars', '--version').trim().split('\n')).toContain(version);
  });
});

// Beside the Node that runs these tests: the oldest that `engines` allows, and the lines that are kept today.
const OTHER_NODES = ['20.0.0', '22', '24'].map((wanted): [string, string | undefined] => [wanted, nodeBinary(wanted)]);

describe('on other releases of Node', () => {
  let app: UserApp;
  beforeAll(() => {
    app = new UserApp([]);
    app.write('main.js', COMMON_JS);
    app.write('main.mjs', ES_MODULE);
  });
  afterAll(() => {
    for (const folder of [app.folder, ...OTHER_NODES.flatMap(([, node]) => (node ? [join(node, '../../../..')] : []))]) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const [wanted, node] of OTHER_NODES) {
    (node ? test : test.skip).each(['main.js', 'main.mjs'])(`Node ${wanted} runs %s`, (file) => {
      rmSync(join(app.folder, 'dist'), { recursive: true, force: true });
      run(node!, [file], app.folder);
      checkObjects(app.written());
    });
  }
});
