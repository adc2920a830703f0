/** What the program may touch outside of itself, and colours for terminals that have them. */
import { PLAIN, TextStyle } from '../report/text';

export interface Terminal {
  readonly hasColours: boolean;
  out(text: string): void;
  /** Notes and errors. */
  err(text: string): void;
  stdin(): string;
}

const paint = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const SEVERITIES: Record<string, (text: string) => string> = { error: paint(31), warning: paint(33), info: paint(36) };

export function styleOf(terminal: Terminal): TextStyle {
  if (!terminal.hasColours) return PLAIN;
  return { strong: paint(1), severity: (text, severity) => (SEVERITIES[severity] ?? PLAIN.strong)(text) };
}
