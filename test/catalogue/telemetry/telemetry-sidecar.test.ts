import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { config, container, contribute, make, texts } from './helpers';
import { OtlpProtocol, ResourceDetector, TelemetryOutput, TelemetrySidecar, TelemetrySidecarProps, TelemetrySignal } from '../../../lib/catalogue/telemetry';
import { EnvSource, SidecarResources } from '../../../lib/sidecar';
import { PodSidecars } from '../../../lib/workload';

const gateway = TelemetryOutput.otlp({ url: 'http://gateway.observability:4317' });
const simple: TelemetrySidecarProps = { outputs: [gateway] };
const cloudWatch = (over = {}) => TelemetryOutput.cloudWatch({ region: 'eu-central-1', group: 'shop', ...over });
const key = EnvSource.secret('gateway', 'api-key');

describe('the pipeline', () => {
  test('takes OTLP on loopback, limits memory first, knows the Pod, and sends in batches from the queue', () => {
    const c = config(simple);
    expect(c.receivers.otlp.protocols).toEqual({ grpc: { endpoint: '127.0.0.1:4317' }, http: { endpoint: '127.0.0.1:4318' } });
    expect(Object.keys(c.service.pipelines)).toEqual(['traces', 'metrics', 'logs']);
    for (const pipeline of Object.values<any>(c.service.pipelines)) {
      expect(pipeline).toEqual({ receivers: ['otlp'], processors: ['memory_limiter', 'transform/pod'], exporters: ['otlp_grpc/1'] });
    }
    expect(c.processors.memory_limiter).toEqual({ check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 });
    expect(c.processors.batch).toBeUndefined();
    const queue = c.exporters['otlp_grpc/1'].sending_queue;
    expect(queue).toMatchObject({ sizer: 'bytes', block_on_overflow: false });
    expect(queue.batch.flush_timeout).toBe('1s');
    expect(queue.batch.min_size).toBeLessThanOrEqual(queue.queue_size);
    expect(c.processors['transform/pod'].trace_statements).toContain('set(resource.attributes["k8s.pod.name"], "${env:POD_NAME}") where "${env:POD_NAME}" != ""');
  });

  test('a dollar sign of the user stays one, and an attribute yields to the app\'s', () => {
    const c = config({ ...simple, attributes: { team: 'a$b' } });
    expect(c.processors['transform/pod'].log_statements).toContain('set(resource.attributes["team"], "a$$b") where resource.attributes["team"] == nil');
  });

  test('detectors come before what the Pod says, and win over nothing', () => {
    const c = config({ ...simple, detectors: [ResourceDetector.EC2, ResourceDetector.EKS, ResourceDetector.EC2] });
    expect(c.processors.resourcedetection).toMatchObject({ detectors: ['ec2', 'eks'], override: false });
    expect(c.service.pipelines.traces.processors).toEqual(['memory_limiter', 'resourcedetection', 'transform/pod']);
    // EKS is asked for by way of the Kubernetes API, and nothing else is.
    expect(container({ ...simple, detectors: [ResourceDetector.EKS] }).apiAccess).toBe(true);
    expect(container({ ...simple, detectors: Object.values(ResourceDetector).filter((d) => d !== ResourceDetector.EKS) }).apiAccess).toBeUndefined();
  });

  test('health for the kubelet, metrics of its own, both off the ports of a log shipper', () => {
    const c = config(simple);
    expect(c.extensions.health_check.endpoint).toBe('0.0.0.0:13134');
    expect(c.service.telemetry.metrics.readers[0].pull.exporter.prometheus).toEqual({ host: '0.0.0.0', port: 8889 });
    expect(container(simple).ports).toEqual({ 'otelcol-health': 13134, 'otelcol-metrics': 8889 });
  });

  test('queues on disk are kept for ever, in half of the volume', () => {
    const c = config({ ...simple, diskBuffer: '64Mi' });
    expect(c.service.extensions).toContain('file_storage');
    expect(c.exporters['otlp_grpc/1'].sending_queue).toMatchObject({ storage: 'file_storage', queue_size: 32 * 1024 * 1024 });
    expect(c.exporters['otlp_grpc/1'].retry_on_failure.max_elapsed_time).toBe('0s');
    const mount = container({ ...simple, diskBuffer: '64Mi' }).mounts!.find((m) => m.path === '/var/lib/otelcol')!;
    expect(mount.volume._toPart().source).toEqual({ emptyDir: { sizeLimit: '64Mi' } });
    expect(contribute({ ...simple, diskBuffer: '64Mi' }).fsGroup).toBe(10001);
    expect(config(simple).exporters['otlp_grpc/1'].retry_on_failure.max_elapsed_time).toBe('300s');
  });
});

describe('outputs', () => {
  test('OTLP by gRPC with TLS, certificates as files, a key by reference', () => {
    const props: TelemetrySidecarProps = {
      outputs: [TelemetryOutput.otlp({
        url: 'https://gateway.example:4317', headers: { 'x-api-key': key, 'tenant': EnvSource.text('shop') }, caSecret: 'gateway-ca', clientSecret: 'client', serverName: 'g.example',
      })],
    };
    const { exporters } = config(props);
    expect(exporters['otlp_grpc/1']).toMatchObject({
      endpoint: 'gateway.example:4317',
      headers: { 'x-api-key': '${env:OUTPUT_1_X_API_KEY}', 'tenant': 'shop' },
      tls: {
        insecure: false, ca_file: '/etc/otelcol-certificates/1/ca/ca.crt', cert_file: '/etc/otelcol-certificates/1/client/tls.crt',
        key_file: '/etc/otelcol-certificates/1/client/tls.key', server_name_override: 'g.example', reload_interval: '5m',
      },
    });
    const c = container(props);
    expect(c.env!.OUTPUT_1_X_API_KEY).toBe(key);
    expect(c.mounts!.map((m) => m.path)).toEqual(['/etc/otelcol', '/etc/otelcol-certificates/1/ca', '/etc/otelcol-certificates/1/client']);
    expect(contribute(props).fsGroup).toBe(10001);
    expect(c.image).toContain('opentelemetry-collector-k8s:');
  });

  test('OTLP by HTTP keeps its path', () => {
    const { exporters } = config({ outputs: [TelemetryOutput.otlp({ url: 'http://tempo:4318/otlp/', protocol: OtlpProtocol.HTTP, signals: [TelemetrySignal.TRACES] })] });
    expect(exporters['otlp_http/1']).toMatchObject({ endpoint: 'http://tempo:4318/otlp', tls: { insecure: true } });
  });

  test('Prometheus: a named port of the Pod, metrics only', () => {
    const props = { outputs: [TelemetryOutput.prometheus({ prefix: 'shop', resourceAsLabels: true })] };
    const c = config(props);
    expect(c.exporters['prometheus/1']).toEqual({ endpoint: '0.0.0.0:9464', namespace: 'shop', resource_to_telemetry_conversion: { enabled: true } });
    expect(Object.keys(c.service.pipelines)).toEqual(['metrics']);
    expect(container(props).ports!['app-metrics']).toBe(9464);
    expect(container(props).image).toContain('opentelemetry-collector-contrib:');
  });

  test('remote write', () => {
    const props = {
      outputs: [TelemetryOutput.prometheusRemoteWrite({ url: 'https://mimir/api/v1/push', labels: { cluster: 'eu' }, headers: { Authorization: key } })],
    };
    expect(config(props).exporters['prometheusremotewrite/1']).toMatchObject({
      endpoint: 'https://mimir:443/api/v1/push', external_labels: { cluster: 'eu' }, headers: { Authorization: '${env:OUTPUT_1_AUTHORIZATION}' },
    });
  });

  test('CloudWatch: an exporter for each signal, streams by Pod', () => {
    const c = config({ outputs: [cloudWatch({ signals: Object.values(TelemetrySignal), roleArn: 'arn:aws:iam::123456789012:role/t' })] });
    const stream = '${env:POD_NAMESPACE}.${env:POD_NAME}';
    expect(c.exporters['awsemf/1']).toMatchObject({ region: 'eu-central-1', namespace: 'shop', log_group_name: '/metrics/shop', log_stream_name: stream });
    expect(c.exporters['awscloudwatchlogs/1']).toMatchObject({ log_group_name: '/logs/shop', log_stream_name: stream });
    expect(c.exporters['awsxray/1'].role_arn).toBe('arn:aws:iam::123456789012:role/t');
    expect(c.service.pipelines.traces.exporters).toEqual(['awsxray/1']);
    expect(Object.keys(config({ outputs: [cloudWatch()] }).service.pipelines)).toEqual(['traces', 'metrics']);
  });

  test('several at once share the memory', () => {
    const alone = config(simple).exporters['otlp_grpc/1'].sending_queue.queue_size;
    const c = config({ outputs: [gateway, TelemetryOutput.debug(), TelemetryOutput.prometheus()] });
    expect(c.service.pipelines.metrics.exporters).toEqual(['otlp_grpc/1', 'debug/2', 'prometheus/3']);
    expect(c.service.pipelines.traces.exporters).toEqual(['otlp_grpc/1', 'debug/2']);
    expect(c.exporters['otlp_grpc/1'].sending_queue.queue_size).toBe(Math.floor(alone / 3));
  });
});

describe('the app', () => {
  test('gets what every SDK reads', () => {
    expect(texts(contribute({ ...simple, attributes: { 'deployment.environment.name': 'pre prod,eu' } }).app!.env)).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_RESOURCE_ATTRIBUTES: 'k8s.container.name=app,k8s.deployment.name=shop,deployment.environment.name=pre%20prod%2Ceu',
    });
  });

  test('by gRPC, under another name, sampled, on other ports', () => {
    const env = texts(contribute({ ...simple, protocol: OtlpProtocol.GRPC, serviceName: '$(HOME)', sampleRatio: 0.1, grpcPort: 14317 }).app!.env);
    expect(env).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:14317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1',
      // The kubelet must not take it for a variable.
      OTEL_SERVICE_NAME: '$$(HOME)',
    });
  });

  test('does not send what nobody takes', () => {
    const env = texts(contribute({ outputs: [TelemetryOutput.prometheus()] }).app!.env);
    expect(env).toMatchObject({ OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' });
    expect(env.OTEL_METRICS_EXPORTER).toBeUndefined();
  });

  test('with several containers, none is named', () => {
    const appContainers = ['a', 'b'].map((name) => ({ name, ports: [], chosen: true }));
    expect(texts(contribute(simple, { appContainers, workloadKind: 'Pod' }).app!.env).OTEL_RESOURCE_ATTRIBUTES).toBeUndefined();
  });
});

describe('the container', () => {
  test('runs as a number, is limited, and is healthy by its own process', () => {
    const c = container(simple);
    expect(c).toMatchObject({ name: 'telemetry', user: 10001, group: 10001, drainSeconds: 10, args: ['--config', '/etc/otelcol/otelcol.yaml'] });
    expect(c.health!._toPart().check).toEqual({ httpGet: { path: '/', port: 13134 } });
    expect(c.loopbackPorts).toEqual([4317, 4318]);
    expect(c.env!.POD_NAME._toEnv('x').valueFrom).toEqual({ fieldRef: { fieldPath: 'metadata.name' } });
    expect(texts(c.env).GOMEMLIMIT).toBe(String(Math.floor((256 * 1024 * 1024 * 4) / 5)));
  });

  test('a size relative to the app is read when it runs', () => {
    const resources = SidecarResources.relativeToApp({ cpuShare: 0.1, memoryShare: 0.1, floor: { cpu: '20m', memory: '64Mi' } });
    expect(container({ ...simple, resources }).env!.GOMEMLIMIT._toEnv('x').valueFrom).toEqual({ resourceFieldRef: { resource: 'limits.memory' } });
  });

  test('on a Deployment without an error, restricted', () => {
    const chart = new Chart(new App(), 'test');
    const deployment = new kplus.Deployment(chart, 'shop', { containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }] });
    const pods = PodSidecars.of(deployment).attach(new TelemetrySidecar(chart, 'telemetry', simple));
    expect(pods.findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect(pods.findings.map((f) => f.code)).not.toContain('sidecar-lowers-pod-security');
  });
});

describe('extra configuration', () => {
  test('is merged in the product\'s terms', () => {
    const c = config({ ...simple, extraConfig: { exporters: { 'otlp_grpc/1': { timeout: '30s' } }, service: { telemetry: { logs: { level: 'debug' } } } } });
    expect(c.exporters['otlp_grpc/1']).toMatchObject({ timeout: '30s', compression: 'gzip' });
  });

  test('a component that the smaller image may lack takes the bigger one', () => {
    const kafka = { exporters: { kafka: { brokers: ['k:9092'] } }, service: { pipelines: { traces: { exporters: ['kafka'] } } } };
    const statsd = { receivers: { statsd: {} }, service: { pipelines: { metrics: { receivers: ['statsd'] } } } };
    const nop = { exporters: { nop: {} }, service: { pipelines: { traces: { exporters: ['nop'] } } } };
    for (const extraConfig of [kafka, statsd]) expect(container({ ...simple, extraConfig }).image).toContain('-contrib:');
    expect(container({ ...simple, extraConfig: nop }).image).toContain('-k8s:');
  });

  const cases: Array<[any, string]> = [
    [{ exporter: {} }, 'extraConfig.exporter: is no section'],
    [{ service: { extensions: ['pprof'] } }, 'service.extensions: "pprof" is not declared'],
    [{ extensions: { health_check: { endpoint: 'localhost:13134' } } }, 'extensions.health_check.endpoint: "localhost:13134" is not where'],
    [{ service: { pipelines: { traces: { exporters: ['nowhere'] } } } }, 'service.pipelines.traces.exporters: "nowhere" is not declared'],
    [{ service: { pipelines: { 'traces/2': { receivers: ['otlp'], exporters: [] } } } }, 'service.pipelines.traces/2.exporters: is empty'],
    [{ service: { pipelines: { 'traces/2': { receivers: ['otlp'], processors: ['transform/pod', 'memory_limiter'], exporters: ['otlp_grpc/1'] } } } }, 'put "memory_limiter" first'],
    [{ exporters: { 'otlp_grpc/1': { sending_queue: { storage: 'file_storage' } } } }, '"file_storage" is not an enabled extension'],
    [{ exporters: { 'otlp_grpc/1': { auth: { api_key: 'abc' } } } }, 'would stand in a ConfigMap as plain text'],
  ];
  test.each(cases)('%j', (extraConfig, message) => expect(() => make({ ...simple, extraConfig })).toThrow(message));
});

describe('wrong arguments', () => {
  const cases: Array<[() => unknown, string]> = [
    [() => make({ outputs: [] }), 'outputs: "[]" is empty'],
    [() => make({ ...simple, diskBuffer: '1Mi' }), 'diskBuffer: "1Mi" is too small'],
    [() => make({ ...simple, diskBuffer: 'big' }), 'diskBuffer'],
    [() => make({ ...simple, grpcPort: 0 }), 'grpcPort: 0 is not a port'],
    [() => make({ ...simple, grpcPort: 4318 }), 'httpPort: 4318 is the port of grpcPort too'],
    [() => make({ outputs: [TelemetryOutput.prometheus(), TelemetryOutput.prometheus()] }), 'outputs[1].port: 9464 is the port of outputs[0].port too'],
    [() => make({ ...simple, sampleRatio: 2 }), 'sampleRatio: 2 is not a share'],
    [() => make({ ...simple, attributes: { 'service.name': 'x' } }), 'attributes: "service.name" has its own property'],
    [() => make({ ...simple, attributes: { 'k8s.pod.name': 'x' } }), 'attributes: "k8s.pod.name" is known from the Pod'],
    [() => make({ ...simple, attributes: { 'a b': 'x' } }), 'attributes: "a b" is not the name of an attribute'],
    [() => make({ ...simple, attributes: { a: '' } }), 'attributes["a"]: "\\"\\"" is not text'],
    [() => TelemetryOutput.otlp({ url: 'gateway:4317' }), 'url: "gateway:4317" is not an HTTP URL'],
    [() => TelemetryOutput.otlp({ url: 'http://u:p@gateway:4317' }), 'has a user or password in it'],
    [() => TelemetryOutput.otlp({ url: 'http://gateway:4317/v1' }), 'has a path, which gRPC does not know'],
    [() => TelemetryOutput.otlp({ url: 'http://gateway:4317', caSecret: 'ca' }), 'caSecret: "ca" needs TLS'],
    [() => TelemetryOutput.otlp({ url: 'https://gateway:4317', caSecret: '-----BEGIN CERTIFICATE-----' }), 'not printed, for it may be a secret'],
    [() => TelemetryOutput.otlp({ url: 'https://gateway:4317', headers: { Authorization: EnvSource.text('Bearer x') } }), 'headers.Authorization: a secret can\'t be plain text'],
    [() => TelemetryOutput.otlp({ url: 'https://gateway:4317', headers: { 'a b': key } }), 'headers: "a b" is not the name of a header'],
    [() => TelemetryOutput.otlp({ url: 'https://gateway:4317', signals: [] }), 'signals: "[]" is empty'],
    [() => TelemetryOutput.prometheus({ port: 99999 }), 'port: 99999 is not a port'],
    [() => TelemetryOutput.prometheus({ prefix: '9' }), 'prefix: "9" is not the beginning of a metric name'],
    [() => TelemetryOutput.prometheusRemoteWrite({ url: 'http://m/p', labels: { 'a-b': 'c' } }), 'labels: "a-b" is not the name of a label'],
    [() => TelemetryOutput.prometheusRemoteWrite({ url: 'http://m/p', labels: { __: 'c' } }), 'labels: "__" is not the name of a label'],
    [() => cloudWatch({ region: 'Frankfurt' }), 'region: "Frankfurt" is not a region'],
    [() => cloudWatch({ group: '/shop' }), 'group: "/shop" is not the name of a group'],
    [() => cloudWatch({ roleArn: 'telemetry' }), 'roleArn: "telemetry" is not the ARN of a role'],
  ];
  test.each(cases)('%#', (call, message) => expect(call).toThrow(message));
});
