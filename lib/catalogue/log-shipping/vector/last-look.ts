/**
 * Passes TERM on to Vector later, after it has looked into every file once more.
 *
 * At TERM Vector's file source closes without another look. Between two looks it sleeps for up to 2.048 s, and a file
 * that was quiet for ten seconds it opens only after another ten: so what an app writes last, and above all the one line
 * that a quiet app writes as it ends, would be lost. A native sidecar gets TERM after the app's end, when nobody writes
 * any more; a preStop hook of its own would run beside the app's, and a longer poll can't be set.
 *
 * A signal ends `wait`, and not Vector, which is why it waits again. 127: Vector was waited for already.
 *
 * @see https://github.com/vectordotdev/vector/blob/v0.57.0/lib/file-source/src/file_server.rs the sleep, and the end without a look
 * @see https://github.com/vectordotdev/vector/blob/v0.57.0/lib/file-source/src/file_watcher/mod.rs `should_read`
 */
export const LAST_LOOK_SCRIPT = `"$@" &
vector=$!
trap 'interrupted=yes; sleep "$LAST_LOOK_SECONDS"; kill -s TERM "$vector" 2>/dev/null' TERM
interrupted=yes
status=127
while [ "$interrupted" ]; do
  interrupted=
  wait "$vector"
  code=$?
  [ "$code" = 127 ] || status=$code
done
exit "$status"
`;

/** Longest time between two looks into one file: 10 s, and the sleep that may have just begun. */
export const LAST_LOOK_SECONDS = 13;

/** What Vector needs after that: to hand on what it has, and two seconds that are the kubelet's. */
const LEAST_FLUSH_SECONDS = 5;

/** As much of the wait as the time that it has to end leaves. */
export function lastLookSeconds(drainSeconds: number): number {
  return Math.max(0, Math.min(LAST_LOOK_SECONDS, drainSeconds - LEAST_FLUSH_SECONDS));
}

export const LEAST_DRAIN_SECONDS = LAST_LOOK_SECONDS + LEAST_FLUSH_SECONDS;
