/** Colours and spaces of the page. Colour never says anything that words don't say too. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --page: #fff; --soft: #f6f8fa;
  --sidecar: #3b82f6; --app: #16a34a; --setup: #8b949e; --killed: #dc2626; --hook: #d97706;
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --page: #0d1117; --soft: #151b23; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px; }
section { margin-bottom: 56px; }
h1 { font-size: 24px; margin: 24px 0 0; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 28px 0 8px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
p { margin: 6px 0; }
.sub { color: var(--faint); margin-bottom: 16px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 14px; }
th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; }
th.group, td.group { padding-left: 14px; border-left: 1px solid var(--line); }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody tr:first-child td { border-top: 1px solid var(--line); }
tr.subtotal td { color: var(--faint); }
tr.total td { font-weight: 600; background: var(--soft); }
small { color: var(--faint); font-weight: 400; }
code { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; }
dt { grid-column: 1; color: var(--faint); }
dd { grid-column: 2; margin: 0; overflow-wrap: anywhere; }
.findings { list-style: none; padding: 0; }
.findings li { padding: 8px 0; border-bottom: 1px solid var(--line); }
.path { color: var(--faint); font-size: 13px; overflow-wrap: anywhere; }
.message { white-space: pre-line; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 8px; border-radius: 10px; font-size: 12px; font-weight: 600; color: #fff; background: #57606a; }
.badge.error { background: #b91c1c; }
.badge.warning { background: #92400e; }
.legend { color: var(--faint); font-size: 13px; }
.legend span { margin-right: 16px; white-space: nowrap; }
.key { display: inline-block; width: 14px; height: 10px; border-radius: 2px; margin-right: 5px; }
.key.hook { height: 3px; vertical-align: middle; }
.key.sidecar { background: var(--sidecar); } .key.app { background: var(--app); } .key.setup { background: var(--setup); }
.key.killed { background: var(--killed); } .key.hook { background: var(--hook); }
.key.starting { opacity: .35; } .key.draining { opacity: .6; }
.timeline { display: block; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.timeline text { fill: var(--ink); }
.timeline .head { font: 600 13px system-ui, sans-serif; }
.timeline .tick, .timeline .note { fill: var(--faint); font-size: 11px; }
.timeline .note { paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
.timeline .onbar { fill: #fff; font-size: 11px; }
.timeline .bad { fill: var(--killed); }
.timeline .grid { stroke: var(--line); }
.timeline .gap { fill: var(--soft); }
.timeline .gate { stroke: var(--ink); stroke-width: 1.5; }
.timeline line.grace { stroke: var(--killed); stroke-dasharray: 4 3; }
.timeline text.grace { fill: var(--killed); font-size: 11px; }
.timeline .hook { fill: var(--hook); }
.timeline .bar.sidecar { fill: var(--sidecar); } .timeline .bar.app { fill: var(--app); } .timeline .bar.setup { fill: var(--setup); }
.timeline .bar.starting { opacity: .35; } .timeline .bar.draining { opacity: .6; } .timeline .bar.killed { fill: var(--killed); }
`;
