import { APP_ROLE_VAULT_AUTH_OPTIONS, KUBERNETES_VAULT_AUTH_OPTIONS } from './option-shapes';
import { VaultAuthPart } from './source-part';
import { requireOptions } from '../../sidecar/value-shape';
import { requireKey, requireObjectName } from '../common/object-names';
import { requireText } from '../common/texts';

/** Authentication by the Pod's ServiceAccount. */
export interface KubernetesVaultAuthOptions {
  /** Role of Vault's Kubernetes auth method. Bind it to the workload's ServiceAccount, and to the audience below. */
  readonly role: string;
  /**
   * Path at which the auth method is mounted, without `auth/`.
   *
   * @default "kubernetes"
   */
  readonly mountPath?: string;
  /**
   * Audience of the token that Vault gets. A token for Vault is of no use to anybody else.
   *
   * @default "vault"
   */
  readonly audience?: string;
  /**
   * Life of that token in seconds, at least 600. The kubelet renews it.
   *
   * @default 3600
   */
  readonly tokenSeconds?: number;
}

/** Authentication by an AppRole. */
export interface AppRoleVaultAuthOptions {
  /** Secret in the workload's namespace that holds role id and secret id. */
  readonly secretName: string;
  /**
   * Key of the role id.
   *
   * @default "role-id"
   */
  readonly roleIdKey?: string;
  /**
   * Key of the secret id.
   *
   * @default "secret-id"
   */
  readonly secretIdKey?: string;
  /**
   * Path at which the auth method is mounted, without `auth/`.
   *
   * @default "approle"
   */
  readonly mountPath?: string;
}

/**
 * How Vault knows who asks.
 *
 * @example
 * const auth = VaultAuthentication.kubernetes({ role: 'shop' });
 */
export class VaultAuthentication {
  /** The Pod's ServiceAccount, by a token of its own for Vault alone, which only the agent sees. */
  public static kubernetes(options: KubernetesVaultAuthOptions): VaultAuthentication {
    requireOptions('options', options, KUBERNETES_VAULT_AUTH_OPTIONS, ['role']);
    const { role, audience = 'vault', tokenSeconds = 3600 } = options;
    requireText('role', role);
    requireText('audience', audience);
    if (!Number.isInteger(tokenSeconds) || tokenSeconds < 600) {
      throw new Error(`tokenSeconds: ${tokenSeconds} must be a whole number of at least 600: Kubernetes gives out no shorter token`);
    }
    return new VaultAuthentication({ kind: 'kubernetes', role, mountPath: mountPath(options.mountPath ?? 'kubernetes'), audience, tokenSeconds });
  }

  /** An AppRole, for clusters that Vault does not trust. */
  public static appRole(options: AppRoleVaultAuthOptions): VaultAuthentication {
    requireOptions('options', options, APP_ROLE_VAULT_AUTH_OPTIONS, ['secretName']);
    const { secretName, roleIdKey = 'role-id', secretIdKey = 'secret-id' } = options;
    requireObjectName('secretName', secretName);
    requireKey('roleIdKey', roleIdKey);
    requireKey('secretIdKey', secretIdKey);
    return new VaultAuthentication({ kind: 'appRole', secretName, roleIdKey, secretIdKey, mountPath: mountPath(options.mountPath ?? 'approle') });
  }

  private constructor(private readonly part: VaultAuthPart) {}

  /** @internal */
  public _toPart(): VaultAuthPart {
    return { ...this.part };
  }
}

function mountPath(path: string): string {
  if (!/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(path) || path.startsWith('auth/')) {
    throw new Error(`mountPath: "${path}" is not the path of an auth method: write it without "auth/" and "/" at its ends ("kubernetes")`);
  }
  return path;
}
