/** ConfigMaps and Secrets that the kubelet mounts and renews: what is left to do is to tell the app. */
import { SyncContext, literal, nameOf, signalUser, textEnv } from './context';
import { SidecarContainer, SidecarContribution, StartGate } from '../../../sidecar/contribution';
import { HealthCheck } from '../../../sidecar/health-check';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { SidecarResources } from '../../../sidecar/sidecar-resources';
import { BUSYBOX } from '../data/busybox';
import { CONFIG_RELOADER } from '../data/config-reloader';
import { CONFIGMAP_RELOAD } from '../data/configmap-reload';
import { NotificationPart } from '../notification-part';
import { MountedPart } from '../source-part';
import { configReloaderArgs, configmapReloadArgs } from '../writers/reloader-args';
import { SIGNAL_SCRIPT, signalEnv } from '../writers/signal-script';
import { WATCH_SCRIPT } from '../writers/watch-script';

const SCRIPTS = '/etc/config-sync';
const STATE = '/var/lib/config-sync';

export function mountedContribution(source: MountedPart, context: SyncContext): SidecarContribution {
  const rollOut = context.notify.kind === 'rollOut';
  const files = source.volume(nameOf(context, 'files'), rollOut);
  const app = { mounts: [{ volume: files, path: context.path, readOnly: true }] };
  const { notify } = context;
  if (rollOut) return { app, rollOn: source.generated ? undefined : [knownContent(source)] };
  if (notify.kind === 'nothing' || context.once) return { app };
  const sidecar = notify.kind === 'http' ? caller(source, context, notify, files) : watcher(context, files);
  return { app, containers: [sidecar], shareProcessNamespace: notify.kind === 'signal' ? true : undefined };
}

function knownContent(source: MountedPart): string {
  const content = source.content();
  if (content === undefined) {
    throw new Error(`notify: "AppNotification.rollOut()" needs the content, and ${source.what} is not made by this app: `
      + 'make it with cdk8s-plus, or use AppNotification.http(), .signal(), .command() or .nothing()');
  }
  return content;
}

function caller(source: MountedPart, context: SyncContext, notify: NotificationPart & { kind: 'http' }, files: SharedVolume): SidecarContainer {
  const product = source.reloader === 'configmap-reload' ? CONFIGMAP_RELOAD : CONFIG_RELOADER;
  const port = source.port ?? product.port;
  const args = source.reloader === 'configmap-reload' ? configmapReloadArgs : configReloaderArgs;
  return {
    name: nameOf(context),
    image: product.image,
    user: product.user,
    group: product.group,
    args: args(context.path, port, notify).map(literal),
    ports: { metrics: port },
    health: HealthCheck.http(port, product.healthPath, { readiness: false, startupSeconds: 30 }),
    // The kubelet mounts the files before it starts the first container: nobody needs to wait.
    gate: StartGate.STARTED,
    resources: context.resources ?? SidecarResources.of(product.resources),
    mounts: [{ volume: files, path: context.path, readOnly: true }],
    drainSeconds: product.drainSeconds,
    fields: context.fields,
  };
}

function watcher(context: SyncContext, files: SharedVolume): SidecarContainer {
  const { notify } = context;
  const scripts: Record<string, string> = { 'watch.sh': WATCH_SCRIPT };
  let command = ['/bin/sh', `${SCRIPTS}/signal.sh`];
  if (notify.kind === 'signal') scripts['signal.sh'] = SIGNAL_SCRIPT;
  if (notify.kind === 'command') command = notify.command;
  const env = { WATCHED: context.path, STATE_FILE: `${STATE}/told`, POLL_SECONDS: String(BUSYBOX.pollSeconds) };
  return {
    name: nameOf(context),
    image: (notify.kind === 'command' ? notify.image : undefined) ?? BUSYBOX.image,
    user: signalUser(context) ?? BUSYBOX.user,
    group: BUSYBOX.group,
    command: ['/bin/sh', `${SCRIPTS}/watch.sh`, ...command].map(literal),
    env: textEnv({ ...env, ...(notify.kind === 'signal' ? signalEnv(notify) : {}) }),
    gate: StartGate.STARTED,
    resources: context.resources ?? SidecarResources.of(BUSYBOX.resources),
    mounts: [
      { volume: files, path: context.path, readOnly: true },
      { volume: SharedVolume.files(nameOf(context, 'scripts'), scripts), path: SCRIPTS, readOnly: true },
      { volume: SharedVolume.emptyDir(nameOf(context, 'state'), { sizeLimit: '1Mi' }), path: STATE },
    ],
    drainSeconds: BUSYBOX.drainSeconds,
    hasShell: true,
    fields: context.fields,
  };
}
