/**
 * Start and stop of a Pod as an SVG picture: a row for each container. The start is drawn in steps, since nobody knows
 * how long an image pull or a migration takes; the stop is drawn to scale.
 */
import { html } from './escape';
import { roleText, seconds, waitText } from './words';
import { PlannedContainer, PlannedStart, PlannedStop, PodPlan } from '../pod/plan';

const ROW = 30;
const TOP = 44;
const BAR = 14;
const START_WIDTH = 345;
const RUNNING_WIDTH = 64;
const STOP_WIDTH = 360;
const CHARACTER = 7.2;
const LONGEST_NAME = 26;

interface Scale {
  /** Where the names end and the start begins. */
  readonly left: number;
  readonly stepWidth: number;
  readonly stop: number;
  readonly secondsShown: number;
}

export function timeline(plan: PodPlan): string {
  const names = plan.start.map((s) => cut(s.container));
  const left = 20 + Math.ceil(Math.max(4, ...names.map((n) => n.length)) * CHARACTER);
  const stop = left + START_WIDTH + RUNNING_WIDTH;
  const scale: Scale = { left, stop, stepWidth: START_WIDTH / Math.max(1, plan.start.length), secondsShown: secondsShown(plan) };
  const width = stop + STOP_WIDTH + 30;
  const height = TOP + plan.start.length * ROW + 34;
  const bottom = TOP + plan.start.length * ROW;
  const containers = new Map(plan.containers.map((c) => [c.name, c]));
  const stops = new Map(plan.stop.map((s) => [s.container, s]));
  return [
    `<svg class="timeline" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${html(spoken(plan))}">`,
    `<text class="head" x="${left}" y="18">Start, in steps</text>`,
    `<text class="head" x="${stop}" y="18">Stop, seconds after the deletion</text>`,
    ...axis(scale, bottom),
    ...grace(plan, scale, bottom),
    `<rect class="gap" x="${left + START_WIDTH}" y="${TOP - 8}" width="${RUNNING_WIDTH}" height="${bottom - TOP + 8}"/>`,
    `<text class="tick" x="${left + START_WIDTH + RUNNING_WIDTH / 2}" y="32" text-anchor="middle">running</text>`,
    ...plan.start.map((step, i) => row(step, i, plan, scale, containers.get(step.container), stops.get(step.container))),
    '</svg>',
  ].join('\n');
}

/** The stop fills the picture; a grace period that is much longer stands outside of it. */
function secondsShown(plan: PodPlan): number {
  const used = Math.max(1, plan.stopSeconds);
  return plan.gracePeriodSeconds <= used * 3 ? Math.max(used, plan.gracePeriodSeconds) * 1.05 : used * 1.2;
}

function row(step: PlannedStart, i: number, plan: PodPlan, scale: Scale, container?: PlannedContainer, stop?: PlannedStop): string {
  const y = TOP + i * ROW;
  const begin = scale.left + i * scale.stepWidth;
  const opens = begin + scale.stepWidth;
  const kind = container?.role === 'sidecar' ? 'sidecar' : container?.role === 'app' ? 'app' : 'setup';
  const label = `<text class="name" x="${scale.left - 10}" y="${y + BAR - 2}" text-anchor="end">${html(cut(step.container))}</text>`;
  const title = `<title>${html(`${step.container}: ${container ? roleText(container) : ''}, starts ${waitText(step)}`)}</title>`;
  const parts: string[] = [];
  if (!stop) {
    parts.push(bar(kind, begin, y, scale.stepWidth), marker(opens, y, 'completed', scale, false));
  } else {
    const runs = i < plan.start.length - 1 ? gateOf(plan.start[i + 1], step) : undefined;
    const term = atSecond(stop.termSeconds, scale);
    parts.push(bar(`${kind} starting`, begin, y, scale.stepWidth), bar(kind, opens, y, term - opens));
    if (runs) parts.push(marker(opens, y, step.givesUpAfterSeconds === undefined ? runs : `${runs} ≤ ${seconds(step.givesUpAfterSeconds)}`, scale, true));
    parts.push(...stopBars(stop, kind, y, scale));
  }
  return `<g>${title}${label}${parts.join('')}</g>`;
}

function stopBars(stop: PlannedStop, kind: string, y: number, scale: Scale): string[] {
  const term = atSecond(stop.termSeconds, scale);
  const gone = atSecond(stop.goneSeconds, scale);
  const parts = [bar(`${stop.killed ? 'killed' : `${kind} draining`}`, term, y, Math.max(2, gone - term))];
  if (stop.preStopSeconds !== undefined) {
    parts.push(`<rect class="hook" x="${scale.stop}" y="${y + BAR + 1}" width="${round(atSecond(stop.preStopSeconds, scale) - scale.stop)}" height="3"/>`);
  }
  const text = stop.killed ? `KILLED at ${seconds(stop.goneSeconds)}` : seconds(stop.goneSeconds);
  // Beside the bar's end, or inside where the picture ends.
  const fits = gone + text.length * CHARACTER < scale.stop + STOP_WIDTH + 26;
  const style = !fits ? 'onbar' : stop.killed ? 'note bad' : 'note';
  parts.push(`<text class="${style}" x="${round(fits ? gone + 5 : gone - 5)}" y="${y + BAR - 3}"${fits ? '' : ' text-anchor="end"'}>${html(text)}</text>`);
  return parts;
}

/** What the next container waits for, where it is this one. */
function gateOf(next: PlannedStart, step: PlannedStart): string | undefined {
  return next.waitsFor === step.container ? next.until : undefined;
}

function marker(x: number, y: number, text: string, scale: Scale, onBar: boolean): string {
  const line = `<line class="gate" x1="${round(x)}" y1="${y - 3}" x2="${round(x)}" y2="${y + BAR + 3}"/>`;
  // Too narrow for words: the table below has them.
  if (scale.stepWidth < 10 + text.length * CHARACTER && onBar) return line;
  return `${line}<text class="${onBar ? 'onbar' : 'note'}" x="${round(x + 5)}" y="${y + BAR - 3}">${html(text)}</text>`;
}

function bar(kind: string, x: number, y: number, width: number): string {
  return width <= 0 ? '' : `<rect class="bar ${kind}" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" rx="2"/>`;
}

function axis(scale: Scale, bottom: number): string[] {
  const step = tickStep(scale.secondsShown);
  const ticks: string[] = [];
  for (let s = 0; s <= scale.secondsShown; s += step) {
    const x = round(atSecond(s, scale));
    ticks.push(`<line class="grid" x1="${x}" y1="${TOP - 10}" x2="${x}" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 16}" text-anchor="middle">${s} s</text>`);
  }
  return ticks;
}

function tickStep(shown: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, shown / 6)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => shown / n <= 7) ?? 10 * power;
}

function grace(plan: PodPlan, scale: Scale, bottom: number): string[] {
  const text = `grace period ${seconds(plan.gracePeriodSeconds)}`;
  const right = scale.stop + STOP_WIDTH;
  if (plan.gracePeriodSeconds > scale.secondsShown) {
    return [`<text class="grace" x="${right}" y="32" text-anchor="end">${html(text)} →</text>`];
  }
  const x = round(atSecond(plan.gracePeriodSeconds, scale));
  return [
    `<line class="grace" x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${bottom}"/>`,
    `<text class="grace" x="${x}" y="32" text-anchor="${x > right - 60 ? 'end' : 'middle'}">${html(text)}</text>`,
  ];
}

function atSecond(value: number, scale: Scale): number {
  return scale.stop + Math.min(value, scale.secondsShown) / scale.secondsShown * STOP_WIDTH;
}

function spoken(plan: PodPlan): string {
  const starts = plan.start.map((s) => `${s.container} starts ${waitText(s)}`);
  const stops = plan.stop.map((s) => `${s.container} gets TERM at ${seconds(s.termSeconds)} and is gone at ${seconds(s.goneSeconds)}`);
  return [...starts, ...stops].join('; ');
}

function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
