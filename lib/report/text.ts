/** A report for the terminal: aligned, no wider than it must be, colours only if the caller brings them. */
import { columns, wrap } from './columns';
import { readable, ReportedPod, titleOf } from './reported-pod';
import { Cell, ResourceRow, resourceTable } from './resource-rows';
import { facts, graceNotes, holdNote, probeText, roleText, seconds, stopNotes, stopSummary, subtitle, waitText } from './words';
import { PodPlan } from '../pod/plan';
import { Finding } from '../rules/finding';

/** How words are marked on the terminal. */
export interface TextStyle {
  strong(text: string): string;
  /** `error`, `warning` or `info`. */
  severity(text: string, severity: string): string;
}

export const PLAIN: TextStyle = { strong: (text) => text, severity: (text) => text };

export function podText(reported: ReportedPod, style: TextStyle = PLAIN): string {
  const { plan, findings } = readable(reported);
  const title = `${titleOf(plan)}  (${subtitle(plan)})`;
  const lines = [
    style.strong(title),
    '='.repeat(title.length),
    ...section(style, 'Start', startLines(plan)),
    ...section(style, `Stop: ${stopSummary(plan)}`, stopLines(plan)),
    ...section(style, 'Resources: request / limit', resourceLines(plan)),
    ...section(style, 'Pod', factLines(plan)),
    ...section(style, 'Findings', findings.length === 0 ? ['  none'] : findings.flatMap((f) => findingLines(f, style))),
  ];
  return `${lines.join('\n')}\n`;
}

function section(style: TextStyle, title: string, lines: string[]): string[] {
  return ['', style.strong(title), ...lines];
}

function startLines(plan: PodPlan): string[] {
  const roles = new Map(plan.containers.map((c) => [c.name, roleText(c)]));
  const rows = plan.start.map((step, i) => {
    const probe = probeText(step);
    return [`${i + 1}.`, step.container, roles.get(step.container) ?? '', `${waitText(step)}${probe ? ` (itself: ${probe})` : ''}`];
  });
  const hold = holdNote(plan);
  return [...columns(rows), ...(hold ? wrap(hold, '  ') : [])];
}

function stopLines(plan: PodPlan): string[] {
  const at = (value: number) => seconds(value).padStart(6);
  const rows = plan.stop.map((step, i) => [
    `${i + 1}.`, step.container, `TERM at ${at(step.termSeconds)}`, `gone at ${at(step.goneSeconds)}`, stopNotes(step, plan).join(', '),
  ]);
  return [...columns(rows), ...graceNotes(plan).flatMap((note) => wrap(note, '  '))];
}

function resourceLines(plan: PodPlan): string[] {
  const table = resourceTable(plan);
  const rows = [...table.containers, ...(table.sidecars ? [table.sidecars] : []), table.pod];
  const hasAdds = rows.some((row) => row.adds !== undefined);
  const line = (row: ResourceRow) => [row.name, row.role, ...row.cells.map(cellText), ...(hasAdds ? [row.adds ?? ''] : [])];
  return [
    ...columns([['', '', ...table.resources, ...(hasAdds ? ['adds to the Pod'] : [])], ...rows.map(line)]),
    ...table.why.flatMap((why) => wrap(why, '  ')),
  ];
}

function cellText({ request, limit, share }: Cell): string {
  if (request === undefined && limit === undefined) return '-';
  return `${request ?? '-'} / ${limit ?? '-'}${share === undefined ? '' : ` (${share})`}`;
}

function factLines(plan: PodPlan): string[] {
  const width = Math.max(...facts(plan).map(({ label }) => label.length)) + 2;
  return facts(plan).flatMap(({ label, values }) => values.flatMap((value, i) => {
    const [first, ...rest] = wrap(value, ' '.repeat(width + 2));
    return [`  ${(i === 0 ? label : '').padEnd(width)}${first.trimStart()}`, ...rest];
  }));
}

function findingLines(f: Finding, style: TextStyle): string[] {
  const mark = f.assumed ? ' (assumed)' : '';
  return [
    `  ${style.severity(f.severity, f.severity)}${mark}  ${style.strong(f.code)}  ${f.path}`,
    ...wrap(f.message, '      '),
    ...wrap(`Mend: ${f.mend}`, '      '),
    ...(f.acknowledged === undefined ? [] : wrap(`Acknowledged: ${f.acknowledged}`, '      ')),
  ];
}
