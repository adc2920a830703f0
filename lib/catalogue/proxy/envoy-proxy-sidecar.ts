import { Construct } from 'constructs';
import { checkExtraArgs } from './cli-arguments';
import { memoryOverlay } from './config/bootstrap';
import { ProxyModel } from './config/model';
import { ENVOY, INTERCEPTION } from './envoy';
import { EnvoyProxySidecarProps, ProxyLogLevel } from './envoy-proxy-sidecar-props';
import { PROXY_FIELDS } from './props-shape';
import { ProxyPlan, RenderedProxy } from './proxy-plan';
import { toLabel } from '../../kubernetes/names';
import {
  EnvSource, HealthCheck, PodContext, ProxyFront, SharedVolume, Sidecar, SidecarContainer, SidecarContribution, SidecarForm, SidecarPhase,
  SidecarResources,
} from '../../sidecar';
import { requireProps } from '../../sidecar/value-shape';

/**
 * Envoy beside the app: in front of its port, and between it and what it calls.
 *
 * @example
 * declare const chart: Chart;
 * const proxy = new EnvoyProxySidecar(chart, 'proxy', {
 *   port: 15001,
 *   upstreams: [Upstream.dns('orders', 'orders.shop', 8080)],
 * });
 * const hardened = new EnvoyProxySidecar(chart, 'hardened', {
 *   port: 15443,
 *   inbound: {
 *     tls: {
 *       certificate: ProxyCertificate.secret('shop-tls'),
 *       clients: { allowed: [PeerName.uri('spiffe://example.org/ns/shop/sa/frontend')] },
 *     },
 *     rateLimit: { requests: 100 },
 *   },
 * });
 */
export class EnvoyProxySidecar extends Sidecar {
  private readonly plan: ProxyPlan;
  private readonly extraArgs: string[];

  constructor(scope: Construct, id: string, private readonly props: EnvoyProxySidecarProps) {
    super(scope, id);
    requireProps(props, PROXY_FIELDS);
    this.plan = new ProxyPlan(props);
    this.extraArgs = checkExtraArgs(props.extraArgs ?? []);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const name = toLabel(pod.attachment) || 'envoy';
    const rendered = this.plan.render(pod);
    const { model } = rendered;
    const container = this.container(name, pod, rendered);
    const { interception } = this.plan;
    const setUp = interception?.setUp(name, Object.values(container.ports!).filter((p) => p !== model.inbound?.port));
    return {
      phase: SidecarPhase.NETWORK,
      purpose: 'proxy',
      setUp: setUp && [setUp],
      containers: [container],
      fronts: this.fronts(name, pod, model),
      app: { env: this.appEnv(model) },
      // Files of a Secret are readable for root and for this group.
      fsGroup: this.plan.sources.any ? this.user : undefined,
      notes: setUp && interception!.notes(setUp.name, pod),
    };
  }

  private get user(): number {
    return this.plan.interception ? INTERCEPTION.user : ENVOY.user;
  }

  private container(name: string, pod: PodContext, { model, files, bound }: RenderedProxy): SidecarContainer {
    const { paths, images } = ENVOY;
    const shell = pod.form === SidecarForm.CLASSIC && this.props.image === undefined;
    const config = SharedVolume.files(`${name.slice(0, 50)}-config`, files);
    const startupSeconds = model.controlPlane ? ENVOY.controlPlaneStartupSeconds : ENVOY.startupSeconds;
    return {
      name,
      image: this.props.image ?? (shell ? images.withShell : images.distroless),
      hasShell: shell,
      command: [ENVOY.command],
      args: [...this.args(), ...this.extraArgs],
      env: this.env(),
      ports: portNames(bound.pod, model, this.props.port),
      loopbackPorts: [...bound.loopback],
      health: HealthCheck.http(model.probePort, paths.readiness, {
        livenessPath: paths.liveness,
        startupSeconds,
        classicWaitCommand: shell ? waitCommand(model.probePort, startupSeconds) : undefined,
      }),
      resources: this.props.resources ?? SidecarResources.of(ENVOY.size),
      user: this.user,
      group: this.plan.interception ? INTERCEPTION.user : ENVOY.group,
      mounts: [{ volume: config, path: paths.config, readOnly: true }, ...this.plan.sources.mounts(name)],
      drainSeconds: ENVOY.drainSeconds,
      quitUrl: `http://127.0.0.1:${model.adminPort}/quitquitquit`,
      fields: this.props.fields,
    };
  }

  private args(): string[] {
    return [
      '--config-path', `${ENVOY.paths.config}/envoy.yaml`,
      '--config-yaml', memoryOverlay('MEMORY_LIMIT'),
      '--service-node', '$(POD_NAME)',
      '--service-cluster', Sidecar.WORKLOAD_NAME,
      '--concurrency', '$(CPU_LIMIT)',
      '--log-level', this.props.logLevel ?? ProxyLogLevel.WARNING,
      // Two Envoys in one Pod would collide: what they share for it has one name in the Pod's network.
      '--disable-hot-restart',
    ];
  }

  private env(): { [name: string]: EnvSource } {
    return {
      POD_NAME: EnvSource.field('metadata.name'),
      // Whole CPUs, rounded up by the kubelet. Without it Envoy has a thread for each CPU of the node.
      CPU_LIMIT: EnvSource.resource('limits.cpu'),
      MEMORY_LIMIT: EnvSource.resource('limits.memory'),
      ...(this.props.tracing?._isOpenTelemetry ? {
        POD_NAMESPACE: EnvSource.field('metadata.namespace'),
        OTEL_RESOURCE_ATTRIBUTES: EnvSource.text(`service.name=${Sidecar.WORKLOAD_NAME},k8s.pod.name=$(POD_NAME),k8s.namespace.name=$(POD_NAMESPACE)`),
      } : {}),
    };
  }

  private fronts(container: string, pod: PodContext, model: ProxyModel): ProxyFront[] | undefined {
    const { inbound, appProbes } = model;
    if (this.plan.interception) {
      // The app keeps its port; only probes that would be turned down go another way, or speak TLS.
      return inbound && (appProbes || inbound.tls)
        && [{ container, port: inbound.appPort, appPort: inbound.appPort, tls: !!inbound.tls, probePort: appProbes?.port }];
    }
    const { port } = this.props;
    if (port === undefined) return undefined;
    return [{ container, port, appPort: this.plan.appPort(pod)!, tls: !!inbound?.tls, probePort: appProbes?.port }];
  }

  private appEnv(model: ProxyModel): { [name: string]: EnvSource } {
    const ports = new Map(model.outbound.map((o) => [o.upstream.name, o.port]));
    return Object.fromEntries((this.props.upstreams ?? []).map((u) => [u._envName, EnvSource.text(u._appValue(ports.get(u.name)!))]));
  }
}

/** A name for each port that other Pods may reach, also of listeners that the user added. */
function portNames(ports: number[], model: ProxyModel, front: number | undefined): { [name: string]: number } {
  const names = new Map<number, string>([[model.probePort, 'proxy-metrics']]);
  if (model.inbound) names.set(model.inbound.port, 'proxy');
  if (model.appProbes) names.set(model.appProbes.port, 'proxy-probes');
  if (model.interception) names.set(model.interception.outboundPort, 'proxy-outbound');
  // A control plane will tell it to listen there.
  if (front !== undefined) names.set(front, 'proxy');
  return Object.fromEntries([...new Set([...ports, ...(front === undefined ? [] : [front])])].map((p) => [names.get(p) ?? `proxy-${p}`, p]));
}

/** Returns as soon as Envoy is ready: bash can speak HTTP by itself. */
function waitCommand(port: number, seconds: number): string[] {
  const request = `GET ${ENVOY.paths.readiness} HTTP/1.1\\r\\nHost: proxy\\r\\nConnection: close\\r\\n\\r\\n`;
  return ['bash', '-c', `for ((i = 0; i < ${seconds}; i++)); do `
    + `{ exec 3<>/dev/tcp/127.0.0.1/${port}; } 2>/dev/null && printf '${request}' >&3 && read -r _ status _ <&3 `
    + '&& [ "$status" = 200 ] && exit 0; sleep 1; done; exit 1'];
}
