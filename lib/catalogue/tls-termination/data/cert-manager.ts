/**
 * cert-manager 1.21.1 (pkg/apis/certmanager/v1/types_certificate.go of https://github.com/cert-manager/cert-manager),
 * csi-driver 0.16.0 (pkg/apis/v1alpha1/types.go of https://github.com/cert-manager/csi-driver), csi-driver-spiffe 0.15.0
 * (deploy/example/fs-group-app.yaml of https://github.com/cert-manager/csi-driver-spiffe) and SPIFFE's CSI driver
 * (https://github.com/spiffe/spiffe-csi).
 */
export const CERT_MANAGER = {
  group: 'cert-manager.io',
  apiVersion: 'cert-manager.io/v1',
  csiDriver: 'csi.cert-manager.io',
  spiffeCsiDriver: 'spiffe.csi.cert-manager.io',
  /** Shortest certificate and shortest time of renewal that it accepts. */
  shortestHours: 1,
  shortestRenewalMinutes: 5,
  /** A certificate's common name is at most so long. */
  commonNameLength: 64,
  privateKey: { algorithm: 'ECDSA', size: 256 },
  usages: ['digital signature', 'server auth'],
} as const;

export const SPIFFE = {
  csiDriver: 'csi.spiffe.io',
  /** As SPIRE's Helm chart names it. */
  socket: 'spire-agent.sock',
} as const;
