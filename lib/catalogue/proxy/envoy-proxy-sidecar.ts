import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { refuse, requireUnprivilegedPort, requireWhole } from './arguments';
import { bootstrap, memoryOverlay } from './config/bootstrap';
import { OutboundModel, ProxyModel } from './config/model';
import { ENVOY } from './envoy';
import { inboundModel, ProxyInbound } from './inbound';
import { Upstream } from './upstream';
import { toLabel } from '../../kubernetes/names';
import {
  EnvSource, HealthCheck, PodContext, Sidecar, SidecarContainer, SidecarContribution, SidecarForm, SidecarPhase, SidecarResources, SharedVolume,
} from '../../sidecar';

/** Properties of an `EnvoyProxySidecar`. */
export interface EnvoyProxySidecarProps {
  /**
   * Port of the proxy in front of the app's port: the Service and the app's probes follow it.
   *
   * @default - none: the proxy carries only what the app calls
   */
  readonly port?: number;

  /**
   * The app's port behind the proxy.
   *
   * @default - the first port that the chosen app container declares
   */
  readonly appPort?: number;

  /**
   * How the proxy stands in front of the app.
   *
   * @default - HTTP, hardened, without TLS
   */
  readonly inbound?: ProxyInbound;

  /**
   * What the app calls through the proxy, each at a port of its own on loopback.
   *
   * @default - nothing
   */
  readonly upstreams?: Upstream[];

  /**
   * Port of `/ready`, `/live` and `/stats/prometheus`.
   *
   * @default 15021
   */
  readonly metricsPort?: number;

  /**
   * Port of Envoy's administration interface, on loopback only.
   *
   * @default 15000
   */
  readonly adminPort?: number;

  /**
   * Most connections at a time on all listeners together.
   *
   * @default 10000
   */
  readonly maxConnections?: number;

  /**
   * Image. One of your own must have `envoy` in its path.
   *
   * @default - the distroless image of the pinned release; in classic form the one with a shell, which can wait for the app
   */
  readonly image?: string;

  /**
   * Requests and limits. The limit of memory sets when Envoy begins to shed load, that of CPU the number of its threads.
   *
   * @default - 100m and 128Mi, limits 200m and 256Mi
   */
  readonly resources?: SidecarResources;

  /**
   * Raw Kubernetes fields of the container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}

/**
 * Envoy beside the app: in front of its port, and between it and what it calls.
 *
 * @example
 * declare const chart: Chart;
 * const proxy = new EnvoyProxySidecar(chart, 'proxy', {
 *   port: 15001,
 *   upstreams: [Upstream.dns('orders', 'orders.shop', 8080)],
 * });
 */
export class EnvoyProxySidecar extends Sidecar {
  private readonly model: Omit<ProxyModel, 'inbound'>;
  private readonly inbound?: ReturnType<typeof inboundModel>;

  constructor(scope: Construct, id: string, private readonly props: EnvoyProxySidecarProps) {
    super(scope, id);
    if (props.port === undefined && !props.upstreams?.length) {
      refuse('port', props.port, 'is missing, and there are no upstreams', 'give the port in front of the app, or what the app calls, or both');
    }
    for (const option of ['appPort', 'inbound'] as const) {
      if (props.port === undefined && props[option] !== undefined) refuse(option, 'given', 'has no listener', 'give port too');
    }
    this.model = {
      adminPort: requireUnprivilegedPort('adminPort', props.adminPort ?? ENVOY.ports.admin),
      probePort: requireUnprivilegedPort('metricsPort', props.metricsPort ?? ENVOY.ports.probes),
      maxConnections: requireWhole('maxConnections', props.maxConnections ?? 10_000, 1),
      outbound: givePorts(props.upstreams ?? [], props),
    };
    if (props.port !== undefined) this.inbound = inboundModel(requireUnprivilegedPort('port', props.port), props.inbound ?? {});
  }

  public contribute(pod: PodContext): SidecarContribution {
    const name = toLabel(pod.attachment) || 'envoy';
    const inbound = this.inbound && { ...this.inbound, appPort: this.appPort(pod) };
    const config = SharedVolume.files(`${name}-config`, { 'envoy.yaml': Yaml.stringify(bootstrap({ ...this.model, inbound })) });
    return {
      phase: SidecarPhase.NETWORK,
      purpose: 'proxy',
      containers: [this.container(name, pod, config)],
      fronts: inbound && [{ container: name, port: inbound.port, appPort: inbound.appPort }],
      app: { env: this.appEnv() },
    };
  }

  private container(name: string, pod: PodContext, config: SharedVolume): SidecarContainer {
    const { paths } = ENVOY;
    const shell = pod.form === SidecarForm.CLASSIC && this.props.image === undefined;
    return {
      name,
      image: this.props.image ?? (shell ? ENVOY.images.withShell : ENVOY.images.distroless),
      hasShell: shell,
      command: [ENVOY.command],
      args: [
        '--config-path', `${paths.config}/envoy.yaml`,
        '--config-yaml', memoryOverlay('MEMORY_LIMIT'),
        '--service-node', '$(POD_NAME)',
        '--service-cluster', pod.workloadName,
        '--concurrency', '$(CPU_LIMIT)',
        '--log-level', 'info',
        '--disable-hot-restart',
      ],
      env: {
        POD_NAME: EnvSource.field('metadata.name'),
        // Whole CPUs, rounded up by the kubelet.
        CPU_LIMIT: EnvSource.resource('limits.cpu'),
        MEMORY_LIMIT: EnvSource.resource('limits.memory'),
      },
      ports: { ...(this.inbound ? { proxy: this.inbound.port } : {}), 'proxy-metrics': this.model.probePort },
      loopbackPorts: [this.model.adminPort, ...this.model.outbound.map((o) => o.port)],
      health: HealthCheck.http(this.model.probePort, paths.readiness, {
        livenessPath: paths.liveness,
        startupSeconds: ENVOY.startupSeconds,
        classicWaitCommand: shell ? waitCommand(this.model.probePort) : undefined,
      }),
      resources: this.props.resources ?? SidecarResources.of(ENVOY.size),
      user: ENVOY.user,
      group: ENVOY.group,
      mounts: [{ volume: config, path: paths.config, readOnly: true }],
      drainSeconds: ENVOY.drainSeconds,
      fields: this.props.fields,
    };
  }

  private appEnv(): { [name: string]: EnvSource } {
    const ports = new Map(this.model.outbound.map((o) => [o.upstream.name, o.port]));
    return Object.fromEntries((this.props.upstreams ?? []).map((u) => [u._envName, EnvSource.text(u._appValue(ports.get(u.name)!))]));
  }

  private appPort(pod: PodContext): number {
    const chosen = pod.appContainers.filter((c) => c.chosen);
    const port = this.props.appPort ?? chosen.flatMap((c) => c.ports)[0];
    if (port === undefined) {
      refuse('appPort', undefined, `is not known: ${chosen.map((c) => `container "${c.name}"`).join(', ') || 'no container'} declares no port`,
        'declare the port on the app container, or give appPort');
    }
    if (port === this.props.port) refuse('port', port, 'is the app\'s own port', 'give the proxy another one: the Service follows it');
    return port;
  }
}

/** Each upstream's port on loopback: its own, or the next free one. */
function givePorts(upstreams: Upstream[], props: EnvoyProxySidecarProps): OutboundModel[] {
  const names = new Set<string>();
  const taken = new Map<number, string>();
  const take = (port: number, by: string) => {
    const other = taken.get(port);
    if (other) refuse(by, port, `is taken by ${other}`, 'give another port');
    taken.set(port, by);
  };
  if (props.port !== undefined) take(props.port, 'port');
  take(props.metricsPort ?? ENVOY.ports.probes, 'metricsPort');
  take(props.adminPort ?? ENVOY.ports.admin, 'adminPort');
  for (const upstream of upstreams) {
    if (names.has(upstream.name)) refuse('upstreams', upstream.name, 'is the name of two upstreams', 'give each its own');
    names.add(upstream.name);
    if (upstream._localPort !== undefined) take(upstream._localPort, `upstreams.${upstream.name}.localPort`);
  }
  let next: number = ENVOY.ports.firstUpstream;
  return upstreams.map((upstream) => {
    let port = upstream._localPort;
    if (port === undefined) {
      while (taken.has(next)) next++;
      port = next;
      taken.set(port, `upstreams.${upstream.name}`);
    }
    return { upstream: upstream._model(), port };
  });
}

/** Returns as soon as Envoy is ready: bash can speak HTTP by itself. */
function waitCommand(port: number): string[] {
  const request = `GET ${ENVOY.paths.readiness} HTTP/1.1\\r\\nHost: proxy\\r\\nConnection: close\\r\\n\\r\\n`;
  return ['bash', '-c', `for ((i = 0; i < ${ENVOY.startupSeconds}; i++)); do `
    + `{ exec 3<>/dev/tcp/127.0.0.1/${port}; } 2>/dev/null && printf '${request}' >&3 && read -r _ status _ <&3 `
    + '&& [ "$status" = 200 ] && exit 0; sleep 1; done; exit 1'];
}
