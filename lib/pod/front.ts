/**
 * A sidecar in front of an app port: the port's name and the app's probes go over to it, so that Services by name,
 * the kubelet and everybody else come the same way in.
 */
import { FrontPart } from './contribution';
import { Problem } from './intent';
import { Container, ContainerPort, Probe } from '../kubernetes/types';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/**
 * Changes `apps`, which are copies already.
 *
 * @returns the sidecar's container as it is now; the very same one where nothing is to change
 */
export function applyFront(front: FrontPart, apps: Container[], sidecar: Container | undefined, problems: Problem[]): Container | undefined {
  const at = `initContainers[${front.container}]`;
  if (!sidecar) {
    problems.push({
      kind: 'front', severity: 'error', at,
      message: `is to stand in front of port ${front.appPort}, but the sidecar brings no container of that name`,
      mend: 'name one of the sidecar\'s own containers in ProxyFront.container',
    });
    return undefined;
  }
  let changed = sidecar;
  for (const app of apps) {
    const declared = app.ports?.find((p) => p.containerPort === front.appPort && (p.protocol ?? 'TCP') === 'TCP');
    moveProbes(app, front, declared?.name, problems);
    // Traffic that is redirected to the sidecar comes by the app's own port, which the app still binds.
    if (declared && front.port !== front.appPort) changed = movePort(declared, app, front, changed);
  }
  return changed;
}

/**
 * The app's declaration goes, its name passes to the sidecar's port: a Service that names it now reaches the sidecar.
 * One entry for each port: server-side apply knows entries by number and protocol and refuses a second one.
 */
function movePort(declared: ContainerPort, app: Container, front: FrontPart, sidecar: Container): Container {
  const ports = (sidecar.ports ?? []).map((p) => ({ ...p }));
  const own = ports.find((p) => p.containerPort === front.port);
  if (declared.name) {
    if (own) own.name = declared.name;
    else ports.unshift({ name: declared.name, containerPort: front.port });
  }
  app.ports = app.ports!.filter((p) => p !== declared);
  if (app.ports.length === 0) delete app.ports;
  return ports.length ? { ...sidecar, ports } : sidecar;
}

function moveProbes(app: Container, front: FrontPart, portName: string | undefined, problems: Problem[]): void {
  const asksFront = (port: unknown) => Number(port) === front.appPort || (portName !== undefined && port === portName);
  for (const name of PROBES) {
    const probe = app[name];
    if (!probe) continue;
    const moved = moveProbe(probe, front, asksFront);
    if (moved) {
      app[name] = moved;
      if (moved.tcpSocket) {
        // Where another probe of the app still asks the app itself, a roll-out waits for it all the same.
        const asksApp = PROBES.some((other) => app[other]?.httpGet || app[other]?.grpc || app[other]?.exec);
        problems.push({
          kind: 'front-tcp-probe', severity: asksApp ? 'info' : 'warning', at: `containers[${app.name}].${name}`,
          message: `asks by TCP and was moved to port ${moved.tcpSocket.port}: "${front.container}" takes the connection whether or not the app is up`,
          mend: 'give the app a readiness probe by HTTP or gRPC, which the proxy passes on',
        });
      }
      continue;
    }
    if (probe.grpc?.port === front.appPort && front.tls) {
      problems.push({
        kind: 'front', severity: 'error', at: `containers[${app.name}].${name}`,
        message: `asks by gRPC on port ${front.appPort}, in front of which "${front.container}" terminates TLS: the kubelet's gRPC probe speaks no TLS`,
        mend: 'use an HTTP probe, or let the app serve its health on another port that is not behind the proxy',
      });
    }
  }
}

/** The probe on the sidecar's port, or undefined where it does not ask this port (or can't be moved). */
function moveProbe(probe: Probe, front: FrontPart, asksFront: (port: unknown) => boolean): Probe | undefined {
  const port = front.probePort ?? front.port;
  const tls = front.tls && front.probePort === undefined;
  if (probe.httpGet && asksFront(probe.httpGet.port)) {
    const httpGet = { ...probe.httpGet, port };
    if (tls) httpGet.scheme = 'HTTPS';
    else delete httpGet.scheme;
    return { ...probe, httpGet };
  }
  if (probe.tcpSocket && asksFront(probe.tcpSocket.port)) return { ...probe, tcpSocket: { ...probe.tcpSocket, port } };
  if (probe.grpc && asksFront(probe.grpc.port) && !tls) return { ...probe, grpc: { ...probe.grpc, port } };
  return undefined;
}
