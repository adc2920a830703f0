/** Names of objects and files that a Pod refers to. */
import { checkConfigMapKey, checkSubdomain } from '../../kubernetes/names';

/** The name of a Secret, ConfigMap or issuer. Whoever gives the secret itself is told so, and it is not printed. */
export function requireObjectName(argument: string, name: string): string {
  if (typeof name !== 'string') throw new Error(`${argument}: ${JSON.stringify(name)} is not the name of a Kubernetes object: give text`);
  if (name.includes('-----BEGIN') || /[\r\n]/.test(name)) {
    throw new Error(`${argument}: "${name.slice(0, 10)}…" is a secret or certificate itself, not the name of an object: put it into a Secret and give the Secret's name`);
  }
  const broken = checkSubdomain(name);
  if (broken) throw new Error(`${argument}: ${JSON.stringify(name)} is not the name of a Kubernetes object: it ${broken}`);
  return name;
}

/** A key of a Secret or ConfigMap, which is a file name where it is mounted. */
export function requireKey(argument: string, key: string): string {
  const broken = typeof key === 'string' ? checkConfigMapKey(key) : 'must be text';
  if (broken) throw new Error(`${argument}: ${JSON.stringify(key)} is not a key of a Secret: it ${broken}`);
  return key;
}
