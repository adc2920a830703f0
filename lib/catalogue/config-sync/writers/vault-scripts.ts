/**
 * Scripts beside a Vault agent, for the shell of its image. FILES names all rendered files, one a line; STATE is a
 * directory that outlives the container.
 */

/** Succeeds when all files are there; with "wait" it waits for that. */
export const READY_SCRIPT = `#!/bin/sh
set -uf
IFS='
'
tries=0
while :; do
  missing=
  for file in $FILES; do [ -e "$file" ] || missing=$file; done
  [ -z "$missing" ] && exit 0
  tries=$((tries + 1))
  if [ "\${1-}" != wait ] || [ "$tries" -ge "$TRIES" ]; then echo "not there yet: $missing"; exit 1; fi
  sleep 1
done
`;

/**
 * Runs "$@" after a render. While the first files appear there is nobody to tell: the app waits for them. A program
 * that fails is tried again, and then let be: a failure would make the agent fetch all secrets anew.
 */
export const TELL_SCRIPT = `#!/bin/sh
set -uf
IFS='
'
if [ ! -e "$STATE/complete" ]; then
  for file in $FILES; do [ -e "$file" ] || exit 0; done
  : > "$STATE/complete"
  exit 0
fi
tries=1
until "$@"; do
  if [ "$tries" -ge 5 ]; then echo 'could not tell the app: giving up' >&2; exit 0; fi
  tries=$((tries + 1))
  sleep 3
done
`;

/** Calls the app with busybox, not every build of which has a time limit of wget's own. Success is any status from 200 to 299. */
export function wgetCommand(url: string, method: 'POST' | 'GET'): string[] {
  return ['timeout', '5', 'wget', '-q', '-O', '/dev/null', ...(method === 'POST' ? ['--post-data='] : []), url];
}
