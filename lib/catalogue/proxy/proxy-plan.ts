import { Yaml } from 'cdk8s';
import { refuse, requireUnprivilegedPort, requireWhole } from '../common/arguments';
import { bootstrap } from './config/bootstrap';
import { boundPorts, checkBootstrap } from './config/check';
import { Json, plain } from './config/json';
import { mergeConfig } from './config/merge';
import { InboundModel, ProxyModel } from './config/model';
import { mayServeGrpc } from './config/probes';
import { secretFiles } from './config/tls';
import { controlPlaneModel } from './control-plane';
import { ENVOY } from './envoy';
import { EnvoyProxySidecarProps } from './envoy-proxy-sidecar-props';
import { FileSources } from './file-sources';
import { checkProbePath, inboundModel, refusesProbes } from './inbound';
import { Interception } from './interception';
import { Ports, requireUniqueNames } from './ports';
import { accessLogModel } from './telemetry';
import { PodContext } from '../../sidecar';

/** What a proxy of one model is made of. */
export interface RenderedProxy {
  readonly model: ProxyModel;
  readonly files: { [name: string]: string };
  readonly bound: { pod: number[]; loopback: number[] };
}

/** The properties of a proxy, checked, with their defaults: all that is the same for each workload. */
export class ProxyPlan {
  public readonly sources = new FileSources();
  public readonly interception?: Interception;
  private readonly common: ProxyModel;
  private readonly inbound?: Omit<InboundModel, 'appPort'>;
  private readonly appProbePort: number;
  private readonly rendered = new Map<string, RenderedProxy>();

  constructor(private readonly props: EnvoyProxySidecarProps) {
    checkCombinations(props);
    this.interception = props.interception && new Interception(props.interception);
    const { inbound = {} } = props;
    const ports = new Ports();
    const port = this.interception
      ? ports.take(this.interception.model.inboundPort, 'interception.inboundPort')
      : props.port === undefined ? undefined : ports.take(requireUnprivilegedPort('port', props.port), 'port');
    if (this.interception) ports.take(this.interception.model.outboundPort, 'interception.outboundPort');
    if (port !== undefined && !props.controlPlane) this.inbound = inboundModel(port, inbound, this.sources);
    const upstreams = props.upstreams ?? [];
    requireUniqueNames(upstreams, [props.tracing?._upstream, props.controlPlane?.server, inbound.authorization?._upstream]);
    const probePort = ports.take(requireUnprivilegedPort('metricsPort', props.metricsPort ?? ENVOY.ports.probes), 'metricsPort');
    const adminPort = ports.take(requireUnprivilegedPort('adminPort', props.adminPort ?? ENVOY.ports.admin), 'adminPort');
    this.appProbePort = requireUnprivilegedPort('inbound.probePort', inbound.probePort ?? ENVOY.ports.appProbes);
    if (this.inbound && refusesProbes(this.inbound)) ports.take(this.appProbePort, 'inbound.probePort');
    inbound.probePaths?.forEach(checkProbePath);
    this.common = {
      adminPort,
      probePort,
      dualStack: props.dualStack ?? false,
      maxConnections: requireWhole('maxConnections', props.maxConnections ?? 10_000, 1),
      outbound: ports.takeForUpstreams(upstreams).map((o) => ({ port: o.port, upstream: o.upstream._model(this.sources) })),
      tracing: props.tracing?._model(this.sources),
      accessLog: props.accessLog && accessLogModel(props.accessLog),
      interception: this.interception?.model,
      controlPlane: props.controlPlane && controlPlaneModel(props.controlPlane, this.sources),
    };
    // The app's port is not known yet; everything else is checked now, where the argument is given.
    this.bootstrap({ ...this.common, inbound: this.inbound && { ...this.inbound, appPort: 1 } });
  }

  /** The proxy for this Pod: made once for all Pods that differ in nothing that it knows. */
  public render(pod: PodContext): RenderedProxy {
    const model = this.modelFor(pod);
    const key = JSON.stringify([model.inbound?.appPort, model.appProbes]);
    let rendered = this.rendered.get(key);
    if (!rendered) {
      const config = this.bootstrap(model);
      rendered = { model, files: { 'envoy.yaml': Yaml.stringify(config), ...secretFiles(model) }, bound: boundPorts(config) };
      this.rendered.set(key, rendered);
    }
    return rendered;
  }

  /** The app's port behind the proxy, also where a control plane says what the proxy does there. */
  public appPort(pod: PodContext): number | undefined {
    const chosen = pod.appContainers.filter((c) => c.chosen);
    const port = this.props.appPort ?? chosen.flatMap((c) => c.ports)[0];
    const wanted = this.props.port !== undefined || this.props.inbound !== undefined;
    if (port === undefined && wanted) {
      refuse('appPort', undefined, `is not known: ${chosen.map((c) => `container "${c.name}"`).join(', ') || 'no container'} declares no port`,
        'declare the port on the app container, or give appPort');
    }
    if (port !== undefined && port === this.props.port) refuse('port', port, 'is the app\'s own port', 'give the proxy another one: the Service follows it');
    return port;
  }

  private modelFor(pod: PodContext): ProxyModel {
    const appPort = this.inbound && this.appPort(pod);
    if (!this.inbound || appPort === undefined) return this.common;
    const inbound = { ...this.inbound, appPort };
    const paths = this.probePaths(pod);
    const needed = refusesProbes(inbound) && (paths.length > 0 || mayServeGrpc(inbound));
    return { ...this.common, inbound, appProbes: needed ? { port: this.appProbePort, paths } : undefined };
  }

  /** The bootstrap with the user's own configuration laid over it, checked. */
  private bootstrap(model: ProxyModel): Json {
    const { extraConfig } = this.props;
    const config = bootstrap(model);
    if (!extraConfig) return config;
    const merged = plain(mergeConfig(config, extraConfig));
    const wrong = checkBootstrap(merged);
    if (wrong.length) throw new Error(`extraConfig: ${wrong.join('\n')}`);
    const [before, after] = [config, merged].map((c) => Object.values(boundPorts(c)).flat());
    const gone = before.find((p) => !after.includes(p));
    if (gone !== undefined) {
      refuse('extraConfig', gone, 'is a port that nothing listens on any more, while the Pod counts on it', 'give the port by port, metricsPort, adminPort or localPort');
    }
    return merged;
  }

  private probePaths(pod: PodContext): string[] {
    const own = pod.appContainers.filter((c) => c.chosen).flatMap((c) => c.probePaths ?? []);
    return [...new Set(this.props.inbound?.probePaths ?? own)];
  }
}

function checkCombinations(props: EnvoyProxySidecarProps): void {
  const { port, upstreams, interception, controlPlane } = props;
  if (port === undefined && !upstreams?.length && !interception && !controlPlane) {
    refuse('port', port, 'is missing, and there are no upstreams', 'give the port in front of the app, or what the app calls, or both');
  }
  if (interception && port !== undefined) refuse('port', port, 'is not needed: interception takes the app\'s own port', 'leave one of them out');
  if (controlPlane) {
    for (const option of ['inbound', 'upstreams', 'tracing', 'accessLog', 'interception'] as const) {
      if (props[option] !== undefined) refuse(option, 'given', 'is for the control plane to say', 'leave it out, or leave out controlPlane');
    }
  }
  for (const option of ['appPort', 'inbound'] as const) {
    if (port === undefined && !interception && props[option] !== undefined) refuse(option, 'given', 'has no listener', 'give port too');
  }
}
