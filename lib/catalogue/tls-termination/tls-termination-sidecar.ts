import { Construct } from 'constructs';
import { TLS_DEFAULTS } from './data/defaults';
import { GHOSTUNNEL } from './data/ghostunnel';
import { HAPROXY } from './data/haproxy';
import { NGINX } from './data/nginx';
import { EngineContext, portNames } from './engines/context';
import { AUTHORITY_PLACE, CERTIFICATE_PLACE, envoyProps } from './engines/envoy';
import { ghostunnelContainer } from './engines/ghostunnel';
import { haproxyContainer } from './engines/haproxy';
import { nginxContainer } from './engines/nginx';
import { TlsModel } from './model';
import { TlsPlan } from './tls-plan';
import { TlsTerminationSidecarProps } from './tls-termination-sidecar-props';
import { toLabel } from '../../kubernetes/names';
import {
  FindingSeverity, ISidecarHost, PodContext, SharedVolume, Sidecar, SidecarContainer, SidecarContribution, SidecarMount, SidecarNote, SidecarPhase,
} from '../../sidecar';
import { ENVOY } from '../proxy/envoy';
import { EnvoyProxySidecar } from '../proxy/envoy-proxy-sidecar';

/**
 * TLS in front of the app's port, from a certificate that is renewed while the Pod runs.
 *
 * @example
 * declare const chart: Chart;
 * const tls = new TlsTerminationSidecar(chart, 'tls', {
 *   certificate: TlsCertificate.certManager({
 *     issuer: CertificateIssuer.clusterIssuer('internal-ca'), dnsNames: ['shop.prod.svc'],
 *   }),
 *   redirect: {},
 * });
 * const mutual = new TlsTerminationSidecar(chart, 'mutual-tls', {
 *   engine: TlsEngine.ghostunnel(),
 *   certificate: TlsCertificate.spiffeWorkloadApi(),
 *   clients: { allowed: [TlsClientName.uri('spiffe://example.org/ns/shop/sa/frontend')] },
 * });
 */
export class TlsTerminationSidecar extends Sidecar {
  private readonly plan: TlsPlan;
  private readonly envoy?: EnvoyProxySidecar;

  constructor(scope: Construct, id: string, private readonly props: TlsTerminationSidecarProps) {
    super(scope, id);
    this.plan = new TlsPlan(props);
    const { engine, authority } = this.plan;
    if (engine.name === 'Envoy') {
      const files = { certificate: props.certificate._files, authority: authority && { file: authority._file, beside: !authority._volume('x') } };
      this.envoy = new EnvoyProxySidecar(this, 'envoy', envoyProps(this.plan.modelWithoutPod(), files, props, engine.options));
    }
  }

  public contribute(pod: PodContext): SidecarContribution {
    const name = toLabel(pod.attachment) || 'tls';
    const model = this.plan.modelFor(pod);
    const common = {
      phase: SidecarPhase.NETWORK,
      purpose: 'TLS termination',
      permissions: this.props.certificate._permissions,
      notes: this.notes(name, pod, model),
    };
    if (this.envoy) {
      const { containers, fronts, ...rest } = this.envoy.contribute(pod);
      return {
        ...rest,
        ...common,
        containers: containers!.map((c) => this.envoyContainer(c, name, pod, model)),
        fronts: fronts!.map((f) => ({ ...f, redirectPort: model.redirect?.port })),
      };
    }
    const container = this.container({ name, pod, model, props: this.props, mounts: this.mounts(name, pod) });
    return {
      ...common,
      containers: [container],
      fronts: [{ container: name, port: model.port, appPort: model.appPort, tls: true, probePort: model.probes?.port, redirectPort: model.redirect?.port }],
    };
  }

  public bind(workload: ISidecarHost): void {
    this.props.certificate._bind(this.node.id, workload);
  }

  private container(context: EngineContext): SidecarContainer {
    const { engine } = this.plan;
    if (engine.name === 'HAProxy') return haproxyContainer(context, engine.options);
    if (engine.name === 'ghostunnel') return ghostunnelContainer(context, engine.options);
    return nginxContainer(context, engine.name === 'nginx' ? engine.options : {});
  }

  /** Group of the process: files of the certificate are readable for it. */
  private get group(): number {
    return { nginx: NGINX.group, HAProxy: HAPROXY.group, ghostunnel: GHOSTUNNEL.group, Envoy: ENVOY.group }[this.plan.engine.name];
  }

  private volumes(name: string, pod: PodContext): { certificate: SharedVolume; authority?: SharedVolume } {
    const short = name.slice(0, 50);
    const place = { volume: `${short}-certificate`, group: this.group, workloadName: pod.workloadName, sidecar: this.node.id };
    return { certificate: this.props.certificate._volume(place), authority: this.plan.authority?._volume(`${short}-authority`) };
  }

  private mounts(name: string, pod: PodContext): SidecarMount[] {
    const { paths } = TLS_DEFAULTS;
    const { certificate, authority } = this.volumes(name, pod);
    const path = this.props.certificate._socket === undefined ? paths.certificate : paths.workloadApi;
    return [{ volume: certificate, path, readOnly: true }, ...(authority ? [{ volume: authority, path: paths.authority, readOnly: true }] : [])];
  }

  /** The proxy's container, with the volumes of this Pod and names for its ports that tell what they are. */
  private envoyContainer(container: SidecarContainer, name: string, pod: PodContext, model: TlsModel): SidecarContainer {
    const { certificate, authority } = this.volumes(name, pod);
    const places = new Map([[CERTIFICATE_PLACE, certificate], [AUTHORITY_PLACE, authority ?? certificate]]);
    const names = new Map(Object.entries(portNames(model)).map(([portName, port]) => [port, portName]));
    return {
      ...container,
      ports: Object.fromEntries(Object.entries(container.ports!).map(([portName, port]) => [names.get(port) ?? portName, port])),
      mounts: container.mounts!.map((m) => ({ ...m, volume: places.get(m.volume.name) ?? m.volume })),
    };
  }

  private notes(name: string, pod: PodContext, model: TlsModel): SidecarNote[] | undefined {
    const { engine } = this.plan;
    if (engine.name === 'ghostunnel' && model.clients && this.plan.probePaths(pod).length) {
      return [{
        code: 'tls-probes-without-certificate',
        severity: FindingSeverity.ERROR,
        message: `"${name}" asks clients for certificates, which the kubelet has not: ghostunnel has no other way for the app's HTTP probes (${this.plan.probePaths(pod).join(', ')})`,
        mend: 'use TlsEngine.nginx(), .haproxy() or .envoy(), or let the app answer its probes on a port that is not behind the sidecar and give probePaths: []',
      }];
    }
    // Bytes are passed on as they come.
    if (engine.name === 'ghostunnel' && model.protocol === 'http1') {
      return [{
        code: 'tls-forwarded-for-of-clients',
        severity: FindingSeverity.INFO,
        message: `"${name}" does not look into what it carries: an X-Forwarded-For that a client writes itself reaches the app, and no other does`,
        mend: 'let the app not believe it, or use TlsEngine.nginx(), .haproxy() or .envoy(), which write it themselves',
      }];
    }
    return undefined;
  }
}
