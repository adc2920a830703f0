import { CONFIG_RELOADER } from './data/config-reloader';
import { NOTIFICATION_NAMES, NotificationKind, NotificationPart } from './notification-part';
import { SourceKind, SourcePart } from './source-part';

/** How a source tells the app; a kind that is missing is impossible for it. */
type Support = { [kind in NotificationKind]?: string };

/** Which source can tell the app what, and by which means of its product. */
export const SUPPORT: Record<SourceKind, Support> = {
  mounted: {
    http: 'prometheus-config-reloader or configmap-reload calls the app',
    signal: 'busybox watches the volume and signals',
    command: 'busybox, or an image of yours, watches the volume and runs the command',
    nothing: 'the kubelet renews the files, and there is no sidecar',
    rollOut: 'a checksum of the content on the Pod template, and there is no sidecar',
  },
  labelled: {
    http: 'REQ_URL of k8s-sidecar',
    signal: 'SCRIPT of k8s-sidecar',
    command: 'SCRIPT of k8s-sidecar',
    nothing: 'k8s-sidecar renews the files',
  },
  git: {
    http: '--webhook-url of git-sync',
    signal: '--exechook-command of git-sync',
    command: '--exechook-command of git-sync',
    nothing: 'git-sync moves the link to the new files',
    rollOut: 'the hash of a commit in the Pod template, and there is no sidecar',
  },
  vault: {
    http: 'exec of the agent, by wget',
    signal: 'exec of the agent',
    command: 'exec of the agent',
    nothing: 'the agent replaces the files',
  },
  image: {
    nothing: 'the kubelet mounts the image, and there is no sidecar',
    rollOut: 'the reference of the image in the Pod template, and there is no sidecar',
  },
};

/** Why a kind is impossible, where the reason is worth a word. */
const WHY: { [source in SourceKind]?: { [kind in NotificationKind]?: string } } = {
  labelled: { rollOut: 'which objects carry the label is not known at synth' },
  vault: { rollOut: 'secrets are not known at synth' },
  image: {
    http: 'the content of an image volume never changes, a new reference makes new Pods',
    signal: 'the content of an image volume never changes, a new reference makes new Pods',
    command: 'the content of an image volume never changes, a new reference makes new Pods',
  },
};

/** Refuses a notification that the source's product can't deliver. */
export function requireSupported(source: SourcePart, notification: NotificationPart): void {
  const support = SUPPORT[source.kind];
  if (support[notification.kind] === undefined) {
    const kinds = Object.keys(support) as NotificationKind[];
    throw new Error(impossible(notification.kind, `for a source of kind "${source.kind}"`, WHY[source.kind]?.[notification.kind], kinds));
  }
  if (source.kind === 'git') requirePossibleForGit(source.fixed, notification.kind);
  if (notification.kind === 'http') requireCallable(source, notification);
  if (notification.kind === 'command' && notification.image !== undefined && source.kind !== 'mounted') {
    throw new Error(`notify: image "${notification.image}" has no meaning for a source of kind "${source.kind}": the command runs in the container of its product`);
  }
}

function impossible(kind: NotificationKind, where: string, why: string | undefined, instead: NotificationKind[]): string {
  return `notify: "${NOTIFICATION_NAMES[kind]}" is not possible ${where}${why ? `: ${why}` : ''}: use ${instead.map((k) => NOTIFICATION_NAMES[k]).join(', ')}`;
}

/** A commit never changes while the Pod lives; what a branch or tag holds is not known at synth. */
function requirePossibleForGit(fixed: boolean, kind: NotificationKind): void {
  if (fixed && kind !== 'nothing' && kind !== 'rollOut') {
    throw new Error(impossible(kind, 'for a commit', 'it never changes, a new hash makes new Pods', ['nothing', 'rollOut']));
  }
  if (!fixed && kind === 'rollOut') {
    throw new Error(impossible(kind, 'for a branch or tag', 'what it holds is not known at synth (name a commit for that)', ['http', 'signal', 'command', 'nothing']));
  }
}

/** What the product that calls has no word for. */
function requireCallable(source: SourcePart, notification: NotificationPart & { kind: 'http' }): void {
  const { successStatus } = notification;
  if (source.kind === 'mounted' && source.reloader === 'prometheus-config-reloader') requireReloaderCall(notification, ': use MountedReloader.CONFIGMAP_RELOAD');
  if (source.kind === 'labelled' && successStatus !== undefined) {
    throw new Error(`notify: successStatus: ${successStatus} is not possible with k8s-sidecar, which takes any answer below 500 for success: leave it out`);
  }
  if (source.kind === 'vault' && successStatus !== undefined) {
    throw new Error(`notify: successStatus: ${successStatus} is not possible with a Vault agent, which calls by wget and takes 200 to 299 for success: leave it out`);
  }
}

function requireReloaderCall({ method, successStatus }: NotificationPart & { kind: 'http' }, mend: string): void {
  if (method !== 'POST') throw new Error(`notify: method "${method}" is not possible with prometheus-config-reloader, which sends POST${mend}`);
  if ((successStatus ?? 200) !== CONFIG_RELOADER.successStatus) {
    throw new Error(`notify: successStatus ${successStatus} is not possible with prometheus-config-reloader, which takes 200 only${mend}`);
  }
}

/** The same for files that another sidecar writes, and a container beside it tells of. */
export function requireFilesToldOf(what: string, notification: NotificationPart, once: boolean): void {
  if (notification.kind === 'rollOut') {
    throw new Error(impossible('rollOut', `for ${what}`, 'it is not known at synth', ['http', 'signal', 'command', 'nothing']));
  }
  requireSomebodyToTell(notification, once);
  if (notification.kind === 'http') requireReloaderCall(notification, ': use AppNotification.command()');
}

/** `once` brings no sidecar. */
export function requireSomebodyToTell(notification: NotificationPart, once: boolean): void {
  if (once && notification.kind !== 'nothing' && notification.kind !== 'rollOut') {
    throw new Error(`once: true brings no sidecar, so that nobody can send "${NOTIFICATION_NAMES[notification.kind]}": leave "notify" or "once" out`);
  }
}
