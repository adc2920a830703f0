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

/** How a Git server knows who asks. */
export type GitAuthPart =
  | { kind: 'ssh'; secretName: string; key: string; knownHostsKey: string; knownHosts?: string }
  | { kind: 'token'; secretName: string; key: string; username: string }
  | { kind: 'githubApp'; secretName: string; key: string; app: string; installationId: number; apiUrl?: string };

/** A Git repository, kept in step by git-sync. */
export interface GitPart {
  kind: 'git';
  repository: string;
  /** Full reference, HEAD, or the hash of a commit. */
  ref: string;
  /** A commit: it never changes. */
  fixed: boolean;
  auth?: GitAuthPart;
  folders: string[];
  submodules: 'recursive' | 'shallow' | 'off';
  depth: number;
  periodSeconds: number;
  syncTimeoutSeconds: number;
  link: string;
  ca?: CaPart;
  healthPort: number;
  extraFlags: Record<string, string>;
}

/** A PEM file in a ConfigMap. */
export interface CaPart {
  configMapName: string;
  key: string;
}

export type SourcePart = MountedPart | LabelledPart | GitPart;
export type SourceKind = SourcePart['kind'];
