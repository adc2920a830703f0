/**
 * Who can read the private key and the tokens: the helper writes them as its own user and, in a volume that belongs to the
 * Pod's group, with that group. A mode without reading for the group leaves them to that user alone.
 */
import { SPIFFE_HELPER } from './data';
import { FindingSeverity, SidecarNote } from '../../sidecar/contribution';
import { PodContext } from '../../sidecar/pod-context';
import { NotificationPart } from '../config-sync/notification-part';

/** Neither of the last two digits has the bit for reading. */
function readableByOwnerAlone(mode: string): boolean {
  return !/[4-7]/.test(mode.slice(1));
}

/**
 * What calls the app, or runs a command, has a user of its own. Of files that it can't open, prometheus-config-reloader
 * makes an error at every look and never calls (thanos, pkg/reloader: "build hash"), and busybox sees no change.
 */
export function requireReadableFor(notify: NotificationPart, keyMode: string): void {
  if (!readableByOwnerAlone(keyMode) || (notify.kind !== 'http' && notify.kind !== 'command')) return;
  throw new Error(`keyMode: "${keyMode}" lets user ${SPIFFE_HELPER.user} alone read the key, and what watches the files for "notify" is another: `
    + 'give "640", or AppNotification.signal() to an app that runs as that user');
}

export function keyNotes(mode: string, pod: PodContext): SidecarNote[] | undefined {
  if (!readableByOwnerAlone(mode)) return undefined;
  const { user: owner } = SPIFFE_HELPER;
  const notes = pod.appContainers.filter((c) => c.chosen && c.user !== owner).map(({ name, user }): SidecarNote => {
    // Root reads everything, unless it has lost the capability (DAC_OVERRIDE), as under Pod Security restricted.
    const certain = user !== undefined && user !== 0;
    return {
      code: 'identity-key-unreadable',
      severity: certain ? FindingSeverity.ERROR : FindingSeverity.WARNING,
      message: `the private key has mode ${mode}, so that user ${owner} alone reads it, and container "${name}" `
        + (certain ? `runs as user ${user}` : user === 0 ? 'runs as root, which needs DAC_OVERRIDE for it' : 'says no user: its image decides'),
      mend: `leave keyMode at "640", or run the app with runAsUser: ${owner}`,
    };
  });
  return notes.length ? notes : undefined;
}
