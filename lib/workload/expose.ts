import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PodSidecars } from './pod-sidecars';
import { requirePort } from '../sidecar/arguments';

/** Options of `WorkloadWithSidecars.expose`. */
export interface ExposeOptions {
  /**
   * Port of the Service.
   *
   * @default - the app's port
   */
  readonly port?: number;
  /**
   * The app's port.
   *
   * @default - the first port that the first app container declares
   */
  readonly appPort?: number;
  /**
   * Name of the Service's port.
   *
   * @default - none; with `redirectPort`, "https"
   */
  readonly portName?: string;
  /**
   * A second port of the Service, for plain HTTP, e.g. 80: it leads to the sidecar's own port that sends clients to HTTPS
   * (`redirect` of a `TlsTerminationSidecar`).
   *
   * @default - none
   */
  readonly redirectPort?: number;
  /**
   * Type of the Service.
   *
   * @default ServiceType.CLUSTER_IP
   */
  readonly serviceType?: kplus.ServiceType;
  /**
   * `metadata.name` of the Service.
   *
   * @default - generated
   */
  readonly name?: string;
  /**
   * Id of the construct: needed for a second Service of one workload.
   *
   * @default "Service"
   */
  readonly id?: string;
}

export function exposeThroughFront(scope: Construct, workload: kplus.AbstractPod, sidecars: PodSidecars, options: ExposeOptions): kplus.Service {
  const appPort = options.appPort ?? workload.containers.flatMap((c) => c.ports)[0]?.number;
  if (appPort === undefined) {
    throw new Error('appPort: the app declares no port: give a container `portNumber` or `ports`, or name the port here');
  }
  requirePort('appPort', appPort);
  const port = options.port ?? appPort;
  requirePort('port', port);
  const { redirectPort } = options;
  if (redirectPort !== undefined) requireRedirectPort(redirectPort, port);
  const portName = options.portName ?? (redirectPort === undefined ? undefined : 'https');
  const service = new kplus.Service(scope, options.id ?? 'Service', {
    type: options.serviceType,
    ports: [
      { port, targetPort: appPort, ...(portName ? { name: portName } : {}) },
      // Of several ports each needs a name.
      ...(redirectPort === undefined ? [] : [{ port: redirectPort, targetPort: appPort, name: portName === 'http' ? 'http-redirect' : 'http' }]),
    ],
    selector: workload as kplus.Workload,
    ...(options.name ? { metadata: { name: options.name } } : {}),
  });
  followFront(service, sidecars, redirectPort);
  if (redirectPort !== undefined) {
    service.node.addValidation({
      validate: () => sidecars._frontOf(appPort)?.redirectPort === undefined ? [noRedirect(redirectPort, appPort)] : [],
    });
  }
  return service;
}

function requireRedirectPort(redirectPort: number, port: number): void {
  requirePort('redirectPort', redirectPort);
  if (redirectPort === port) throw new Error(`redirectPort: ${redirectPort} is the port of HTTPS too: give another one, e.g. 80 beside port: 443`);
}

function noRedirect(redirectPort: number, appPort: unknown): string {
  return `redirectPort: ${redirectPort} leads nowhere: no sidecar in front of port ${appPort} sends plain HTTP to HTTPS: give a TlsTerminationSidecar \`redirect: {}\`, or leave redirectPort out`;
}

/**
 * Points each port of a Service at the sidecar that stands in front of the app's port, as it is at synth.
 *
 * @param redirectPort the Service's port for plain HTTP, which leads to the sidecar's redirect
 */
export function followFront(service: kplus.Service, sidecars: PodSidecars, redirectPort?: number): void {
  const api = ApiObject.of(service);
  const original = api.toJson.bind(api);
  api.toJson = () => {
    const json = original();
    for (const port of json.spec.ports ?? []) {
      const front = sidecars._frontOf(Number(port.targetPort));
      if (redirectPort !== undefined && port.port === redirectPort) {
        if (front?.redirectPort === undefined) throw new Error(noRedirect(redirectPort, port.targetPort));
        port.targetPort = front.redirectPort;
        continue;
      }
      // By number: named ports of native sidecars are resolved only from Kubernetes 1.32 on.
      // https://github.com/kubernetes/kubernetes/issues/127958
      if (front) port.targetPort = front.port;
    }
    return json;
  };
}
