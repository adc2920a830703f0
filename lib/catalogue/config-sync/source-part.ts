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

/** ConfigMaps and Secrets that carry a label, or are named one by one, written as files by k8s-sidecar. */
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
  extra: Record<string, string>;
  /** Just these objects, whatever their labels, looked at from time to time. */
  names?: Record<'configmap' | 'secret', string[]>;
  everySeconds?: number;
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

/** How a Vault server knows who asks. */
export type VaultAuthPart =
  | { kind: 'kubernetes'; role: string; mountPath: string; audience: string; tokenSeconds: number }
  | { kind: 'appRole'; secretName: string; roleIdKey: string; secretIdKey: string; mountPath: string };

export interface VaultFilePart {
  /** Path inside the directory. */
  name: string;
  contents: string;
  mode: string;
}

/** Secrets of a Vault or OpenBao server, rendered by its agent. */
export interface VaultPart {
  kind: 'vault';
  address: string;
  /** http: without TLS. */
  inTheClear: boolean;
  auth: VaultAuthPart;
  files: VaultFilePart[];
  agent: 'vault' | 'openbao';
  vaultNamespace?: string;
  ca?: CaPart;
  tlsServerName?: string;
  renderSeconds: number;
  metricsPort: number;
  extra: Record<string, any>;
}

/** Files of an OCI image, mounted by the kubelet as they are. */
export interface ImagePart {
  kind: 'image';
  reference: string;
  pullPolicy?: string;
  folder?: string;
  /** The cluster has the feature gate on, where it is off by default. */
  gateIsOn: boolean;
}

export type SourcePart = MountedPart | LabelledPart | GitPart | VaultPart | ImagePart;
export type SourceKind = SourcePart['kind'];
