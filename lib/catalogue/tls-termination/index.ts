export { CertificateIssuer } from './certificate-issuer';
export { CertificateRequest } from './certificate-request';
export { TlsAuthority } from './tls-authority';
export { CertManagerCertificate, TlsCertificate, TlsCertificateFiles, WorkloadApiOptions } from './tls-certificate';
export { TlsClientName } from './tls-client-name';
export {
  EnvoyEngineOptions, GhostunnelEngineOptions, HaproxyEngineOptions, HaproxyExtraConfig, NginxEngineOptions, NginxExtraConfig, TlsEngine,
} from './tls-engine';
export * from './tls-termination-sidecar';
export * from './tls-termination-sidecar-props';
