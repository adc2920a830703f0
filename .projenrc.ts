import { cdk, javascript } from 'projen';

const ROOMS: Record<string, string[]> = {
  // room: what it may import beside itself (docs/architecture.md, "Rooms").
  kubernetes: [],
  pod: ['kubernetes'],
  rules: ['kubernetes', 'pod'],
  sidecar: ['kubernetes', 'pod'],
  workload: ['kubernetes', 'pod', 'rules', 'sidecar'],
  catalogue: ['kubernetes', 'pod', 'sidecar'],
  report: ['kubernetes', 'pod', 'rules'],
  cli: ['kubernetes', 'pod', 'rules', 'report', 'workload', 'sidecar'],
  plugin: ['kubernetes', 'pod', 'rules', 'report', 'workload', 'sidecar'],
};

const project = new cdk.JsiiProject({
  name: 'cdk8s-sidecars',
  description: 'Typed Kubernetes sidecars for cdk8s: log shippers, proxies and configuration sync that attach to any workload, with native start and stop order, exact resource arithmetic and checks at synth.',
  author: 'The cdk8s-sidecars authors',
  authorAddress: 'cdk8s-sidecars@users.noreply.github.com',
  repositoryUrl: 'https://github.com/cdk8s-sidecars/cdk8s-sidecars.git',
  keywords: ['cdk8s', 'kubernetes', 'sidecar', 'native-sidecar', 'envoy', 'fluent-bit', 'pod', 'infrastructure-as-code', 'constructs'],
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk8s-sidecars authors',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,

  // Sources stay in lib/, compiled output goes to build/: a stale .js can never stand beside a .ts.
  srcdir: 'lib',
  libdir: 'build',
  entrypoint: 'build/index.js',
  testdir: 'test',
  jsiiVersion: '~6.0.16',
  rosettaOptions: { version: '~6.0.17', strict: true },
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.0.0',
  publishToPypi: { distName: 'cdk8s-sidecars', module: 'cdk8s_sidecars' },

  peerDeps: ['cdk8s@^2.68.11', 'constructs@^10.3.0', 'cdk8s-plus-28@^2.5.6'],
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    'cdk8s@^2.70.106', 'constructs@^10.8.1', 'cdk8s-plus-28@^2.5.6', 'cdk8s-cli@^2.207.60',
    'fast-check@^4', 'yaml@^2', 'tsx@^4',
  ],

  github: false,
  release: false,
  buildWorkflow: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
  docgen: true,
  sampleCode: false,
  gitignore: ['/examples/*/dist/', '/.projen/cache/', '__pycache__/', '/.venv/', '.DS_Store'],
  npmignore: [
    '/docs/', '/examples/', '/benchmark/', '/.ci/', '/scripts/', '/API.md', '/CONTRIBUTING.md', '/build/tsconfig.tsbuildinfo', '/.npmrc',
  ],

  jestOptions: {
    configFilePath: 'jest.config.json',
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/', '<rootDir>/test/products/', '<rootDir>/test/oracle/'],
      modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/'],
    },
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
  },
  eslintOptions: { dirs: ['lib', 'test', 'examples', 'benchmark', 'scripts', '.projenrc.ts'], ignorePatterns: ['node_modules/', 'build/', '**/dist/', '*.js', '*.d.ts'] },
});

// The import directions of docs/architecture.md are a lint error, so that the house stays as drawn.
const zones = Object.entries(ROOMS).map(([room, may]) => ({
  target: `./lib/${room}`,
  from: './lib',
  except: [`./${room}`, ...may.map((m) => `./${m}`)],
  message: `lib/${room} may import only ${[room, ...may].join(', ')} (docs/architecture.md).`,
}));
project.eslint?.addRules({ 'import/no-restricted-paths': ['error', { zones }] });
project.eslint?.addOverride({
  files: ['examples/**', 'benchmark/**', 'scripts/**', 'test/**'],
  rules: { 'import/no-extraneous-dependencies': 'off' },
});

// Only test/ holds tests, and each is transpiled alone: types are checked once, by `tsc`, not per worker.
project.jest!.config.testMatch = ['<rootDir>/test/**/*.test.ts'];
delete project.jest!.config.coverageReporters;
project.tryFindObjectFile('test/tsconfig.json')?.addOverride('compilerOptions.isolatedModules', true);
project.tryFindObjectFile('test/tsconfig.json')?.addOverride('include', ['**/*.ts', '../lib/**/*.ts', '../scripts/**/*.ts', '../benchmark/**/*.ts', '../examples/**/*.ts']);

project.package.addField('files', ['build/**/*.js', 'build/**/*.d.ts', '.jsii', '!build/**/*.map']);

project.synth();
