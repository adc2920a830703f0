/** What the options in this folder hold, for users whom no compiler tells. */
import { IstioCapture, IstioRoute, IstioTracing } from './istio-props';
import { LinkerdClient, LinkerdRoute, LinkerdServer } from './linkerd-props';
import { MeshBypass, MeshRetries } from './mesh-props';
import { DURATION, FieldsOf } from '../../sidecar/value-shape';

export const MESH_BYPASS: FieldsOf<MeshBypass> = {
  inboundPorts: { list: 'number' }, outboundPorts: { list: 'number' }, ranges: { list: 'text' },
};

export const ISTIO_CAPTURE: FieldsOf<IstioCapture> = {
  inboundPorts: { list: 'number' }, outboundRanges: { list: 'text' }, outboundPorts: { list: 'number' },
};

export const ISTIO_TRACING: FieldsOf<IstioTracing> = {
  samplingPercent: 'number', provider: 'text', tags: { map: 'text' },
};

export const MESH_RETRIES: FieldsOf<MeshRetries> = {
  attempts: 'number', on: { list: 'text' }, perTryTimeout: DURATION,
};

export const ISTIO_ROUTE: FieldsOf<IstioRoute> = {
  clientMtls: 'boolean', maxConnections: 'number', maxPendingRequests: 'number', ejectAfterErrors: 'number', service: 'text',
  inNamespace: 'text', timeout: DURATION, retries: { fields: MESH_RETRIES, required: ['attempts', 'on'] },
};

export const LINKERD_CLIENT: FieldsOf<LinkerdClient> = {
  serviceAccount: 'text', inNamespace: 'text',
};

export const LINKERD_SERVER: FieldsOf<LinkerdServer> = {
  port: 'number', protocol: { oneOf: ['unknown', 'HTTP/1', 'HTTP/2', 'gRPC', 'opaque', 'TLS'] },
  clients: { list: { fields: LINKERD_CLIENT, required: ['serviceAccount'] } }, identities: { list: 'text' },
  others: { oneOf: ['all-unauthenticated', 'all-authenticated', 'cluster-unauthenticated', 'cluster-authenticated', 'deny', 'audit'] },
};

export const LINKERD_ROUTE: FieldsOf<LinkerdRoute> = {
  port: 'number', service: 'text', inNamespace: 'text', timeout: DURATION, retries: { fields: MESH_RETRIES, required: ['attempts', 'on'] },
};
