/** What a rule is, and what it may look at. */
import { KubeObject } from '../kubernetes/types';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

export type Severity = 'error' | 'warning' | 'info';

/** Other objects of the same app that a rule may ask for; each list is made when it is first asked for. */
export interface Neighbours {
  readonly services: readonly KubeObject[];
  readonly autoscalers: readonly KubeObject[];
  /** Identity of ConfigMaps and Secrets: their content is never looked at. */
  readonly configMaps: ReadonlyArray<{ name: string; namespace?: string }>;
  readonly secrets: ReadonlyArray<{ name: string; namespace?: string }>;
}

export const NO_NEIGHBOURS: Neighbours = { services: [], autoscalers: [], configMaps: [], secrets: [] };

/** What a rule says of one place. */
export interface Report {
  /** Inside the workload: "initContainers[envoy].ports[0]"; "" for the Pod as a whole. */
  readonly at: string;
  readonly message: string;
  readonly mend: string;
  /** Default: the rule's own. */
  readonly severity?: Severity;
  /** It rests on a guess about YAML that others made: then it is a warning at most. */
  readonly needsIntent?: boolean;
}

export interface Rule {
  /** Kebab-case, stable: users acknowledge by it. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence for the list of rules. */
  readonly summary: string;
  /** Page of Kubernetes or issue that the rule rests on. */
  readonly source: string;
  /** The rule speaks of what the Pod is meant to do, which YAML of others doesn't say. */
  readonly needsIntent?: boolean;
  /** Looks at the Pod, at its object and at its neighbours. */
  check?(pod: PodAnalysis, neighbours: Neighbours): Report[];
  /**
   * Looks at the Pod as a whole, but only as far as its outline goes (`PodAnalysis.onceForOutline`): asked once for all Pods that have
   * the same one.
   */
  checkOutline?(pod: PodAnalysis): Report[];
  /**
   * Looks at containers one at a time, and at nothing around them but their surroundings; and there neither at image nor at arguments nor
   * at the values of variables: asked once for all containers that differ in these alone.
   */
  checkContainer?(container: AnalyzedContainer): Report[];
  /** The same for what looks at image and values too: asked once for all containers that differ in their arguments alone. */
  checkTexts?(container: AnalyzedContainer): Report[];
}
