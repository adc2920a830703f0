/**
 * The sparse-checkout file for folders, in the form of git's cone mode: git-sync runs `git sparse-checkout init`, which
 * turns that mode on, and the form means the same without it.
 * https://git-scm.com/docs/git-sparse-checkout#_internalscone_mode_handling
 */
export function sparseCheckout(folders: string[]): string {
  const parents = new Set<string>();
  for (const folder of folders) {
    const parts = folder.split('/');
    for (let i = 1; i < parts.length; i++) parents.add(parts.slice(0, i).join('/'));
  }
  // A folder below another one that is wanted whole needs no word.
  const whole = folders.filter((f) => !folders.some((other) => f.startsWith(`${other}/`)));
  const open = [...parents].filter((p) => !whole.some((w) => p === w || p.startsWith(`${w}/`))).sort();
  const lines = ['/*', '!/*/'];
  for (const parent of open) lines.push(`/${parent}/`, `!/${parent}/*/`);
  for (const folder of whole) lines.push(`/${folder}/`);
  return lines.join('\n') + '\n';
}
