import { TlsAuthority } from './tls-authority';
import { TlsCertificate } from './tls-certificate';
import { TlsClientName } from './tls-client-name';
import { TlsEngine } from './tls-engine';
import { SidecarResources } from '../../sidecar';
import { ProxyProtocol } from '../proxy/protocol';

/** Versions of TLS and ciphers, as Mozilla recommends them. */
export enum TlsProfile {
  /** TLS 1.3 alone: for clients that are younger than 2020. */
  MODERN = 'modern',
  /** TLS 1.2 and 1.3 with forward secrecy: for everybody whom one should serve. */
  INTERMEDIATE = 'intermediate',
}

/** Certificates that clients must bring (mutual TLS). */
export interface TlsClients {
  /**
   * Who issued them.
   *
   * @default - `ca.crt` beside the sidecar's own certificate; with the SPIFFE Workload API, those that it says
   */
  readonly authority?: TlsAuthority;
  /**
   * Names of which a client's certificate must carry one.
   *
   * @default - every certificate of the authority is let in
   */
  readonly allowed?: TlsClientName[];
  /**
   * Clients without a certificate are let in too.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** A plain HTTP port that sends clients to HTTPS (status 308, which keeps the method). */
export interface TlsRedirect {
  /**
   * Port of the Pod. `expose({ port: 443, redirectPort: 80 })` offers it to clients.
   *
   * @default 8081
   */
  readonly port?: number;
  /**
   * Port of HTTPS as clients see it.
   *
   * @default 443
   */
  readonly publicPort?: number;
}

/** Properties of a `TlsTerminationSidecar`. */
export interface TlsTerminationSidecarProps {
  /** What the sidecar shows to clients. */
  readonly certificate: TlsCertificate;
  /**
   * The product that does it.
   *
   * @default TlsEngine.nginx()
   */
  readonly engine?: TlsEngine;
  /**
   * Port of the sidecar: the Service and the app's probes follow it.
   *
   * @default 8443
   */
  readonly port?: number;
  /**
   * The app's port. Let the app listen on 127.0.0.1 only, so that there is no way around the sidecar.
   *
   * @default - the first port that the chosen app container declares
   */
  readonly appPort?: number;
  /**
   * What the app speaks. Clients of an HTTP app may speak HTTP/1.1 or HTTP/2 to all engines but ghostunnel.
   *
   * @default ProxyProtocol.HTTP
   */
  readonly protocol?: ProxyProtocol;
  /**
   * Versions and ciphers.
   *
   * @default TlsProfile.INTERMEDIATE
   */
  readonly profile?: TlsProfile;
  /**
   * Ask clients for certificates.
   *
   * @default - no
   */
  readonly clients?: TlsClients;
  /**
   * A plain port that sends clients to HTTPS.
   *
   * @default - none
   */
  readonly redirect?: TlsRedirect;
  /**
   * Proxies in front of this sidecar (an ingress, a load balancer, another sidecar) whose `X-Forwarded-For` and `X-Forwarded-Proto` are
   * believed. With 0 they are set from the connection itself. In `X-Forwarded-For` the app finds one address, that of
   * the client: what the client wrote itself never gets through. Not for ghostunnel, which does not look into what it
   * carries.
   *
   * @default 0
   */
  readonly trustedHops?: number;
  /**
   * Paths of the app's HTTP probes, with their query. Where clients must bring certificates, which the kubelet has not,
   * the probes reach the app by a plain port of their own, which lets through GET of these paths alone.
   *
   * @default - those of the app container's own probes
   */
  readonly probePaths?: string[];
  /**
   * The port for them.
   *
   * @default 15042
   */
  readonly probePort?: number;
  /**
   * Port of health and metrics.
   *
   * @default 15041
   */
  readonly metricsPort?: number;
  /**
   * Most clients that are connected at a time.
   *
   * @default 1000
   */
  readonly maxConnections?: number;
  /**
   * Listen on IPv6 as well as IPv4. The nodes' kernel must have IPv6.
   *
   * @default false
   */
  readonly dualStack?: boolean;
  /**
   * A line on stdout for each request or connection.
   *
   * @default false
   */
  readonly accessLog?: boolean;
  /**
   * Seconds that the sidecar may need, once the app has left, to send the rest of its answers.
   *
   * @default - 6; 10 for ghostunnel, 1 for Envoy
   */
  readonly drainSeconds?: number;
  /**
   * Requests and limits.
   *
   * @default - 50m and 64Mi, limits 500m and 128Mi; Envoy: 100m and 128Mi, limits 200m and 256Mi
   */
  readonly resources?: SidecarResources;
  /**
   * Raw Kubernetes fields of the container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}
