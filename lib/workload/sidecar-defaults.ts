import { Construct } from 'constructs';
import { setDefaults } from './defaults-store';
import { Synthesis } from './synthesis';
import { KubernetesVersion } from '../kubernetes/version';
import { Sidecar, SidecarForm, SidecarResources } from '../sidecar';
import { requireShape, ValueShape } from '../sidecar/value-shape';

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

const SETTINGS: ValueShape = {
  fields: {
    targetVersion: 'text', featureGates: { map: 'boolean' }, form: { oneOf: Object.values(SidecarForm) }, registryMirror: 'text',
    registryMirrors: { map: 'text' }, imageDigests: { map: 'text' }, resources: { instance: 'SidecarResources', method: '_toPart' },
    requiredSidecars: { list: 'anything' },
  },
};

/**
 * Settings for every `WorkloadWithSidecars` and every adopted workload under a scope. Settings nearer to the workload
 * win, one by one; required sidecars add up.
 *
 * @example
 * declare const app: App;
 * SidecarDefaults.on(app, { targetVersion: '1.31', registryMirror: 'registry.example.com/mirror' });
 */
export class SidecarDefaults {
  /**
   * Sets defaults on a scope; what was set on it before stays where it is not set again.
   *
   * @throws when the version is none that this library knows how to write for
   */
  public static on(scope: Construct, props: SidecarDefaultsProps): void {
    requireShape('', props, SETTINGS);
    if (props.targetVersion !== undefined) KubernetesVersion.parse(props.targetVersion, 'targetVersion');
    for (const [image, digest] of Object.entries(props.imageDigests ?? {})) {
      if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
        throw new Error(`imageDigests["${image}"]: "${digest}" is not a digest: it must be "sha256:" and 64 hexadecimal digits`);
      }
    }
    for (const [i, sidecar] of (props.requiredSidecars ?? []).entries()) {
      if (!Sidecar.isSidecar(sidecar)) throw new Error(`requiredSidecars[${i}]: not a Sidecar`);
    }
    setDefaults(scope, props);
    // Required sidecars are checked at synth, also where no workload was adopted at all.
    if (props.requiredSidecars?.length) Synthesis.of(scope);
  }

  private constructor() {}
}
