import { TelemetryOutput } from './telemetry-output';
import { OtlpProtocol } from './telemetry-output-props';
import { SidecarResources } from '../../sidecar/sidecar-resources';

/** Where the collector asks what it runs on. */
export enum ResourceDetector {
  /** `OTEL_RESOURCE_ATTRIBUTES` of the collector itself. */
  ENV = 'env',
  /** Amazon EC2. */
  EC2 = 'ec2',
  /** Amazon EKS. */
  EKS = 'eks',
  /** Google Cloud. */
  GCP = 'gcp',
  /** Azure. */
  AZURE = 'azure',
  /** Azure Kubernetes Service. */
  AKS = 'aks',
  /** The operating system: host name, architecture. */
  SYSTEM = 'system',
}

/** How much the collector says about itself. */
export enum TelemetryLogLevel {
  /** Everything. */
  DEBUG = 'debug',
  /** Start, stop and what goes wrong. */
  INFO = 'info',
  /** What may go wrong. */
  WARN = 'warn',
  /** What went wrong. */
  ERROR = 'error',
}

/** Properties of a `TelemetrySidecar`. */
export interface TelemetrySidecarProps {
  /** Where telemetry goes to. At least one. */
  readonly outputs: TelemetryOutput[];
  /**
   * Form of OTLP between app and collector.
   *
   * @default OtlpProtocol.HTTP - what every SDK has
   */
  readonly protocol?: OtlpProtocol;
  /**
   * `service.name` of the app.
   *
   * @default - the workload's name
   */
  readonly serviceName?: string;
  /**
   * More attributes of the resource, where the app says nothing of them. Name, UID, namespace and node of the Pod are
   * always added.
   *
   * @default - none
   */
  readonly attributes?: { [name: string]: string };
  /**
   * Where the collector asks what it runs on.
   *
   * @default - nowhere
   */
  readonly detectors?: ResourceDetector[];
  /**
   * Share of the traces that the app begins which are kept, from 0 to 1. Traces that others began are kept as they said.
   *
   * @default - the SDK's: all
   */
  readonly sampleRatio?: number;
  /**
   * Queues on disk, of this size for all outputs: what waits survives a restart of the collector.
   *
   * @default - queues in memory
   */
  readonly diskBuffer?: string;
  /**
   * Loopback port for OTLP by gRPC.
   *
   * @default 4317
   */
  readonly grpcPort?: number;
  /**
   * Loopback port for OTLP by HTTP.
   *
   * @default 4318
   */
  readonly httpPort?: number;
  /**
   * How much the collector says about itself.
   *
   * @default TelemetryLogLevel.INFO
   */
  readonly logLevel?: TelemetryLogLevel;
  /**
   * Requests and limits. What the collector keeps in memory is limited to four fifths of the memory limit.
   *
   * @default - 50m and 128Mi, at most 500m and 256Mi
   */
  readonly resources?: SidecarResources;
  /**
   * Image of the collector.
   *
   * @default - the "k8s" distribution; "contrib" where an output needs it
   */
  readonly image?: string;
  /**
   * More configuration in the collector's own terms: maps are merged, lists appended, null deletes. Checked again.
   *
   * @default - none
   */
  readonly extraConfig?: { [section: string]: any };
  /**
   * Raw Kubernetes fields of the container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}
