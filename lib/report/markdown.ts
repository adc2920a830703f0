/** A report for pull requests and wikis. */
import { markdown as md, markdownCode as code } from './escape';
import { readable, ReportedPod, titleOf } from './reported-pod';
import { Cell, resourceTable } from './resource-rows';
import { facts, graceNotes, holdNote, probeText, roleText, seconds, stopNotes, stopSummary, subtitle, waitText } from './words';
import { PodPlan } from '../pod/plan';
import { Finding } from '../rules/finding';

export function podMarkdown(reported: ReportedPod): string {
  const { plan, findings } = readable(reported);
  const { why } = resourceTable(plan);
  const hold = holdNote(plan);
  return [
    `## ${md(titleOf(plan))}`,
    `${md(subtitle(plan))}.`,
    '### Start',
    startTable(plan),
    ...(hold === undefined ? [] : [md(hold)]),
    '### Stop',
    `${md(stopSummary(plan))}.`,
    stopTable(plan),
    ...graceNotes(plan).map(md),
    '### Resources',
    resources(plan),
    ...(why.length === 0 ? [] : [why.map((reason) => `- ${md(reason)}`).join('\n')]),
    '### Pod',
    table(['', ''], facts(plan).map(({ label, values }) => [md(label), values.map(label === 'Images' ? code : md).join('<br>')])),
    '### Findings',
    findings.length === 0 ? 'None.' : findings.map(finding).join('\n'),
  ].join('\n\n') + '\n';
}

function startTable(plan: PodPlan): string {
  const roles = new Map(plan.containers.map((c) => [c.name, roleText(c)]));
  return table(['', 'Container', 'Role', 'Starts', 'Startup probe'], plan.start.map((step, i) => [
    `${i + 1}`, code(step.container), md(roles.get(step.container) ?? ''), md(waitText(step)), md(probeText(step) ?? ''),
  ]));
}

function stopTable(plan: PodPlan): string {
  return table(['', 'Container', 'TERM', 'Gone', ''], plan.stop.map((step, i) => [
    `${i + 1}`, code(step.container), seconds(step.termSeconds), seconds(step.goneSeconds), md(stopNotes(step, plan).join(', ')),
  ]));
}

function resources(plan: PodPlan): string {
  const found = resourceTable(plan);
  const rows = [...found.containers, ...(found.sidecars ? [found.sidecars] : []), found.pod];
  const hasAdds = rows.some((row) => row.adds !== undefined);
  const titles = ['', 'Role', ...found.resources.map((r) => `${md(r)} request / limit`), ...(hasAdds ? ['Adds to the Pod'] : [])];
  return table(titles, rows.map((row) => [
    row.role === '' ? `**${md(row.name)}**` : code(row.name), md(row.role), ...row.cells.map(cell), ...(hasAdds ? [md(row.adds ?? '')] : []),
  ]));
}

function cell({ request, limit, share }: Cell): string {
  if (request === undefined && limit === undefined) return '-';
  return md(`${request ?? '-'} / ${limit ?? '-'}${share === undefined ? '' : ` (${share})`}`);
}

function finding(f: Finding): string {
  const accepted = f.acknowledged === undefined ? '' : `<br>Acknowledged: ${md(f.acknowledged)}`;
  return `- **${md(f.severity)}**${f.assumed ? ' (assumed)' : ''} ${code(f.code)} ${code(f.path)}: ${md(f.message)}<br>Mend: ${md(f.mend)}${accepted}`;
}

function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}
