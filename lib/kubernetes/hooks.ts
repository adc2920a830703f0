/** What can be read off the hooks of a container's lifecycle. */

/** How a hook does its work. */
export type HookKind = 'exec' | 'httpGet' | 'sleep' | 'tcpSocket';

/** The kind of a handler, in the order in which the kubelet looks; undefined for no hook, or an empty one. */
export function hookKind(handler: any): HookKind | undefined {
  // https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/kubelet/lifecycle/handlers.go (Run)
  return (['exec', 'httpGet', 'sleep', 'tcpSocket'] as const).find((kind) => handler?.[kind] != null);
}

/**
 * How many seconds a hook takes, as far as its text tells: `sleep`, and commands that only sleep
 * (["sleep", "5"], ["sh", "-c", "sleep 5"]). Undefined where only its author knows.
 */
export function hookSeconds(handler: any): number | undefined {
  switch (hookKind(handler)) {
    case 'sleep':
      return typeof handler.sleep.seconds === 'number' ? Math.max(0, handler.sleep.seconds) : undefined;
    case 'exec':
      return commandSeconds(handler.exec.command);
    default:
      return undefined;
  }
}

const SLEEP = /^(?:\S*\/)?sleep$/;
const SHELL = /^(?:\S*\/)?(?:a|ba|da)?sh$/;
const UNITS: Record<string, number> = { '': 1, 's': 1, 'm': 60, 'h': 3600, 'd': 86400 };

function commandSeconds(command: unknown): number | undefined {
  if (!Array.isArray(command) || !command.every((word) => typeof word === 'string')) {
    return undefined;
  }
  if (SHELL.test(command[0] ?? '') && /^-[eux]*c$/.test(command[1] ?? '') && command.length === 3) {
    return commandSeconds(command[2].trim().replace(/;$/, '').replace(/^exec\s+/, '').split(/\s+/));
  }
  const amount = SLEEP.test(command[0] ?? '') && command.length === 2 ? /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(command[1]) : null;
  return amount ? Number(amount[1]) * UNITS[amount[2]] : undefined;
}
