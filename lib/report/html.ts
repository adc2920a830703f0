/** A page that stands alone: no script, nothing loaded from anywhere, light and dark. */
import { html } from './escape';
import { STYLE } from './html-style';
import { readable, ReportedPod, titleOf } from './reported-pod';
import { Cell, ResourceRow, ResourceTable, resourceTable } from './resource-rows';
import { timeline } from './timeline';
import { facts, graceNotes, holdNote, probeText, roleText, seconds, stopNotes, stopSummary, subtitle, waitText } from './words';
import { PodPlan } from '../pod/plan';
import { Finding } from '../rules/finding';

export function htmlPage(pods: readonly ReportedPod[]): string {
  const all = pods.map(readable);
  const title = all.length === 1 ? titleOf(all[0].plan) : `${all.length} workloads`;
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${html(title)}: Pod report</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...(all.length > 1 ? [contents(all)] : []),
    ...all.map(section),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n') + '\n';
}

function contents(all: readonly ReportedPod[]): string {
  const rows = all.map(({ plan, findings }, i) => [
    `<a href="#pod-${i + 1}">${html(titleOf(plan))}</a>`, cpuAndMemory(plan), html(plan.qosClass), html(plan.podSecurity), counts(findings),
  ]);
  return table(['Workload', 'Effective requests', 'QoS class', 'Pod Security', 'Findings'], rows);
}

function cpuAndMemory(plan: PodPlan): string {
  const found = resourceTable(plan);
  return html(found.resources.map((name, i) => `${found.pod.cells[i].request ?? '-'} ${name}`).slice(0, 2).join(', '));
}

function counts(findings: readonly Finding[]): string {
  const open = findings.filter((f) => f.acknowledged === undefined);
  const badges = ['error', 'warning', 'info'].map((severity) => ({ severity, n: open.filter((f) => f.severity === severity).length }));
  return badges.filter(({ n }) => n > 0).map(({ severity, n }) => `<span class="badge ${severity}">${n} ${severity}</span>`).join(' ') || 'none';
}

function section({ plan, findings }: ReportedPod, i: number): string {
  const found = resourceTable(plan);
  const hold = holdNote(plan);
  return [
    `<section id="pod-${i + 1}">`,
    `<h1>${html(titleOf(plan))}</h1>`,
    `<p class="sub">${html(subtitle(plan))}</p>`,
    `<div class="wide">${timeline(plan)}</div>`,
    legend(),
    '<h2>Start</h2>',
    startTable(plan),
    ...(hold === undefined ? [] : [`<p>${html(hold)}</p>`]),
    '<h2>Stop</h2>',
    `<p>${html(stopSummary(plan))}.</p>`,
    stopTable(plan),
    ...graceNotes(plan).map((note) => `<p>${html(note)}</p>`),
    '<h2>Resources</h2>',
    resources(found),
    ...(found.why.length === 0 ? [] : [`<ul>${found.why.map((why) => `<li>${html(why)}</li>`).join('')}</ul>`]),
    '<h2>Pod</h2>',
    `<dl>${facts(plan).map(({ label, values }) => `<dt>${html(label)}</dt>${values.map((v) => `<dd>${html(v)}</dd>`).join('')}`).join('')}</dl>`,
    `<h2>Findings</h2>${findings.length === 0 ? '<p>None.</p>' : `<ul class="findings">${findings.map(finding).join('\n')}</ul>`}`,
    '</section>',
  ].join('\n');
}

function legend(): string {
  const keys = [
    ['sidecar', 'sidecar'], ['app', 'app'], ['setup', 'runs to completion'], ['sidecar starting', 'starting'], ['sidecar draining', 'draining'],
    ['killed', 'killed'], ['hook', 'preStop hook'],
  ];
  return `<p class="legend">${keys.map(([kind, text]) => `<span><i class="key ${kind}"></i>${text}</span>`).join('')}</p>`;
}

function startTable(plan: PodPlan): string {
  const roles = new Map(plan.containers.map((c) => [c.name, c]));
  return table(['', 'Container', 'Role', 'Brought by', 'Starts', 'Startup probe'], plan.start.map((step, i) => {
    const container = roles.get(step.container);
    const by = container?.broughtBy === undefined ? '' : `${container.broughtBy}${container.purpose === undefined ? '' : `, ${container.purpose}`}`;
    return [
      `${i + 1}`, `<code>${html(step.container)}</code>`, html(container ? roleText(container) : ''), html(by), html(waitText(step)), html(probeText(step) ?? ''),
    ];
  }));
}

function stopTable(plan: PodPlan): string {
  return table(['', 'Container', 'TERM', 'Gone', ''], plan.stop.map((step, i) => [
    `${i + 1}`, `<code>${html(step.container)}</code>`, seconds(step.termSeconds), seconds(step.goneSeconds), html(stopNotes(step, plan).join(', ')),
  ]));
}

function resources(found: ResourceTable): string {
  const rows = [...found.containers, ...(found.sidecars ? [found.sidecars] : []), found.pod];
  const hasAdds = rows.some((row) => row.adds !== undefined);
  const head = [
    `<tr><th rowspan="2"></th><th rowspan="2">Role</th>${found.resources.map((r) => `<th colspan="2" class="group">${html(r)}</th>`).join('')}`,
    `${hasAdds ? '<th rowspan="2">Adds to the Pod</th>' : ''}</tr><tr>${found.resources.map(() => '<th class="group">request</th><th>limit</th>').join('')}</tr>`,
  ].join('');
  const line = (row: ResourceRow) => [
    `<tr${row === found.pod ? ' class="total"' : row === found.sidecars ? ' class="subtotal"' : ''}>`,
    `<td>${row.role === '' ? html(row.name) : `<code>${html(row.name)}</code>`}</td><td>${html(row.role)}</td>`,
    ...row.cells.map(cell),
    hasAdds ? `<td>${html(row.adds ?? '')}</td>` : '',
    '</tr>',
  ].join('');
  return `<div class="wide"><table><thead>${head}</thead><tbody>${rows.map(line).join('\n')}</tbody></table></div>`;
}

function cell({ request, limit, share }: Cell): string {
  const part = share === undefined ? '' : ` <small>${html(share)}</small>`;
  return `<td class="group number">${html(request ?? '-')}${part}</td><td class="number">${html(limit ?? '-')}</td>`;
}

function finding(f: Finding): string {
  const severity = ['error', 'warning', 'info'].includes(f.severity) ? f.severity : 'info';
  return [
    `<li><span class="badge ${severity}">${html(f.severity)}</span>${f.assumed ? ' <small>assumed</small>' : ''} <code>${html(f.code)}</code>`,
    `<div class="path">${html(f.path)}</div>`,
    `<div class="message">${html(f.message)}</div>`,
    `<div class="message">Mend: ${html(f.mend)}</div>`,
    f.acknowledged === undefined ? '' : `<div>Acknowledged: ${html(f.acknowledged)}</div>`,
    '</li>',
  ].join('');
}

/** Cells are HTML already. */
function table(titles: string[], rows: string[][]): string {
  const head = `<thead><tr>${titles.map((t) => `<th>${t}</th>`).join('')}</tr></thead>`;
  const body = rows.map((cells) => `<tr>${cells.map((c) => `<td>${c}</td>`).join('')}</tr>`).join('\n');
  return `<div class="wide"><table>${head}<tbody>${body}</tbody></table></div>`;
}
