/** What the options in this folder hold, for users whom no compiler tells. */
import { CertificateRequest } from './certificate-request';
import { CertManagerCertificate, TlsCertificateFiles, WorkloadApiOptions } from './tls-certificate';
import { EnvoyEngineOptions, GhostunnelEngineOptions, HaproxyEngineOptions, HaproxyExtraConfig, NginxEngineOptions, NginxExtraConfig } from './tls-engine';
import { DURATION, FieldsOf } from '../../sidecar/value-shape';

export const TLS_CERTIFICATE_FILES: FieldsOf<TlsCertificateFiles> = {
  certificate: 'text', key: 'text',
};

export const CERT_MANAGER_CERTIFICATE: FieldsOf<CertManagerCertificate> = {
  secretName: 'text', issuer: { instance: 'CertificateIssuer', method: '_reference', make: 'use CertificateIssuer.issuer(...)' },
  dnsNames: { list: 'text' }, uris: { list: 'text' }, ipAddresses: { list: 'text' }, commonName: 'text', duration: DURATION,
  renewBefore: DURATION,
};

export const CERTIFICATE_REQUEST: FieldsOf<CertificateRequest> = {
  issuer: { instance: 'CertificateIssuer', method: '_reference', make: 'use CertificateIssuer.issuer(...)' }, dnsNames: { list: 'text' },
  uris: { list: 'text' }, ipAddresses: { list: 'text' }, commonName: 'text', duration: DURATION, renewBefore: DURATION,
};

export const WORKLOAD_API_OPTIONS: FieldsOf<WorkloadApiOptions> = {
  socket: 'text', csiDriver: 'text',
};

export const NGINX_EXTRA_CONFIG: FieldsOf<NginxExtraConfig> = {
  main: { map: { list: 'text' } }, http: { map: { list: 'text' } }, server: { map: { list: 'text' } }, location: { map: { list: 'text' } },
};

export const NGINX_ENGINE_OPTIONS: FieldsOf<NginxEngineOptions> = {
  image: 'text', extraConfig: { fields: NGINX_EXTRA_CONFIG },
};

export const HAPROXY_EXTRA_CONFIG: FieldsOf<HaproxyExtraConfig> = {
  global: { list: 'text' }, defaults: { list: 'text' }, frontend: { list: 'text' }, backend: { list: 'text' },
};

export const HAPROXY_ENGINE_OPTIONS: FieldsOf<HaproxyEngineOptions> = {
  image: 'text', extraConfig: { fields: HAPROXY_EXTRA_CONFIG },
};

export const GHOSTUNNEL_ENGINE_OPTIONS: FieldsOf<GhostunnelEngineOptions> = {
  image: 'text', extraArgs: { list: 'text' },
};

export const ENVOY_ENGINE_OPTIONS: FieldsOf<EnvoyEngineOptions> = {
  image: 'text', extraConfig: { map: 'anything' }, extraArgs: { list: 'text' }, adminPort: 'number',
};
