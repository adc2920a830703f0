import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { appEnv } from './app-env';
import { TELEMETRY_COLLECTOR } from './data/collector';
import { TelemetryOutputData } from './telemetry-output';
import { OtlpProtocol } from './telemetry-output-props';
import { ResourceDetector, TelemetrySidecarProps } from './telemetry-sidecar-props';
import { needsContrib } from './writers/check';
import { CollectorModel, collectorConfig } from './writers/collector-config';
import { headerVariable } from './writers/exporters';
import { toLabel } from '../../kubernetes/names';
import { Quantity } from '../../kubernetes/quantity';
import { SidecarContribution, SidecarMount, SidecarPhase } from '../../sidecar/contribution';
import { EnvSource } from '../../sidecar/env-source';
import { HealthCheck } from '../../sidecar/health-check';
import { PodContext } from '../../sidecar/pod-context';
import { SharedVolume } from '../../sidecar/shared-volume';
import { Sidecar } from '../../sidecar/sidecar';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { FieldsOf, requireProps, SIDECAR_RESOURCES } from '../../sidecar/value-shape';
import { refuse, requirePort } from '../common/arguments';
import { goMemoryLimit } from '../common/go-memory-limit';

/** What the collector says of the Pod, and from where. */
const POD_FIELDS = {
  'k8s.pod.name': ['POD_NAME', 'metadata.name'],
  'k8s.pod.uid': ['POD_UID', 'metadata.uid'],
  'k8s.namespace.name': ['POD_NAMESPACE', 'metadata.namespace'],
  'k8s.node.name': ['NODE_NAME', 'spec.nodeName'],
} as const;

const FIELDS: FieldsOf<TelemetrySidecarProps> = {
  outputs: { list: { instance: 'TelemetryOutput', method: '_toData', make: 'use TelemetryOutput.otlp(...), TelemetryOutput.prometheus(...), ...' } },
  protocol: { oneOf: ['grpc', 'http/protobuf'] }, serviceName: 'text', attributes: { map: 'text' }, detectors: { list: { oneOf: ['env', 'ec2', 'eks', 'gcp', 'azure', 'aks', 'system'] } }, sampleRatio: 'number', diskBuffer: 'text',
  grpcPort: 'number', httpPort: 'number', logLevel: { oneOf: ['debug', 'info', 'warn', 'error'] }, resources: SIDECAR_RESOURCES, image: 'text', extraConfig: { map: 'anything' },
  fields: { map: 'anything' },
};

/**
 * An OpenTelemetry Collector beside the app: takes OTLP on loopback, adds what it knows of the Pod, and sends it on. The
 * app's SDK is configured by its own variables, so that the app needs to know nothing of it.
 *
 * @example
 * declare const chart: Chart;
 * const telemetry = new TelemetrySidecar(chart, 'telemetry', {
 *   outputs: [TelemetryOutput.otlp({
 *     url: 'https://gateway.observability.svc:4317',
 *     headers: { 'x-api-key': EnvSource.secret('gateway', 'api-key') },
 *   })],
 * });
 */
export class TelemetrySidecar extends Sidecar {
  private readonly outputs: TelemetryOutputData[];
  private readonly model: CollectorModel;
  private readonly config: string;
  private readonly image: string;
  private readonly diskBuffer?: string;

  constructor(scope: Construct, id: string, private readonly props: TelemetrySidecarProps) {
    super(scope, id);
    requireProps(props, FIELDS, ['outputs']);
    if (props.outputs.length === 0) refuse('outputs', '[]', 'is empty, so that nothing is sent anywhere', 'give at least one TelemetryOutput');
    this.outputs = props.outputs.map((o) => o._toData());
    this.diskBuffer = props.diskBuffer;
    const bytes = props.diskBuffer === undefined ? undefined : Quantity.parse(props.diskBuffer, 'diskBuffer').value();
    if (bytes !== undefined && bytes < 16n * 1024n * 1024n) refuse('diskBuffer', props.diskBuffer, 'is too small for a queue', 'give at least "16Mi"');
    const { ports } = TELEMETRY_COLLECTOR;
    this.model = {
      outputs: this.outputs,
      ports: { grpc: port('grpcPort', props.grpcPort, ports.grpc), http: port('httpPort', props.httpPort, ports.http), health: ports.health, metrics: ports.metrics },
      podAttributes: Object.fromEntries(Object.entries(POD_FIELDS).map(([attribute, [variable]]) => [attribute, variable])),
      attributes: attributes(props.attributes),
      detectors: [...new Set(props.detectors ?? [])],
      diskQueueBytes: bytes,
      logLevel: props.logLevel ?? 'info',
      extraConfig: props.extraConfig,
    };
    this.requireDistinctPorts();
    if (props.sampleRatio !== undefined && !(props.sampleRatio >= 0 && props.sampleRatio <= 1)) {
      refuse('sampleRatio', props.sampleRatio, 'is not a share', 'give a number from 0 to 1');
    }
    const config = collectorConfig(this.model);
    this.config = Yaml.stringify(config);
    this.image = props.image ?? (needsContrib(config) ? TELEMETRY_COLLECTOR.images.contrib : TELEMETRY_COLLECTOR.images.k8s);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const name = toLabel(pod.attachment) || 'telemetry';
    const { ports } = this.model;
    const prometheus = this.outputs.filter((o) => o.kind === 'prometheus');
    const resources = this.props.resources ?? SidecarResources.of(TELEMETRY_COLLECTOR.resources);
    const scraped = prometheus.map((o, i) => [i === 0 ? 'app-metrics' : `app-metrics-${i + 1}`, o.port]);
    return {
      phase: SidecarPhase.TELEMETRY,
      purpose: 'telemetry',
      containers: [{
        name,
        image: this.image,
        // The smaller image has no default configuration, so it is always named.
        args: ['--config', `${TELEMETRY_COLLECTOR.configDirectory}/${TELEMETRY_COLLECTOR.configFile}`],
        env: { ...this.podEnv(), ...this.headerEnv(), GOMEMLIMIT: goMemoryLimit(resources) },
        ports: { 'otelcol-health': ports.health, 'otelcol-metrics': ports.metrics, ...Object.fromEntries(scraped) },
        loopbackPorts: [ports.grpc, ports.http],
        // Stays healthy while a destination is down: that must neither restart it nor take the app out of its Service.
        health: HealthCheck.http(ports.health, TELEMETRY_COLLECTOR.healthPath, { startupSeconds: TELEMETRY_COLLECTOR.startupSeconds }),
        resources,
        user: TELEMETRY_COLLECTOR.user,
        group: TELEMETRY_COLLECTOR.group,
        mounts: this.mounts(name),
        // This detector makes a client of the Kubernetes API first, and ends the collector where there is no token.
        apiAccess: this.model.detectors.includes(ResourceDetector.EKS) || undefined,
        drainSeconds: TELEMETRY_COLLECTOR.drainSeconds,
        fields: this.props.fields,
      }],
      app: {
        env: appEnv(pod, {
          protocol: this.props.protocol ?? OtlpProtocol.HTTP, ports, outputs: this.outputs,
          serviceName: this.props.serviceName, attributes: this.model.attributes, sampleRatio: this.props.sampleRatio,
        }),
      },
      fsGroup: this.diskBuffer !== undefined || this.outputs.some((o) => o.kind === 'otlp' && (o.caSecret ?? o.clientSecret)) ? TELEMETRY_COLLECTOR.group : undefined,
    };
  }

  private podEnv(): { [name: string]: EnvSource } {
    return Object.fromEntries(Object.values(POD_FIELDS).map(([variable, field]) => [variable, EnvSource.field(field)]));
  }

  private headerEnv(): { [name: string]: EnvSource } {
    return Object.fromEntries(this.outputs.flatMap((o, i) => Object.entries('headers' in o ? o.headers : {})
      .filter(([, source]) => source._toEnv('x').value === undefined)
      .map(([name, source]) => [headerVariable(i, name), source])));
  }

  private mounts(name: string): SidecarMount[] {
    const { configDirectory, configFile, stateDirectory, certificateDirectory } = TELEMETRY_COLLECTOR;
    const volume = (what: string) => `${name.slice(0, 40)}-${what}`;
    return [
      { volume: SharedVolume.files(volume('config'), { [configFile]: this.config }), path: configDirectory, readOnly: true },
      ...(this.diskBuffer === undefined ? [] : [{ volume: SharedVolume.emptyDir(volume('queue'), { sizeLimit: this.diskBuffer }), path: stateDirectory }]),
      ...this.outputs.flatMap((o, i) => (o.kind !== 'otlp' ? [] : [
        ...(o.caSecret ? [{ volume: SharedVolume.secretNamed(volume(`ca-${i + 1}`), o.caSecret), path: `${certificateDirectory}/${i + 1}/ca`, readOnly: true }] : []),
        ...(o.clientSecret
          ? [{ volume: SharedVolume.secretNamed(volume(`client-${i + 1}`), o.clientSecret), path: `${certificateDirectory}/${i + 1}/client`, readOnly: true }] : []),
      ])),
    ];
  }

  private requireDistinctPorts(): void {
    const used = new Map<number, string>();
    const { grpc, http, health, metrics } = this.model.ports;
    const all: Array<[string, number]> = [['the health check', health], ["the collector's own metrics", metrics], ['grpcPort', grpc], ['httpPort', http]];
    this.outputs.forEach((o, i) => {
      if (o.kind === 'prometheus') all.push([`outputs[${i}].port`, o.port]);
    });
    for (const [name, number] of all) {
      const before = used.get(number);
      if (before) refuse(name, number, `is the port of ${before} too`, 'give another one');
      used.set(number, name);
    }
  }
}

function port(name: string, given: number | undefined, otherwise: number): number {
  return requirePort(name, given ?? otherwise);
}

/** Names as in the semantic conventions; values as text. */
function attributes(given: { [name: string]: string } | undefined): { [name: string]: string } {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(name)) refuse('attributes', name, 'is not the name of an attribute', 'write it like "deployment.environment.name"');
    if (typeof value !== 'string' || value === '') refuse(`attributes["${name}"]`, JSON.stringify(value), 'is not text', 'give text that is not empty');
    if (name === 'service.name') refuse('attributes', name, 'has its own property', 'use `serviceName`');
    if (name in POD_FIELDS) refuse('attributes', name, 'is known from the Pod', 'leave it out');
  }
  return { ...given };
}
