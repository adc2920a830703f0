/** Istio's own objects, as data. https://istio.io/latest/docs/reference/config/ */
import { Duration } from 'cdk8s';
import { ISTIO } from '../data/istio';
import { IstioMtls, IstioProps, IstioRoute } from '../istio-props';
import { MeshObject } from '../mesh';

type Labels = { readonly [label: string]: string };

export function istioWorkloadObjects(props: IstioProps, selector: Labels): MeshObject[] {
  const matchLabels = () => ({ selector: { matchLabels: { ...selector } } });
  const objects: MeshObject[] = [];
  const { mtls, plainTextPorts, tracing } = props;
  if (mtls) {
    objects.push({
      id: 'peer-authentication',
      apiVersion: ISTIO.apis.security,
      kind: 'PeerAuthentication',
      spec: () => ({
        ...matchLabels(),
        mtls: { mode: mtls },
        ...(plainTextPorts ? { portLevelMtls: Object.fromEntries(plainTextPorts.map((p) => [String(p), { mode: IstioMtls.DISABLE }])) } : {}),
      }),
    });
  }
  if (tracing) {
    const { provider, samplingPercent, tags } = tracing;
    objects.push({
      id: 'telemetry',
      apiVersion: ISTIO.apis.telemetry,
      kind: 'Telemetry',
      spec: () => ({
        ...matchLabels(),
        tracing: [{
          ...(provider === undefined ? {} : { providers: [{ name: provider }] }),
          randomSamplingPercentage: samplingPercent,
          ...(tags ? { customTags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, { literal: { value } }])) } : {}),
        }],
      }),
    });
  }
  return objects;
}

export function istioSharedObjects(props: IstioProps): MeshObject[] {
  return (props.routes ?? []).flatMap((route) => [virtualService(route), destinationRule(route)].filter((o) => o !== undefined));
}

function virtualService(route: IstioRoute): MeshObject | undefined {
  const { retries, timeout } = route;
  if (!retries && !timeout) return undefined;
  return {
    id: `${id(route)}-virtual-service`,
    apiVersion: ISTIO.apis.networking,
    kind: 'VirtualService',
    spec: () => ({
      hosts: [host(route)],
      http: [{
        // Without a port: each port of the Service keeps its own.
        route: [{ destination: { host: host(route) } }],
        ...(timeout ? { timeout: seconds(timeout) } : {}),
        ...(retries ? {
          retries: {
            attempts: retries.attempts,
            retryOn: retries.on.join(','),
            ...(retries.perTryTimeout ? { perTryTimeout: seconds(retries.perTryTimeout) } : {}),
          },
        } : {}),
      }],
    }),
  };
}

function destinationRule(route: IstioRoute): MeshObject | undefined {
  const { clientMtls, maxConnections, maxPendingRequests, ejectAfterErrors } = route;
  if (!clientMtls && maxConnections === undefined && maxPendingRequests === undefined && ejectAfterErrors === undefined) return undefined;
  const limits = maxConnections !== undefined || maxPendingRequests !== undefined;
  return {
    id: `${id(route)}-destination-rule`,
    apiVersion: ISTIO.apis.networking,
    kind: 'DestinationRule',
    spec: () => ({
      host: host(route),
      trafficPolicy: {
        ...(clientMtls ? { tls: { mode: 'ISTIO_MUTUAL' } } : {}),
        ...(limits ? {
          connectionPool: {
            ...(maxConnections === undefined ? {} : { tcp: { maxConnections } }),
            ...(maxPendingRequests === undefined ? {} : { http: { http1MaxPendingRequests: maxPendingRequests } }),
          },
        } : {}),
        ...(ejectAfterErrors === undefined ? {} : { outlierDetection: { consecutive5xxErrors: ejectAfterErrors } }),
      },
    }),
  };
}

/** With its namespace, a name means the same wherever the object stands. */
function host({ service, inNamespace }: IstioRoute): string {
  return inNamespace === undefined ? service : `${service}.${inNamespace}.svc.cluster.local`;
}

function id({ service, inNamespace }: IstioRoute): string {
  return inNamespace === undefined ? service : `${service}-${inNamespace}`;
}

/** Protobuf's JSON form of a duration has seconds only. */
export function seconds(time: Duration): string {
  return `${time.toMilliseconds({ integral: false }) / 1000}s`;
}
