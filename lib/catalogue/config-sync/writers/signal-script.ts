import { NotificationPart } from '../notification-part';

/** Variables that the script below reads. */
export function signalEnv(signal: NotificationPart & { kind: 'signal' }): Record<string, string> {
  return {
    APP_SIGNAL: signal.signal,
    APP_PROCESS: signal.process,
    APP_SETTLE_SECONDS: String(signal.settleSeconds),
  };
}

/**
 * Signals the app's process in a shared process namespace. It runs in busybox, dash and bash, and needs nothing else
 * but readlink. What differs comes in by environment, so that the text is one for all.
 *
 * No process is no error: an app that starts later reads the new files anyway. A process that has just started has no
 * handler yet, and HUP or USR1 would end it: it is given time. Fields of /proc/<pid>/stat:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (2 comm, 4 ppid, 22 start in hundredths of a second).
 */
export const SIGNAL_SCRIPT = `#!/bin/sh
set -u
name=$(printf %.15s "$APP_PROCESS")

line() {
  text=
  { read -r text < "/proc/$1/stat"; } 2>/dev/null
  [ -n "$text" ]
}

found=' '
for dir in /proc/[0-9]*; do
  pid=\${dir#/proc/}
  [ "$pid" != "$$" ] && line "$pid" || continue
  comm=\${text#*(}
  comm=\${comm%)*}
  exe=$(readlink "$dir/exe" 2>/dev/null)
  if [ "$comm" = "$name" ] || [ "\${exe##*/}" = "$APP_PROCESS" ]; then found="$found$pid "; fi
done

failed=0
for pid in $found; do
  line "$pid" || continue
  set -f
  set -- \${text##*) }
  set +f
  case $found in *" $2 "*) continue ;; esac
  read -r uptime _ < /proc/uptime
  age=$((\${uptime%%.*} - \${20} / 100))
  if [ "$age" -lt "$APP_SETTLE_SECONDS" ]; then sleep $((APP_SETTLE_SECONDS - age)); fi
  if kill -s "$APP_SIGNAL" "$pid"; then echo "sent $APP_SIGNAL to $APP_PROCESS ($pid)"; else failed=1; fi
done
exit $failed
`;
