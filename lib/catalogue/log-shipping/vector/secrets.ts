import { EnvSource } from '../../../sidecar/env-source';
import { SecretMount } from '../engine';
import { isSecret, SecretValue, Value } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { VECTOR } from './product';

const ROOT = '/etc/log-shipper/secrets';

/**
 * Vector reads no variables in its configuration since 0.57, so secrets are files of mounted Secrets, each Secret a
 * backend of its own. https://vector.dev/docs/reference/configuration/secrets/
 */
export class FileSecrets {
  private readonly backends = new Map<string, string>();
  /** Variables that libraries in Vector read by themselves (AWS). */
  private readonly environment = new EnvironmentSecrets((name) => name);

  public text(path: string, value: Value): string {
    if (!isSecret(value)) return value;
    if (!value.secret) throw new Error(`${path}: comes from a ConfigMap or a field, and ${VECTOR.name} reads no variables in its configuration: give text or EnvSource.secret()`);
    const { name, key } = value.secret;
    if (!this.backends.has(name)) this.backends.set(name, `secret_${this.backends.size + 1}`);
    return `SECRET[${this.backends.get(name)}.${key}]`;
  }

  public variable(name: string, value: SecretValue): void {
    this.environment.variable(name, value);
  }

  /** The section `secret`. */
  public section(): Record<string, any> {
    return Object.fromEntries([...this.backends].map(([secret, backend]) => [
      backend, { type: 'directory', path: `${ROOT}/${secret}`, remove_trailing_whitespace: true },
    ]));
  }

  public mounts(): SecretMount[] {
    return [...this.backends.keys()].map((secret) => ({ secret, path: `${ROOT}/${secret}` }));
  }

  public env(): Record<string, EnvSource> {
    return this.environment.env();
  }
}
