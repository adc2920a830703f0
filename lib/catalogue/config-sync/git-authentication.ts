import { GIT_HUB_APP_OPTIONS, GIT_SSH_KEY_OPTIONS, GIT_TOKEN_OPTIONS } from './option-shapes';
import { GitAuthPart } from './source-part';
import { requireOptions } from '../../sidecar/value-shape';
import { requireKey, requireObjectName } from '../common/object-names';
import { requireHttpUrl, requireText } from '../common/texts';

/** An SSH key in a Secret. */
export interface GitSshKeyOptions {
  /** Name of the Secret in the workload's namespace. */
  readonly secretName: string;
  /**
   * Key of the Secret that holds the private key.
   *
   * @default "ssh"
   */
  readonly key?: string;
  /**
   * Key of the Secret that holds the server's host keys. Without them the server can't be told from an impostor, so
   * that there is no way to do without.
   *
   * @default "known_hosts"
   */
  readonly knownHostsKey?: string;
  /**
   * The server's host keys as text (they are no secret), in place of `knownHostsKey`.
   *
   * @default - from the Secret
   */
  readonly knownHosts?: string;
}

/** A password or access token in a Secret. */
export interface GitTokenOptions {
  /** Name of the Secret in the workload's namespace. */
  readonly secretName: string;
  /**
   * Key of the Secret that holds the token. It is read again at each sync.
   *
   * @default "token"
   */
  readonly key?: string;
  /**
   * User name. GitHub and GitLab take any with a token.
   *
   * @default "git"
   */
  readonly username?: string;
}

/** A GitHub App's key in a Secret. */
export interface GitHubAppOptions {
  /** Name of the Secret in the workload's namespace. */
  readonly secretName: string;
  /**
   * Key of the Secret that holds the app's private key: RSA, the product takes no other.
   *
   * @default "private-key.pem"
   */
  readonly key?: string;
  /** Client id or application id of the app. */
  readonly app: string;
  /** Id of its installation. */
  readonly installationId: number;
  /**
   * Address of the API, for GitHub Enterprise.
   *
   * @default "https://api.github.com/"
   */
  readonly apiUrl?: string;
}

/**
 * How a Git server knows who asks. Always by a Secret that somebody else makes.
 *
 * @example
 * const key = GitAuthentication.sshKey({ secretName: 'config-repo' });
 * const token = GitAuthentication.token({ secretName: 'config-repo', key: 'token' });
 */
export class GitAuthentication {
  /** An SSH key, with the host keys of the server. */
  public static sshKey(options: GitSshKeyOptions): GitAuthentication {
    requireOptions('options', options, GIT_SSH_KEY_OPTIONS, ['secretName']);
    const { secretName, key = 'ssh', knownHostsKey = 'known_hosts', knownHosts } = options;
    requireSecret(secretName, key);
    requireKey('knownHostsKey', knownHostsKey);
    if (knownHosts !== undefined) {
      requireText('knownHosts', knownHosts.trim());
      if (options.knownHostsKey !== undefined) throw new Error('knownHosts: given beside "knownHostsKey": say one of them');
    }
    return new GitAuthentication({ kind: 'ssh', secretName, key, knownHostsKey, knownHosts });
  }

  /** A password or access token, for https addresses. */
  public static token(options: GitTokenOptions): GitAuthentication {
    requireOptions('options', options, GIT_TOKEN_OPTIONS, ['secretName']);
    const { secretName, key = 'token', username = 'git' } = options;
    requireSecret(secretName, key);
    requireText('username', username);
    return new GitAuthentication({ kind: 'token', secretName, key, username });
  }

  /** A GitHub App, for https addresses. */
  public static githubApp(options: GitHubAppOptions): GitAuthentication {
    requireOptions('options', options, GIT_HUB_APP_OPTIONS, ['secretName', 'app', 'installationId']);
    const { secretName, key = 'private-key.pem', app, installationId, apiUrl } = options;
    requireSecret(secretName, key);
    if (!/^[A-Za-z0-9._]+$/.test(app)) throw new Error(`app: ${JSON.stringify(app)} is neither the client id nor the application id of a GitHub App`);
    if (!Number.isInteger(installationId) || installationId < 1) throw new Error(`installationId: ${installationId} must be a whole number above 0`);
    if (apiUrl !== undefined) requireHttpUrl('apiUrl', apiUrl);
    return new GitAuthentication({ kind: 'githubApp', secretName, key, app, installationId, apiUrl });
  }

  private constructor(private readonly part: GitAuthPart) {}

  /** @internal */
  public _toPart(): GitAuthPart {
    return { ...this.part };
  }
}

function requireSecret(secretName: string, key: string): void {
  requireObjectName('secretName', secretName);
  requireKey('key', key);
}
