/** Start and stop order as a Mermaid flowchart. */
import { mermaid as label } from './escape';
import { readable, ReportedPod, titleOf } from './reported-pod';
import { roleText, seconds, stopSummary } from './words';
import { PodPlan } from '../pod/plan';

const CLASSES: Record<string, string> = { 'sidecar': 'sidecar', 'set-up': 'setup', 'init': 'setup', 'app': 'app' };

export function podMermaid(reported: ReportedPod): string {
  const { plan } = readable(reported);
  return [
    'flowchart TB',
    `  subgraph start ["${label(`${titleOf(plan)} starts`)}"]`,
    '    direction LR',
    ...startLines(plan),
    '  end',
    `  subgraph stop ["${label(`stops: ${stopSummary(plan)}`)}"]`,
    '    direction LR',
    ...stopLines(plan),
    '  end',
    '  start ~~~ stop',
    '  classDef sidecar fill:#dbeafe,stroke:#2563eb,color:#111',
    '  classDef setup fill:#f3f4f6,stroke:#6b7280,color:#111',
    '  classDef app fill:#dcfce7,stroke:#16a34a,color:#111',
    '  classDef killed fill:#fee2e2,stroke:#dc2626,color:#111',
  ].join('\n') + '\n';
}

function startLines(plan: PodPlan): string[] {
  const containers = new Map(plan.containers.map((c) => [c.name, c]));
  const index = new Map(plan.start.map((s, i) => [s.container, i]));
  const nodes = plan.start.map(({ container }, i) => {
    const c = containers.get(container);
    return `    s${i}["${label(container)}<br/>${label(c ? roleText(c) : '')}"]:::${CLASSES[c?.role ?? ''] ?? 'app'}`;
  });
  const edges = plan.start.flatMap((s, i) => (
    s.waitsFor === undefined || !index.has(s.waitsFor) ? [] : [`    s${index.get(s.waitsFor)} -->|"${label(s.until ?? 'started')}"| s${i}`]
  ));
  return [...nodes, ...edges];
}

function stopLines(plan: PodPlan): string[] {
  const roles = new Map(plan.containers.map((c) => [c.name, c.role]));
  const index = new Map(plan.stop.map((s, i) => [s.container, i]));
  const nodes = plan.stop.map((s, i) => {
    const times = `TERM at ${seconds(s.termSeconds)}, ${s.killed ? 'killed' : 'gone'} at ${seconds(s.goneSeconds)}`;
    return `    t${i}["${label(s.container)}<br/>${label(times)}"]:::${s.killed ? 'killed' : CLASSES[roles.get(s.container) ?? ''] ?? 'app'}`;
  });
  const edges = plan.stop.flatMap((s, i) => s.waitsFor.filter((w) => index.has(w)).map((w) => `    t${index.get(w)} --> t${i}`));
  return [...nodes, ...edges];
}
