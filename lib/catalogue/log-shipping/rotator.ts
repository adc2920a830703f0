/**
 * A container that empties files which have grown too large. The shipper can't: it mounts them read-only. Emptying
 * needs an app that opens its files for appending, and loses what is written between the copy and the emptying, or
 * was not read yet: an app that rotates by itself is better.
 */
import { requireWhole } from './arguments';
import { LogRotation } from './log-rotation';
import { DirectoryMount } from './source-directories';
import { Quantity } from '../../kubernetes/quantity';
import { SidecarContainer, StartGate } from '../../sidecar/contribution';
import { EnvSource } from '../../sidecar/env-source';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { BUSYBOX } from '../common/data/busybox';

/** Patterns come as arguments and are expanded by the shell, which runs nothing of them. */
export const ROTATE_SCRIPT = `trap 'exit 0' TERM INT
while :; do
  for pattern in "$@"; do
    for file in $pattern; do
      [ -f "$file" ] || continue
      [ "$(stat -c %s "$file")" -gt "$MAX_BYTES" ] || continue
      i=$KEEP
      while [ "$i" -gt 1 ]; do
        before=$((i - 1))
        [ -f "$file.$before" ] && mv "$file.$before" "$file.$i"
        i=$before
      done
      [ "$KEEP" -gt 0 ] && cp "$file" "$file.1"
      : > "$file"
    done
  done
  sleep "$INTERVAL" & wait $!
done
`;

export interface RotatorData {
  readonly maxBytes: bigint;
  readonly keep: number;
  readonly intervalSeconds: number;
  readonly user?: number;
  readonly globs: readonly string[];
}

export function rotatorData(rotation: LogRotation, globs: readonly string[]): RotatorData {
  const maxBytes = Quantity.parse(rotation.maxSize ?? '32Mi', 'rotation.maxSize').value();
  if (maxBytes < 65536n) throw new Error(`rotation.maxSize: "${rotation.maxSize}" is too small: give at least "64Ki"`);
  const keep = requireWhole('rotation.keep', rotation.keep ?? 0, 0, 9);
  const matching = globs.find((g) => keep > 0 && matches(g, `${g.replace(/\*/g, 'x')}.1`));
  if (matching) throw new Error(`rotation.keep: ${keep} copies would be named "….1", which the source "${matching}" matches too, so that they were shipped again: let the glob end with ".log", or keep none`);
  return {
    maxBytes,
    keep,
    intervalSeconds: requireWhole('rotation.intervalSeconds', rotation.intervalSeconds ?? 10, 1, 3600),
    ...(rotation.user === undefined ? {} : { user: requireWhole('rotation.user', rotation.user, 1) }),
    globs,
  };
}

function matches(glob: string, path: string): boolean {
  const pattern = glob.split('*').map((p) => p.replace(/[.+^${}()|[\]\\]/g, '\\$&')).join('[^/]*');
  return new RegExp(`^${pattern}$`).test(path);
}

export function rotatorContainer(
  name: string, data: RotatorData, user: number | undefined, directories: readonly DirectoryMount[],
): SidecarContainer {
  return {
    name: `${name}-rotate`,
    image: BUSYBOX.image,
    command: ['/bin/sh', '-c', ROTATE_SCRIPT, 'rotate'],
    args: [...data.globs],
    env: {
      MAX_BYTES: EnvSource.text(String(data.maxBytes)),
      KEEP: EnvSource.text(String(data.keep)),
      INTERVAL: EnvSource.text(String(data.intervalSeconds)),
    },
    user: user ?? BUSYBOX.user,
    gate: StartGate.STARTED,
    resources: SidecarResources.of(BUSYBOX.resources),
    mounts: directories.map((d) => ({ volume: d.volume, path: d.path })),
    drainSeconds: BUSYBOX.drainSeconds,
    hasShell: true,
  };
}
