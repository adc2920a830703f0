import { portList, rangeList, refuse, requireOneOf, wholeSeconds } from './checks';
import { ISTIO } from './data/istio';
import { IstioMtls, IstioProps } from './istio-props';
import { given, Mesh, MeshObject, withExtra } from './mesh';
import { checkRoute } from './routes';
import { istioSharedObjects, istioWorkloadObjects } from './writers/istio-objects';
import { checkLabelValue } from '../../kubernetes/names';
import { InboundGuard, InjectedContainer } from '../../sidecar/contribution';
import { SidecarForm } from '../../sidecar/pod-context';
import { SidecarResources } from '../../sidecar/sidecar-resources';

type Config = { [field: string]: any };

/** https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/ */
export class IstioMesh implements Mesh {
  public readonly name = ISTIO.name;
  public readonly quitUrl = ISTIO.quitUrl;
  public readonly labels: { readonly [name: string]: string };
  public readonly drainSeconds: number;
  private readonly fixed: { [name: string]: string };
  private readonly resources: SidecarResources;

  constructor(private readonly props: IstioProps) {
    check(props);
    const amounts = props.resources ?? ISTIO.resources;
    this.resources = SidecarResources.of(amounts);
    this.drainSeconds = props.drain ? wholeSeconds('drain', props.drain) : ISTIO.drainSeconds;
    const brokenRevision = props.revision === undefined ? undefined : props.revision === '' ? 'must not be empty' : checkLabelValue(props.revision);
    if (brokenRevision) refuse('revision', props.revision, 'is not a revision', `it ${brokenRevision}`);
    this.labels = given({ [ISTIO.labels.inject]: 'true', [ISTIO.labels.revision]: props.revision });
    this.fixed = this.fixedAnnotations(this.resources);
    // Named here, where the user is, and not at synth.
    this.annotations(SidecarForm.NATIVE_SIDECAR);
    this.annotations(SidecarForm.CLASSIC);
  }

  public annotations(form: SidecarForm): { [name: string]: string } {
    const config = this.proxyConfig(form);
    const own = {
      ...this.fixed,
      [ISTIO.annotations.nativeSidecar]: String(form === SidecarForm.NATIVE_SIDECAR),
      ...(Object.keys(config).length ? { [ISTIO.annotations.proxyConfig]: JSON.stringify(config) } : {}),
    };
    return withExtra(own, this.props.annotations);
  }

  public injected(form: SidecarForm): InjectedContainer[] {
    const { containers } = ISTIO;
    const isClassic = form === SidecarForm.CLASSIC;
    const { cni = false, holdApplication = true, seccomp = false } = this.props;
    const podSecurity = seccomp ? 'restricted' : 'baseline';
    const common = { injector: this.name, resources: this.resources };
    return [
      cni
        ? { ...common, name: containers.validation, setUp: true, podSecurity }
        // In classic form it comes last, so that the other init containers are not cut off.
        : { ...common, name: containers.init, setUp: true, last: isClassic, podSecurity: 'privileged' },
      {
        ...common, name: containers.proxy, classic: isClassic, last: isClassic && !holdApplication, podSecurity,
        ports: [...ISTIO.ports], user: ISTIO.user, drainSeconds: this.drainSeconds + ISTIO.exitSeconds, guard: this.guard(),
      },
    ];
  }

  /** Probes of all kinds go through the agent, which no guard stands before. */
  private guard(): InboundGuard | undefined {
    const { mtls, plainTextPorts = [], bypass, captureOnly } = this.props;
    if (mtls !== IstioMtls.STRICT) return undefined;
    return { onlyPorts: captureOnly?.inboundPorts, exceptPorts: [...bypass?.inboundPorts ?? [], ...plainTextPorts] };
  }

  public contradiction(podLabels: { readonly [name: string]: string }): string | undefined {
    const { inject, dataplane } = ISTIO.labels;
    if (podLabels[inject] === 'false') return `${inject}: false`;
    return podLabels[dataplane] === 'ambient' ? `${dataplane}: ambient` : undefined;
  }

  public workloadObjects(selector: { readonly [label: string]: string }): MeshObject[] {
    return istioWorkloadObjects(this.props, selector);
  }

  public sharedObjects(): MeshObject[] {
    return istioSharedObjects(this.props);
  }

  private fixedAnnotations(resources: SidecarResources): { [name: string]: string } {
    const { annotations: a } = ISTIO;
    const { bypass = {}, captureOnly = {}, rewriteProbes, mergeMetrics, proxyLogLevel } = this.props;
    const { requests, limits } = resources._toPart();
    return given({
      // Any one of the four replaces the mesh's whole block: they are given together.
      [a.cpu]: requests!.cpu,
      [a.memory]: requests!.memory,
      [a.cpuLimit]: limits!.cpu,
      [a.memoryLimit]: limits!.memory,
      [a.excludeInboundPorts]: portList('bypass.inboundPorts', bypass.inboundPorts),
      [a.excludeOutboundPorts]: portList('bypass.outboundPorts', bypass.outboundPorts),
      [a.excludeOutboundRanges]: rangeList('bypass.ranges', bypass.ranges),
      [a.includeInboundPorts]: portList('captureOnly.inboundPorts', captureOnly.inboundPorts),
      [a.includeOutboundPorts]: portList('captureOnly.outboundPorts', captureOnly.outboundPorts),
      [a.includeOutboundRanges]: rangeList('captureOnly.outboundRanges', captureOnly.outboundRanges),
      [a.rewriteProbes]: rewriteProbes === undefined ? undefined : String(rewriteProbes),
      [a.mergeMetrics]: mergeMetrics === undefined ? undefined : String(mergeMetrics),
      [a.logLevel]: proxyLogLevel,
    });
  }

  private proxyConfig(form: SidecarForm): Config {
    const { drain, exitWhenIdle, holdApplication = true, proxyConfig = {} } = this.props;
    const own: Config = {
      ...(drain ? { terminationDrainDuration: `${this.drainSeconds}s` } : {}),
      // Ignored in native form, where the kubelet's own order holds the app.
      ...(form === SidecarForm.CLASSIC ? { holdApplicationUntilProxyStarts: holdApplication } : {}),
    };
    for (const field of Object.keys(proxyConfig)) {
      if (['terminationDrainDuration', 'holdApplicationUntilProxyStarts'].includes(field)) {
        refuse(`proxyConfig.${field}`, JSON.stringify(proxyConfig[field]), 'is counted with by the library', `use \`${field === 'terminationDrainDuration' ? 'drain' : 'holdApplication'}\``);
      }
    }
    const idle = exitWhenIdle ? { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: `${this.drainSeconds}s` } : {};
    const metadata = { ...idle, ...proxyConfig.proxyMetadata };
    return { ...own, ...proxyConfig, ...(Object.keys(metadata).length ? { proxyMetadata: metadata } : {}) };
  }
}

function check(props: IstioProps): void {
  const { bypass = {}, captureOnly = {}, mtls, plainTextPorts, rewriteProbes, tracing, proxyLogLevel, resources, routes = [] } = props;
  if (bypass.inboundPorts && captureOnly.inboundPorts) {
    refuse('bypass.inboundPorts', String(bypass.inboundPorts), 'has no effect beside captureOnly.inboundPorts', 'give one of them');
  }
  if (bypass.ranges && captureOnly.outboundRanges) {
    refuse('bypass.ranges', String(bypass.ranges), 'has no effect beside captureOnly.outboundRanges', 'give one of them');
  }
  if (plainTextPorts) {
    portList('plainTextPorts', plainTextPorts);
    if (mtls === undefined) refuse('plainTextPorts', String(plainTextPorts), 'needs `mtls`', 'say which mode holds for the other ports');
  }
  if (mtls === IstioMtls.STRICT && rewriteProbes === false) {
    refuse('rewriteProbes', false, 'lets the kubelet ask without a certificate, which STRICT mTLS turns down', 'leave it out');
  }
  if (proxyLogLevel !== undefined) requireOneOf('proxyLogLevel', proxyLogLevel, ISTIO.logLevels);
  if (tracing && !(tracing.samplingPercent >= 0 && tracing.samplingPercent <= 100)) {
    refuse('tracing.samplingPercent', tracing.samplingPercent, 'is not a percentage', 'give a number from 0 to 100');
  }
  for (const name of ['ephemeralStorage', 'ephemeralStorageLimit'] as const) {
    if (resources?.[name] !== undefined) refuse(`resources.${name}`, resources[name], 'has no annotation in Istio', 'leave it out');
  }
  routes.forEach((route, i) => {
    const at = `routes[${i}]`;
    checkRoute(at, route, routes);
    route.retries?.on.forEach((word, j) => {
      if (!/^[1-5]\d\d$/.test(word)) requireOneOf(`${at}.retries.on[${j}]`, word, ISTIO.retryOn);
    });
    for (const name of ['maxConnections', 'maxPendingRequests', 'ejectAfterErrors'] as const) {
      const value = route[name];
      if (value !== undefined && !(Number.isInteger(value) && value > 0)) refuse(`${at}.${name}`, value, 'is not a whole number above 0', 'give one, or leave it out');
    }
    const { timeout, retries, clientMtls, maxConnections, maxPendingRequests, ejectAfterErrors } = route;
    if (!(timeout ?? retries ?? maxConnections ?? maxPendingRequests ?? ejectAfterErrors ?? clientMtls)) refuse(at, route.service, 'says nothing of how the Service is called', 'give a timeout, retries or limits');
  });
}

