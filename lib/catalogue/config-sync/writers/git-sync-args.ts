import { GIT_SYNC } from '../data/git-sync';
import { NotificationPart } from '../notification-part';
import { GitAuthPart, GitPart } from '../source-part';

/** Files that flags point to. */
export interface GitFiles {
  sparseFile: string;
  /** Where host keys lie that are given as text. */
  knownHostsFile: string;
  /** The script to run after a sync. */
  hook?: string;
}

/** Flags, not environment: a misspelt variable is ignored in silence, a misspelt flag is not. */
export function gitSyncArgs(source: GitPart, files: GitFiles, notification: NotificationPart): string[] {
  return [
    ...common(source, files),
    `--period=${source.periodSeconds}s`,
    // An outage of the server must not end the sidecar: what was synced is still there.
    '--max-failures=-1',
    `--stale-worktree-timeout=${GIT_SYNC.staleWorktreeSeconds}s`,
    `--http-bind=:${source.healthPort}`,
    '--http-metrics',
    ...told(notification, files),
    ...Object.entries(source.extraFlags).map(([flag, value]) => `--${flag}=${value}`),
  ];
}

/** One sync and the end. No hooks: the app does not run yet, and a hook that fails would fail the set-up. */
export function firstSyncArgs(source: GitPart, files: GitFiles): string[] {
  const flags = Object.entries(source.extraFlags).filter(([flag]) => !/^(http-|webhook-|exechook-|init-|sync-on-signal|touch-file)/.test(flag));
  return [
    ...common(source, files), '--one-time', '--period=2s', `--max-failures=${GIT_SYNC.firstSyncFailures}`,
    ...flags.map(([flag, value]) => `--${flag}=${value}`),
  ];
}

function common(source: GitPart, files: GitFiles): string[] {
  return [
    `--repo=${source.repository}`,
    `--ref=${source.ref}`,
    `--root=${GIT_SYNC.root}`,
    `--link=${source.link}`,
    `--depth=${source.depth}`,
    `--submodules=${source.submodules}`,
    `--sync-timeout=${source.syncTimeoutSeconds}s`,
    '--group-write',
    ...(source.folders.length ? [`--sparse-checkout-file=${files.sparseFile}`] : []),
    ...(source.auth ? credentials(source.auth, files) : []),
  ];
}

function credentials(auth: GitAuthPart, files: GitFiles): string[] {
  const file = (key: string) => `${GIT_SYNC.secretDirectory}/${key}`;
  switch (auth.kind) {
    case 'ssh': return [
      `--ssh-key-file=${file(auth.key)}`,
      `--ssh-known-hosts-file=${auth.knownHosts === undefined ? file(auth.knownHostsKey) : files.knownHostsFile}`,
    ];
    case 'token': return [`--username=${auth.username}`, `--password-file=${file(auth.key)}`];
    case 'githubApp': return [
      `--github-app-private-key-file=${file(auth.key)}`,
      /^\d+$/.test(auth.app) ? `--github-app-application-id=${auth.app}` : `--github-app-client-id=${auth.app}`,
      `--github-app-installation-id=${auth.installationId}`,
      ...(auth.apiUrl ? [`--github-base-url=${auth.apiUrl}`] : []),
    ];
  }
}

function told(notification: NotificationPart, files: GitFiles): string[] {
  if (notification.kind === 'http') {
    return [
      `--webhook-url=${notification.url}`, `--webhook-method=${notification.method}`,
      `--webhook-success-status=${notification.successStatus ?? 200}`, `--webhook-timeout=${GIT_SYNC.webhookTimeoutSeconds}s`,
    ];
  }
  return files.hook ? [`--exechook-command=${files.hook}`] : [];
}
