/** What the configuration writers are told: plain values, paths as the container sees them. */

/** What is spoken to the app. */
export type WireProtocol = 'http1' | 'http2' | 'grpc' | 'tcp';
export type Profile = 'modern' | 'intermediate';
export type ClientNameKind = 'commonName' | 'organizationalUnit' | 'uri' | 'uriPrefix' | 'dns' | 'email' | 'ip';

export interface ClientNameModel {
  kind: ClientNameKind;
  value: string;
}

export interface TlsModel {
  port: number;
  appPort: number;
  protocol: WireProtocol;
  profile: Profile;
  /** Files, or the SPIFFE Workload API's socket. */
  certificate: { file: string; key: string } | { workloadApi: string };
  clients?: {
    /** File of the authority; undefined with the Workload API, which brings it. */
    authority?: string;
    /** Any of these; empty: everybody whom the authority vouches for. */
    names: ClientNameModel[];
    required: boolean;
  };
  redirect?: { port: number; publicPort: number };
  metricsPort: number;
  /** A plain port for the app's own probes: exact paths with their query, and gRPC's health service. */
  probes?: { port: number; paths: string[]; grpc: boolean };
  maxConnections: number;
  dualStack: boolean;
  accessLog: boolean;
  /** Proxies in front whose word on the client's address and protocol is believed. */
  trustedHops: number;
}

/** Files whose change makes a server read its certificates again. */
export function watchedFiles(model: TlsModel): string[] {
  const { certificate, clients } = model;
  return [
    ...('file' in certificate ? [certificate.file, certificate.key] : []),
    ...(clients?.authority !== undefined ? [clients.authority] : []),
  ];
}
