/**
 * Names, images and messages come from YAML that anybody may have written: nothing of it may become markup, a command of
 * a diagram, or one of the terminal.
 */

// Control characters move the cursor or change the title of a terminal; bidirectional ones make text look like other text.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** What can't be seen as "\u{1b}". */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
}

/** The same, line by line. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n');
}

/** A copy in which every string, keys included, is visible on one line. */
export function visibleCopy<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map(visibleCopy) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [visible(key), visibleCopy(v)])) as T;
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** For text and for quoted attributes of HTML and SVG. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (c) => HTML[c]);
}

/** For running text and table cells of Markdown. */
export function markdown(text: string): string {
  return text.replace(/[&<>]/g, (c) => HTML[c]).replace(/[\\`*_{}[\]#|~]/g, '\\$&').replace(/\n/g, '<br>');
}

/**
 * As code of Markdown, in a table cell too; as running text where code can't hold it: in a cell a pipe needs a backslash
 * even in code, and a backslash of the text's own before it undoes that (https://github.github.com/gfm/#example-200).
 */
export function markdownCode(text: string): string {
  return text === '' || /[`|\\\n]/.test(text) ? markdown(text) : `\`${text}\``;
}

/** For a quoted label of Mermaid: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
export function mermaid(text: string): string {
  return text.replace(/[^\w .,:/@+-]/gu, (c) => `#${c.codePointAt(0)};`);
}
