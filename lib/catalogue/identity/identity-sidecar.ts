import { Construct } from 'constructs';
import { SPIFFE_HELPER } from './data';
import { printHcl } from './hcl';
import { HelperPart, helperConfig } from './helper-config';
import { keyNotes, requireReadableFor } from './key-readers';
import { requireFileNames, requireHelperConfiguration, requirePlain } from './rules';
import { requirePort } from '../../sidecar/arguments';
import { SidecarContainer, SidecarContribution, SidecarMount, SidecarPhase, StartGate } from '../../sidecar/contribution';
import { HealthCheck } from '../../sidecar/health-check';
import { PodContext } from '../../sidecar/pod-context';
import { SharedVolume } from '../../sidecar/shared-volume';
import { Sidecar } from '../../sidecar/sidecar';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { FieldsOf, requireProps, SHARED_VOLUME, SIDECAR_RESOURCES } from '../../sidecar/value-shape';
import { requireDirectory } from '../common/texts';
import { AppNotification } from '../config-sync/app-notification';
import { NotificationPart } from '../config-sync/notification-part';
import { SyncContext, nameOf } from '../config-sync/parts/context';
import { teller } from '../config-sync/parts/teller';
import { requireFilesToldOf } from '../config-sync/support';

/** A JWT-SVID that is kept in a file. */
export interface JwtSvid {
  /** Audience of the token. */
  readonly audience: string;
  /**
   * Further audiences.
   *
   * @default - none
   */
  readonly extraAudiences?: string[];
  /** Name of the file. */
  readonly fileName: string;
}

/** Properties of an `IdentitySidecar`. */
export interface IdentitySidecarProps {
  /**
   * Directory in which the app finds its certificate, mounted read-only.
   *
   * @default "/var/run/spiffe"
   */
  readonly path?: string;
  /**
   * What the app is told when its certificate was renewed.
   *
   * @default AppNotification.nothing() - the app watches its files by itself
   */
  readonly notify?: AppNotification;
  /**
   * File of the certificate (X.509-SVID) and its intermediates.
   *
   * @default "tls.crt"
   */
  readonly certificateFile?: string;
  /**
   * File of the private key.
   *
   * @default "tls.key"
   */
  readonly keyFile?: string;
  /**
   * File of the authorities to trust.
   *
   * @default "ca.crt"
   */
  readonly bundleFile?: string;
  /**
   * Mode of the private key and of tokens as three octal digits. The owner must be able to write, or they can't be
   * renewed. With "600" it is an app that runs as the helper's user, 65532, that can read them, and no other.
   *
   * @default "640": readable for the Pod's group, of which the app is
   */
  readonly keyMode?: string;
  /**
   * JWT-SVIDs.
   *
   * @default - none
   */
  readonly jwtSvids?: JwtSvid[];
  /**
   * File of the keys with which JWT-SVIDs of others are checked.
   *
   * @default - none
   */
  readonly jwtBundleFile?: string;
  /**
   * Which SVID is meant, where the workload has several: the hint of its registration entry.
   *
   * @default - the first
   */
  readonly hint?: string;
  /**
   * Put the authorities of federated trust domains into the bundle, too.
   *
   * @default false
   */
  readonly includeFederatedDomains?: boolean;
  /**
   * Put intermediate certificates into the bundle instead of behind the certificate.
   *
   * @default false
   */
  readonly intermediatesInBundle?: boolean;
  /**
   * The directory with the socket of the Workload API.
   *
   * @default - the SPIFFE CSI driver, csi.spiffe.io
   */
  readonly socketVolume?: SharedVolume;
  /**
   * Name of the socket in that directory.
   *
   * @default "spire-agent.sock"
   */
  readonly socketName?: string;
  /**
   * Port of the health check.
   *
   * @default 18282
   */
  readonly healthPort?: number;
  /**
   * Port of the health check and metrics of the program that calls the app (HTTP notifications only).
   *
   * @default 9535
   */
  readonly reloaderPort?: number;
  /**
   * Get the certificate once, before the app starts, and bring no sidecar: for Jobs that end before it does.
   *
   * @default false
   */
  readonly once?: boolean;
  /**
   * Requests and limits of the helper.
   *
   * @default - 10m and 32Mi, limits 100m and 64Mi
   */
  readonly resources?: SidecarResources;
  /**
   * Further configuration of spiffe-helper in its own words.
   *
   * @see https://github.com/spiffe/spiffe-helper#configuration
   * @default - none
   */
  readonly extraConfiguration?: { [key: string]: any };
  /**
   * Raw Kubernetes fields of the sidecar container, merged last.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: any };
}

const FIELDS: FieldsOf<IdentitySidecarProps> = {
  path: 'text', certificateFile: 'text', keyFile: 'text', bundleFile: 'text', keyMode: 'text', jwtBundleFile: 'text', hint: 'text', socketName: 'text',
  notify: { instance: 'AppNotification', method: '_toPart', make: 'use AppNotification.http(...), AppNotification.signal(...), ...' },
  jwtSvids: { list: { fields: { audience: 'text', extraAudiences: { list: 'text' }, fileName: 'text' }, required: ['audience', 'fileName'] } },
  includeFederatedDomains: 'boolean', intermediatesInBundle: 'boolean', once: 'boolean', socketVolume: SHARED_VOLUME, healthPort: 'number',
  reloaderPort: 'number', resources: SIDECAR_RESOURCES, extraConfiguration: { map: 'anything' }, fields: { map: 'anything' },
};

/**
 * The workload's SPIFFE identity as files: certificate, key and authorities, there before the app starts and renewed
 * while it runs (spiffe-helper). The SPIFFE agent on the node attests the helper's container, so registration entries
 * must match that one, or the Pod.
 *
 * @example
 * declare const chart: Chart;
 * const identity = new IdentitySidecar(chart, 'identity', {
 *   path: '/etc/app/tls',
 *   notify: AppNotification.http({ port: 8080, path: '/-/reload' }),
 * });
 */
export class IdentitySidecar extends Sidecar {
  /** Where the app finds its certificate. */
  public readonly certificatePath: string;
  /** Where the app finds its private key. */
  public readonly keyPath: string;
  /** Where the app finds the authorities to trust. */
  public readonly bundlePath: string;

  private readonly part: HelperPart;
  private readonly notify: NotificationPart;
  private readonly socketVolume?: SharedVolume;

  constructor(scope: Construct, id: string, private readonly props: IdentitySidecarProps = {}) {
    super(scope, id);
    requireProps(props, FIELDS);
    const { path = '/var/run/spiffe', keyMode = '640', jwtSvids = [], extraConfiguration = {}, healthPort = SPIFFE_HELPER.healthPort } = props;
    const { socketName = SPIFFE_HELPER.socket } = props;
    requireDirectory('path', path);
    requirePlain('path', path);
    requirePort('healthPort', healthPort);
    if (props.reloaderPort !== undefined) requirePort('reloaderPort', props.reloaderPort);
    if (!/^[67][0-7][0-7]$/.test(keyMode)) {
      throw new Error(`keyMode: "${keyMode}" must be three octal digits that let the owner read and write ("640"): the helper opens the file again to renew it`);
    }
    if (!/^[A-Za-z0-9._-]+$/.test(socketName)) throw new Error(`socketName: "${socketName}" is not the name of a socket in a directory`);
    jwtSvids.forEach((jwt, i) => [jwt.audience, ...(jwt.extraAudiences ?? [])].forEach((a) => requirePlain(`jwtSvids[${i}].audience`, a)));
    if (props.hint !== undefined) requirePlain('hint', props.hint);
    requireHelperConfiguration(extraConfiguration);
    const directory = path.replace(/\/+$/, '');
    this.part = {
      directory,
      socketPath: `${SPIFFE_HELPER.socketDirectory}/${socketName}`,
      certificateFile: props.certificateFile ?? 'tls.crt',
      keyFile: props.keyFile ?? 'tls.key',
      bundleFile: props.bundleFile ?? 'ca.crt',
      keyMode: parseInt(keyMode, 8),
      jwts: jwtSvids.map(({ audience, extraAudiences = [], fileName }) => ({ audience, extraAudiences: [...extraAudiences], fileName })),
      jwtBundleFile: props.jwtBundleFile,
      hint: props.hint,
      includeFederatedDomains: props.includeFederatedDomains ?? false,
      intermediatesInBundle: props.intermediatesInBundle ?? false,
      healthPort,
      extraModes: { ...extraConfiguration },
    };
    requireFileNames(this.part);
    this.socketVolume = props.socketVolume;
    this.notify = (props.notify ?? AppNotification.nothing())._toPart();
    requireFilesToldOf('an identity', this.notify, props.once ?? false);
    requireReadableFor(this.notify, keyMode);
    this.certificatePath = `${directory}/${this.part.certificateFile}`;
    this.keyPath = `${directory}/${this.part.keyFile}`;
    this.bundlePath = `${directory}/${this.part.bundleFile}`;
  }

  public contribute(pod: PodContext): SidecarContribution {
    const context: SyncContext = { pod, path: this.part.directory, notify: this.notify, once: this.props.once ?? false };
    const volume = SharedVolume.emptyDir(nameOf(context, 'files'), { sizeLimit: SPIFFE_HELPER.sizeLimit, inMemory: true });
    const containers = context.once ? [] : [this.sidecar(context, volume)];
    if (!context.once && this.notify.kind !== 'nothing') {
      const port = this.props.reloaderPort ?? SPIFFE_HELPER.reloaderPort;
      containers.push(teller(context, { name: nameOf(context, 'tell'), volume, byLink: false, reloader: 'prometheus-config-reloader', port }));
    }
    return {
      setUp: [this.container(context, volume, true)],
      containers,
      app: { mounts: [{ volume, path: this.part.directory, readOnly: true }] },
      phase: SidecarPhase.CONFIGURATION,
      purpose: 'workload identity',
      shareProcessNamespace: this.notify.kind === 'signal' ? true : undefined,
      // The key is readable for the Pod's group only.
      fsGroup: SPIFFE_HELPER.group,
      notes: keyNotes(this.part.keyMode.toString(8), pod),
    };
  }

  private sidecar(context: SyncContext, files: SharedVolume): SidecarContainer {
    const { healthPort } = this.part;
    return {
      ...this.container(context, files, false),
      ports: { health: healthPort },
      // Not its readiness: after a restart of the sidecar that would be false for as long as the SPIFFE agent is out.
      health: HealthCheck.http(healthPort, SPIFFE_HELPER.livenessPath, { readiness: false, startupSeconds: 30 }),
      // The set-up container has fetched the first certificate.
      gate: StartGate.STARTED,
      drainSeconds: SPIFFE_HELPER.drainSeconds,
      fields: this.props.fields,
    };
  }

  private container(context: SyncContext, files: SharedVolume, once: boolean): SidecarContainer {
    const socket = this.socketVolume ?? SharedVolume.of('spiffe-workload-api', { csi: { driver: SPIFFE_HELPER.csiDriver, readOnly: true } });
    const config = SharedVolume.files(nameOf(context, 'config'), {
      'first.conf': printHcl(helperConfig(this.part, true)), 'helper.conf': printHcl(helperConfig(this.part, false)),
    });
    const mounts: SidecarMount[] = [
      { volume: files, path: this.part.directory },
      { volume: socket, path: SPIFFE_HELPER.socketDirectory, readOnly: true },
      { volume: config, path: SPIFFE_HELPER.configDirectory, readOnly: true },
    ];
    return {
      name: nameOf(context, once ? 'first-fetch' : undefined),
      image: SPIFFE_HELPER.image,
      user: SPIFFE_HELPER.user,
      group: SPIFFE_HELPER.group,
      args: [`-config=${SPIFFE_HELPER.configDirectory}/${once ? 'first' : 'helper'}.conf`],
      resources: this.props.resources ?? SidecarResources.of(SPIFFE_HELPER.resources),
      mounts,
    };
  }
}
