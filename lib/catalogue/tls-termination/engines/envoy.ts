/** Envoy as the `EnvoyProxySidecar` sets it up: in front of the app, with nothing but TLS. */
import { Duration } from 'cdk8s';
import { SharedVolume } from '../../../sidecar';
import { connectionManager, router, routes } from '../../proxy/config/http';
import { Json, socketAddress } from '../../proxy/config/json';
import { mergeConfig } from '../../proxy/config/merge';
import { EnvoyProxySidecarProps } from '../../proxy/envoy-proxy-sidecar-props';
import { PeerName } from '../../proxy/peer-name';
import { ProxyProtocol } from '../../proxy/protocol';
import { ProxyAuthority, ProxyCertificate, ProxyTlsVersion } from '../../proxy/tls';
import { TLS_DEFAULTS } from '../data/defaults';
import { ClientNameModel, TlsModel } from '../model';
import { EnvoyEngineOptions } from '../tls-engine';
import { TlsTerminationSidecarProps } from '../tls-termination-sidecar-props';

/** Names of volumes that are put in the place of these for each Pod: a Secret's name may depend on the workload. */
export const CERTIFICATE_PLACE = 'tls-certificate';
export const AUTHORITY_PLACE = 'tls-authority';

/** @param files names of the files in their volumes; without an authority of its own, that of clients lies beside the certificate */
export interface EnvoyFiles {
  certificate: { certificate: string; key: string };
  authority?: { file: string; beside: boolean };
}

/** The app's port is found for each Pod, and the probes' paths, by the proxy itself. */
export function envoyProps(
  model: TlsModel, files: EnvoyFiles, props: TlsTerminationSidecarProps, options: EnvoyEngineOptions,
): EnvoyProxySidecarProps {
  const { clients, redirect } = model;
  const volume = SharedVolume.existing(CERTIFICATE_PLACE);
  const tcp = model.protocol === 'tcp';
  const hour = Duration.hours(1);
  const own = files.authority;
  const { certificate, key } = files.certificate;
  const authority = own && ProxyAuthority.volume(own.beside ? volume : SharedVolume.existing(AUTHORITY_PLACE), own.file);
  return {
    port: model.port,
    appPort: props.appPort,
    metricsPort: model.metricsPort,
    adminPort: options.adminPort ?? TLS_DEFAULTS.ports.admin,
    dualStack: model.dualStack,
    maxConnections: model.maxConnections + 64,
    inbound: {
      protocol: (props.protocol ?? ProxyProtocol.HTTP),
      maxConnections: model.maxConnections,
      // Nothing is cut short that the app takes long for.
      idleTimeout: hour,
      ...(tcp ? {} : { requestTimeout: Duration.millis(0), verbatim: true, trustedHops: model.trustedHops, webSockets: model.protocol === 'http1' }),
      probePaths: props.probePaths,
      probePort: props.probePort ?? TLS_DEFAULTS.ports.appProbes,
      tls: {
        certificate: ProxyCertificate.volume(volume, { certificate, key }),
        minimumVersion: model.profile === 'modern' ? ProxyTlsVersion.TLS_1_3 : ProxyTlsVersion.TLS_1_2,
        clients: clients && { authority, allowed: clients.names.length ? clients.names.map(peerName) : undefined, optional: !clients.required },
      },
    },
    accessLog: model.accessLog ? {} : undefined,
    image: options.image,
    resources: props.resources,
    extraConfig: redirect ? mergeConfig(redirectListener(model), options.extraConfig ?? {}) : options.extraConfig,
    extraArgs: options.extraArgs,
    fields: props.fields,
  };
}

function peerName({ kind, value }: ClientNameModel): PeerName {
  switch (kind) {
    case 'uri': return PeerName.uri(value);
    case 'uriPrefix': return PeerName.uriPrefix(value);
    case 'email': return PeerName.email(value);
    case 'ip': return PeerName.ip(value);
    default: return PeerName.dns(value);
  }
}

/** https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-redirectaction */
function redirectListener(model: TlsModel): Json {
  const { port, publicPort } = model.redirect!;
  const address = model.dualStack ? { socket_address: { address: '::', port_value: port, ipv4_compat: true } } : socketAddress('0.0.0.0', port);
  const route = {
    match: { prefix: '/' },
    redirect: { https_redirect: true, response_code: 'PERMANENT_REDIRECT', ...(publicPort === 443 ? {} : { port_redirect: publicPort }) },
  };
  return {
    static_resources: {
      listeners: [{
        name: 'redirect',
        address,
        filter_chains: [{ filters: [connectionManager({ stat_prefix: 'redirect', route_config: routes('redirect', [route]), http_filters: [router()] })] }],
      }],
    },
  };
}
