/** What the props hold, for users whom no compiler tells. */
import { TlsClients, TlsProfile, TlsRedirect, TlsTerminationSidecarProps } from './tls-termination-sidecar-props';
import { FieldsOf, SIDECAR_RESOURCES, ValueShape } from '../../sidecar/value-shape';
import { ProxyProtocol } from '../proxy/protocol';

export const TLS_AUTHORITY: ValueShape = { instance: 'TlsAuthority', method: '_volume', make: 'use TlsAuthority.secret(...) or .configMap(...)' };

const CLIENTS: FieldsOf<TlsClients> = {
  authority: TLS_AUTHORITY,
  allowed: { list: { instance: 'TlsClientName', method: '_model', make: 'use TlsClientName.uri(...), .dns(...), .commonName(...), ...' } },
  optional: 'boolean',
};
const REDIRECT: FieldsOf<TlsRedirect> = { port: 'number', publicPort: 'number' };

export const TLS_FIELDS: FieldsOf<TlsTerminationSidecarProps> = {
  certificate: { instance: 'TlsCertificate', method: '_volume', make: 'use TlsCertificate.secret(...), .certManager(...), ...' },
  engine: { instance: 'TlsEngine', method: '_choice', make: 'use TlsEngine.nginx(), .haproxy(), .ghostunnel() or .envoy()' },
  port: 'number', appPort: 'number', probePort: 'number', metricsPort: 'number', maxConnections: 'number', drainSeconds: 'number', trustedHops: 'number',
  protocol: { oneOf: Object.values(ProxyProtocol) },
  profile: { oneOf: Object.values(TlsProfile) },
  clients: { fields: CLIENTS },
  redirect: { fields: REDIRECT },
  probePaths: { list: 'text' },
  dualStack: 'boolean', accessLog: 'boolean', resources: SIDECAR_RESOURCES, fields: { map: 'anything' },
};
