/** Aligned columns, numbers to the right. */
export function table(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) => row.map((cell, i) => (/^[\d<]/.test(cell) || (rows[0] === row && i > 0) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ').trimEnd();
  return [line(rows[0]), widths.map((w) => '-'.repeat(w)).join('  '), ...rows.slice(1).map(line)].join('\n');
}

export const ms = (time: number) => `${time.toFixed(time < 10 ? 2 : 0)} ms`;
export const asRatio = (value: number) => value.toFixed(2);
