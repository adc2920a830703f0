import { shownSafely } from './value-shape';
import { EnvVar } from '../kubernetes/types';
import { copy } from '../pod/copy';

/**
 * Where the value of an environment variable comes from. Secrets come by reference only, never as text.
 *
 * @example
 * const token = EnvSource.secret('tail', 'token');
 * const pod = EnvSource.field('metadata.name');
 */
export class EnvSource {
  /** Plain text. `$(NAME)` is replaced by the kubelet when NAME is declared before it; `$$` is one `$`. */
  public static text(value: string): EnvSource {
    if (typeof value !== 'string') throw new Error(`value: ${shownSafely(value)} is not text: give numbers and booleans as strings`);
    return new EnvSource({ value });
  }

  /**
   * A key of a Secret in the workload's namespace. Read when the container starts: a change needs a restart.
   *
   * @param name the Secret's name
   * @param key the key inside it
   */
  public static secret(name: string, key: string): EnvSource {
    return new EnvSource({ valueFrom: { secretKeyRef: { name: text('name', name), key: text('key', key) } } });
  }

  /** A key of a ConfigMap in the workload's namespace. */
  public static configMap(name: string, key: string): EnvSource {
    return new EnvSource({ valueFrom: { configMapKeyRef: { name: text('name', name), key: text('key', key) } } });
  }

  /** A field of the Pod (the downward API), e.g. `metadata.name`, `status.podIP`, `spec.nodeName`. */
  public static field(path: string): EnvSource {
    return new EnvSource({ valueFrom: { fieldRef: { fieldPath: text('path', path) } } });
  }

  /**
   * A request or limit of the container itself, e.g. `limits.memory`.
   *
   * @param resource `limits.cpu`, `limits.memory`, `requests.cpu`, `requests.memory`, ...
   * @param divisor unit of the number, e.g. `1Mi`; default: 1
   */
  public static resource(resource: string, divisor?: string): EnvSource {
    return new EnvSource({ valueFrom: { resourceFieldRef: { resource: text('resource', resource), ...(divisor !== undefined ? { divisor: text('divisor', divisor) } : {}) } } });
  }

  private constructor(private readonly json: Omit<EnvVar, 'name'>) {}

  /** @internal */
  public _toEnv(name: string): EnvVar {
    return { name, ...copy(this.json) };
  }
}

function text(name: string, value: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${name}: ${shownSafely(value)} must be text that is not empty`);
  return value;
}
