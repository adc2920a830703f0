/** The script that a product runs after a change, for what it can't do by itself. */
import { SyncContext, nameOf } from './context';
import { SidecarMount } from '../../../sidecar/contribution';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { commandScript } from '../writers/shell';
import { SIGNAL_SCRIPT, signalEnv } from '../writers/signal-script';

const HOOK_DIRECTORY = '/etc/config-sync';

export interface Hook {
  /** Path of the script in the container. */
  script: string;
  mount: SidecarMount;
  env: Record<string, string>;
  /** Raw fields of the Pod that make the script executable, for products that start it as a program. */
  executable: { [field: string]: any };
}

/** The script of a signal or a command; undefined for the other kinds. */
export function hookOf(context: SyncContext): Hook | undefined {
  const { notify } = context;
  if (notify.kind !== 'signal' && notify.kind !== 'command') return undefined;
  const text = notify.kind === 'signal' ? SIGNAL_SCRIPT : commandScript(notify.command);
  const volumeName = nameOf(context, 'hook');
  return {
    script: `${HOOK_DIRECTORY}/notify.sh`,
    mount: { volume: SharedVolume.files(volumeName, { 'notify.sh': text }), path: HOOK_DIRECTORY, readOnly: true },
    env: notify.kind === 'signal' ? signalEnv(notify) : {},
    executable: { volumes: [{ name: volumeName, configMap: { defaultMode: 0o555 } }] },
  };
}
