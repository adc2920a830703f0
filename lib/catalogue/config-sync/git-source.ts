import { requireSeconds } from '../common/arguments';
import { GIT_SYNC } from './data/git-sync';
import { GitAuthentication } from './git-authentication';
import { GitReference } from './git-reference';
import { transportOf } from './git-rules';
import { GitPart } from './source-part';
import { requirePort } from '../../sidecar/arguments';
import { requireKey, requireObjectName } from '../common/object-names';
import { requireHttpUrl, requireText } from '../common/texts';

/** What is done with submodules. */
export enum GitSubmodules {
  /** Checked out, with their own submodules. */
  RECURSIVE = 'recursive',
  /** Checked out, without their own. */
  SHALLOW = 'shallow',
  /** Left out. */
  OFF = 'off',
}

/** Certificates of a private authority. */
export interface CaBundle {
  /** ConfigMap in the workload's namespace. */
  readonly configMapName: string;
  /**
   * Key of the PEM file in it.
   *
   * @default "ca.crt"
   */
  readonly key?: string;
}

/** A Git repository. */
export interface GitSourceOptions {
  /** Address: `https://host/path`, `ssh://git@host/path` or `git@host:path`. Without password. */
  readonly repository: string;
  /**
   * Branch, tag or commit.
   *
   * @default GitReference.defaultBranch()
   */
  readonly reference?: GitReference;
  /**
   * How the server knows who asks. Needed for ssh.
   *
   * @default - anonymous
   */
  readonly authentication?: GitAuthentication;
  /**
   * Folders to check out, relative to the repository. The files that lie directly in their parent folders come along.
   *
   * @default - the whole repository
   */
  readonly folders?: string[];
  /**
   * Submodules.
   *
   * @default GitSubmodules.RECURSIVE
   */
  readonly submodules?: GitSubmodules;
  /**
   * Commits of history to fetch; 0 is all of it.
   *
   * @default 1
   */
  readonly depth?: number;
  /**
   * Seconds between looks at the server.
   *
   * @default 30
   */
  readonly periodSeconds?: number;
  /**
   * Longest time for one sync in seconds.
   *
   * @default 120
   */
  readonly syncTimeoutSeconds?: number;
  /**
   * Name of the link to the checked-out files, inside `path`. It is moved at each change, all files at once: open files
   * through it.
   *
   * @default "current"
   */
  readonly link?: string;
  /**
   * Authority of the server's certificate, in place of the public ones.
   *
   * @default - the public authorities
   */
  readonly caBundle?: CaBundle;
  /**
   * Port of the health check and the metrics.
   *
   * @default 1234
   */
  readonly healthPort?: number;
  /**
   * Further flags of git-sync, without the dashes, e.g. `{ 'git-gc': 'auto' }`.
   *
   * @see https://github.com/kubernetes/git-sync#manual
   * @default - none
   */
  readonly extraFlags?: { [flag: string]: string };
}

export function gitPart(options: GitSourceOptions): GitPart {
  const { repository, folders = [], depth = 1, link = GIT_SYNC.link, extraFlags = {} } = options;
  const reference = options.reference ?? GitReference.defaultBranch();
  const auth = options.authentication?._toPart();
  requireMatch(repository, transportOf('repository', repository), auth);
  folders.forEach((folder, i) => requireFolder(`folders[${i}]`, folder));
  if (!Number.isInteger(depth) || depth < 0) throw new Error(`depth: ${depth} must be a whole number: 0 for all history, 1 for the newest commit`);
  requireLink(link);
  const periodSeconds = options.periodSeconds ?? GIT_SYNC.periodSeconds;
  const syncTimeoutSeconds = options.syncTimeoutSeconds ?? GIT_SYNC.syncTimeoutSeconds;
  const healthPort = options.healthPort ?? GIT_SYNC.httpPort;
  requireSeconds('periodSeconds', periodSeconds, 1);
  requireSeconds('syncTimeoutSeconds', syncTimeoutSeconds, 1);
  requirePort('healthPort', healthPort);
  requireExtraFlags(extraFlags);
  return {
    kind: 'git',
    repository,
    ref: reference._ref(),
    fixed: reference._isFixed(),
    auth,
    folders: [...new Set(folders.map((f) => f.replace(/\/+$/, '')))].sort(),
    submodules: options.submodules ?? GitSubmodules.RECURSIVE,
    depth,
    periodSeconds,
    syncTimeoutSeconds,
    link,
    ca: options.caBundle && caOf(options.caBundle),
    healthPort,
    extraFlags: { ...extraFlags },
  };
}

export function caOf(bundle: CaBundle): { configMapName: string; key: string } {
  const { configMapName, key = 'ca.crt' } = bundle;
  requireObjectName('caBundle.configMapName', configMapName);
  requireKey('caBundle.key', key);
  return { configMapName, key };
}

/** The server is asked in the way that the credentials are for. */
function requireMatch(repository: string, transport: string, auth: GitPart['auth']): void {
  if (transport === 'ssh' && auth?.kind !== 'ssh') {
    throw new Error(`authentication: the address "${repository}" is one of ssh, which lets nobody in without a key: give GitAuthentication.sshKey()`);
  }
  if (transport !== 'ssh' && auth?.kind === 'ssh') {
    throw new Error(`authentication: an SSH key is of no use for "${repository}": write the address as git@host:path, or use GitAuthentication.token()`);
  }
  if (transport === 'http' && auth) {
    throw new Error(`repository: "${repository}" would send the credentials in the clear: use https`);
  }
}

function requireFolder(name: string, folder: string): void {
  requireText(name, folder);
  if (/[\\*?[\]!#\n]/.test(folder) || folder.startsWith('/') || folder.startsWith('-') || folder.split('/').some((p, i, all) => p === '.' || p === '..' || (p === '' && i < all.length - 1))) {
    throw new Error(`${name}: "${folder}" is not a folder of a repository: write it relative to the repository, without "..", "." and wildcards ("conf/shop")`);
  }
}

function requireLink(link: string): void {
  if (!/^[A-Za-z0-9._-]+$/.test(link) || link === '.' || link === '..' || link.startsWith('-') || (GIT_SYNC.takenLinks as readonly string[]).includes(link)) {
    throw new Error(`link: "${link}" can't be the name of the link: letters, digits, ".", "_" and "-", and none of ${GIT_SYNC.takenLinks.join(', ')}, which git-sync uses itself`);
  }
}

function requireExtraFlags(flags: { [flag: string]: string }): void {
  for (const [flag, value] of Object.entries(flags)) {
    if ((GIT_SYNC.ownFlags as readonly string[]).includes(flag)) throw new Error(`extraFlags: "${flag}" is written by this library: use the typed option for it`);
    if (!(GIT_SYNC.extraFlags as readonly string[]).includes(flag)) {
      throw new Error(`extraFlags: "${flag}" is not a flag of git-sync 4.7.1 that may be added: one of ${GIT_SYNC.extraFlags.join(', ')}`);
    }
    requireText(`extraFlags.${flag}`, value);
    if (flag === 'askpass-url') requireHttpUrl('extraFlags.askpass-url', value);
    if (flag === 'git-config' && /authorization|extraheader|password|:\/\/[^/\s"]*@/i.test(value)) {
      throw new Error('extraFlags: "git-config" seems to carry a credential, which anyone who may read the Pod would see: use GitAuthentication');
    }
  }
}
