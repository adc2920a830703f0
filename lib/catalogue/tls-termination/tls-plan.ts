import { TLS_DEFAULTS } from './data/defaults';
import { Profile, TlsModel, WireProtocol } from './model';
import { TLS_FIELDS } from './props-shape';
import { requireSupported } from './support';
import { TlsAuthority } from './tls-authority';
import { EngineChoice, TlsEngine } from './tls-engine';
import { TlsClients, TlsProfile, TlsTerminationSidecarProps } from './tls-termination-sidecar-props';
import { PodContext } from '../../sidecar';
import { requireSeconds } from '../../sidecar/arguments';
import { requireProps } from '../../sidecar/value-shape';
import { refuse, requireUnprivilegedPort, requireWhole } from '../common/arguments';
import { checkProbePath } from '../proxy/inbound';
import { ProxyProtocol } from '../proxy/protocol';

/** The properties, checked, with their defaults: all that is the same for each workload. */
export class TlsPlan {
  public readonly engine: EngineChoice;
  /** The clients' authority; undefined where none is asked for or the Workload API brings it. */
  public readonly authority?: TlsAuthority;
  private readonly common: Omit<TlsModel, 'appPort'>;
  private readonly probePort: number;

  constructor(private readonly props: TlsTerminationSidecarProps) {
    requireProps(props, TLS_FIELDS, ['certificate']);
    const { ports } = TLS_DEFAULTS;
    this.engine = (props.engine ?? TlsEngine.nginx())._choice();
    this.authority = clientAuthority(props);
    this.probePort = requireUnprivilegedPort('probePort', props.probePort ?? ports.appProbes);
    props.probePaths?.forEach(checkProbePath);
    if (props.drainSeconds !== undefined) this.checkDrain(props.drainSeconds);
    this.common = {
      port: requireUnprivilegedPort('port', props.port ?? ports.tls),
      protocol: (props.protocol ?? ProxyProtocol.HTTP) as WireProtocol,
      profile: (props.profile ?? TlsProfile.INTERMEDIATE) as Profile,
      certificate: this.certificate(),
      clients: props.clients && {
        authority: this.authority && this.authorityFile(this.authority),
        names: allowedNames(props.clients),
        required: !props.clients.optional,
      },
      redirect: props.redirect && {
        port: requireUnprivilegedPort('redirect.port', props.redirect.port ?? ports.redirect),
        publicPort: requireWhole('redirect.publicPort', props.redirect.publicPort ?? TLS_DEFAULTS.publicPort, 1, 65535),
      },
      metricsPort: requireUnprivilegedPort('metricsPort', props.metricsPort ?? ports.metrics),
      maxConnections: requireWhole('maxConnections', props.maxConnections ?? TLS_DEFAULTS.maxConnections, 1, 1_000_000),
      dualStack: props.dualStack ?? false,
      accessLog: props.accessLog ?? false,
      trustedHops: requireWhole('trustedHops', props.trustedHops ?? 0, 0, 100),
    };
    const model = this.modelWithoutPod();
    requireSupported(this.engine.name, model);
    this.checkCombinations(model);
    this.checkPorts();
  }

  /** For what must be known before the app's port is. */
  public modelWithoutPod(): TlsModel {
    return { ...this.common, appPort: 1 };
  }

  /** What the sidecar does on this Pod. */
  public modelFor(pod: PodContext): TlsModel {
    const { protocol, clients } = this.common;
    // Who says of a gRPC app no more than that it speaks HTTP/2 may have a gRPC probe too.
    const grpc = protocol === 'grpc' || protocol === 'http2';
    const paths = this.probePaths(pod);
    // The kubelet has no certificate, and its gRPC probe speaks no TLS at all.
    const needed = protocol !== 'tcp' && (protocol === 'grpc' || (clients?.required && (paths.length > 0 || grpc)));
    return { ...this.common, appPort: this.appPort(pod), probes: needed ? { port: this.probePort, paths, grpc } : undefined };
  }

  public probePaths(pod: PodContext): string[] {
    return [...new Set(this.props.probePaths ?? pod.appContainers.filter((c) => c.chosen).flatMap((c) => c.probePaths ?? []))];
  }

  private appPort(pod: PodContext): number {
    const chosen = pod.appContainers.filter((c) => c.chosen);
    const port = this.props.appPort ?? chosen.flatMap((c) => c.ports)[0];
    if (port === undefined) {
      refuse('appPort', undefined, `is not known: ${chosen.map((c) => `container "${c.name}"`).join(', ') || 'no container'} declares no port`,
        'declare the port on the app container, or give appPort');
    }
    const { port: own, metricsPort, redirect } = this.common;
    const taken = Object.entries({ 'port': own, metricsPort, 'redirect.port': redirect?.port }).find(([, p]) => p === port);
    if (taken) refuse(taken[0], port, 'is the app\'s own port', 'give the sidecar another one: the Service follows it');
    return port;
  }

  private certificate(): TlsModel['certificate'] {
    const { certificate } = this.props;
    const { paths } = TLS_DEFAULTS;
    if (certificate._socket !== undefined) return { workloadApi: `${paths.workloadApi}/${certificate._socket}` };
    const { certificate: file, key } = certificate._files;
    return { file: `${paths.certificate}/${file}`, key: `${paths.certificate}/${key}` };
  }

  private authorityFile(authority: TlsAuthority): string {
    const { paths } = TLS_DEFAULTS;
    return `${authority._volume('x') ? paths.authority : paths.certificate}/${authority._file}`;
  }

  private checkCombinations({ protocol, redirect, certificate }: TlsModel): void {
    if (protocol === 'tcp' && redirect) refuse('redirect', 'given', 'has no meaning for TCP', 'leave it out, or say what the app speaks in protocol');
    if (protocol === 'tcp' && this.props.probePaths?.length) refuse('probePaths', 'given', 'has no meaning for TCP', 'leave it out, or say what the app speaks in protocol');
    if (protocol === 'tcp' && this.props.trustedHops !== undefined) refuse('trustedHops', this.props.trustedHops, 'has no meaning for TCP', 'leave it out, or say what the app speaks in protocol');
    if (this.engine.name === 'HAProxy' && 'file' in certificate) {
      const [file, key] = [certificate.file, certificate.key];
      if (!file.endsWith('.crt') || key !== file.replace(/\.crt$/, '.key')) {
        refuse('certificate', `${this.props.certificate._files.certificate}, ${this.props.certificate._files.key}`,
          'is not a pair that HAProxy finds: to name.crt it looks for name.key', 'name the files so, or use TlsEngine.nginx() or TlsEngine.ghostunnel()');
      }
    }
    if (this.engine.name === 'nginx') {
      const { http, server, location } = this.engine.options.extraConfig ?? {};
      if (protocol === 'tcp' && location) refuse('extraConfig.location', 'given', 'has no meaning for TCP', 'use extraConfig.server');
      const wrong = [http, server, location].flatMap((c) => Object.keys(c ?? {})).find((name) => protocol === 'grpc' ? name.startsWith('proxy_') : name.startsWith('grpc_'));
      if (wrong) refuse('extraConfig', wrong, `is not read where the app speaks ${protocol}`, `use ${protocol === 'grpc' ? 'grpc_' : 'proxy_'}…`);
    }
  }

  private checkPorts(): void {
    const { port, metricsPort, redirect } = this.common;
    const taken = new Map<number, string>();
    const admin = this.engine.name === 'Envoy' ? this.engine.options.adminPort ?? TLS_DEFAULTS.ports.admin : undefined;
    for (const [name, own] of Object.entries({ port, metricsPort, 'redirect.port': redirect?.port, 'probePort': this.probePort, 'engine.adminPort': admin })) {
      if (own === undefined) continue;
      const other = taken.get(own);
      if (other) refuse(name, own, `is taken by ${other}`, 'give another port');
      taken.set(own, name);
    }
  }

  private checkDrain(seconds: number): void {
    requireSeconds('drainSeconds', seconds);
    if (this.engine.name === 'Envoy') refuse('drainSeconds', seconds, 'is not waited for by Envoy, which ends at once', 'leave it out, or use another engine');
  }
}

function clientAuthority({ certificate, clients }: TlsTerminationSidecarProps): TlsAuthority | undefined {
  if (!clients) return undefined;
  if (certificate._socket === undefined) return clients.authority ?? certificate._authority();
  if (clients.authority) refuse('clients.authority', 'given', 'is not read: the SPIFFE Workload API says whom to believe', 'leave it out');
  return undefined;
}

function allowedNames(clients: TlsClients) {
  if (clients.allowed?.length === 0) refuse('clients.allowed', '[]', 'is empty: nobody would be let in', 'name somebody, or leave it out');
  return clients.allowed?.map((n) => n._model()) ?? [];
}
