import { requireKey, requireObjectName } from './object-names';
import { SharedVolume } from '../../sidecar/shared-volume';
import { ValueShape } from '../../sidecar/value-shape';

/** One key of a Secret in the workload's namespace, mounted as a file. */
export interface SecretKeyReference {
  /** Name of the Secret. */
  readonly secretName: string;
  /** The key. */
  readonly key: string;
}

/** Its shape, for props of which it is one. */
export const SECRET_KEY: ValueShape = { fields: { secretName: 'text', key: 'text' }, required: ['secretName', 'key'] };

export function requireSecretKey(argument: string, reference: SecretKeyReference): SecretKeyReference {
  requireObjectName(`${argument}.secretName`, reference?.secretName);
  requireKey(`${argument}.key`, reference.key);
  return reference;
}

/** A volume with these keys alone, each under a file name of ours, whichever Secrets they are in. */
export function secretFiles(volume: string, files: { [file: string]: SecretKeyReference }): SharedVolume {
  const sources = Object.entries(files).map(([path, { secretName, key }]) => ({ secret: { name: secretName, items: [{ key, path }] } }));
  return SharedVolume.of(volume, { projected: { defaultMode: 0o440, sources } });
}
