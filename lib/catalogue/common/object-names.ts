/** Names of objects and files that a Pod refers to. */
import { checkConfigMapKey, checkSubdomain } from '../../kubernetes/names';

/** The name of a Secret, ConfigMap or issuer. What looks like something else may be the secret itself, and is not printed. */
export function requireObjectName(argument: string, name: string): string {
  if (typeof name !== 'string') throw new Error(`${argument}: is ${name === undefined ? 'missing' : typeof name}, and must be the name of a Kubernetes object`);
  const broken = checkSubdomain(name);
  if (!broken) return name;
  if (!/^[A-Za-z0-9._-]*$/.test(name)) {
    throw new Error(`${argument}: "…" is not the name of a Kubernetes object (not printed, for it may be a secret): put a secret into a Secret, and give the Secret's name`);
  }
  throw new Error(`${argument}: ${JSON.stringify(name)} is not the name of a Kubernetes object: it ${broken}`);
}

/** A key of a Secret or ConfigMap, which is a file name where it is mounted. */
export function requireKey(argument: string, key: string): string {
  const broken = typeof key === 'string' ? checkConfigMapKey(key) : 'must be text';
  if (broken) throw new Error(`${argument}: ${JSON.stringify(key)} is not a key of a Secret: it ${broken}`);
  return key;
}
