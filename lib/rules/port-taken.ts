import { called, portKey } from './about';
import { Report, Rule } from './rule';
import { AnalyzedContainer, PodAnalysis } from '../pod/analysis';

/** Who has a port. */
interface Holder {
  /** For messages; undefined: whichever app container declares it. */
  readonly who: string;
  readonly container?: string;
  /** This library knows that it binds the port; a declaration in YAML of others is only a hint. */
  readonly certain: boolean;
  readonly isApp?: boolean;
}

/**
 * All containers of a Pod share one network: the second one that binds a port fails with "address already in use". The
 * API server accepts it. Declarations are hints only (a liveness port is often declared by the container beside the one
 * that serves it), so in YAML of others, and between containers of the user's own, it is a warning.
 */
export const portTaken: Rule = {
  code: 'port-taken',
  severity: 'error',
  summary: 'Two containers that run at the same time use one port.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking',
  needsIntent: true,
  checkOutline(pod) {
    const reports: Report[] = [];
    const holders = reserved(pod);
    for (const c of pod.containers) {
      for (const { key, at, loopback } of portsOf(c)) {
        const holder = holders.get(key);
        const own: Holder = { who: called(c), container: c.name, certain: c.isWritten || loopback, isApp: c.role === 'app' };
        if (holder && holder.container !== c.name && !(holder.isApp && holder.container === undefined && c.role === 'app')) {
          reports.push(taken(at, key, own, holder));
        } else if (c.isLongRunning) {
          // A plain init container is gone before those behind it start; only sidecars before it run beside it.
          holders.set(key, own);
        }
      }
    }
    return reports;
  },
};

/** Ports that no container declares: those of injected containers, and the app's own behind a proxy. */
function reserved(pod: PodAnalysis): Map<string, Holder> {
  const holders = new Map<string, Holder>();
  const fronts = pod.intent.fronts ?? [];
  for (const front of fronts) {
    // In front of another proxy: that one declares the port itself.
    if (fronts.some((f) => f !== front && f.port === front.appPort)) continue;
    holders.set(`TCP/${front.appPort}`, { who: `the app, which "${front.container}" stands in front of`, certain: true, isApp: true });
  }
  for (const e of pod.intent.external ?? []) {
    for (const port of e.ports ?? []) holders.set(`TCP/${port}`, { who: `"${e.name}", which ${e.injector} injects`, container: `injected ${e.name}`, certain: true });
  }
  return holders;
}

function portsOf(c: AnalyzedContainer): Array<{ key: string; at: string; loopback: boolean }> {
  const declared = (c.container.ports ?? []).filter((p) => p.containerPort)
    .map((p) => ({ key: portKey(p), at: `${c.at}.ports[${p.name || p.containerPort}]`, loopback: false }));
  const loopback = (c.intent?.loopbackPorts ?? []).map((port) => ({ key: `TCP/${port}`, at: c.at, loopback: true }));
  return [...declared, ...loopback];
}

function taken(at: string, key: string, own: Holder, holder: Holder): Report {
  const port = key.split('/').reverse().join('/');
  if (!own.certain && !holder.certain) {
    return {
      at,
      message: `${own.who} and ${holder.who} both declare port ${port}: they share one network, and if both listen on it the second one fails`,
      mend: 'let one of them listen on another port, or declare the one that it listens on',
      severity: 'warning',
    };
  }
  return {
    at,
    message: `${own.who} and ${holder.who} both use port ${port}: they share one network, and the second one to bind it fails`,
    mend: 'let one of them listen on another port',
  };
}
