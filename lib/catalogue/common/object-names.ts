/** Names of objects, of keys in them, of labels. */
import { checkConfigMapKey, checkSubdomain, NameCheck } from '../../kubernetes/names';
import { typeName } from '../../sidecar/value-shape';

/** The name of a Secret, ConfigMap or issuer. */
export function requireObjectName(argument: string, name: string): string {
  return requireNamed(argument, name, 'the name of a Kubernetes object', checkSubdomain);
}

/** A key of a Secret or ConfigMap, which is a file name where it is mounted. */
export function requireKey(argument: string, key: string): string {
  return requireNamed(argument, key, 'a key of a Secret or ConfigMap', checkConfigMapKey);
}

/** A label, an annotation, a namespace, a file: by the check of its own. */
export function requireName(argument: string, name: string, check: NameCheck): string {
  if (typeof name !== 'string') throw new Error(`${argument}: is ${name === undefined ? 'missing' : typeName(name)}, and must be text`);
  const broken = check(name);
  if (broken) throw new Error(`${argument}: ${JSON.stringify(name)} ${broken}`);
  return name;
}

/**
 * Who gives a key, token or password in place of the name of its Secret must not find it in the log of the build: of what
 * can't be a name, only what looks like a slip of the pen is printed.
 */
function requireNamed(argument: string, name: string, what: string, check: NameCheck): string {
  if (typeof name !== 'string') throw new Error(`${argument}: is ${name === undefined ? 'missing' : typeName(name)}, and must be ${what}`);
  const broken = check(name);
  if (!broken) return name;
  if (!/^[A-Za-z0-9._/-]{0,30}$/.test(name)) {
    throw new Error(`${argument}: "…" is not ${what} (not printed, for it may be a secret): put a secret into a Secret, and give the Secret's name`);
  }
  throw new Error(`${argument}: ${JSON.stringify(name)} is not ${what}: it ${broken}`);
}
