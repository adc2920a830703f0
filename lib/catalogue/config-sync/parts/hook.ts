/** The script that a product runs after a change, for what it can't do by itself. */
import { SyncContext, nameOf } from './context';
import { SidecarMount } from '../../../sidecar/contribution';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { commandScript } from '../writers/shell';
import { SIGNAL_SCRIPT, signalEnv } from '../writers/signal-script';

const HOOK_DIRECTORY = '/etc/config-sync';

export interface Hook {
  /** Path of the script in the container; products start it as a program. */
  script: string;
  mount: SidecarMount;
  env: Record<string, string>;
}

/** The script of a signal or a command; undefined for the other kinds. */
export function hookOf(context: SyncContext): Hook | undefined {
  const { notify } = context;
  if (notify.kind !== 'signal' && notify.kind !== 'command') return undefined;
  const text = notify.kind === 'signal' ? SIGNAL_SCRIPT : commandScript(notify.command);
  return {
    script: `${HOOK_DIRECTORY}/notify.sh`,
    mount: { volume: SharedVolume.files(nameOf(context, 'hook'), { 'notify.sh': text }, { mode: 0o555 }), path: HOOK_DIRECTORY, readOnly: true },
    env: notify.kind === 'signal' ? signalEnv(notify) : {},
  };
}
