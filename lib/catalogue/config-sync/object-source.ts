import { requireSeconds } from '../common/arguments';
import { requireName, requireObjectName } from '../common/object-names';
import { requireText } from '../common/texts';
import { K8S_SIDECAR } from './data/k8s-sidecar';
import { LabelledPart } from './source-part';
import { checkAnnotationKey, checkLabel, checkLabelKey, checkLabelValue } from '../../kubernetes/names';
import { requirePort } from '../../sidecar/arguments';

/** Kinds of objects that hold configuration. */
export enum ConfigKind {
  /** ConfigMap. */
  CONFIG_MAP = 'configmap',
  /** Secret. */
  SECRET = 'secret',
}

/** What is common to all sources that read objects by the API. */
export interface ObjectSourceOptions {
  /**
   * Put namespace, kind and name of the object into each file's name: two objects with the same key would otherwise
   * overwrite each other's file.
   *
   * @default false
   */
  readonly uniqueFileNames?: boolean;
  /**
   * Annotation of an object that names a folder for its files, below the target directory.
   *
   * @default "k8s-sidecar-target-directory"
   */
  readonly folderAnnotation?: string;
  /**
   * Mode of the files as three octal digits. The owner must be able to write, or the product can't renew the file.
   *
   * @default - "640" with Secrets among the kinds, else "644"
   */
  readonly fileMode?: string;
  /**
   * Port of the product's health check.
   *
   * @default 18281
   */
  readonly healthPort?: number;
  /**
   * Further environment variables of k8s-sidecar, e.g. `{ LOG_LEVEL: 'DEBUG' }`.
   *
   * @see https://github.com/kiwigrid/k8s-sidecar#configuration-environment-variables
   * @default - none
   */
  readonly extraEnvironment?: { [name: string]: string };
}

/** Which objects are synced. */
export interface LabelledSourceOptions extends ObjectSourceOptions {
  /** Key of the label that marks the objects. */
  readonly label: string;
  /**
   * Value of that label.
   *
   * @default - any value
   */
  readonly value?: string;
  /**
   * Kinds of objects. Secrets are kept in memory, and readable for the Pod's group only. Kubernetes can't narrow `list`
   * and `watch` by label: the Pod may read every object of these kinds in the namespace.
   *
   * @default - ConfigMaps
   */
  readonly kinds?: ConfigKind[];
  /**
   * Namespaces to look in. A Role and a RoleBinding are made in each.
   *
   * @default - the Pod's own
   */
  readonly fromNamespaces?: string[];
}

/** Which objects are synced, one by one. */
export interface NamedSourceOptions extends ObjectSourceOptions {
  /**
   * Names of ConfigMaps.
   *
   * @default - none
   */
  readonly configMaps?: string[];
  /**
   * Names of Secrets.
   *
   * @default - none
   */
  readonly secrets?: string[];
  /**
   * Namespace of the objects. A Role and a RoleBinding are made in it.
   *
   * @default - the Pod's own
   */
  readonly fromNamespace?: string;
  /**
   * Seconds between looks at them.
   *
   * @default 60
   */
  readonly everySeconds?: number;
}

export function labelledPart(options: LabelledSourceOptions): LabelledPart {
  requireName('label', options.label, checkLabelKey);
  // The product takes an empty value for "any".
  if (options.value === '') throw new Error('value: "" would match any value: leave "value" out for that, or label the objects with a value');
  if (options.value !== undefined) requireName('value', options.value, checkLabelValue);
  const kinds = [...new Set(options.kinds ?? [ConfigKind.CONFIG_MAP])].sort();
  if (kinds.length === 0) throw new Error('kinds: [] is empty: name ConfigKind.CONFIG_MAP, ConfigKind.SECRET or both');
  const fromNamespaces = options.fromNamespaces ?? [];
  fromNamespaces.forEach((n, i) => requireNamespace(`fromNamespaces[${i}]`, n));
  return { ...common(options), label: options.label, value: options.value, kinds, fromNamespaces: [...new Set(fromNamespaces)] };
}

export function namedPart(options: NamedSourceOptions): LabelledPart {
  const { configMaps = [], secrets = [], fromNamespace, everySeconds = K8S_SIDECAR.everySeconds } = options;
  if (configMaps.length + secrets.length === 0) throw new Error('configMaps: neither "configMaps" nor "secrets" names an object');
  configMaps.forEach((name, i) => requireObjectName(`configMaps[${i}]`, name));
  secrets.forEach((name, i) => requireObjectName(`secrets[${i}]`, name));
  if (fromNamespace !== undefined) requireNamespace('fromNamespace', fromNamespace);
  requireSeconds('everySeconds', everySeconds, 1);
  return {
    ...common(options),
    // Without any label the product ends at once, and with names it does not look at labels.
    label: 'by-name',
    kinds: [...(configMaps.length ? [ConfigKind.CONFIG_MAP] : []), ...(secrets.length ? [ConfigKind.SECRET] : [])],
    fromNamespaces: fromNamespace === undefined ? [] : [fromNamespace],
    names: { configmap: [...new Set(configMaps)].sort(), secret: [...new Set(secrets)].sort() },
    everySeconds,
  };
}

function common(options: ObjectSourceOptions) {
  const { uniqueFileNames = false, folderAnnotation, fileMode, healthPort = K8S_SIDECAR.healthPort, extraEnvironment = {} } = options;
  if (folderAnnotation !== undefined) requireName('folderAnnotation', folderAnnotation, checkAnnotationKey);
  if (fileMode !== undefined && !/^[67][0-7][0-7]$/.test(fileMode)) {
    throw new Error(`fileMode: "${fileMode}" must be three octal digits that let the owner read and write ("640"): the product opens each file again to renew it`);
  }
  requirePort('healthPort', healthPort);
  for (const [name, value] of Object.entries(extraEnvironment)) requireVariable(name, value);
  return { kind: 'labelled' as const, uniqueFileNames, folderAnnotation, fileMode, healthPort, extra: { ...extraEnvironment } };
}

function requireNamespace(argument: string, name: string): void {
  const all = name === 'ALL' ? 'must be the name of a namespace: rights in all namespaces are more than a sidecar should have, so list those you mean' : undefined;
  requireName(argument, name, () => all ?? checkLabel(name));
}

function requireVariable(name: string, value: string): void {
  const { ownVariables, extraVariables } = K8S_SIDECAR;
  if (name === 'REQ_PASSWORD' || name === 'REQ_USERNAME') {
    throw new Error(`extraEnvironment: "${name}" would stand in the Pod in plain text: mount a Secret and use ${name}_FILE`);
  }
  if ((ownVariables as readonly string[]).includes(name)) throw new Error(`extraEnvironment: "${name}" is written by this library: use the typed option for it`);
  if (!(extraVariables as readonly string[]).includes(name)) {
    throw new Error(`extraEnvironment: "${name}" is unknown to k8s-sidecar 2.10.1, which would ignore it: one of ${extraVariables.join(', ')}`);
  }
  requireText(`extraEnvironment.${name}`, value);
}
