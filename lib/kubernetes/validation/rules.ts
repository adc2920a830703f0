import { FeatureGates, featureState, isOn } from '../features';
import { KubernetesVersion, VersionLike } from '../version';

/** Which release validates. */
export interface ValidationOptions {
  /** Default: the library's default version. */
  readonly version?: VersionLike;
  readonly gates?: FeatureGates;
  /**
   * Containers that it took in a Pod with the same fields around them, and so are only compared with the others; and specs of
   * Pods with which it took all but the ServiceAccount.
   */
  readonly sound?: { has(part: object): boolean };
}

/**
 * What the rules depend on, worked out once per object (PodValidationOptions in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 */
export interface ValidationRules {
  readonly version: KubernetesVersion;
  readonly gates: FeatureGates;
  readonly sound: { has(part: object): boolean };
  /** The object is a Pod, and no template of one. */
  readonly isPod: boolean;
  readonly sidecars: boolean;
  readonly sleep: boolean;
  readonly sleepZero: boolean;
  readonly envFiles: boolean;
  readonly procMount: boolean;
  readonly recursiveReadOnly: boolean;
  /** `dropped`: known and switched off, so that the API server forgets such a volume and its mounts; `absent`: an emptyDir to it. */
  readonly imageVolumes: 'on' | 'dropped' | 'absent';
  readonly podResources: boolean;
  /** A Pod may have a user namespace of its own and the host's network. */
  readonly userNamespaceOnHostNetwork: boolean;
  /**
   * restartPolicy on any container: `any` value is fine; `dropped`: the field is known and switched off, so that the API
   * server forgets it; `refused`: the release knows only `Always` on init containers.
   */
  readonly restartPolicies: 'any' | 'dropped' | 'refused';
}

const NONE = { has: () => false };

const withoutGates = new Map<string, ValidationRules>();

/** The rules of a release, worked out once where no gate is touched. */
export function rulesFor(options: ValidationOptions, isPod: boolean): ValidationRules {
  const version = KubernetesVersion.parse(options.version ?? KubernetesVersion.DEFAULT);
  const { gates = {}, sound = NONE } = options;
  if (Object.keys(gates).length) return { ...rulesOf(version, gates, isPod), sound };
  const key = `${version.minor} ${isPod}`;
  let rules = withoutGates.get(key);
  if (!rules) withoutGates.set(key, rules = rulesOf(version, gates, isPod));
  return { ...rules, sound };
}

function rulesOf(version: KubernetesVersion, gates: FeatureGates, isPod: boolean): ValidationRules {
  const on = (feature: Parameters<typeof isOn>[0]) => isOn(feature, version, gates);
  return {
    version,
    gates,
    sound: NONE,
    isPod,
    sidecars: on('SidecarContainers'),
    sleep: on('PodLifecycleSleepAction'),
    sleepZero: on('PodLifecycleSleepActionAllowZero'),
    envFiles: on('EnvFiles'),
    procMount: on('ProcMountType'),
    recursiveReadOnly: on('RecursiveReadOnlyMounts'),
    imageVolumes: on('ImageVolume') ? 'on' : featureState('ImageVolume', version) === 'absent' ? 'absent' : 'dropped',
    podResources: on('PodLevelResources'),
    userNamespaceOnHostNetwork: on('UserNamespacesHostNetworkSupport'),
    restartPolicies: on('ContainerRestartRules') ? 'any' : featureState('ContainerRestartRules', version) === 'absent' ? 'refused' : 'dropped',
  };
}
