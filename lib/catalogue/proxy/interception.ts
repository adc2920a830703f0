import { refuse, requireUnprivilegedPort, requirePort, isAddress } from '../common/arguments';
import { InterceptionModel } from './config/model';
import { INTERCEPTION } from './envoy';
import { FindingSeverity, PodContext, SidecarContainer, SidecarForm, SidecarNote, SidecarResources } from '../../sidecar';

/**
 * All TCP traffic of the Pod goes through the proxy, without the app or its Service knowing: a set-up container writes
 * the kernel's rules for it. It needs root and the capabilities NET_ADMIN and NET_RAW, with which the Pod passes not
 * even Pod Security `baseline`. Where that is no option, give the proxy a `port` instead.
 */
export interface ProxyInterception {
  /**
   * Ports of the Pod that are reached directly.
   *
   * @default - only those of the proxy itself
   */
  readonly excludeInboundPorts?: number[];
  /**
   * Ports anywhere that the Pod's containers reach directly.
   *
   * @default - none
   */
  readonly excludeOutboundPorts?: number[];
  /**
   * Address ranges that they reach directly, e.g. `10.0.0.0/8`.
   *
   * @default - none
   */
  readonly excludeOutboundRanges?: string[];
  /**
   * Port to which incoming connections are redirected.
   *
   * @default 15006
   */
  readonly inboundPort?: number;
  /**
   * Port to which outgoing connections are redirected.
   *
   * @default 15001
   */
  readonly outboundPort?: number;
  /**
   * Image of the set-up container; it must have Istio's `pilot-agent istio-iptables`.
   *
   * @default - a pinned release of istio/proxyv2
   */
  readonly image?: string;
}

/** Checks and defaults. */
export class Interception {
  public readonly model: InterceptionModel;

  constructor(private readonly options: ProxyInterception) {
    this.model = {
      inboundPort: requireUnprivilegedPort('interception.inboundPort', options.inboundPort ?? INTERCEPTION.inboundPort),
      outboundPort: requireUnprivilegedPort('interception.outboundPort', options.outboundPort ?? INTERCEPTION.outboundPort),
    };
    options.excludeInboundPorts?.forEach((p, i) => requirePort(`interception.excludeInboundPorts[${i}]`, p));
    options.excludeOutboundPorts?.forEach((p, i) => requirePort(`interception.excludeOutboundPorts[${i}]`, p));
    options.excludeOutboundRanges?.forEach((range, i) => {
      const [address, bits, more] = range.split('/');
      const most = address.includes(':') ? 128 : 32;
      if (!isAddress(address) || more !== undefined || !/^\d{1,3}$/.test(bits ?? '') || Number(bits) > most) {
        refuse(`interception.excludeOutboundRanges[${i}]`, range, 'is not an address range', 'give address and bits, e.g. 10.0.0.0/8');
      }
    });
  }

  /** https://github.com/istio/istio/blob/master/tools/istio-iptables/pkg/cmd/root.go */
  public setUp(proxy: string, ownPorts: number[]): SidecarContainer {
    const { inboundPort, outboundPort } = this.model;
    const { excludeInboundPorts = [], excludeOutboundPorts = [], excludeOutboundRanges = [] } = this.options;
    return {
      name: `${proxy.slice(0, 54)}-redirect`,
      image: this.options.image ?? INTERCEPTION.image,
      args: [
        'istio-iptables',
        '-p', String(outboundPort),
        '-z', String(inboundPort),
        '-u', String(INTERCEPTION.user),
        '-m', 'REDIRECT',
        '-i', '*',
        '-x', excludeOutboundRanges.join(','),
        '-b', '*',
        '-d', [...ownPorts, ...excludeInboundPorts].join(','),
        ...(excludeOutboundPorts.length ? ['-o', excludeOutboundPorts.join(',')] : []),
      ],
      user: 0,
      group: 0,
      addCapabilities: ['NET_ADMIN', 'NET_RAW'],
      // iptables keeps a lock file in /run.
      writableRootFilesystem: true,
      resources: SidecarResources.of(INTERCEPTION.size),
    };
  }

  public notes(setUp: string, pod: PodContext): SidecarNote[] {
    const notes: SidecarNote[] = [{
      code: 'envoy-interception-privileged',
      severity: FindingSeverity.WARNING,
      message: `set-up container "${setUp}" runs as root with NET_ADMIN and NET_RAW: the Pod passes only Pod Security "privileged"`,
      mend: 'put the proxy in front of the app\'s port instead (port), or let a CNI plugin write the rules',
    }];
    if (pod.form === SidecarForm.CLASSIC) {
      notes.push({
        code: 'envoy-interception-classic',
        severity: FindingSeverity.WARNING,
        message: `init containers that run after "${setUp}" have no network: their traffic goes to a proxy that has not been started`,
        mend: 'target Kubernetes 1.29 or newer, where the proxy runs before them',
      });
    }
    const same = pod.appContainers.filter((c) => c.user === INTERCEPTION.user);
    if (same.length) {
      notes.push({
        code: 'envoy-interception-user',
        severity: FindingSeverity.ERROR,
        message: `container "${same[0].name}" runs as user ${INTERCEPTION.user}, by which the rules know the proxy: its traffic goes past it`,
        mend: 'give the container another user',
      });
    }
    return notes;
  }
}
