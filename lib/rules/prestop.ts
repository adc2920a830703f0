/**
 * preStop hooks of native sidecars. The kubelet starts the hooks of all containers at once, and orders only TERM: a hook
 * that makes a sidecar leave or drain does so while the app still works.
 */
import { called, runsAsNative } from './about';
import { Rule } from './rule';
import { hookKind, hookSeconds } from '../kubernetes/hooks';

const SOURCE = 'https://github.com/istio/istio/issues/51855';

/** Words of hooks that make a process leave, or turn away what comes in. */
const LEAVES = /\b(kill|pkill|killall|killall5|stop|quit|shutdown|drain|graceful[-_]?(stop|shutdown)|terminate|abort)\b|quitquitquit|healthcheck\/fail|drain_listeners|\/(quit|exit|drain|shutdown|stop)\b|-s\s+(quit|stop)/i;

export const preStopLeavesEarly: Rule = {
  code: 'prestop-leaves-early',
  severity: 'error',
  summary: 'A preStop hook makes a native sidecar leave or drain while the app still works.',
  source: SOURCE,
  checkContainer(c) {
    const text = runsAsNative(c) ? hookText(c.container.lifecycle?.preStop) : undefined;
    if (!text || !LEAVES.test(text)) return [];
    return [{
      at: `${c.at}.lifecycle.preStop`,
      message: `runs when the Pod begins to stop, beside the app's own hook and work, and makes ${called(c)} leave or drain then (${text.slice(0, 80)}): TERM would come only after the app has ended`,
      mend: 'remove the hook: a native sidecar gets TERM after the app, and drains then',
      severity: c.isWritten ? 'error' : 'warning',
    }];
  },
};

export const preStopNeedless: Rule = {
  code: 'prestop-needless',
  severity: 'info',
  summary: 'A native sidecar sleeps in preStop, which its place in the stop order makes needless.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle',
  checkContainer(c) {
    const seconds = runsAsNative(c) ? hookSeconds(c.container.lifecycle?.preStop) : undefined;
    if (!seconds) return [];
    return [{
      at: `${c.at}.lifecycle.preStop`,
      message: `sleeps ${seconds} s, and ${called(c)} gets TERM after the app has ended anyway: the hook only makes a quick stop slower`,
      mend: 'remove the hook',
    }];
  },
};

/** What a hook does, as text; undefined for none and for a plain sleep. */
function hookText(hook: any): string | undefined {
  switch (hookKind(hook)) {
    case 'httpGet': return `GET ${hook.httpGet.path ?? '/'}`;
    case 'exec': {
      if (hookSeconds(hook) !== undefined || !Array.isArray(hook.exec.command)) return undefined;
      return hook.exec.command.join(' ');
    }
    default: return undefined;
  }
}
