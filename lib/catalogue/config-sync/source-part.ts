/** What a `ConfigSource` says, as data. */
import { SharedVolume } from '../../sidecar/shared-volume';

/** A volume that the kubelet keeps in step by itself. */
export interface MountedPart {
  kind: 'mounted';
  /** For messages: `ConfigMap "app"`. */
  what: string;
  volume: (name: string, rollOut: boolean) => SharedVolume;
  /** Content known at synth; undefined: it lives outside of this app. */
  content: () => string | undefined;
  /** The library itself rolls the Pods for generated files. */
  generated: boolean;
  reloader: 'prometheus-config-reloader' | 'configmap-reload';
  port?: number;
}

/** ConfigMaps and Secrets that carry a label, written as files by k8s-sidecar. */
export interface LabelledPart {
  kind: 'labelled';
  label: string;
  value?: string;
  kinds: Array<'configmap' | 'secret'>;
  fromNamespaces: string[];
  uniqueFileNames: boolean;
  folderAnnotation?: string;
  fileMode?: string;
  healthPort: number;
}

export type SourcePart = MountedPart | LabelledPart;
export type SourceKind = SourcePart['kind'];
