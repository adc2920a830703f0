/** What the options in this folder hold, for users whom no compiler tells. */
import { CommandNotificationOptions, HttpNotificationOptions, SignalNotificationOptions } from './app-notification';
import { MountedSourceOptions } from './config-source';
import { GitHubAppOptions, GitSshKeyOptions, GitTokenOptions } from './git-authentication';
import { CaBundle, GitSourceOptions } from './git-source';
import { ImageSourceOptions } from './image-source';
import { LabelledSourceOptions, NamedSourceOptions } from './object-source';
import { AppRoleVaultAuthOptions, KubernetesVaultAuthOptions } from './vault-authentication';
import { VaultFileOptions, VaultKvSecretOptions } from './vault-file';
import { VaultSourceOptions } from './vault-source';
import { FieldsOf } from '../../sidecar/value-shape';

export const HTTP_NOTIFICATION_OPTIONS: FieldsOf<HttpNotificationOptions> = {
  port: 'number', path: 'text', url: 'text', method: { oneOf: ['POST', 'GET'] }, successStatus: 'number',
};

export const SIGNAL_NOTIFICATION_OPTIONS: FieldsOf<SignalNotificationOptions> = {
  process: 'text', user: 'number', settleSeconds: 'number',
};

export const COMMAND_NOTIFICATION_OPTIONS: FieldsOf<CommandNotificationOptions> = {
  image: 'text',
};

export const MOUNTED_SOURCE_OPTIONS: FieldsOf<MountedSourceOptions> = {
  reloader: { oneOf: ['prometheus-config-reloader', 'configmap-reload'] }, healthPort: 'number',
};

export const LABELLED_SOURCE_OPTIONS: FieldsOf<LabelledSourceOptions> = {
  label: 'text', value: 'text', kinds: { list: { oneOf: ['configmap', 'secret'] } }, fromNamespaces: { list: 'text' },
  uniqueFileNames: 'boolean', folderAnnotation: 'text', fileMode: 'text', healthPort: 'number', extraEnvironment: { map: 'text' },
};

export const NAMED_SOURCE_OPTIONS: FieldsOf<NamedSourceOptions> = {
  configMaps: { list: 'text' }, secrets: { list: 'text' }, fromNamespace: 'text', everySeconds: 'number', uniqueFileNames: 'boolean',
  folderAnnotation: 'text', fileMode: 'text', healthPort: 'number', extraEnvironment: { map: 'text' },
};

export const CA_BUNDLE: FieldsOf<CaBundle> = {
  configMapName: 'text', key: 'text',
};

export const GIT_SOURCE_OPTIONS: FieldsOf<GitSourceOptions> = {
  repository: 'text', reference: { instance: 'GitReference', method: '_ref', make: 'use GitReference.branch(...)' },
  authentication: { instance: 'GitAuthentication', method: '_toPart', make: 'use GitAuthentication.sshKey(...)' }, folders: { list: 'text' },
  submodules: { oneOf: ['recursive', 'shallow', 'off'] }, depth: 'number', periodSeconds: 'number', syncTimeoutSeconds: 'number', link: 'text',
  caBundle: { fields: CA_BUNDLE, required: ['configMapName'] }, healthPort: 'number', extraFlags: { map: 'text' },
};

export const VAULT_SOURCE_OPTIONS: FieldsOf<VaultSourceOptions> = {
  address: 'text', authentication: { instance: 'VaultAuthentication', method: '_toPart', make: 'use VaultAuthentication.kubernetes(...)' },
  files: { list: { instance: 'VaultFile', method: '_toPart', make: 'use VaultFile.template(...)' } }, agent: { oneOf: ['vault', 'openbao'] },
  vaultNamespace: 'text', caBundle: { fields: CA_BUNDLE, required: ['configMapName'] }, tlsServerName: 'text', renderSeconds: 'number',
  metricsPort: 'number', extraConfiguration: { map: 'anything' },
};

export const IMAGE_SOURCE_OPTIONS: FieldsOf<ImageSourceOptions> = {
  reference: 'text', pull: { oneOf: ['IfNotPresent', 'Always'] }, folder: 'text', featureGateIsOn: 'boolean',
};

export const GIT_SSH_KEY_OPTIONS: FieldsOf<GitSshKeyOptions> = {
  secretName: 'text', key: 'text', knownHostsKey: 'text', knownHosts: 'text',
};

export const GIT_TOKEN_OPTIONS: FieldsOf<GitTokenOptions> = {
  secretName: 'text', key: 'text', username: 'text',
};

export const GIT_HUB_APP_OPTIONS: FieldsOf<GitHubAppOptions> = {
  secretName: 'text', key: 'text', app: 'text', installationId: 'number', apiUrl: 'text',
};

export const KUBERNETES_VAULT_AUTH_OPTIONS: FieldsOf<KubernetesVaultAuthOptions> = {
  role: 'text', mountPath: 'text', audience: 'text', tokenSeconds: 'number',
};

export const APP_ROLE_VAULT_AUTH_OPTIONS: FieldsOf<AppRoleVaultAuthOptions> = {
  secretName: 'text', roleIdKey: 'text', secretIdKey: 'text', mountPath: 'text',
};

export const VAULT_FILE_OPTIONS: FieldsOf<VaultFileOptions> = {
  mode: 'text',
};

export const VAULT_KV_SECRET_OPTIONS: FieldsOf<VaultKvSecretOptions> = {
  mount: 'text', path: 'text', version: 'number', mode: 'text',
};
