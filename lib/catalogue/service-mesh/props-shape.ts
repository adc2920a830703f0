/** The names that a mesh's props may have; what stands there is checked by the mesh. */
import { IstioMtls, IstioProps } from './istio-props';
import { LinkerdInboundPolicy, LinkerdProps } from './linkerd-props';
import { MeshProps } from './mesh-props';
import { ISTIO_CAPTURE, ISTIO_ROUTE, ISTIO_TRACING, LINKERD_ROUTE, LINKERD_SERVER, MESH_BYPASS } from './option-shapes';
import { SidecarForm } from '../../sidecar/pod-context';
import { DURATION, FieldsOf } from '../../sidecar/value-shape';

const MESH: FieldsOf<MeshProps> = {
  resources: { map: 'anything' }, cni: 'boolean', bypass: { fields: MESH_BYPASS }, injectedForm: { oneOf: Object.values(SidecarForm) }, drain: DURATION, holdApplication: 'boolean',
  appQuitsProxy: 'boolean', proxyLogLevel: 'text', annotations: { map: 'text' },
};

export const ISTIO_FIELDS: FieldsOf<IstioProps> = {
  ...MESH, revision: 'text', captureOnly: { fields: ISTIO_CAPTURE }, mtls: { oneOf: Object.values(IstioMtls) }, plainTextPorts: { list: 'number' }, rewriteProbes: 'boolean',
  mergeMetrics: 'boolean', exitWhenIdle: 'boolean', seccomp: 'boolean', proxyConfig: { map: 'anything' }, tracing: { fields: ISTIO_TRACING, required: ['samplingPercent'] },
  routes: { list: { fields: ISTIO_ROUTE, required: ['service'] } },
};

export const LINKERD_FIELDS: FieldsOf<LinkerdProps> = {
  ...MESH, meshVersion: 'text', ingress: 'boolean', opaquePorts: { list: 'number' }, inboundPolicy: { oneOf: Object.values(LinkerdInboundPolicy) },
  servers: { list: { fields: LINKERD_SERVER, required: ['port'] } }, traceAttributes: { map: 'text' },
  routes: { list: { fields: LINKERD_ROUTE, required: ['service', 'port'] } },
};
