/** Settings kept on scopes, and what of them holds for one workload. */
import { IConstruct } from 'constructs';
import { ImagePolicy } from './image-policy';
import type { SidecarDefaultsProps } from './sidecar-defaults';
import { isOn } from '../kubernetes/features';
import { KubernetesVersion } from '../kubernetes/version';
import { SizePart } from '../pod/contribution';
import { Sidecar, SidecarForm, SidecarResources } from '../sidecar';

const DEFAULTS = Symbol.for('cdk8s-sidecars.SidecarDefaults');
const REQUIRES = Symbol.for('cdk8s-sidecars.requires');

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
