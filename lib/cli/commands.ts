/** What each command prints, and its exit code. */
import { InputError } from './input-error';
import { styleOf, Terminal } from './terminal';
import { AnalyzedWorkload, reportable } from '../report/analyze-objects';
import { columns, wrap } from '../report/columns';
import { markdown, markdownCode, visibleLines } from '../report/escape';
import { htmlPage } from '../report/html';
import { podMarkdown } from '../report/markdown';
import { podMermaid } from '../report/mermaid';
import { podText } from '../report/text';
import { SidecarTradeOff } from '../report/trade-off';
import { isFatal, RULES } from '../rules';
import { findingText } from '../rules/finding';

export const EXIT = { done: 0, findings: 1, input: 2, failed: 3 } as const;

export function report(workloads: readonly AnalyzedWorkload[], format: string, terminal: Terminal): number {
  const pods = reportable(workloads);
  switch (format) {
    case 'text': terminal.out(pods.map((pod) => podText(pod, styleOf(terminal))).join('\n\n')); break;
    case 'markdown': terminal.out(pods.map(podMarkdown).join('\n')); break;
    case 'mermaid': terminal.out(pods.length === 1 ? podMermaid(pods[0]) : pods.map((pod) => `\`\`\`mermaid\n${podMermaid(pod)}\`\`\`\n`).join('\n')); break;
    case 'html': terminal.out(htmlPage(pods)); break;
    case 'json': terminal.out(json(pods)); break;
    default: throw unknownFormat(format, ['text', 'markdown', 'mermaid', 'html', 'json']);
  }
  return failures(workloads, terminal) ? EXIT.failed : EXIT.done;
}

export function plan(workloads: readonly AnalyzedWorkload[], terminal: Terminal): number {
  terminal.out(json(reportable(workloads).map((pod) => pod.plan)));
  return failures(workloads, terminal) ? EXIT.failed : EXIT.done;
}

export function check(workloads: readonly AnalyzedWorkload[], format: string, strict: boolean, terminal: Terminal): number {
  const all = workloads.flatMap(({ found, findings }) => findings.map((finding) => ({ origin: found.origin, line: found.line, ...finding })));
  const open = all.filter((f) => f.acknowledged === undefined);
  const count = (severity: string) => open.filter((f) => f.severity === severity).length;
  if (format === 'json') {
    terminal.out(json(all));
  } else if (format === 'text') {
    const style = styleOf(terminal);
    for (const f of all) {
      const text = visibleLines(findingText(f));
      terminal.out(`${f.origin}:${f.line ?? 1}: ${text.replace(f.severity, (word) => style.severity(word, f.severity))}\n`);
    }
    const acknowledged = all.length - open.length;
    const counts = [some(count('error'), 'error'), some(count('warning'), 'warning'), some(count('info'), 'info')].join(', ');
    terminal.out(`${counts} in ${some(workloads.length, 'workload')}${acknowledged ? ` (${acknowledged} acknowledged beside)` : ''}\n`);
  } else {
    throw unknownFormat(format, ['text', 'json']);
  }
  if (failures(workloads, terminal)) return EXIT.failed;
  return all.some(isFatal) || (strict && count('warning') > 0) ? EXIT.findings : EXIT.done;
}

export function rules(format: string, terminal: Terminal): number {
  const all = [...RULES].sort((a, b) => (a.code < b.code ? -1 : 1));
  if (format === 'json') {
    terminal.out(json(all.map(({ code, severity, summary, source }) => ({ code, severity, summary, source }))));
  } else if (format === 'markdown') {
    const rows = all.map((r) => `| ${markdownCode(r.code)} | ${r.severity} | ${markdown(r.summary)} | ${markdown(r.source)} |`);
    terminal.out(['| Code | Severity | What it finds | Source |', '| --- | --- | --- | --- |', ...rows].join('\n') + '\n');
  } else if (format === 'text') {
    const style = styleOf(terminal);
    const titles = columns(all.map((r) => [r.code, r.severity]), '');
    terminal.out(all.map((r, i) => [style.strong(titles[i]), ...wrap(r.summary, '    '), `    ${r.source}`].join('\n')).join('\n') + '\n');
  } else {
    throw unknownFormat(format, ['text', 'markdown', 'json']);
  }
  return EXIT.done;
}

export function tradeOff(values: { pods?: string; nodes?: string; sidecar?: string; nodeAgent?: string }, terminal: Terminal): number {
  try {
    terminal.out(SidecarTradeOff.of({
      pods: countOf('pods', values.pods),
      nodes: countOf('nodes', values.nodes),
      sidecar: sizeOf('sidecar', values.sidecar),
      nodeAgent: sizeOf('node-agent', values.nodeAgent),
    }).text());
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  return EXIT.done;
}

function countOf(name: string, value: string | undefined): number {
  if (value === undefined || !/^[1-9]\d{0,8}$/.test(value)) throw new InputError(`--${name}: "${value ?? ''}" is not a whole number above 0`);
  return Number(value);
}

function sizeOf(name: string, value: string | undefined): Record<string, string> {
  const parts = (value ?? '').split(',').map((part) => /^([^=]+)=([^=]+)$/.exec(part.trim()));
  if (parts.some((part) => part === null)) {
    throw new InputError(`--${name}: "${value ?? ''}" is not a size: write requests such as cpu=50m,memory=64Mi`);
  }
  return Object.fromEntries(parts.map((part) => [part![1], part![2]]));
}

/** Tells what could not be analyzed. */
function failures(workloads: readonly AnalyzedWorkload[], terminal: Terminal): boolean {
  const failed = workloads.filter((w) => w.failure !== undefined);
  for (const { found, path, failure } of failed) {
    terminal.err(visibleLines(`cdk8s-sidecars: ${found.origin}:${found.line ?? 1}: ${path} could not be analyzed: ${failure}`) + '\n');
  }
  return failed.length > 0;
}

function some(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function unknownFormat(format: string, known: string[]): InputError {
  return new InputError(`--format: "${format}" is none that this command knows: use ${known.join(', ')}`);
}
