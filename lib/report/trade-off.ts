import { columns } from './columns';
import { friendly } from './resource-rows';
import { seconds } from './words';
import { compareResourceNames } from '../kubernetes/amounts';
import { Quantity } from '../kubernetes/quantity';
import { PodPlan } from '../pod/plan';

/** The same job in two forms, and how often each runs. */
export interface SidecarTradeOffProps {
  /** Pods that need the job done. */
  readonly pods: number;
  /** Nodes that a node agent would run on: every node, also those without any of these Pods. */
  readonly nodes: number;
  /** Requests of one sidecar, e.g. `{ cpu: '50m', memory: '64Mi' }`. */
  readonly sidecar: { [resource: string]: string };
  /** Requests of one node agent, which does the job for all Pods of its node. */
  readonly nodeAgent: { [resource: string]: string };
  /**
   * Seconds for which the sidecar holds back the app of each Pod.
   *
   * @default 0
   */
  readonly startupHoldSeconds?: number;
}

/** What a plan does not know of a trade-off. */
export interface PlannedTradeOffProps {
  /** Pods that need the job done. */
  readonly pods: number;
  /** Nodes that a node agent would run on. */
  readonly nodes: number;
  /** Requests of one node agent. */
  readonly nodeAgent: { [resource: string]: string };
}

/**
 * A sidecar in every Pod, or a node agent (the same job done by a DaemonSet) on every node: what each asks of the cluster.
 *
 * For each resource, exactly:
 *
 * - sidecars request `pods × sidecar`, node agents `nodes × nodeAgent`;
 * - both are equal at `nodeAgent ÷ sidecar` Pods per node: below it sidecars are cheaper, above it the node agent;
 * - a sidecar's image is pulled at most once per node that runs one of the Pods, `min(pods, nodes)` times, and a node
 *   agent's on every node;
 * - a sidecar holds back the start of each Pod, a node agent holds back none (and may not yet be there when they start).
 *
 * @example
 * const tradeOff = SidecarTradeOff.of({
 *   pods: 300, nodes: 20,
 *   sidecar: { cpu: '50m', memory: '64Mi' },
 *   nodeAgent: { cpu: '200m', memory: '256Mi' },
 * });
 * console.log(tradeOff.text());
 */
export class SidecarTradeOff {
  /**
   * Compares two sizes.
   *
   * @throws when a number is not a whole one above 0, or an amount is no Kubernetes quantity
   */
  public static of(props: SidecarTradeOffProps): SidecarTradeOff {
    return new SidecarTradeOff(props);
  }

  /**
   * Compares a sidecar of a plan with a node agent: its containers' requests, and for how long their startup probes may
   * hold the app back if each is up at once.
   *
   * @param plan the Pod
   * @param sidecar name of the sidecar, or of one container
   * @throws when the plan has no such sidecar
   */
  public static ofPlan(plan: PodPlan, sidecar: string, props: PlannedTradeOffProps): SidecarTradeOff {
    const sidecars = plan.containers.filter((c) => c.role === 'sidecar');
    const own = sidecars.filter((c) => c.broughtBy === sidecar || c.name === sidecar);
    if (own.length === 0) {
      const known = [...new Set(sidecars.map((c) => `"${c.broughtBy ?? c.name}"`))].join(', ');
      throw new Error(`sidecar: "${sidecar}" is no sidecar of ${plan.kind}/${plan.name}: ${known === '' ? 'it has none' : `name one of ${known}`}`);
    }
    const total: Record<string, string> = {};
    for (const { requests } of own) {
      for (const [resource, amount] of Object.entries(requests)) {
        total[resource] = Quantity.parse(total[resource] ?? '0').add(Quantity.parse(amount)).toLosslessString();
      }
    }
    const names = new Set(own.map((c) => c.name));
    const held = plan.start.filter((s) => names.has(s.container)).reduce((sum, s) => sum + (s.probedAfterSeconds ?? 0), 0);
    return new SidecarTradeOff({ ...props, sidecar: total, startupHoldSeconds: held });
  }

  /** Pods that need the job done. */
  public readonly pods: number;
  /** Nodes that a node agent would run on. */
  public readonly nodes: number;
  /** `pods ÷ nodes`, as text with at most two decimals. */
  public readonly podsPerNode: string;
  /** Requests of all sidecars: `pods × sidecar`. */
  public readonly sidecarRequests: { [resource: string]: string };
  /** Requests of all node agents: `nodes × nodeAgent`. */
  public readonly nodeAgentRequests: { [resource: string]: string };
  /** Pods per node at which both cost the same, with at most two decimals; absent where the sidecar asks for nothing. */
  public readonly breakEvenPodsPerNode: { [resource: string]: string };
  /** `sidecar`, `node agent` or `equal`, by resource. */
  public readonly cheaper: { [resource: string]: string };
  /** Nodes that pull the sidecar's image, at most. */
  public readonly sidecarImagePulls: number;
  /** Nodes that pull the node agent's image. */
  public readonly nodeAgentImagePulls: number;
  /** Seconds for which the sidecar holds back the app of each Pod. */
  public readonly startupHoldSeconds: number;

  private constructor(props: SidecarTradeOffProps) {
    const { pods, nodes, startupHoldSeconds = 0 } = props;
    requireCount('pods', pods);
    requireCount('nodes', nodes);
    if (!Number.isFinite(startupHoldSeconds) || startupHoldSeconds < 0) {
      throw new Error(`startupHoldSeconds: ${startupHoldSeconds} is not a number of seconds: it must be 0 or more`);
    }
    const sidecar = readSize('sidecar', props.sidecar);
    const nodeAgent = readSize('nodeAgent', props.nodeAgent);
    this.pods = pods;
    this.nodes = nodes;
    this.startupHoldSeconds = startupHoldSeconds;
    this.podsPerNode = ratio(BigInt(pods), BigInt(nodes));
    this.sidecarImagePulls = Math.min(pods, nodes);
    this.nodeAgentImagePulls = nodes;
    this.sidecarRequests = {};
    this.nodeAgentRequests = {};
    this.breakEvenPodsPerNode = {};
    this.cheaper = {};
    for (const resource of [...new Set([...sidecar.keys(), ...nodeAgent.keys()])].sort(compareResourceNames)) {
      const one = sidecar.get(resource) ?? Quantity.ZERO;
      const other = nodeAgent.get(resource) ?? Quantity.ZERO;
      const inPods = one.scale(BigInt(pods));
      const onNodes = other.scale(BigInt(nodes));
      this.sidecarRequests[resource] = inPods.toString();
      this.nodeAgentRequests[resource] = onNodes.toString();
      if (!one.isZero()) this.breakEvenPodsPerNode[resource] = ratio(other.nanos, one.nanos);
      const difference = inPods.compare(onNodes);
      this.cheaper[resource] = difference < 0 ? 'sidecar' : difference > 0 ? 'node agent' : 'equal';
    }
  }

  /** For the terminal. */
  public text(): string {
    const rows = Object.keys(this.cheaper).map((resource) => [
      resource, friendly(this.sidecarRequests[resource]), friendly(this.nodeAgentRequests[resource]),
      this.breakEvenPodsPerNode[resource] === undefined ? 'never' : `${this.breakEvenPodsPerNode[resource]} Pods per node`, this.cheaper[resource],
    ]);
    return [
      `Sidecar or node agent: ${this.pods} Pods on ${this.nodes} nodes, ${this.podsPerNode} Pods per node`,
      ...columns([
        ['', 'sidecars', 'node agents', 'equal at', 'cheaper'],
        ...rows,
        ['image pulls', `at most ${this.sidecarImagePulls}`, `${this.nodeAgentImagePulls}`],
        ['start of each Pod', this.startupHoldSeconds === 0 ? 'not held back' : `held back ${seconds(this.startupHoldSeconds)}`, 'not held back'],
      ]),
    ].join('\n') + '\n';
  }
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name}: ${value} is not a count: it must be a whole number above 0`);
}

function readSize(name: string, size: { [resource: string]: string }): Map<string, Quantity> {
  const amounts = new Map(Object.entries(size ?? {}).map(([resource, text]) => [resource, Quantity.parse(text, `${name}.${resource}`)]));
  if (amounts.size === 0) throw new Error(`${name}: {} asks for nothing: name its requests, such as { cpu: '50m', memory: '64Mi' }`);
  for (const [resource, amount] of amounts) {
    if (amount.sign() < 0) throw new Error(`${name}.${resource}: "${amount}" is less than 0: a request can't be`);
  }
  return amounts;
}

/** A quotient as a decimal with at most two places, rounded half up; exact integers keep none. */
function ratio(dividend: bigint, divisor: bigint): string {
  const hundredths = (dividend * 200n / divisor + 1n) / 2n;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`.replace(/\.?0+$/, '');
}
