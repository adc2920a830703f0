/** A word that any POSIX shell takes as it is. */
export function shellWord(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** A script that runs one program with its arguments, for products that start a hook without any. */
export function commandScript(command: string[]): string {
  return `#!/bin/sh\nexec ${command.map(shellWord).join(' ')}\n`;
}
