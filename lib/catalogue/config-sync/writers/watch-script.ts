/**
 * Watches a volume that the kubelet renews by renaming `..data`
 * (https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/volume/util/atomic_writer.go), and runs "$@" after each
 * change until it succeeds. What it has told last is kept in a file, so that a change is not lost with its container.
 */
export const WATCH_SCRIPT = `#!/bin/sh
set -u
trap 'exit 0' TERM INT
told=$(cat "$STATE_FILE" 2>/dev/null) || { told=$(readlink "$WATCHED/..data"); printf %s "$told" > "$STATE_FILE"; }
while :; do
  now=$(readlink "$WATCHED/..data")
  if [ "$now" != "$told" ]; then
    echo "changed: $now"
    "$@" &
    if wait $!; then told=$now; printf %s "$told" > "$STATE_FILE"; else echo 'the command failed: will try again'; fi
  fi
  sleep "$POLL_SECONDS" & wait $!
done
`;
