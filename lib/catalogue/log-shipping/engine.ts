/** What an engine gives back for a pipeline: everything that the sidecar and the node agent need, and no more. */
import { OutputData, OutputKind, PipelineData, PortsData } from './pipeline';
import { EnvSource } from '../../sidecar/env-source';

interface Amounts {
  readonly cpu: string;
  readonly memory: string;
  readonly cpuLimit: string;
  readonly memoryLimit: string;
}

/** Facts of a product, each said here and nowhere else. */
export interface LogProduct {
  /** As it stands in messages. */
  readonly name: string;
  readonly image: string;
  readonly user: number;
  readonly group: number;
  /** Directory and name of the configuration. */
  readonly configDirectory: string;
  readonly configFile: string;
  /** Directory for positions and buffers: the state volume. */
  readonly stateDirectory: string;
  /** Other directories that it writes to. */
  readonly scratch: readonly { readonly name: string; readonly path: string; readonly sizeLimit: string }[];
  /** Port that serves health and metrics, or health alone. */
  readonly healthPort: number;
  readonly healthPath: string;
  readonly metricsPort: number;
  readonly metricsPath: string;
  readonly resources: Amounts;
  /** For a node agent, which reads what all Pods of a node write. */
  readonly agentResources: Amounts;
  /** Longest time from TERM to exit that is left to it by default. */
  readonly drainSeconds: number;
  /** Least size of the state volume for one output. */
  readonly leastBuffer: string;
  readonly hasShell: boolean;
  /** Version that the facts were read at, and where. */
  readonly version: string;
  readonly facts: string;
}

/** A note of an engine; the sidecar hands it on. */
export interface EngineNote {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly message: string;
  readonly mend?: string;
  /** It does not hold where TERM is kept from the shipper for `lastLookSeconds`. */
  readonly unlessHeld?: boolean;
}

/** A Secret that must be mounted, because the engine reads secrets from files. */
export interface SecretMount {
  readonly secret: string;
  readonly path: string;
}

/** A rule of a role that the engine needs to know Pods by. */
export interface ApiRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export interface Rendering {
  /** Configuration files by name, in `configDirectory`. */
  readonly files: Record<string, string>;
  /** In place of the image's entry point. */
  readonly command?: string[];
  readonly args: string[];
  /** Seconds for which a native sidecar must go on when the app has left, to see its last lines: TERM is kept from it so long. */
  readonly lastLookSeconds?: number;
  readonly env: Record<string, EnvSource>;
  /** Ports on loopback besides. */
  readonly loopbackPorts?: number[];
  /** Variable that sets how much it says about itself, where the configuration does not. */
  readonly logLevelVariable?: string;
  /** Variable that tells a garbage collector how much memory it may use. */
  readonly memoryLimitVariable?: string;
  readonly secretMounts: readonly SecretMount[];
  /** What it asks the Kubernetes API for; nothing where absent. */
  readonly apiRules?: readonly ApiRule[];
  readonly notes: readonly EngineNote[];
}

/** How a change of the configuration reaches the running process. */
export type ReloadMethod =
  /** POST or GET to this address on loopback. */
  | { readonly kind: 'http'; readonly method: 'POST' | 'GET'; readonly url: (ports: PortsData) => string }
  /** It watches its files. */
  | { readonly kind: 'watches' };

export interface RenderOptions {
  readonly reload: boolean;
  readonly extraConfig?: Readonly<Record<string, any>>;
  /** The user brings an image, which may have more in it. */
  readonly ownImage?: boolean;
}

/** An engine: a product, what it can do, and its config writer. */
export interface Engine {
  readonly product: LogProduct;
  readonly outputs: ReadonlySet<OutputKind>;
  readonly reload?: ReloadMethod;
  /** The image for these outputs, where one does not serve all. */
  imageFor?(outputs: readonly OutputData[]): string;
  render(pipeline: PipelineData, options: RenderOptions): Rendering;
}
