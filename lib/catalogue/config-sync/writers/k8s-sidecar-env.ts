import { K8S_SIDECAR } from '../data/k8s-sidecar';
import { NotificationPart } from '../notification-part';
import { LabelledPart } from '../source-part';

/** Environment of k8s-sidecar: it has no configuration file, and ignores a misspelt variable in silence. */
export function k8sSidecarEnv(source: LabelledPart, folder: string, notification: NotificationPart, script?: string): Record<string, string> {
  const env: Record<string, string> = {
    METHOD: 'WATCH',
    LABEL: source.label,
    FOLDER: folder,
    RESOURCE: source.kinds.length === 2 ? 'both' : source.kinds[0],
    HEALTH_PORT: String(source.healthPort),
    LOG_LEVEL: 'INFO',
  };
  if (source.value !== undefined) env.LABEL_VALUE = source.value;
  if (source.fromNamespaces.length) env.NAMESPACE = source.fromNamespaces.join(',');
  if (source.uniqueFileNames) env.UNIQUE_FILENAMES = 'true';
  if (source.folderAnnotation !== undefined) env.FOLDER_ANNOTATION = source.folderAnnotation;
  if (source.names) {
    env.METHOD = 'SLEEP';
    env.SLEEP_TIME = String(source.everySeconds);
    env.RESOURCE_NAME = source.kinds.flatMap((kind) => source.names![kind].map((name) => `${kind}/${name}`)).join(',');
  }
  const mode = fileMode(source);
  if (mode !== undefined) env.DEFAULT_FILE_MODE = mode;
  // No REQ_SKIP_INIT: the set-up container has written the files already, so that the first pass changes nothing and
  // tells nobody. After a restart of the sidecar it tells the app what changed meanwhile.
  if (notification.kind === 'http') Object.assign(env, { REQ_URL: notification.url, REQ_METHOD: notification.method });
  if (script !== undefined) env.SCRIPT = script;
  return { ...env, ...source.extra };
}

/** The same for the set-up container: one pass, and nobody to tell, since the app does not run yet. */
export function firstPassEnv(source: LabelledPart, folder: string): Record<string, string> {
  return { ...k8sSidecarEnv(source, folder, { kind: 'nothing' }), METHOD: 'LIST' };
}

/** Secrets are readable for the Pod's group only. */
export function fileMode(source: LabelledPart): string | undefined {
  return source.fileMode ?? (source.kinds.includes('secret') ? K8S_SIDECAR.secretFileMode : undefined);
}
