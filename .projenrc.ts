import { cdk, javascript, JsonFile, typescript } from 'projen';

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

/** Tests that need more than Node: each has a script of its own and is left out of `npm test`. */
const OUTSIDE = ['cluster', 'oracle', 'package', 'products', 'python'];

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
  // ts-node does not run under TypeScript 6.
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsx({ tsconfig: 'projenrc/tsconfig.json' }) },

  // Sources stay in lib/, compiled output goes to build/: a stale .js can never stand beside a .ts.
  srcdir: 'lib',
  libdir: 'build',
  entrypoint: 'build/index.js',
  testdir: 'test',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.0.0',
  publishToPypi: { distName: 'cdk8s-sidecars', module: 'cdk8s_sidecars' },

  // Floors: the lowest releases that cdk8s-plus-28 takes and that exist; test/package runs with exactly these.
  peerDeps: ['cdk8s@^2.68.12', 'constructs@^10.3.0', 'cdk8s-plus-28@^2.0.3'],
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    'cdk8s@^2.70.106', 'constructs@^10.8.1', 'cdk8s-plus-28@^2.5.6', 'cdk8s-cli@^2.207.60',
    'esbuild@^0.28', 'fast-check@^4', 'tsx@^4',
  ],
  bundledDeps: ['yaml@^2'],

  github: false,
  release: false,
  buildWorkflow: false,
  depsUpgrade: false,
  pullRequestTemplate: false,
  docgen: true,
  sampleCode: false,
  gitignore: ['/examples/*/dist/', '/.projen/cache/', '__pycache__/', '/.venv/', '.DS_Store'],

  jestOptions: {
    configFilePath: 'jest.config.json',
    junitReporting: false,
    passWithNoTests: false,
    jestConfig: {
      collectCoverage: false,
      setupFiles: ['<rootDir>/test/seed.ts'],
      maxWorkers: '100%',
      testPathIgnorePatterns: ['/node_modules/', ...OUTSIDE.map((folder) => `<rootDir>/test/${folder}/`)],
      modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/'],
      // Examples import the package by its name, as their readers will: here that is the source.
      moduleNameMapper: { '^cdk8s-sidecars$': '<rootDir>/lib/index.ts' },
    },
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
  },
  eslintOptions: {
    dirs: ['lib', 'test', 'examples', 'benchmark', 'scripts', '.projenrc.ts'],
    ignorePatterns: ['node_modules/', 'build/', '**/dist/', '*.js', '*.d.ts'],
    commandOptions: { fix: false },
  },
});

// Lint: the import directions of docs/architecture.md are an error, so that the house stays as drawn.
const zones = Object.entries(ROOMS).map(([room, may]) => ({
  target: `./lib/${room}`,
  from: './lib',
  except: [`./${room}`, ...may.map((m) => `./${m}`)],
  message: `lib/${room} may import only ${[room, ...may].join(', ')} (docs/architecture.md).`,
}));
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', { zones }],
  // A list of small objects reads best with one object to a line.
  '@stylistic/object-property-newline': 'off',
  '@stylistic/max-len': ['error', { code: 160, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true, ignoreRegExpLiterals: true }],
  // In a fresh clone there is nothing yet to resolve the package's own name to.
  'import/no-unresolved': ['error', { ignore: ['^cdk8s-sidecars$'] }],
  'import/order': ['warn', {
    groups: ['builtin', 'external'],
    pathGroups: [{ pattern: 'cdk8s-sidecars', group: 'external' }],
    pathGroupsExcludedImportTypes: [],
    alphabetize: { order: 'asc', caseInsensitive: true },
  }],
});
project.eslint?.addOverride({
  files: ['examples/**', 'benchmark/**', 'scripts/**', 'test/**'],
  rules: { 'import/no-extraneous-dependencies': 'off', '@typescript-eslint/no-require-imports': 'off' },
});
// One program for all sources: quicker than a project service, and it knows the folders without a tsconfig.json.
const eslintFile = project.tryFindObjectFile('.eslintrc.json');
eslintFile?.addDeletionOverride('parserOptions.projectService');
eslintFile?.addOverride('parserOptions.project', ['./test/tsconfig.json', './projenrc/tsconfig.json']);

// Tests: only test/ holds some, and each is transpiled alone: types are checked once, by `tsc`, not per worker.
project.jest!.config.testMatch = ['<rootDir>/test/**/*.test.ts'];
for (const key of ['coverageReporters', 'coverageDirectory', 'coveragePathIgnorePatterns', 'coverageProvider'] as const) {
  delete project.jest!.config[key];
}
project.jest!.config.transform = {
  '^.+\\.ts$': ['ts-jest', {
    tsconfig: { target: 'ES2022', module: 'commonjs', esModuleInterop: true, resolveJsonModule: true, isolatedModules: true },
  }],
};
const testTsconfig = project.tryFindObjectFile('test/tsconfig.json');
testTsconfig?.addDeletionOverride('compilerOptions.isolatedModules');
testTsconfig?.addOverride('compilerOptions.paths', { 'cdk8s-sidecars': ['../lib/index.ts'] });
testTsconfig?.addOverride('include', ['**/*.ts', '../lib/**/*.ts', '../scripts/**/*.ts', '../benchmark/**/*.ts', '../examples/**/*.ts']);

project.testTask.reset('jest --ci', { receiveArgs: true });
project.testTask.exec('tsc -p test/tsconfig.json');
project.testTask.spawn(project.eslint!.eslintTask);
project.addTask('eslint:fix', { env: { ESLINT_USE_FLAT_CONFIG: 'false' }, exec: 'eslint --ext .ts --fix lib test examples benchmark scripts .projenrc.ts --no-error-on-unmatched-pattern' });

// Tests that need more than Node: the same settings, one at a time, with patience.
new JsonFile(project, 'jest.outside.json', {
  obj: () => ({
    ...project.jest!.config,
    testPathIgnorePatterns: ['/node_modules/'],
    maxWorkers: 1,
    testTimeout: 600_000,
  }),
});
for (const [folder, what] of Object.entries({
  cluster: 'What the library promises, on the cluster that KUBECONFIG names',
  oracle: 'The library against Kubernetes\' own Go code, on random Pods',
  products: 'Generated configurations through the real products',
  package: 'The packed tarball in empty cdk8s apps, at the newest and the lowest peers',
})) {
  project.addTask(`test:${folder}`, { description: what, exec: `jest --ci --config jest.outside.json ${folder === 'products' ? '--globalSetup ./test/products/install-products.ts ' : ''}test/${folder}/`, receiveArgs: true });
}

project.addTask('test:python', {
  description: 'The Python package, with a sidecar written in Python',
  steps: [{ spawn: 'compile' }, { exec: 'tsx test/python/run.ts' }],
});

// Examples and build.
// Users run on Node 20 too, and so do the tests; only the compiler wants a newer one, and works all the same.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');
// Compiled and tested with the newest peers; the lowest ones have a test of their own (test/package).
project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');
project.compileTask.exec('tsx scripts/bundle.ts', { name: 'make one file of each program' });
project.addTask('examples', {
  description: 'Synthesize every example and print what its Pods will do',
  steps: [{ exec: 'tsc -p tsconfig.json' }, { exec: 'tsx scripts/examples.ts', receiveArgs: true }],
});
project.addTask('benchmark', {
  description: 'Measure synthesis against the same manifests written by hand',
  steps: [{ spawn: 'compile' }, { exec: 'node --import tsx benchmark/main.ts', receiveArgs: true }],
});
project.addTask('outsiders', {
  description: 'Analyze manifests that others wrote: one directory of YAML for each project',
  exec: 'tsx scripts/outsiders.ts',
  receiveArgs: true,
});
project.postCompileTask.exec('tsx scripts/check-snippets.ts', { name: 'compile the code in docs and docstrings' });
// The release build of projen runs the tests once more; here they are a command of their own.
project.tasks.removeTask('build');
project.addTask('build', {
  description: 'Compile, write API.md, compile the code in docs and pack',
  steps: [{ spawn: 'default' }, { spawn: 'compile' }, { spawn: 'post-compile' }, { spawn: 'package:js' }],
});
for (const task of ['compat', 'watch', 'test:watch', 'clobber', 'eject']) project.tasks.removeTask(task);
project.deps.removeDependency('jsii-diff');

// The package: `exports` is also what lets examples/ import the package by its name.
project.package.addField('exports', {
  '.': { types: './build/index.d.ts', default: './build/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
project.package.addField('files', ['build/index.js', 'build/cli/main.js', 'build/plugin/index.js', 'build/**/*.d.ts', '.jsii']);
// The other files of build/ are not packed: without this, packing what only tsc compiled would lack them.
project.setScript('prepack', 'tsx scripts/bundle.ts');
project.package.addField('bin', { 'cdk8s-sidecars': 'build/cli/main.js' });
// Of the newest release not every platform's binary is in every registry mirror, and `npm ci` needs all their versions.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });
// All three work without: their scripts only look for a binary that comes in a package of its own.
project.package.addField('allowScripts', { '@parcel/watcher': false, 'esbuild': false, 'unrs-resolver': false });
// No registry's address in package-lock.json: it must hold for whoever uses a mirror.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

project.synth();
