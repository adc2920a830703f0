import { KubernetesVersion, VersionLike } from './version';

/** Where a feature stands in a release. Alpha is off by default; beta may be either; stable cannot be turned off. */
export type FeatureState = 'absent' | 'alpha' | 'beta-off' | 'beta-on' | 'stable';

/** Feature gates that the cluster sets by hand, by Kubernetes' own name for them. */
export type FeatureGates = Readonly<Record<string, boolean>>;

/** The first minor release of Kubernetes 1 in which a feature has a state. */
type History = ReadonlyArray<readonly [minor: number, state: FeatureState]>;

/**
 * Feature gates, word for word as in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/features/kube_features.go
 * (defaultVersionedKubernetesFeatureGates), and for gates that are gone since, in the release that removed them.
 */
const GATES = {
  /** restartPolicy: Always on an init container makes a sidecar (KEP-753). */
  SidecarContainers: [[28, 'alpha'], [29, 'beta-on'], [33, 'stable']],
  /** spec.resources (KEP-2837). */
  PodLevelResources: [[32, 'alpha'], [34, 'beta-on']],
  /** The resize subresource, sidecars included (KEP-1287). */
  InPlacePodVerticalScaling: [[27, 'alpha'], [33, 'beta-on'], [35, 'stable']],
  InPlacePodVerticalScalingInitContainers: [[36, 'beta-on']],
  InPlacePodLevelResourcesVerticalScaling: [[35, 'alpha'], [36, 'beta-on']],
  /** restartPolicy and restartPolicyRules on any container (KEP-5307). */
  ContainerRestartRules: [[34, 'alpha'], [35, 'beta-on']],
  RestartAllContainersOnContainerExits: [[35, 'alpha'], [36, 'beta-on']],
  /** lifecycle.preStop.sleep (KEP-3960). */
  PodLifecycleSleepAction: [[29, 'alpha'], [30, 'beta-on'], [34, 'stable']],
  PodLifecycleSleepActionAllowZero: [[32, 'alpha'], [33, 'beta-on'], [34, 'stable']],
  /** volumes[].image (KEP-4639). */
  ImageVolume: [[31, 'alpha'], [33, 'beta-off'], [35, 'beta-on'], [36, 'stable']],
  /** lifecycle.stopSignal (KEP-4960). */
  ContainerStopSignals: [[33, 'alpha']],
  /** Environment names of any printable ASCII but "=" (KEP-4369). */
  RelaxedEnvironmentVariableValidation: [[30, 'alpha'], [32, 'beta-on'], [34, 'stable']],
  /** env[].valueFrom.fileKeyRef (KEP-3721). */
  EnvFiles: [[34, 'alpha'], [35, 'beta-on']],
  /** volumeMounts[].recursiveReadOnly (KEP-3857). */
  RecursiveReadOnlyMounts: [[30, 'alpha'], [31, 'beta-on'], [33, 'stable']],
  /** securityContext.appArmorProfile instead of annotations (KEP-24). */
  AppArmorFields: [[30, 'beta-on'], [31, 'stable']],
  /** securityContext.procMount (KEP-4265). */
  ProcMountType: [[12, 'alpha'], [31, 'beta-off'], [33, 'beta-on'], [36, 'stable']],
  /** hostUsers: false (KEP-127). Called UserNamespacesStatelessPodsSupport before 1.28. */
  UserNamespacesSupport: [[25, 'alpha'], [30, 'beta-off'], [33, 'beta-on'], [36, 'stable']],
  UserNamespacesHostNetworkSupport: [[35, 'alpha']],
  /** Probes by gRPC (KEP-2727). */
  GRPCContainerProbe: [[23, 'alpha'], [24, 'beta-on'], [27, 'stable']],
  /** A grace period of a probe's own (KEP-2238). */
  ProbeTerminationGracePeriod: [[21, 'alpha'], [22, 'beta-off'], [25, 'beta-on'], [28, 'stable']],
  /** The ContainerResource metric of a HorizontalPodAutoscaler (KEP-1610). */
  HPAContainerMetrics: [[20, 'alpha'], [27, 'beta-on'], [30, 'stable']],
  /** securityContext.supplementalGroupsPolicy (KEP-3619). */
  SupplementalGroupsPolicy: [[31, 'alpha'], [33, 'beta-on'], [35, 'stable']],
  /** Volumes of type clusterTrustBundle (KEP-3257). */
  ClusterTrustBundleProjection: [[29, 'alpha'], [33, 'beta-off']],
  /** successPolicy of a Job (KEP-3998). */
  JobSuccessPolicy: [[30, 'alpha'], [31, 'beta-on'], [33, 'stable']],
  /** podFailurePolicy of a Job (KEP-3329). */
  JobPodFailurePolicy: [[25, 'alpha'], [26, 'beta-on'], [31, 'stable']],
} as const satisfies Record<string, History>;

/**
 * Behaviour that came or was mended without a gate of its own. `by` is the gate that must be on as well.
 */
const BEHAVIOURS = {
  /**
   * Sidecars stop after the mains, in reverse order. It came with beta, in 1.29; 1.28 stops all at once.
   * https://github.com/kubernetes/kubernetes/pull/120620
   */
  OrderedSidecarTermination: { since: 29, by: 'SidecarContainers' },
  /**
   * A Service finds named ports of sidecars, and not only those of mains.
   * https://github.com/kubernetes/kubernetes/issues/127958
   */
  NamedPortsOfSidecars: { since: 32, by: 'SidecarContainers' },
  /** Pod Security looks at the host of probes and hooks: KEP-4940. */
  PodSecurityProbeHosts: { since: 34, by: undefined },
} as const;

/** Everything that a release has or has not. */
export type Feature = keyof typeof GATES | keyof typeof BEHAVIOURS;

/** All features that this table knows, for docs and messages. */
export const FEATURES: readonly Feature[] = [...Object.keys(GATES), ...Object.keys(BEHAVIOURS)] as Feature[];

/** Where a feature stands in a release, no gates touched. */
export function featureState(feature: Feature, version: VersionLike): FeatureState {
  const at = KubernetesVersion.parse(version);
  if (isBehaviour(feature)) {
    const { since, by } = BEHAVIOURS[feature];
    if (at.minor < since) {
      return 'absent';
    }
    return by ? featureState(by, at) : 'stable';
  }
  return (GATES[feature] as History).reduce<FeatureState>((state, [minor, next]) => at.minor >= minor ? next : state, 'absent');
}

const states = new Map<number, Map<Feature, FeatureState>>();

/** The same, looked up once for each release: rules ask for a handful of features of every Pod. */
function stateOf(feature: Feature, minor: number): FeatureState {
  let known = states.get(minor);
  if (known === undefined) states.set(minor, known = new Map());
  let state = known.get(feature);
  if (state === undefined) {
    state = featureState(feature, `1.${minor}`);
    known.set(feature, state);
  }
  return state;
}

/**
 * Whether a feature works in a release.
 *
 * @param gates what the cluster sets by hand: heeded for alpha and beta only, since a gate of an older release does not
 *   exist, and one of a stable feature is locked
 */
export function isOn(feature: Feature, version: VersionLike, gates: FeatureGates = {}): boolean {
  const state = stateOf(feature, KubernetesVersion.parse(version).minor);
  if (state === 'absent' || state === 'stable') {
    return state === 'stable';
  }
  const gate = isBehaviour(feature) ? BEHAVIOURS[feature].by : feature;
  return (gate && gates[gate]) ?? state === 'beta-on';
}

/** The first release in which a feature is on without touching a gate, if there is one yet. */
export function onSince(feature: Feature): KubernetesVersion | undefined {
  if (isBehaviour(feature)) {
    return KubernetesVersion.parse(`1.${BEHAVIOURS[feature].since}`);
  }
  const first = (GATES[feature] as History).find(([, state]) => state === 'beta-on' || state === 'stable');
  return first && KubernetesVersion.parse(`1.${first[0]}`);
}

function isBehaviour(feature: Feature): feature is keyof typeof BEHAVIOURS {
  return feature in BEHAVIOURS;
}
