/**
 * Watches files, and runs "$@" after each change until it succeeds. What it has told last is kept in a file, so that a
 * change is not lost with its container.
 *
 * BY=link: a volume that the kubelet renews by renaming `..data`
 * (https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/volume/util/atomic_writer.go). BY=content: files that
 * another container writes, maybe one after the other: caught between two of them it tells the app once more.
 */
export const WATCH_SCRIPT = `#!/bin/sh
set -u
trap 'exit 0' TERM INT
look() {
  if [ "$BY" = link ]; then readlink "$WATCHED/..data"; else find "$WATCHED" -type f -exec cksum {} + | sort; fi
}
told=$(cat "$STATE_FILE" 2>/dev/null) || { told=$(look); printf %s "$told" > "$STATE_FILE"; }
while :; do
  now=$(look)
  if [ "$now" != "$told" ]; then
    echo 'changed'
    "$@" &
    if wait $!; then told=$now; printf %s "$told" > "$STATE_FILE"; else echo 'the command failed: will try again'; fi
  fi
  sleep "$POLL_SECONDS" & wait $!
done
`;
