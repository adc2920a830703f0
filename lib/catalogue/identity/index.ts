export { IdentitySidecar, IdentitySidecarProps, JwtSvid } from './identity-sidecar';
