/** What the props of an Envoy hold, for users whom no compiler tells. */
import { EnvoyProxySidecarProps, ProxyLogLevel } from './envoy-proxy-sidecar-props';
import { PROXY_ACCESS_LOG, PROXY_CONTROL_PLANE, PROXY_INBOUND, PROXY_INTERCEPTION } from './option-shapes';
import { FieldsOf, SIDECAR_RESOURCES } from '../../sidecar/value-shape';

export const PROXY_FIELDS: FieldsOf<EnvoyProxySidecarProps> = {
  port: 'number', appPort: 'number', metricsPort: 'number', adminPort: 'number', maxConnections: 'number',
  inbound: { fields: PROXY_INBOUND },
  upstreams: { list: { instance: 'Upstream', method: '_appValue', make: 'use Upstream.dns(...), Upstream.external(...), ...' } },
  tracing: { instance: 'ProxyTracing', method: '_model', make: 'use ProxyTracing.openTelemetry(...)' },
  accessLog: { fields: PROXY_ACCESS_LOG }, interception: { fields: PROXY_INTERCEPTION },
  controlPlane: { fields: PROXY_CONTROL_PLANE, required: ['server'] },
  dualStack: 'boolean', logLevel: { oneOf: Object.values(ProxyLogLevel) }, image: 'text', resources: SIDECAR_RESOURCES, extraConfig: { map: 'anything' }, extraArgs: { list: 'text' },
  fields: { map: 'anything' },
};
