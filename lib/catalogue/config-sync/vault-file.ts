import { requireText } from '../common/texts';
import { VAULT_AGENTS } from './data/vault-agent';
import { VAULT_FILE_OPTIONS, VAULT_KV_SECRET_OPTIONS } from './option-shapes';
import { VaultFilePart } from './source-part';
import { brokenTemplate } from './vault-rules';
import { requireOptions } from '../../sidecar/value-shape';

/** Options of a rendered file. */
export interface VaultFileOptions {
  /**
   * Mode of the file in octal. The app reads it by the Pod's group.
   *
   * @default "0640"
   */
  readonly mode?: string;
}

/** A secret of a key/value engine. */
export interface VaultKvSecretOptions extends VaultFileOptions {
  /**
   * Path at which the engine is mounted.
   *
   * @default "secret"
   */
  readonly mount?: string;
  /** Path of the secret inside the engine, e.g. `shop/database`. */
  readonly path: string;
  /**
   * Version of the engine, 1 or 2.
   *
   * @default 2
   */
  readonly version?: number;
}

/**
 * A file that a Vault agent renders.
 *
 * @example
 * const password = VaultFile.kvField('password', 'password', { path: 'shop/database' });
 * const account = VaultFile.template('db.env', '{{ with secret "database/creds/shop" }}DB_USER={{ .Data.username }}{{ end }}');
 */
export class VaultFile {
  /**
   * A template in Vault's (Consul Template's) language.
   *
   * @see https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent/template
   * @param name path of the file inside the directory
   */
  public static template(name: string, text: string, options: VaultFileOptions = {}): VaultFile {
    requireOptions('options', options, VAULT_FILE_OPTIONS);
    requireText('text', text);
    const broken = brokenTemplate(text);
    if (broken) throw new Error(`text: the template of "${name}" ${broken}`);
    return new VaultFile({ name: requireFile(name), contents: text, mode: requireMode(options.mode) });
  }

  /** One field of a secret, as it is. */
  public static kvField(name: string, field: string, secret: VaultKvSecretOptions): VaultFile {
    requireOptions('secret', secret, VAULT_KV_SECRET_OPTIONS, ['path']);
    requireText('field', field);
    const { path, data } = kv(secret);
    // A field that is not there is an error only in this spelling; `index` writes "<no value>" instead.
    const plain = `{{ ${data}.${field} }}`;
    const quoted = `{{ if sprig_hasKey ${data} ${go(field)} }}{{ index ${data} ${go(field)} }}`
      + `{{ else }}{{ sprig_fail ${go(`the secret has no field ${field}`)} }}{{ end }}`;
    return VaultFile.template(name, inSecret(path, /^[A-Za-z_][A-Za-z0-9_]*$/.test(field) ? plain : quoted), { mode: secret.mode });
  }

  /** All fields of a secret as one JSON object. */
  public static kvJson(name: string, secret: VaultKvSecretOptions): VaultFile {
    requireOptions('secret', secret, VAULT_KV_SECRET_OPTIONS, ['path']);
    const { path, data } = kv(secret);
    return VaultFile.template(name, inSecret(path, `{{ ${data} | toJSON }}`), { mode: secret.mode });
  }

  private constructor(private readonly part: VaultFilePart) {}

  /** @internal */
  public _toPart(): VaultFilePart {
    return { ...this.part };
  }
}

const inSecret = (path: string, action: string) => `{{ with secret ${go(path)} }}${action}{{ end }}`;

/** A string literal of Go. JSON's is one, too. */
const go = (text: string) => JSON.stringify(text);

function kv(secret: VaultKvSecretOptions): { path: string; data: string } {
  const { mount = 'secret', version = 2 } = secret;
  for (const [name, value] of [['mount', mount], ['path', secret.path]] as const) {
    requireText(name, value);
    if (value.startsWith('/') || value.endsWith('/') || /\/\/|\.\.|\s/.test(value)) {
      throw new Error(`${name}: "${value}" is not a path of Vault: no "/" at its ends, no "//", ".." and white space`);
    }
  }
  if (version !== 1 && version !== 2) throw new Error(`version: ${version} is not a version of the key/value engine: 1 or 2`);
  if (version === 2 && secret.path.startsWith('data/')) {
    throw new Error(`path: "${secret.path}" begins with "data/", which this library adds itself: write "${secret.path.slice(5)}"`);
  }
  return version === 2 ? { path: `${mount}/data/${secret.path}`, data: '.Data.data' } : { path: `${mount}/${secret.path}`, data: '.Data' };
}

function requireFile(name: string): string {
  requireText('name', name);
  if (!/^[A-Za-z0-9._@+/-]+$/.test(name) || name.split('/').some((p) => p === '' || p === '.' || p === '..')) {
    throw new Error(`name: "${name}" is not a path of a file inside the directory: letters, digits, ".", "_", "-", "@", "+" and "/", without ".."`);
  }
  return name;
}

function requireMode(mode: string = VAULT_AGENTS.vault.fileMode): string {
  if (!/^0?[4-7][0-7][0-7]$/.test(mode)) throw new Error(`mode: "${mode}" must be three octal digits that let the owner read ("0640")`);
  return mode.padStart(4, '0');
}
