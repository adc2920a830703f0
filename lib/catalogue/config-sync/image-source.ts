import { ImagePart } from './source-part';
import { requireText } from '../common/texts';

/** When the kubelet looks for a newer image. */
export enum ImagePull {
  /** Only if the node has none. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** At each start of a Pod. */
  ALWAYS = 'Always',
}

/** Files of an OCI image or artifact. */
export interface ImageSourceOptions {
  /** Reference with an exact tag or a digest: `registry.example.com/shop/config:1.4.0`. */
  readonly reference: string;
  /**
   * When the kubelet pulls.
   *
   * @default - IfNotPresent
   */
  readonly pull?: ImagePull;
  /**
   * A folder of the image.
   *
   * @default - the whole image
   */
  readonly folder?: string;
  /**
   * The cluster has the feature gate ImageVolume turned on by hand. Kubernetes has it on from 1.35.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/
   * @default false
   */
  readonly featureGateIsOn?: boolean;
}

export function imagePart(options: ImageSourceOptions): ImagePart {
  const { reference, folder } = options;
  requireText('reference', reference);
  const name = reference.replace(/@sha256:[0-9a-f]{64}$/, '');
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  if (/\s|@/.test(name) || name.includes('://')) {
    throw new Error(`reference: "${reference}" is not the reference of an image: write registry/name:tag or registry/name@sha256:<64 digits>`);
  }
  if (name === reference && (tag === undefined || tag === 'latest')) {
    throw new Error(`reference: "${reference}" names no exact version: give a tag other than "latest", or a digest`);
  }
  if (folder !== undefined && (folder === '' || folder.startsWith('/') || folder.split('/').includes('..'))) {
    throw new Error(`folder: "${folder}" is not a folder of an image: write it relative to the image's root, without ".."`);
  }
  return { kind: 'image', reference, pullPolicy: options.pull, folder, gateIsOn: options.featureGateIsOn ?? false };
}
