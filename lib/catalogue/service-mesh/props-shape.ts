/** The names that a mesh's props may have; what stands there is checked by the mesh. */
import { IstioProps } from './istio-props';
import { LinkerdProps } from './linkerd-props';
import { MeshProps } from './mesh-props';
import { FieldsOf } from '../../sidecar/value-shape';

const MESH: FieldsOf<MeshProps> = {
  resources: { map: 'anything' }, cni: 'boolean', bypass: { map: 'anything' }, injectedForm: 'text', drain: 'anything', holdApplication: 'boolean',
  appQuitsProxy: 'boolean', proxyLogLevel: 'text', annotations: { map: 'anything' },
};

export const ISTIO_FIELDS: FieldsOf<IstioProps> = {
  ...MESH, revision: 'text', captureOnly: { map: 'anything' }, mtls: 'text', plainTextPorts: { list: 'anything' }, rewriteProbes: 'boolean',
  mergeMetrics: 'boolean', exitWhenIdle: 'boolean', seccomp: 'boolean', proxyConfig: { map: 'anything' }, tracing: { map: 'anything' },
  routes: { list: { map: 'anything' } },
};

export const LINKERD_FIELDS: FieldsOf<LinkerdProps> = {
  ...MESH, meshVersion: 'text', ingress: 'boolean', opaquePorts: { list: 'anything' }, inboundPolicy: 'text',
  servers: { list: { map: 'anything' } }, traceAttributes: { map: 'anything' }, routes: { list: { map: 'anything' } },
};
