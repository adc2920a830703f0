/**
 * Kubernetes' own JSON, as far as this library reads it.
 *
 * Every struct is open (`[field: string]: any`): a field that is not named here is carried through untouched, so that a
 * newer Kubernetes than this library loses nothing.
 */

/** Amounts by resource name ("cpu", "memory", "hugepages-2Mi", ...). YAML may hold numbers. */
export type ResourceList = Record<string, string | number>;

export interface ResourceRequirements {
  requests?: ResourceList;
  limits?: ResourceList;
  [field: string]: any;
}

export interface ObjectMeta {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [field: string]: any;
}

export interface ContainerPort {
  name?: string;
  containerPort: number;
  hostPort?: number;
  protocol?: string;
  [field: string]: any;
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: any;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  subPath?: string;
  subPathExpr?: string;
  [field: string]: any;
}

export interface Probe {
  httpGet?: any;
  tcpSocket?: any;
  exec?: any;
  grpc?: any;
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
  successThreshold?: number;
  terminationGracePeriodSeconds?: number;
  [field: string]: any;
}

export interface Container {
  name: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  envFrom?: any[];
  ports?: ContainerPort[];
  resources?: ResourceRequirements;
  volumeMounts?: VolumeMount[];
  volumeDevices?: any[];
  securityContext?: any;
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: any;
  restartPolicy?: string;
  imagePullPolicy?: string;
  [field: string]: any;
}

export interface Volume {
  name: string;
  [source: string]: any;
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  volumes?: Volume[];
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  shareProcessNamespace?: boolean;
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  securityContext?: any;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  overhead?: ResourceList;
  /** Pod-level resources (KEP-2837). */
  resources?: ResourceRequirements;
  [field: string]: any;
}

/** What a workload makes Pods of: metadata and spec. A Pod itself is read as one too. */
export interface PodTemplate {
  metadata?: ObjectMeta;
  spec: PodSpec;
}

/** Any Kubernetes object as JSON. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
  spec?: any;
  [field: string]: any;
}

/**
 * A sidecar is an init container with restartPolicy `Always`, and nothing else is:
 * from 1.35 the other values are legal on init containers too and make no sidecar.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/api/v1/pod/util.go (IsRestartableInitContainer)
 */
export function isNativeSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}
