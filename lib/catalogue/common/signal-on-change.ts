/**
 * Starts a server and signals it when one of its files has other content: for servers that read certificates, passwords
 * or lists of users only when they are told to.
 *
 * Why a loop in the server's own container, and not a reloader beside it: a signal into another container needs a
 * process namespace that all containers of the Pod share, so that the app is no longer process 1 and sees the processes
 * (and so the environment) of the others; the reloader must run as the server's user; and it finds the process by the
 * name of its program, which is the wrong one as soon as the app itself is an nginx.
 *
 * Why the shell stays (and does not let the server take its place): HAProxy's master waits until it has no child left,
 * and would wait for the loop. So the shell passes on what the kubelet sends, and ends as and when the server does.
 *
 * Content is compared, not the link that the kubelet renames: volumes of CSI drivers and of other sidecars count too,
 * and a pair that was caught between two writes is read again at the next turn. What does not fit (a key of another
 * certificate) is refused by the server, which keeps what it has.
 *
 * Runs in busybox and in dash. Needs `cat`, `cksum` and `sleep`.
 */
export const SIGNAL_ON_CHANGE = `#!/bin/sh
stop() {
  interrupted=yes
  kill -s "$1" "$server" 2>/dev/null
  [ -z "\${LAST_SIGNAL-}" ] || { sleep "$LAST_SECONDS"; kill -s "$LAST_SIGNAL" "$server"; } 2>/dev/null &
}
for name in TERM QUIT INT USR1; do trap "stop $name" $name; done
"$@" &
server=$!

content() { cat $WATCHED_FILES 2>/dev/null | cksum; }
(
  trap - TERM QUIT INT USR1
  known=$(content)
  while sleep "$WATCH_SECONDS"; do
    if [ -n "\${QUIT_FILE-}" ] && [ -e "$QUIT_FILE" ]; then kill -s TERM "$server"; exit 0; fi
    now=$(content)
    if [ "$now" != "$known" ]; then
      echo "changed: $WATCHED_FILES; sending $RELOAD_SIGNAL" >&2
      kill -s "$RELOAD_SIGNAL" "$server" || exit 0
      known=$now
    fi
  done
) &
watcher=$!

# A signal ends the wait, and not the server. 127: the server was waited for already.
interrupted=yes
status=127
while [ "$interrupted" ]; do
  interrupted=
  wait "$server"
  code=$?
  [ "$code" = 127 ] || status=$code
done
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** What the script reads. Paths must not contain white space. */
export function watchVariables(files: string[], signal: string, seconds: number): { [name: string]: string } {
  return { WATCHED_FILES: files.join(' '), RELOAD_SIGNAL: signal, WATCH_SECONDS: String(seconds) };
}

/** A server that may wait for ever when it is asked to stop gets another signal after this time. */
export function lastSignalVariables(signal: string, seconds: number): { [name: string]: string } {
  return { LAST_SIGNAL: signal, LAST_SECONDS: String(seconds) };
}

/** For Jobs in classic form: a file that the app makes at its end, and at which the server is stopped. */
export function quitFileVariables(path: string): { [name: string]: string } {
  return { QUIT_FILE: path };
}
