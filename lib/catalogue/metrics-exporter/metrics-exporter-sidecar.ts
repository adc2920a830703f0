import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ExporterPart } from './exporter-part';
import { MetricsExporter } from './metrics-exporter';
import { POD_MONITOR_OPTIONS } from './option-shapes';
import { podMonitorSpec } from './writers/pod-monitor';
import { checkLabelKey, checkLabelValue, toLabel } from '../../kubernetes/names';
import { SidecarContribution, SidecarMount, SidecarPhase } from '../../sidecar/contribution';
import { HealthCheck } from '../../sidecar/health-check';
import { PodContext } from '../../sidecar/pod-context';
import { SharedVolume } from '../../sidecar/shared-volume';
import { ISidecarHost, Sidecar } from '../../sidecar/sidecar';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { FieldsOf, requireProps, SIDECAR_RESOURCES } from '../../sidecar/value-shape';
import { refuse } from '../common/arguments';
import { workloadLabel } from '../common/workload-label';

/** A PodMonitor of the Prometheus Operator. */
export interface PodMonitorOptions {
  /**
   * Time between two scrapes.
   *
   * @default - Prometheus' own
   */
  readonly interval?: Duration;
  /**
   * Longest time for a scrape, at most the interval.
   *
   * @default - Prometheus' own
   */
  readonly scrapeTimeout?: Duration;
  /**
   * Labels of the PodMonitor, by which a Prometheus chooses it.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };
  /**
   * Most samples in a scrape; one with more is dropped as a whole.
   *
   * @default - no limit
   */
  readonly sampleLimit?: number;
}

/** Properties of a `MetricsExporterSidecar`. */
export interface MetricsExporterSidecarProps {
  /** What is exported, and by what. */
  readonly exporter: MetricsExporter;
  /**
   * Makes a PodMonitor for each workload. `{}` for one with Prometheus' own times.
   *
   * @default - none is made
   */
  readonly podMonitor?: PodMonitorOptions;
  /**
   * Image of the exporter.
   *
   * @default - the product's, by exact tag
   */
  readonly image?: string;
  /**
   * Requests and limits.
   *
   * @default - what the product needs
   */
  readonly resources?: SidecarResources;
  /**
   * Raw Kubernetes fields of the container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}

const FIELDS: FieldsOf<MetricsExporterSidecarProps> = {
  exporter: { instance: 'MetricsExporter', method: '_toPart', make: 'use MetricsExporter.redis(...), MetricsExporter.custom(...), ...' },
  podMonitor: { fields: POD_MONITOR_OPTIONS },
  image: 'text',
  resources: SIDECAR_RESOURCES,
  fields: { map: 'anything' },
};

/**
 * An exporter beside what it exports: a named metrics port, and a PodMonitor on request. It is healthy by its own
 * process: an outage of what it asks shows in its metrics, and neither restarts it nor takes the app out of its Service.
 *
 * @example
 * declare const chart: Chart;
 * const metrics = new MetricsExporterSidecar(chart, 'redis-exporter', {
 *   exporter: MetricsExporter.redis({ password: EnvSource.secret('redis', 'password') }),
 *   podMonitor: { interval: Duration.seconds(30) },
 * });
 */
export class MetricsExporterSidecar extends Sidecar {
  private readonly part: ExporterPart;

  constructor(scope: Construct, id: string, private readonly props: MetricsExporterSidecarProps) {
    super(scope, id);
    requireProps(props, FIELDS, ['exporter']);
    this.part = props.exporter._toPart();
    if (props.podMonitor) checkMonitor(props.podMonitor);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const { part, props } = this;
    const name = toLabel(pod.attachment) || 'exporter';
    const health = { startupSeconds: part.startupSeconds };
    return {
      phase: SidecarPhase.TELEMETRY,
      containers: [{
        name,
        image: props.image ?? part.image,
        command: part.command,
        args: part.args,
        env: part.env && { ...part.env },
        ports: { [part.portName]: part.port },
        loopbackPorts: part.loopbackPorts,
        health: part.healthPath === undefined ? HealthCheck.tcp(part.port, health) : HealthCheck.http(part.port, part.healthPath, health),
        resources: props.resources ?? (part.resources && SidecarResources.of(part.resources)),
        user: part.user,
        group: part.group,
        mounts: this.mounts(name),
        drainSeconds: part.drainSeconds,
        fields: props.fields,
      }],
      app: part.appEnv && { env: { ...part.appEnv } },
      podLabels: props.podMonitor && workloadLabel(pod.workloadKind, pod.workloadName),
      notes: part.notes && [...part.notes],
    };
  }

  /** Makes the PodMonitor, where one is wanted. */
  public bind(workload: ISidecarHost): void {
    const { podMonitor } = this.props;
    if (!podMonitor) return;
    const { labels, ...times } = podMonitor;
    const { portName, scrapes } = this.part;
    new ApiObject(workload.hostScope, `${this.node.id}-pod-monitor`, {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: {
        ...(workload.workloadNamespace === undefined ? {} : { namespace: workload.workloadNamespace }),
        ...(labels ? { labels: { ...labels } } : {}),
      },
      spec: podMonitorSpec({ portName, scrapes, selector: workloadLabel(workload.workloadKind, workload.workloadName), ...times }),
    });
  }

  private mounts(name: string): SidecarMount[] {
    const { files, secretFiles, scratch } = this.part;
    const volume = (what: string) => `${name.slice(0, 50)}-${what}`;
    return [
      ...(files ? [{ volume: SharedVolume.files(volume('config'), { ...files.files }), path: files.directory, readOnly: true }] : []),
      ...(secretFiles ? [{ volume: SharedVolume.secretNamed(volume('config'), secretFiles.secret), path: secretFiles.directory, readOnly: true }] : []),
      ...(scratch ? [{ volume: SharedVolume.emptyDir(volume('scratch'), { sizeLimit: '16Mi' }), path: scratch }] : []),
    ];
  }
}

function checkMonitor({ interval, scrapeTimeout, labels, sampleLimit }: PodMonitorOptions): void {
  for (const [name, time] of [['interval', interval], ['scrapeTimeout', scrapeTimeout]] as const) {
    const millis = time?.toMilliseconds({ integral: false });
    if (millis !== undefined && !(Number.isInteger(millis) && millis > 0)) refuse(`podMonitor.${name}`, `${millis} ms`, 'is not a time of whole milliseconds above 0', 'give e.g. Duration.seconds(30)');
  }
  if (interval && scrapeTimeout && scrapeTimeout.toMilliseconds() > interval.toMilliseconds()) {
    refuse('podMonitor.scrapeTimeout', `${scrapeTimeout.toMilliseconds()} ms`, `is longer than the interval of ${interval.toMilliseconds()} ms`, 'give a shorter one');
  }
  if (sampleLimit !== undefined && !(Number.isInteger(sampleLimit) && sampleLimit > 0)) refuse('podMonitor.sampleLimit', sampleLimit, 'is not a whole number above 0', 'leave it out for no limit');
  for (const [name, value] of Object.entries(labels ?? {})) {
    const broken = checkLabelKey(name) ?? checkLabelValue(value);
    if (broken) refuse('podMonitor.labels', `${name}: ${value}`, 'is not a label', `it ${broken}`);
  }
}
