/** ConfigMaps and Secrets that the kubelet mounts and renews: what is left to do is to tell the app. */
import { SidecarContribution } from '../../../sidecar/contribution';
import { MountedPart } from '../source-part';
import { SyncContext, nameOf } from './context';
import { teller } from './teller';

export function mountedContribution(source: MountedPart, context: SyncContext): SidecarContribution {
  const rollOut = context.notify.kind === 'rollOut';
  const volume = source.volume(nameOf(context, 'files'), rollOut);
  const app = { mounts: [{ volume, path: context.path, readOnly: true }] };
  if (rollOut) return { app, rollOn: source.generated ? undefined : [knownContent(source)] };
  if (context.notify.kind === 'nothing' || context.once) return { app };
  const sidecar = teller(context, { name: nameOf(context), volume, byLink: true, reloader: source.reloader, port: source.port });
  return { app, containers: [sidecar], shareProcessNamespace: context.notify.kind === 'signal' ? true : undefined };
}

function knownContent(source: MountedPart): string {
  const content = source.content();
  if (content === undefined) {
    throw new Error(`notify: "AppNotification.rollOut()" needs the content, and ${source.what} is not made by this app: `
      + 'make it with cdk8s-plus, or use AppNotification.http(), .signal(), .command() or .nothing()');
  }
  return content;
}
