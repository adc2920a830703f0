/** Aligned columns and wrapped paragraphs of plain text. */

/** Lines in which each column is as wide as its widest cell; no spaces at the ends. */
export function columns(rows: ReadonlyArray<readonly string[]>, indent = '  ', gap = '  '): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => { widths[i] = Math.max(widths[i] ?? 0, [...cell].length); });
  return rows.map((row) => `${indent}${row.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length)).join(gap)}`.trimEnd());
}

/** A paragraph in lines of at most `width`, lines of its own kept; a longer word stands alone. */
export function wrap(text: string, indent: string, width = 110): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    const own = /^ */.exec(paragraph)![0];
    let line = '';
    for (const word of paragraph.trim().split(/ +/)) {
      if (line !== '' && indent.length + own.length + line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line].map((l) => `${indent}${own}${l}`.trimEnd());
  });
}
