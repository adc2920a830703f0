/** What every source needs to make its contribution. */
import { toLabel } from '../../../kubernetes/names';
import { PodContext } from '../../../sidecar/pod-context';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { SidecarResources } from '../../../sidecar/sidecar-resources';
import { NotificationPart } from '../notification-part';

export interface SyncContext {
  pod: PodContext;
  /** Directory at which the app finds its files. */
  path: string;
  notify: NotificationPart;
  /** One pass before the app starts, and no sidecar. */
  once: boolean;
  resources?: SidecarResources;
  /** Volume of the user's for the files. */
  volume?: SharedVolume;
  sizeLimit?: string;
  /** Raw fields of the sidecar container. */
  fields?: { [field: string]: any };
}

/** Name of a container or volume of this attachment: unique in the Pod, and a DNS label with any suffix. */
export function nameOf(context: SyncContext, suffix?: string): string {
  const base = toLabel(context.pod.attachment).slice(0, suffix ? 62 - suffix.length : 63).replace(/-+$/, '');
  return suffix ? `${base}-${suffix}` : base;
}

/** The user that a signalling sidecar must run as: the app's own. */
export function signalUser(context: SyncContext): number | undefined {
  if (context.notify.kind !== 'signal') return undefined;
  const own = context.pod.appContainers.find((c) => c.chosen)?.user;
  const said = context.notify.user;
  if (said !== undefined && own && said !== own) {
    throw new Error(`notify: user ${said} is not the user of the app, whose container has runAsUser ${own}: leave "user" out`);
  }
  const known = said ?? own;
  if (known === undefined) {
    throw new Error('notify: the app\'s user is unknown, and Linux lets a process signal others of its own user only: '
      + 'give the app container securityContext.runAsUser, or AppNotification.signal() its "user"');
  }
  if (known === 0) {
    throw new Error('notify: the app runs as root (runAsUser 0), and only root may signal it, which a sidecar should not be: '
      + 'run the app as another user, or use AppNotification.http()');
  }
  return known;
}
