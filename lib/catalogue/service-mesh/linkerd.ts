import { portList, rangeList, refuse, requirePort, wholeSeconds } from './checks';
import { LINKERD } from './data/linkerd';
import { LinkerdInboundPolicy, LinkerdProps, LinkerdServer } from './linkerd-props';
import { given, Mesh, MeshObject, withExtra } from './mesh';
import { checkRoute } from './routes';
import { linkerdSharedObjects, linkerdWorkloadObjects } from './writers/linkerd-objects';
import { checkAnnotationKey, checkLabel, checkSubdomain } from '../../kubernetes/names';
import { InboundGuard, InjectedContainer } from '../../sidecar/contribution';
import { SidecarForm } from '../../sidecar/pod-context';
import { SidecarResources } from '../../sidecar/sidecar-resources';

/** https://linkerd.io/2/reference/proxy-configuration/ */
export class LinkerdMesh implements Mesh {
  public readonly name = LINKERD.name;
  public readonly quitUrl = LINKERD.quitUrl;
  public readonly labels = {};
  public readonly drainSeconds: number;
  private readonly fixed: { [name: string]: string };
  private readonly nativeAnnotation: string;
  private readonly resources: SidecarResources;

  constructor(private readonly props: LinkerdProps) {
    check(props);
    this.nativeAnnotation = nativeAnnotation(props.meshVersion ?? LINKERD.version);
    this.resources = SidecarResources.of(props.resources ?? LINKERD.resources);
    this.drainSeconds = props.drain ? wholeSeconds('drain', props.drain) : LINKERD.drainSeconds;
    this.fixed = this.fixedAnnotations();
    // Named here, where the user is, and not at synth.
    this.annotations(SidecarForm.NATIVE_SIDECAR);
    this.annotations(SidecarForm.CLASSIC);
  }

  public annotations(form: SidecarForm): { [name: string]: string } {
    const own = {
      ...this.fixed,
      [this.nativeAnnotation]: String(form === SidecarForm.NATIVE_SIDECAR),
      ...(form === SidecarForm.CLASSIC && this.props.appQuitsProxy ? { [LINKERD.annotations.adminShutdown]: 'enabled' } : {}),
    };
    return withExtra(own, this.props.annotations);
  }

  public injected(form: SidecarForm): InjectedContainer[] {
    const { containers, ports } = LINKERD;
    const isClassic = form === SidecarForm.CLASSIC;
    const { cni = false, holdApplication = true } = this.props;
    const common = { injector: this.name, resources: this.resources };
    return [
      {
        ...common, name: cni ? containers.validation : containers.init, setUp: true, last: isClassic,
        // The capability to write the rules; the rest of the Pod passes "restricted".
        podSecurity: cni ? 'restricted' : 'privileged',
      },
      {
        ...common, name: containers.proxy, classic: isClassic, last: isClassic && !holdApplication,
        ports: Object.values(ports), user: LINKERD.user, drainSeconds: this.drainSeconds, guard: this.guard(),
      },
    ];
  }

  /** Of ports with a server of their own it was said who may come. */
  private guard(): InboundGuard | undefined {
    const { inboundPolicy, bypass, servers = [] } = this.props;
    const { ALL_AUTHENTICATED, CLUSTER_AUTHENTICATED, DENY } = LinkerdInboundPolicy;
    if (inboundPolicy === undefined || ![ALL_AUTHENTICATED, CLUSTER_AUTHENTICATED, DENY].includes(inboundPolicy)) return undefined;
    return { exceptPorts: [...bypass?.inboundPorts ?? [], ...servers.map((s) => s.port)], refusesGrpcProbes: true };
  }

  public contradiction(podLabels: { readonly [name: string]: string }): string | undefined {
    return podLabels['sidecar.istio.io/inject'] === 'true' ? 'sidecar.istio.io/inject: true' : undefined;
  }

  public workloadObjects(selector: { readonly [label: string]: string }): MeshObject[] {
    return linkerdWorkloadObjects(this.props, selector);
  }

  public sharedObjects(): MeshObject[] {
    return linkerdSharedObjects(this.props);
  }

  private fixedAnnotations(): { [name: string]: string } {
    const { annotations: a } = LINKERD;
    const { bypass = {}, holdApplication = true, ingress, inboundPolicy, opaquePorts, proxyLogLevel, traceAttributes = {} } = this.props;
    const { requests, limits } = this.resources._toPart();
    return given({
      [a.inject]: ingress ? 'ingress' : 'enabled',
      // In native form it is the startup probe that the app waits for.
      [a.await]: holdApplication ? 'enabled' : 'disabled',
      [a.shutdownGracePeriod]: `${this.drainSeconds}s`,
      [a.cpu]: requests!.cpu,
      [a.memory]: requests!.memory,
      [a.cpuLimit]: limits!.cpu,
      [a.memoryLimit]: limits!.memory,
      [a.storage]: requests!['ephemeral-storage'],
      [a.storageLimit]: limits!['ephemeral-storage'],
      [a.skipInboundPorts]: portList('bypass.inboundPorts', bypass.inboundPorts),
      [a.skipOutboundPorts]: portList('bypass.outboundPorts', bypass.outboundPorts),
      [a.skipSubnets]: rangeList('bypass.ranges', bypass.ranges),
      [a.opaquePorts]: portList('opaquePorts', opaquePorts),
      [a.inboundPolicy]: inboundPolicy,
      [a.logLevel]: proxyLogLevel,
      ...Object.fromEntries(Object.entries(traceAttributes).map(([name, value]) => [a.traceAttribute + name, value])),
    });
  }
}

/** An older mesh does not know the newer name, and would go by its own default in silence. */
function nativeAnnotation(version: string): string {
  const [, major, minor] = /^(?:stable-|v)?(\d+)\.(\d+)(?:\.\d+)?$/.exec(version) ?? [];
  const known = major !== undefined && Number(major) === 2
    ? LINKERD.annotations.nativeSidecar.find((a) => Number(minor) >= a.since[1]) : undefined;
  return known?.name ?? refuse('meshVersion', version, 'is not a release that this library knows', 'give one from "2.15" on, e.g. "2.20"');
}

function check(props: LinkerdProps): void {
  const { servers = [], routes = [], traceAttributes = {}, proxyLogLevel } = props;
  if (proxyLogLevel === '') refuse('proxyLogLevel', '', 'is empty', 'leave it out, or write e.g. "warn,linkerd=info"');
  for (const name of Object.keys(traceAttributes)) {
    const broken = checkAnnotationKey(LINKERD.annotations.traceAttribute + name);
    if (broken) refuse('traceAttributes', name, 'is not the name of an annotation', `it ${broken}`);
  }
  servers.forEach((server, i) => checkServer(`servers[${i}]`, server, servers));
  routes.forEach((route, i) => {
    const at = `routes[${i}]`;
    checkRoute(at, route, routes);
    requirePort(`${at}.port`, route.port);
    route.retries?.on.forEach((condition, j) => checkCondition(`${at}.retries.on[${j}]`, condition));
    if (!route.timeout && !route.retries) refuse(at, route.service, 'says nothing of how the Service is called', 'give a timeout or retries');
  });
}

function checkServer(at: string, server: LinkerdServer, all: readonly LinkerdServer[]): void {
  requirePort(`${at}.port`, server.port);
  if (all.some((s) => s !== server && s.port === server.port)) refuse(`${at}.port`, server.port, 'stands twice', 'say everything about a port in one server');
  if (server.clients?.length === 0) refuse(`${at}.clients`, '[]', 'is empty', 'leave it out');
  if (server.identities?.length === 0) refuse(`${at}.identities`, '[]', 'is empty', 'leave it out');
  server.clients?.forEach((client, i) => {
    const broken = checkSubdomain(client.serviceAccount);
    if (broken) refuse(`${at}.clients[${i}].serviceAccount`, client.serviceAccount, 'is not the name of a ServiceAccount', `it ${broken}`);
    const brokenSpace = client.inNamespace === undefined ? undefined : checkLabel(client.inNamespace);
    if (brokenSpace) refuse(`${at}.clients[${i}].inNamespace`, client.inNamespace, 'is not the name of a namespace', `it ${brokenSpace}`);
  });
  server.identities?.forEach((identity, i) => {
    const rest = identity === '*' ? undefined : identity.replace(/^\*\./, '');
    if (rest !== undefined && checkSubdomain(rest)) {
      refuse(`${at}.identities[${i}]`, identity, 'is not an identity of the mesh', 'write "*", "*.SUFFIX" or "NAME.NAMESPACE.serviceaccount.identity.linkerd.cluster.local"');
    }
  });
}

/** policy-controller/k8s/index/src/outbound/index/http.rs (parse_http_retry): one wrong word and the route has no retries at all. */
function checkCondition(at: string, condition: string): void {
  const isStatus = (text: string) => /^[1-5]\d\d$/.test(text);
  const [from, to, ...more] = condition.split('-');
  const isRange = to !== undefined && more.length === 0 && isStatus(from) && isStatus(to) && from <= to;
  if (!['5xx', 'gateway-error'].includes(condition) && !isStatus(condition) && !isRange) {
    refuse(at, condition, 'is not known', 'use "5xx", "gateway-error", a status such as "503", or a range such as "502-504"');
  }
}
