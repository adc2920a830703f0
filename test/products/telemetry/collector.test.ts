/**
 * The generated configuration on the real OpenTelemetry Collector: its own validation, then a run, with what it adds and
 * what it keeps. The binary is $OTELCOL_BIN, or `otelcol-sidecar` on the PATH; it needs otlp, memory_limiter, transform,
 * otlp_grpc, otlp_http, debug, health_check and file_storage. Exporters that are in "contrib" only are not part of it.
 */
import { ChildProcess, spawn, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { parse, stringify } from 'yaml';
import { OtlpProtocol, TelemetryOutput, TelemetrySidecarProps } from '../../../lib/catalogue/telemetry';
import { EnvSource } from '../../../lib/sidecar';
import { container, contribute, texts } from '../../catalogue/telemetry/helpers';

const BIN = process.env.OTELCOL_BIN ?? 'otelcol-sidecar';
const FOUND = spawnSync(BIN, ['--version'], { encoding: 'utf8' }).status === 0;
if (!FOUND) process.stderr.write('SKIPPED: no collector in $OTELCOL_BIN or otelcol-sidecar on the PATH, nothing was checked against the product\n');
const describeCollector = FOUND ? describe : describe.skip;

const POD = { POD_NAME: 'shop-1', POD_UID: 'u-1', POD_NAMESPACE: 'prod', NODE_NAME: 'node-1' };
const PORTS = { grpc: 24317, http: 24318, health: 13134, metrics: 8889 };

let root: string;
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'otelcol-test-')); });
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Lays the configuration down with its directories inside `root`. */
function layDown(props: TelemetrySidecarProps): string {
  const file = join(root, 'otelcol.yaml');
  const text = container({ grpcPort: PORTS.grpc, httpPort: PORTS.http, ...props }).mounts![0].volume._toPart().files!['otelcol.yaml'];
  const config = parse(text.replaceAll('/var/lib/otelcol', join(root, 'state')));
  mkdirSync(join(root, 'state'));
  writeFileSync(file, stringify(config));
  return file;
}

function refusal(props: TelemetrySidecarProps): string | undefined {
  const run = spawnSync(BIN, ['validate', '--config', layDown(props)], { encoding: 'utf8', env: { ...process.env, ...POD, OUTPUT_1_X_API_KEY: 'k' } });
  return run.status === 0 ? undefined : run.stderr;
}

class Collector {
  public log = '';
  private readonly process: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor(props: TelemetrySidecarProps, env: Record<string, string> = {}) {
    this.process = spawn(BIN, ['--config', layDown(props)], { env: { PATH: process.env.PATH, ...POD, ...env } });
    this.process.stdout!.on('data', (d) => { this.log += d; });
    this.process.stderr!.on('data', (d) => { this.log += d; });
    this.ended = new Promise((resolve) => this.process.on('exit', resolve));
  }

  public async healthy(): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if (await get(`http://127.0.0.1:${PORTS.health}/`).then((r) => r.status === 200, () => false)) return;
      await new Promise((r) => setTimeout(r, 100));
    }
    throw new Error(`never healthy:\n${this.log}`);
  }

  public async stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return this.ended;
  }
}

async function get(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url);
  return { status: answer.status, text: await answer.text() };
}

function sendSpan(endpoint: string, name: string, attributes: Record<string, string> = {}): Promise<Response> {
  const keyed = Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const span = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', name, kind: 1, startTimeUnixNano: '1', endTimeUnixNano: '2' };
  const body = JSON.stringify({ resourceSpans: [{ resource: { attributes: keyed }, scopeSpans: [{ spans: [span] }] }] });
  return fetch(`${endpoint}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** A backend that counts requests and keeps their headers. */
async function backend(): Promise<{ url: string; requests: http.IncomingHttpHeaders[]; close: () => void }> {
  const requests: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((req, res) => {
    requests.push(req.headers);
    req.resume().on('end', () => res.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close: () => server.close() };
}

const gateway = (over = {}) => TelemetryOutput.otlp({ url: 'http://127.0.0.1:1', ...over });
const key = EnvSource.secret('gateway', 'key');

describeCollector('validation by the product', () => {
  test.each<[string, TelemetrySidecarProps]>([
    ['gRPC', { outputs: [gateway()] }],
    ['HTTP with headers', { outputs: [gateway({ protocol: OtlpProtocol.HTTP, headers: { 'x-api-key': key } })] }],
    ['TLS', { outputs: [gateway({ url: 'https://gateway:4317', serverName: 'g.example' })] }],
    ['queues on disk', { outputs: [gateway(), TelemetryOutput.debug()], diskBuffer: '64Mi' }],
    ['attributes', { outputs: [gateway()], attributes: { team: 'a$b "quoted" \\ back', place: 'Köln' } }],
  ])('%s', (_, props) => expect(refusal(props)).toBeUndefined());

  test('and it would refuse a mistake', () => {
    expect(refusal({ outputs: [gateway()], extraConfig: { exporters: { 'otlp_grpc/1': { endpint: 'x' } } } })).toContain('endpint');
  });
});

describeCollector('a run of the product', () => {
  let collector: Collector | undefined;
  afterEach(async () => { await collector?.stop(); collector = undefined; });

  test('adds what it knows of the Pod, yields to the app, and takes what the app is told to send', async () => {
    const props: TelemetrySidecarProps = { outputs: [TelemetryOutput.debug()], attributes: { team: 'a$b', tier: 'web' }, grpcPort: PORTS.grpc, httpPort: PORTS.http };
    collector = new Collector(props);
    await collector.healthy();
    const endpoint = texts(contribute(props).app!.env).OTEL_EXPORTER_OTLP_ENDPOINT!;
    expect((await sendSpan(endpoint, 'checkout', { tier: 'own' })).status).toBe(200);
    for (let i = 0; i < 50 && !collector.log.includes('checkout'); i++) await new Promise((r) => setTimeout(r, 100));
    expect(collector.log).toContain('k8s.pod.name: Str(shop-1)');
    expect(collector.log).toContain('k8s.node.name: Str(node-1)');
    expect(collector.log).toContain('team: Str(a$b)');
    expect(collector.log).toContain('tier: Str(own)');
    expect((await get(`http://127.0.0.1:${PORTS.metrics}/metrics`)).text).toContain('otelcol_receiver_accepted_spans');
  });

  test('starts without what the Pod could not say', async () => {
    collector = new Collector({ outputs: [TelemetryOutput.debug()] }, { NODE_NAME: '' });
    await collector.healthy();
    await sendSpan(`http://127.0.0.1:${PORTS.http}`, 'checkout');
    for (let i = 0; i < 50 && !collector.log.includes('checkout'); i++) await new Promise((r) => setTimeout(r, 100));
    expect(collector.log).toContain('k8s.pod.name: Str(shop-1)');
    expect(collector.log).not.toContain('k8s.node.name');
  });

  test('sends what waits before it leaves, with the key from its environment', async () => {
    const server = await backend();
    try {
      collector = new Collector({ outputs: [gateway({ url: server.url, protocol: OtlpProtocol.HTTP, headers: { 'x-api-key': key } })] }, { OUTPUT_1_X_API_KEY: 'k$1' });
      await collector.healthy();
      await sendSpan(`http://127.0.0.1:${PORTS.http}`, 'last');
      expect(await collector.stop()).toBe(0);
      expect(server.requests.map((h) => h['x-api-key'])).toEqual(['k$1']);
    } finally {
      server.close();
    }
  });

  test('stays healthy, and leaves at once, while the destination is down', async () => {
    collector = new Collector({ outputs: [gateway()] });
    await collector.healthy();
    await sendSpan(`http://127.0.0.1:${PORTS.http}`, 'lost');
    await new Promise((r) => setTimeout(r, 1500));
    await collector.healthy();
    const before = Date.now();
    expect(await collector.stop()).toBe(0);
    expect(Date.now() - before).toBeLessThan(5000);
  });
});
