import { Construct } from 'constructs';
import { Synthesis } from './synthesis';
import { Sidecar, SidecarForm } from '../sidecar';
import { requireTarget, setDefaults, SidecarDefaultsProps } from '../sidecar/defaults-store';
import { requireShape, ValueShape } from '../sidecar/value-shape';

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
    if (props.targetVersion !== undefined) requireTarget('targetVersion', props.targetVersion);
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
