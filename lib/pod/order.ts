/**
 * One start order over set-up containers, sidecars, the user's own init containers and the app: a stable topological
 * sort, in which the order of attachment only breaks ties.
 */
import { APP, ContainerPart, Contribution, Gate, PHASES } from './contribution';
import { Problem } from './intent';

export type NodeKind = 'set-up' | 'sidecar' | 'init' | 'app';

export interface OrderNode {
  /** Container name; `app` for the app containers together. */
  name: string;
  kind: NodeKind;
  /** Attachment that brought it. */
  by?: string;
  part?: ContainerPart;
  /** Place among nodes that no edge orders. */
  rank: number;
}

export interface Edge {
  from: string;
  to: string;
  gate: Gate;
  /** Said by someone, not derived from phases. */
  explicit: boolean;
}

export interface StartOrder {
  /** In start order; the app last. */
  nodes: OrderNode[];
  edges: Edge[];
  /** Sidecars that must be healthy before the next one starts. */
  healthyGates: Set<string>;
  problems: Problem[];
}

const RANKS: Record<string, number> = Object.fromEntries(PHASES.map((phase, i) => [phase, i]));
const USER_INIT_RANK = PHASES.length;

export interface StartOrderInput {
  contributions: readonly Contribution[];
  /** The user's own init entries, in their order. */
  initNames: string[];
  appNames: string[];
  /** Containers that a webhook adds: known, and never ordered by us. */
  externalNames?: string[];
  form: 'native' | 'classic';
}

/** Collects nodes and edges and sorts them. */
export function startOrder(input: StartOrderInput): StartOrder {
  const { contributions, initNames } = input;
  const nodes: OrderNode[] = [];
  const problems: Problem[] = [];
  for (const c of contributions) {
    for (const part of c.setup) nodes.push({ name: part.name, kind: 'set-up', by: c.attachment, part, rank: RANKS[c.phase] });
    for (const part of c.containers) nodes.push({ name: part.name, kind: 'sidecar', by: c.attachment, part, rank: RANKS[c.phase] });
  }
  for (const name of initNames) nodes.push({ name, kind: 'init', rank: USER_INIT_RANK });
  nodes.push({ name: APP, kind: 'app', rank: USER_INIT_RANK + 1 });

  const edges = collectEdges(input, nodes, problems);
  const sorted = sortNodes(nodes, edges, problems);
  checkForm(sorted, edges, input.form, problems);
  const healthyGates = new Set(edges.filter((e) => e.gate === 'healthy').map((e) => e.from));
  for (const n of nodes) if (n.kind === 'sidecar' && defaultGate(n) === 'healthy') healthyGates.add(n.name);
  return { nodes: sorted, edges, healthyGates, problems };
}

function defaultGate(node: OrderNode): Gate {
  if (node.kind === 'set-up' || node.kind === 'init') return 'completed';
  return node.part?.gate ?? (node.part?.health ? 'healthy' : 'started');
}

function collectEdges(input: StartOrderInput, nodes: OrderNode[], problems: Problem[]): Edge[] {
  const { contributions, initNames, appNames, externalNames = [] } = input;
  const edges: Edge[] = [];
  const byName = new Map<string, OrderNode[]>();
  const put = (name: string, node: OrderNode) => byName.set(name, [...(byName.get(name) ?? []), node]);
  for (const node of nodes) {
    put(node.name, node);
    if (node.by && node.by !== node.name) put(node.by, node);
  }
  const byAttachment = new Map<string, OrderNode[]>();
  for (const node of nodes) {
    if (node.by === undefined) continue;
    const known = byAttachment.get(node.by);
    if (known) known.push(node);
    else byAttachment.set(node.by, [node]);
  }
  for (const app of appNames) if (!byName.has(app)) put(app, byName.get(APP)![0]);
  const resolve = (name: string, at: string): OrderNode[] => {
    const found = byName.get(name);
    if (found) return found;
    // What a webhook injects stands first or last by its own rules: an edge to it can't be drawn, only be true or not.
    if (externalNames.includes(name)) return [];
    const known = [...byName.keys()].map((k) => `"${k}"`).join(', ');
    problems.push({
      kind: 'unknown-name', severity: 'error', at,
      message: `waits for "${name}", which is no container and no sidecar of this Pod`,
      mend: `name one of ${known}`,
    });
    return [];
  };
  const add = (from: OrderNode, to: OrderNode, gate: Gate | undefined, explicit: boolean) => {
    if (from === to) return;
    checkEdge(from, to, gate, problems);
    edges.push({ from: from.name, to: to.name, gate: gate ?? defaultGate(from), explicit });
  };

  for (let i = 1; i < initNames.length; i++) edges.push({ from: initNames[i - 1], to: initNames[i], gate: 'completed', explicit: false });

  for (const c of contributions) {
    const own = byAttachment.get(c.attachment) ?? [];
    // Within a sidecar its own order holds: its set-up containers, then its containers.
    for (let i = 1; i < own.length; i++) edges.push({ from: own[i - 1].name, to: own[i].name, gate: defaultGate(own[i - 1]), explicit: false });
    for (const node of own) {
      for (const edge of node.part?.after ?? []) {
        for (const target of resolve(edge.target, `initContainers[${node.name}]`)) add(target, node, edge.gate, true);
      }
    }
    for (const edge of c.startAfter ?? []) {
      for (const target of resolve(edge.target, `sidecar ${c.attachment}`)) if (own.length) add(target, own[0], edge.gate, true);
    }
    for (const name of c.startBefore ?? []) {
      for (const target of resolve(name, `sidecar ${c.attachment}`)) if (own.length) add(own[own.length - 1], target, undefined, true);
    }
  }
  return edges;
}

function checkEdge(from: OrderNode, to: OrderNode, gate: Gate | undefined, problems: Problem[]): void {
  const at = `initContainers[${to.name}]`;
  if (gate === 'completed' && (from.kind === 'sidecar' || from.kind === 'app')) {
    problems.push({
      kind: 'order', severity: 'error', at,
      message: `waits until "${from.name}" has completed, but ${from.kind === 'app' ? 'the app' : 'a sidecar'} lives as long as the Pod`,
      mend: 'wait for HEALTHY or STARTED; COMPLETED is for set-up containers and init containers',
    });
  }
  if (gate === 'healthy' && from.kind === 'sidecar' && !from.part?.health) {
    problems.push({
      kind: 'order', severity: 'error', at,
      message: `waits until "${from.name}" is healthy, but that sidecar has no health check`,
      mend: `give "${from.name}" a HealthCheck, or wait for STARTED`,
    });
  }
  if (gate === 'healthy' && (from.kind === 'set-up' || from.kind === 'init')) {
    problems.push({
      kind: 'order', severity: 'error', at,
      message: `waits until "${from.name}" is healthy, but that container runs to completion: Kubernetes refuses probes on it`,
      mend: 'wait for COMPLETED',
    });
  }
}

/** Kahn's algorithm with a heap-free stable choice: of all that may start, the lowest rank, then the first attached. */
function sortNodes(nodes: OrderNode[], edges: Edge[], problems: Problem[]): OrderNode[] {
  const index = new Map(nodes.map((n, i) => [n.name, i]));
  const waits = nodes.map(() => 0);
  const next: number[][] = nodes.map(() => []);
  for (const edge of edges) {
    const from = index.get(edge.from);
    const to = index.get(edge.to);
    if (from === undefined || to === undefined) continue;
    next[from].push(to);
    waits[to]++;
  }
  const ranks = effectiveRanks(nodes, next);
  const before = (a: number, b: number) => ranks[a] - ranks[b] || a - b;
  const ready = nodes.map((_, i) => i).filter((i) => waits[i] === 0).sort(before);
  const out: OrderNode[] = [];
  const done = new Set<number>();
  while (ready.length) {
    const i = ready.shift()!;
    out.push(nodes[i]);
    done.add(i);
    for (const j of next[i]) if (--waits[j] === 0) insertSorted(ready, j, before);
  }
  if (out.length === nodes.length) return out;
  const left = nodes.filter((_, i) => !done.has(i));
  const cycle = findCycle(left.map((n) => n.name), edges);
  if (cycle) {
    problems.push({
      kind: 'cycle', severity: 'error', at: `initContainers[${cycle.find((n) => n !== APP)}]`,
      message: `the start order has a cycle: ${[...cycle, cycle[0]].join(' → ')} (each arrow: is waited for by)`,
      mend: 'remove one of these dependencies',
    });
  }
  return [...out, ...left];
}

/** What the chosen form can't do at all. */
function checkForm(sorted: OrderNode[], edges: Edge[], form: 'native' | 'classic', problems: Problem[]): void {
  const kinds = new Map(sorted.map((n) => [n.name, n.kind]));
  for (const edge of edges.filter((e) => e.explicit)) {
    const to = kinds.get(edge.to);
    if (form === 'native' && edge.from === APP && to !== 'app') {
      problems.push({
        kind: 'order', severity: 'error', at: `initContainers[${edge.to}]`,
        message: 'is to start after the app, but a native sidecar always starts before it, and stops after it',
        mend: 'drop the dependency on the app, or write this workload in classic form (SidecarForm.CLASSIC)',
      });
    }
    if (form === 'classic' && kinds.get(edge.from) === 'sidecar' && (to === 'init' || to === 'set-up')) {
      problems.push({
        kind: 'order', severity: 'error', at: `initContainers[${edge.to}]`,
        message: `waits for the sidecar "${edge.from}", but in classic form every sidecar starts after all init containers`,
        mend: 'drop the dependency, or target Kubernetes 1.29 or newer, where native sidecars start in line with init containers',
      });
    }
  }
}

/**
 * A node that something of an earlier phase waits for explicitly is drawn into that phase, so that an explicit edge
 * moves what it must and nothing else.
 */
function effectiveRanks(nodes: OrderNode[], next: number[][]): number[] {
  const ranks = nodes.map((n) => n.rank);
  const visited = new Uint8Array(nodes.length);
  const visit = (start: number) => {
    const stack: Array<[number, number]> = [[start, 0]];
    while (stack.length) {
      const top = stack[stack.length - 1];
      const [i, k] = top;
      if (k === 0) visited[i] = 1;
      if (k < next[i].length) {
        top[1]++;
        if (!visited[next[i][k]]) stack.push([next[i][k], 0]);
      } else {
        for (const j of next[i]) ranks[i] = Math.min(ranks[i], ranks[j]);
        stack.pop();
      }
    }
  };
  nodes.forEach((_, i) => { if (!visited[i]) visit(i); });
  return ranks;
}

function insertSorted(list: number[], item: number, before: (a: number, b: number) => number): void {
  let at = list.length;
  while (at > 0 && before(item, list[at - 1]) < 0) at--;
  list.splice(at, 0, item);
}

function findCycle(names: string[], edges: Edge[]): string[] | undefined {
  const set = new Set(names);
  const next = new Map<string, string[]>();
  for (const e of edges) if (set.has(e.from) && set.has(e.to)) next.set(e.from, [...(next.get(e.from) ?? []), e.to]);
  const state = new Map<string, number>();
  for (const start of names) {
    if (state.get(start)) continue;
    const path: Array<[string, number]> = [[start, 0]];
    state.set(start, 1);
    while (path.length) {
      const top = path[path.length - 1];
      const targets = next.get(top[0]) ?? [];
      if (top[1] >= targets.length) {
        state.set(top[0], 2);
        path.pop();
        continue;
      }
      const target = targets[top[1]++];
      if (state.get(target) === 1) return path.slice(path.findIndex((p) => p[0] === target)).map((p) => p[0]);
      if (!state.get(target)) {
        state.set(target, 1);
        path.push([target, 0]);
      }
    }
  }
  return undefined;
}
