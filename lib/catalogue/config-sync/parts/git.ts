/** A Git repository: git-sync, first as a set-up container, then beside the app. */
import { SyncContext, nameOf, signalUser } from './context';
import { hookOf } from './hook';
import { SidecarContainer, SidecarContribution, SidecarMount, StartGate } from '../../../sidecar/contribution';
import { EnvSource } from '../../../sidecar/env-source';
import { HealthCheck } from '../../../sidecar/health-check';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { SidecarResources } from '../../../sidecar/sidecar-resources';
import { literal, textEnv } from '../../common/text-env';
import { GIT_SYNC } from '../data/git-sync';
import { GitPart } from '../source-part';
import { firstSyncArgs, gitSyncArgs, GitFiles } from '../writers/git-sync-args';
import { sparseCheckout } from '../writers/sparse-checkout';

const FILES_DIRECTORY = '/etc/git-sync';
const CA_DIRECTORY = '/etc/git-ca';

export function gitContribution(source: GitPart, context: SyncContext): SidecarContribution {
  const files = context.volume ?? SharedVolume.emptyDir(nameOf(context, 'files'), { sizeLimit: context.sizeLimit ?? GIT_SYNC.sizeLimit });
  const user = signalUser(context) ?? GIT_SYNC.user;
  const hook = hookOf(context);
  const paths: GitFiles = { sparseFile: `${FILES_DIRECTORY}/sparse-checkout`, knownHostsFile: `${FILES_DIRECTORY}/known_hosts`, hook: hook?.script };
  const mounts = [{ volume: files, path: GIT_SYNC.root }, ...inputs(source, context, user)];
  const common = {
    image: GIT_SYNC.image,
    user,
    group: GIT_SYNC.group,
    resources: context.resources ?? SidecarResources.of(GIT_SYNC.resources),
    hasShell: GIT_SYNC.hasShell,
  };
  const ca: { [name: string]: EnvSource } = source.ca ? { GIT_SSL_CAINFO: EnvSource.text(`${CA_DIRECTORY}/${source.ca.key}`) } : {};
  const first: SidecarContainer = {
    ...common, name: nameOf(context, 'first-sync'), args: firstSyncArgs(source, paths).map(literal), env: ca, mounts,
  };
  const sidecar: SidecarContainer = {
    ...common,
    name: nameOf(context),
    args: gitSyncArgs(source, paths, context.notify).map(literal),
    env: { ...ca, ...textEnv(hook?.env ?? {}) },
    mounts: hook ? [...mounts, hook.mount] : mounts,
    ports: { metrics: source.healthPort },
    // Its HTTP answer is 503 until the first sync after each start: with that as liveness, an outage of the Git server
    // would restart it for ever. That the port is open is what the process itself can say.
    health: HealthCheck.tcp(source.healthPort, { readiness: false, startupSeconds: 30 }),
    gate: StartGate.STARTED,
    drainSeconds: GIT_SYNC.drainSeconds,
    fields: context.fields,
  };
  // A commit never changes: git-sync would sleep for ever.
  const watches = !context.once && !source.fixed;
  return {
    setUp: [first],
    containers: watches ? [sidecar] : [],
    app: { mounts: [{ volume: files, path: context.path, readOnly: true }] },
    shareProcessNamespace: watches && context.notify.kind === 'signal' ? true : undefined,
  };
}

/** Everything but the repository itself: scratch space, credentials, folders, authorities. */
function inputs(source: GitPart, context: SyncContext, user: number): SidecarMount[] {
  const { auth } = source;
  const mounts: SidecarMount[] = GIT_SYNC.writable.map((path) => (
    { volume: SharedVolume.emptyDir(nameOf(context, 'tmp'), { sizeLimit: '16Mi' }), path }));
  const files: Record<string, string> = {};
  if (source.folders.length) files['sparse-checkout'] = sparseCheckout(source.folders);
  if (auth?.kind === 'ssh' && auth.knownHosts !== undefined) files.known_hosts = `${auth.knownHosts.trim()}\n`;
  if (Object.keys(files).length) mounts.push({ volume: SharedVolume.files(nameOf(context, 'git'), files), path: FILES_DIRECTORY, readOnly: true });
  if (auth) mounts.push({ volume: SharedVolume.secretNamed(nameOf(context, 'git-secret'), auth.secretName), path: GIT_SYNC.secretDirectory, readOnly: true });
  if (source.ca) mounts.push({ volume: SharedVolume.configMapNamed(nameOf(context, 'git-ca'), source.ca.configMapName), path: CA_DIRECTORY, readOnly: true });
  if (auth?.kind === 'ssh' && user !== GIT_SYNC.user) mounts.push(passwd(context, user));
  return mounts;
}

/** ssh refuses to run as a user that is not in /etc/passwd, and --add-user would need a writable root file system. */
function passwd(context: SyncContext, user: number): SidecarMount {
  const text = `root:x:0:0:root:/root:/sbin/nologin\ngit-sync:x:${user}:${GIT_SYNC.group}::${GIT_SYNC.writable[0]}:/sbin/nologin\n`;
  return { volume: SharedVolume.files(nameOf(context, 'passwd'), { passwd: text }), path: '/etc/passwd', subPath: 'passwd', readOnly: true };
}
