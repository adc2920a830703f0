/** What the props of an Envoy hold, for users whom no compiler tells. */
import { EnvoyProxySidecarProps } from './envoy-proxy-sidecar-props';
import { FieldsOf, SIDECAR_RESOURCES } from '../../sidecar/value-shape';

export const PROXY_FIELDS: FieldsOf<EnvoyProxySidecarProps> = {
  port: 'anything', appPort: 'anything', metricsPort: 'anything', adminPort: 'anything', maxConnections: 'anything',
  inbound: { map: 'anything' },
  upstreams: { list: { instance: 'Upstream', method: '_appValue', make: 'use Upstream.dns(...), Upstream.external(...), ...' } },
  tracing: { instance: 'ProxyTracing', method: '_model', make: 'use ProxyTracing.openTelemetry(...)' },
  accessLog: { map: 'anything' }, interception: { map: 'anything' }, controlPlane: { map: 'anything' },
  dualStack: 'boolean', logLevel: 'text', image: 'text', resources: SIDECAR_RESOURCES, extraConfig: { map: 'anything' }, extraArgs: { list: 'text' },
  fields: { map: 'anything' },
};
