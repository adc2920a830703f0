/** One container with its part in the Pod, and the memory of what was worked out from it alone. */
import { ContainerIntent, PodIntent, Role } from './intent';
import { known } from './memory';
import { textOf } from './workload-json';
import { Container } from '../kubernetes/types';

export type ContainerList = 'initContainers' | 'containers';

/** What of its Pod a container may be judged by, if the verdict is to hold in every Pod that says the same here. */
export interface Surroundings {
  readonly target: string;
  readonly gates: PodIntent['featureGates'];
  /** The intent is a guess. */
  readonly assumed: boolean;
  readonly hostNetwork: boolean;
}

/** What was worked out, by who did. */
export type Verdicts = Map<unknown, unknown>;

/** One object may stand in the analyses of many Pods (KnownParts): nobody may change it, and it knows nothing of its Pod. */
export class AnalyzedContainer {
  public readonly name: string;
  public readonly role: Role;
  /** An init container with restartPolicy Always. */
  public readonly isNative: boolean;
  /** Runs as long as the app does: a native or classic sidecar, or an app container. */
  public readonly isLongRunning: boolean;
  /** "initContainers[envoy]", for messages. */
  public readonly at: string;

  /**
   * @param intent what the library knows of this container
   * @param outline shared with those that differ from it in image, arguments and values of variables alone
   * @param texts shared with those that differ from it in their arguments alone
   */
  public constructor(
    public readonly container: Container, public readonly list: ContainerList, public readonly intent: ContainerIntent | undefined,
    public readonly around: Surroundings, private readonly outline: Verdicts = new Map(), private readonly texts: Verdicts = new Map(),
  ) {
    this.name = nameIn(container);
    this.isNative = list === 'initContainers' && container.restartPolicy === 'Always';
    this.role = intent?.role ?? (list === 'containers' ? 'app' : this.isNative ? 'sidecar' : 'init');
    this.isLongRunning = this.isNative || list === 'containers';
    this.at = `${list}[${this.name}]`;
  }

  /** This library wrote the container: only there may what rests on intent be an error. */
  public get isWritten(): boolean {
    return !this.around.assumed && this.intent?.by !== undefined;
  }

  /** What follows from all of this but image, arguments and values of variables, worked out when it is first asked for. */
  public once<T>(key: unknown, make: () => T): T {
    return known(this.outline as Map<unknown, T>, key, make);
  }

  /** The same of what follows from all but the arguments. */
  public onceForTexts<T>(key: unknown, make: () => T): T {
    return known(this.texts as Map<unknown, T>, key, make);
  }
}

/** A map as name must not be printed: its `toString` may be no function. */
export function nameIn(container: Container): string {
  return typeof container.name === 'object' ? textOf(container.name) : container.name;
}
