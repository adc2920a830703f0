import { Sidecar } from '../sidecar';
import { StartDependency } from '../sidecar/contribution';
import { ATTACHMENT } from '../sidecar/contribution-shape';
import { requireShape } from '../sidecar/value-shape';

/** How a sidecar is attached to one workload. */
export interface AttachmentOptions {
  /**
   * Name of this attachment, unique on the workload: what others wait for.
   *
   * @default - the sidecar's construct id
   */
  readonly name?: string;
  /**
   * App containers that the sidecar's environment variables and mounts go to.
   *
   * @default - the one that the annotation kubectl.kubernetes.io/default-container names, else the first
   */
  readonly into?: string[];
  /**
   * What the sidecar waits for.
   *
   * @default - order of phases, then order of attachment
   */
  readonly startAfter?: StartDependency[];
  /**
   * Names of containers or sidecars that wait for this one.
   *
   * @default - the app
   */
  readonly startBefore?: string[];
}

export interface Attachment {
  sidecar: Sidecar;
  name: string;
  options: AttachmentOptions;
}

/** @throws when the value is not a sidecar */
export function newAttachment(sidecar: Sidecar, options: AttachmentOptions): Attachment {
  if (!Sidecar.isSidecar(sidecar)) {
    throw new Error(`sidecar: ${sidecar === null ? 'null' : typeof sidecar} is not a Sidecar: extend Sidecar, or use CustomSidecar`);
  }
  requireShape('options', options, ATTACHMENT);
  return { sidecar, name: options.name ?? sidecar.node.id, options };
}
