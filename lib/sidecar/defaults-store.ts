/** Settings kept on scopes, and what of them holds for one workload. */
import { IConstruct } from 'constructs';
import { SidecarForm } from './pod-context';
import { Sidecar } from './sidecar';
import { SidecarResources } from './sidecar-resources';
import { isOn } from '../kubernetes/features';
import { KubernetesVersion } from '../kubernetes/version';
import { SizePart } from '../pod/contribution';
import { ImagePolicy } from '../pod/image-policy';

/** Settings for every workload under a scope. */
export interface SidecarDefaultsProps {
  /**
   * Kubernetes version that the manifests are for, e.g. "1.31". Decides between native and classic form.
   *
   * @default "1.33", in which native sidecars became stable
   */
  readonly targetVersion?: string;
  /**
   * Feature gates that the cluster sets by hand, e.g. `{ SidecarContainers: true }` on 1.28.
   *
   * @default - those of the version
   */
  readonly featureGates?: { [gate: string]: boolean };
  /**
   * Form of the sidecars.
   *
   * @default - native where the target version has it (1.29 and newer), else classic
   */
  readonly form?: SidecarForm;
  /**
   * Registry (and path) that stands in for every registry of the library's images, e.g. "registry.example.com/mirror".
   *
   * @default - images as they are
   */
  readonly registryMirror?: string;
  /**
   * Mirrors by registry, e.g. `{ 'docker.io': 'registry.example.com/hub' }`; these win over `registryMirror`.
   *
   * @default - none
   */
  readonly registryMirrors?: { [registry: string]: string };
  /**
   * Digests by image as the library names it: `{ 'docker.io/envoyproxy/envoy:v1.38.7': 'sha256:...' }`.
   *
   * @default - tags only
   */
  readonly imageDigests?: { [image: string]: string };
  /**
   * Size of a sidecar container that names none.
   *
   * @default - requests of 50m and 64Mi, limits of twice that
   */
  readonly resources?: SidecarResources;
  /**
   * Sidecars that every workload of this library under the scope must have: attached where missing. Workloads that
   * were not adopted are reported.
   *
   * @default - none
   */
  readonly requiredSidecars?: Sidecar[];
}

const DEFAULTS = Symbol.for('cdk8s-sidecars.SidecarDefaults');
const REQUIRES = Symbol.for('cdk8s-sidecars.requires');

/** Before this one, Pod Security Standards and much else that the library writes did not exist. */
const OLDEST_TARGET = KubernetesVersion.parse('1.19');

/** @returns the version in short, "1.33" */
export function requireTarget(argument: string, text: string): string {
  const version = KubernetesVersion.parse(text, argument);
  if (version.isAtLeast(OLDEST_TARGET)) return version.toString();
  const meant = version.minor < 4 ? `: did you mean "1.${version.minor}0"? As a number, 1.30 is 1.3` : '';
  throw new Error(`${argument}: "${text}" is older than ${OLDEST_TARGET}, the oldest release that this library writes for${meant}`);
}

/** Sets what is given; what was set on the scope before stays where it is not set again. */
export function setDefaults(scope: IConstruct, props: SidecarDefaultsProps): void {
  const target = scope as any;
  const set = Object.fromEntries(Object.entries(props).filter(([, v]) => v !== undefined));
  target[DEFAULTS] = { ...target[DEFAULTS], ...set };
  if (props.requiredSidecars?.length) (scope.node.root as any)[REQUIRES] = true;
}

/** Some scope of the app requires sidecars. */
export function scopesRequire(root: IConstruct): boolean {
  return (root as any)[REQUIRES] === true;
}

/** Sidecars that the scopes above a construct require, the nearest first. */
export function requiredSidecarsFor(construct: IConstruct): Sidecar[] {
  const required: Sidecar[] = [];
  for (let at: IConstruct | undefined = construct; at; at = at.node.scope) {
    const set: SidecarDefaultsProps | undefined = (at as any)[DEFAULTS];
    for (const sidecar of set?.requiredSidecars ?? []) if (!required.includes(sidecar)) required.push(sidecar);
  }
  return required;
}

/** What holds for one workload. */
export interface EffectiveDefaults extends ImagePolicy {
  target: string;
  featureGates?: Record<string, boolean>;
  form: 'native' | 'classic';
  defaultSize: SizePart;
}

const DEFAULT_SIZE = SidecarResources.of({ cpu: '50m', memory: '64Mi' })._toPart();

/** Merges what was set from the workload upwards. */
export function defaultsFor(construct: IConstruct, own: Pick<SidecarDefaultsProps, 'targetVersion' | 'featureGates' | 'form'> = {}): EffectiveDefaults {
  let merged: SidecarDefaultsProps = { ...own };
  for (let at: IConstruct | undefined = construct; at; at = at.node.scope) {
    const set: SidecarDefaultsProps | undefined = (at as any)[DEFAULTS];
    if (set) merged = { ...set, ...Object.fromEntries(Object.entries(merged).filter(([, v]) => v !== undefined)) };
  }
  const target = KubernetesVersion.parse(merged.targetVersion ?? KubernetesVersion.DEFAULT.toString()).toString();
  return {
    target,
    featureGates: merged.featureGates,
    form: merged.form ?? (isOn('SidecarContainers', target, merged.featureGates) ? SidecarForm.NATIVE_SIDECAR : SidecarForm.CLASSIC),
    registryMirror: merged.registryMirror,
    registryMirrors: merged.registryMirrors,
    imageDigests: merged.imageDigests,
    defaultSize: merged.resources?._toPart() ?? DEFAULT_SIZE,
  };
}
