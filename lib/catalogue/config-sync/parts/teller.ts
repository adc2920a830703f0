/** The container that watches files which somebody else renews, and tells the app. */
import { SyncContext, nameOf, signalUser } from './context';
import { SidecarContainer, StartGate } from '../../../sidecar/contribution';
import { HealthCheck } from '../../../sidecar/health-check';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { SidecarResources } from '../../../sidecar/sidecar-resources';
import { BUSYBOX } from '../../common/data/busybox';
import { CONFIGMAP_RELOAD } from '../../common/data/configmap-reload';
import { literal, textEnv } from '../../common/text-env';
import { CONFIG_RELOADER } from '../data/config-reloader';
import { NotificationPart } from '../notification-part';
import { configReloaderArgs, configmapReloadArgs } from '../writers/reloader-args';
import { SIGNAL_SCRIPT, signalEnv } from '../writers/signal-script';
import { WATCH_SCRIPT } from '../writers/watch-script';

const SCRIPTS = '/etc/config-sync';
const STATE = '/var/lib/config-sync';

/** What is watched, and how. */
export interface Watched {
  /** Name of the container. */
  name: string;
  /** Mounted at the path of the context. */
  volume: SharedVolume;
  /** The kubelet renews it by a link; else the files' contents are compared. */
  byLink: boolean;
  reloader: 'prometheus-config-reloader' | 'configmap-reload';
  port?: number;
}

export function teller(context: SyncContext, watched: Watched): SidecarContainer {
  const { notify } = context;
  return notify.kind === 'http' ? caller(context, notify, watched) : watcher(context, watched);
}

function caller(context: SyncContext, notify: NotificationPart & { kind: 'http' }, watched: Watched): SidecarContainer {
  const product = watched.reloader === 'configmap-reload' ? CONFIGMAP_RELOAD : CONFIG_RELOADER;
  const port = watched.port ?? product.port;
  const args = watched.reloader === 'configmap-reload' ? configmapReloadArgs : configReloaderArgs;
  return {
    name: watched.name,
    image: product.image,
    user: product.user,
    group: product.group,
    args: args(context.path, port, notify).map(literal),
    ports: { metrics: port },
    health: HealthCheck.http(port, product.healthPath, { readiness: false, startupSeconds: 30 }),
    // The files are there before it starts: nobody needs to wait for it.
    gate: StartGate.STARTED,
    resources: context.resources ?? SidecarResources.of(product.resources),
    mounts: [{ volume: watched.volume, path: context.path, readOnly: true }],
    drainSeconds: product.drainSeconds,
    fields: context.fields,
  };
}

function watcher(context: SyncContext, watched: Watched): SidecarContainer {
  const { notify } = context;
  const scripts: Record<string, string> = { 'watch.sh': WATCH_SCRIPT };
  let command = ['/bin/sh', `${SCRIPTS}/signal.sh`];
  if (notify.kind === 'signal') scripts['signal.sh'] = SIGNAL_SCRIPT;
  if (notify.kind === 'command') command = notify.command;
  const env = {
    WATCHED: context.path, BY: watched.byLink ? 'link' : 'content', STATE_FILE: `${STATE}/told`, POLL_SECONDS: String(BUSYBOX.pollSeconds),
  };
  return {
    name: watched.name,
    image: (notify.kind === 'command' ? notify.image : undefined) ?? BUSYBOX.image,
    user: signalUser(context) ?? BUSYBOX.user,
    group: BUSYBOX.group,
    command: ['/bin/sh', `${SCRIPTS}/watch.sh`, ...command].map(literal),
    env: textEnv({ ...env, ...(notify.kind === 'signal' ? signalEnv(notify) : {}) }),
    gate: StartGate.STARTED,
    resources: context.resources ?? SidecarResources.of(BUSYBOX.resources),
    mounts: [
      { volume: watched.volume, path: context.path, readOnly: true },
      { volume: SharedVolume.files(nameOf(context, 'scripts'), scripts), path: SCRIPTS, readOnly: true },
      { volume: SharedVolume.emptyDir(nameOf(context, 'state'), { sizeLimit: '1Mi' }), path: STATE },
    ],
    drainSeconds: BUSYBOX.drainSeconds,
    hasShell: true,
    fields: context.fields,
  };
}
